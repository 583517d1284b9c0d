"""The OpenAPI 3.1 document: what the routes say of themselves, with a title page and without the framework's own 422.

Every HTTP status a route can answer is written at the route; the framework would add an answer that is never given.
"""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from tutti import __version__
from tutti.api.examples import restored

TITLE = "Tutti"
SUMMARY = (
    "A self-hosted music studio: give it a voice and it returns the band; give it a band and it returns the singer."
)
DESCRIPTION = """Speaks the Suno API's contract, so that an existing client only changes its base URL, and adds its own
calls under `/tutti/v1`.

Send `Authorization: Bearer <key>`; `tutti keys create NAME` makes a key.

Under `/api/v1` every answer is HTTP 200 and the outcome is in the body: `code` 200 with `data`, or another code with a
`msg` that says what is wrong. The usual way of a task: submit it, keep `taskId`, then poll `record-info` or receive the
callbacks `text`, `first` and `complete` (or `error`) at `callBackUrl`."""
TAGS = [
    {"name": "Music", "description": "Make music on a recording, and watch it being made."},
    {"name": "Files", "description": "Bring recordings, and fetch results."},
    {"name": "Account", "description": "What is left to spend."},
    {"name": "Media", "description": "The takes themselves: sound, streams, pictures."},
    {"name": "Tutti", "description": "Tutti's own calls: lists, progress, cancelling, deliveries, health."},
]

_FRAMEWORKS_OWN = ("HTTPValidationError", "ValidationError")


def describe(app: FastAPI) -> None:
    """Let the application answer /openapi.json with our document."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]  # the framework's documented way


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=TITLE,
        version=__version__,
        summary=SUMMARY,
        description=DESCRIPTION,
        routes=app.routes,
        tags=TAGS,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        servers=[{"url": "/", "description": "This server"}],
    )
    for path in document["paths"].values():
        for operation in path.values():
            _drop_frameworks_answers(operation)
            _name_body(document, operation)
            for callback in operation.get("callbacks", {}).values():
                for receivers in callback.values():
                    for receiver in receivers.values():
                        _drop_frameworks_answers(receiver)
    schemas = document["components"]["schemas"]
    for name in _FRAMEWORKS_OWN:
        schemas.pop(name, None)
    used = {tag for path in document["paths"].values() for operation in path.values() for tag in operation["tags"]}
    document["tags"] = [tag for tag in TAGS if tag["name"] in used]
    _without_noise(document)
    whole = restored(document)
    assert isinstance(whole, dict)
    return whole


def _name_body(document: dict[str, Any], operation: dict[str, Any]) -> None:
    """Give the shape of a body that a route reads by itself a name, so that generated clients have one."""
    for content in operation.get("requestBody", {}).get("content", {}).values():
        schema = content.get("schema", {})
        if "title" in schema:
            document["components"]["schemas"][schema["title"]] = schema
            content["schema"] = {"$ref": f"#/components/schemas/{schema['title']}"}


def _without_noise(node: Any) -> None:
    """Drop the titles of schemas, which only repeat names."""
    if isinstance(node, dict):
        if isinstance(node.get("title"), str) and ("type" in node or "anyOf" in node or "$ref" in node):
            del node["title"]
        for name, child in node.items():
            if name != "examples":
                _without_noise(child)
    elif isinstance(node, list):
        for child in node:
            _without_noise(child)


def _drop_frameworks_answers(operation: dict[str, Any]) -> None:
    answer = operation["responses"].get("422", {})
    schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
    if schema.get("$ref", "").endswith("/HTTPValidationError"):
        del operation["responses"]["422"]
