"""What the OpenAPI document says of the bodies of uploads, which the routes read by themselves, piece by piece."""

from __future__ import annotations

from typing import Any

_UPLOAD_PATH = {
    "type": "string",
    "minLength": 1,
    "maxLength": 200,
    "pattern": r"^[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*$",
    "description": "The folder, without a slash at either end. Other letters than these are taken too, but no `..`, "
    "backslashes or control characters.",
    "examples": ["audio/in"],
}
_FILE_NAME = {
    "type": "string",
    "minLength": 1,
    "maxLength": 200,
    "pattern": r"^[A-Za-z0-9_-][A-Za-z0-9 ._-]*$",
    "description": "The name; one is drawn where it is absent. The same name in the same folder overwrites.",
    "examples": ["demo.mp3"],
}


def _body(kind: str, required: list[str], properties: dict[str, Any], example: dict[str, Any]) -> dict[str, Any]:
    schema = {
        "type": "object",
        "required": required,
        "properties": {**properties, "uploadPath": _UPLOAD_PATH, "fileName": _FILE_NAME},
        "examples": [example],
    }
    return {"required": True, "content": {kind: {"schema": schema}}}


BASE64_BODY = _body(
    "application/json",
    ["base64Data", "uploadPath"],
    {
        "base64Data": {
            "type": "string",
            "minLength": 1,
            "description": "The contents in base64, plain or as a data URL (`data:audio/mpeg;base64,...`).",
        }
    },
    {"base64Data": "data:audio/mpeg;base64,SUQzBAAAAAAA", "uploadPath": "audio/in"},
)
URL_BODY = _body(
    "application/json",
    ["fileUrl", "uploadPath"],
    {
        "fileUrl": {
            "type": "string",
            "minLength": 1,
            "maxLength": 4096,
            "format": "uri",
            "description": "Where the server fetches the file: http or https, on the public internet.",
        }
    },
    {"fileUrl": "https://elsewhere.example/demo.mp3", "uploadPath": "audio/in", "fileName": "demo.mp3"},
)
STREAM_BODY = _body(
    "multipart/form-data",
    ["file", "uploadPath"],
    {"file": {"type": "string", "format": "binary", "description": "The file, up to 100 MB."}},
    {"file": "(binary)", "uploadPath": "audio/in", "fileName": "demo.mp3"},
)
