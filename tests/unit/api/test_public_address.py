import pytest
from fastapi import Request

from tutti.api.public_address import public_address
from tutti.base.settings import Settings


def request_to(host: bytes, scheme: str = "http") -> Request:
    scope = {"type": "http", "scheme": scheme, "path": "/", "query_string": b"", "headers": [(b"host", host)]}
    return Request({**scope, "server": ("10.0.0.1", 80), "method": "GET"})


@pytest.mark.parametrize("host", ["studio.example", "127.0.0.1:8000", "[::1]:8000"])
def test_links_lead_to_where_the_request_was_sent(host: str) -> None:
    assert public_address(request_to(host.encode(), "https"), Settings()) == f"https://{host}"


def test_the_setting_goes_first() -> None:
    settings = Settings(public_url="https://music.example/")
    assert public_address(request_to(b"inside:8000"), settings) == "https://music.example"


@pytest.mark.parametrize("host", [b"", b"evil.example/path", b'a"><script>', b"a b", b"user@host", b"[", b"a:b"])
def test_a_host_that_is_none_is_not_put_into_links(host: bytes) -> None:
    assert public_address(request_to(host), Settings(host="127.0.0.1", port=8000)) == "http://127.0.0.1:8000"
