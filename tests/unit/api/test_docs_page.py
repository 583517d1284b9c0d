import re
from html.parser import HTMLParser

from starlette.testclient import TestClient

VOID = {"meta", "br", "td", "th"}  # the ends of cells may be left out


class Balance(HTMLParser):
    """Counts what is opened and not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_every_operation_is_on_the_page(client: TestClient) -> None:
    page, document = client.get("/docs").text, client.get("/openapi.json").json()
    for path, methods in document["paths"].items():
        assert path in page
        for operation in methods.values():
            assert f'id="{operation["operationId"]}"' in page
            assert f'href="#{operation["operationId"]}"' in page


def test_the_page_needs_nothing_from_elsewhere(client: TestClient) -> None:
    answer = client.get("/docs")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "<script" not in answer.text
    assert not re.findall(r'(?:src|href)="(?!#|/openapi\.json)[^"]*"', answer.text)


def test_fields_limits_and_codes_can_be_read(client: TestClient) -> None:
    page = client.get("/docs").text
    for words in (
        "callBackUrl",
        "at most 1000 characters",
        "in steps of 0.01",
        "Please enter callBackUrl.",
        "V4_5PLUS",
    ):
        assert words in page
    assert "Callback: A stage of the task was reached" in page


def test_the_page_is_well_formed(client: TestClient) -> None:
    parser = Balance()
    parser.feed(client.get("/docs").text)
    assert parser.open == []
