import json
from pathlib import Path
from typing import Any

from tutti.api.openapi_file import main, openapi_text

COMMITTED = Path(__file__).resolve().parents[3] / "openapi.json"
DOCUMENT: dict[str, Any] = json.loads(openapi_text())
OPERATIONS = [
    (path, method, operation) for path, methods in DOCUMENT["paths"].items() for method, operation in methods.items()
]


def test_the_committed_document_is_this_one() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == openapi_text(), "run: python -m tutti.api.openapi_file"


def test_the_command_writes_it(tmp_path: Path) -> None:
    main([str(tmp_path / "document.json")])
    assert json.loads((tmp_path / "document.json").read_text(encoding="utf-8")) == DOCUMENT


def test_it_is_openapi_3_1_and_names_its_key() -> None:
    assert DOCUMENT["openapi"].startswith("3.1.")
    assert DOCUMENT["components"]["securitySchemes"]["apiKey"]["scheme"] == "bearer"


def test_every_operation_says_what_it_is_and_answers() -> None:
    assert len({operation["operationId"] for _, _, operation in OPERATIONS}) == len(OPERATIONS)
    for path, _, operation in OPERATIONS:
        assert operation["tags"], path
        assert operation["summary"], path
        assert operation["description"], path
        assert all(answer["description"] for answer in operation["responses"].values()), path


def test_every_contract_route_needs_the_key_and_shows_success_and_refusals() -> None:
    contract = [operation for path, _, operation in OPERATIONS if path.startswith("/api/v1/")]
    assert contract
    for operation in contract:
        assert operation["security"] == [{"apiKey": []}]
        codes = {
            example["value"]["code"]
            for example in operation["responses"]["200"]["content"]["application/json"]["examples"].values()
        }
        assert {200, 401, 422, 500} <= codes


def test_examples_keep_their_nulls() -> None:
    record = DOCUMENT["paths"]["/api/v1/generate/record-info"]["get"]["responses"]["200"]
    examples = record["content"]["application/json"]["examples"]
    assert examples["pending"]["value"]["data"]["response"] is None
    assert examples["unknown"]["value"] == {"code": 200, "msg": "success", "data": None}
    failed = DOCUMENT["components"]["schemas"]["CallbackBody"]["examples"][1]
    assert failed["data"]["data"] is None


def test_music_routes_document_their_callback_and_extras() -> None:
    for name in ("add-instrumental", "add-vocals"):
        operation = DOCUMENT["paths"][f"/api/v1/generate/{name}"]["post"]
        assert "{$request.body#/callBackUrl}" in next(iter(operation["callbacks"].values()))
        assert operation["parameters"][0]["name"] == "Idempotency-Key"
        reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
        fields = DOCUMENT["components"]["schemas"][reference.rsplit("/", 1)[1]]
        assert {"uploadUrl", "title", "negativeTags", "callBackUrl"} <= set(fields["required"])
        told = {"seed", "bpm", "meter", "key", "firstDownbeat", "chords"}
        assert told <= set(fields["properties"]) - set(fields["required"])
        assert fields["properties"]["title"]["maxLength"] == 100
