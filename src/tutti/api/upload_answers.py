"""How the answers of the upload routes are documented: HTTP 200 with `success`, the code in the body (contract 5.1)."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from tutti.api.envelope import UPLOAD_NO_ACCESS_MESSAGE, UPLOADED_MESSAGE


class UploadedFile(BaseModel):
    """A file as the contract tells of it."""

    success: Literal[True]
    fileName: str  # noqa: N815 the contract's names, here and below
    filePath: str = Field(description="`kieai/<account>/<uploadPath>/<fileName>`.")  # noqa: N815
    downloadUrl: str = Field(description="Where it can be fetched for 3 days; an `uploadUrl` for tasks.")  # noqa: N815
    fileSize: int = Field(description="Bytes.")  # noqa: N815
    mimeType: str = Field(description="By the contents where they tell, else by the name.")  # noqa: N815
    uploadedAt: str = Field(description="ISO 8601, UTC.")  # noqa: N815


class Uploaded(BaseModel):
    """The file is there."""

    success: Literal[True]
    code: Literal[200]
    msg: str
    data: UploadedFile


class UploadRefused(BaseModel):
    """The file was not taken."""

    success: Literal[False]
    code: Literal[400, 401, 413, 500]
    msg: str


_FILE = {
    "success": True,
    "fileName": "demo.mp3",
    "filePath": "kieai/100001/audio/in/demo.mp3",
    "downloadUrl": "https://tutti.example.com/files/Jr0t5Zp1mC3uXw8yQe7LdA/kieai/100001/audio/in/demo.mp3",
    "fileSize": 83558,
    "mimeType": "audio/mpeg",
    "uploadedAt": "2026-05-02T07:19:10.400Z",
}
_REFUSALS = {
    "missing": (400, "Missing required parameter: uploadPath"),
    "no_access": (401, UPLOAD_NO_ACCESS_MESSAGE),
    "too_large": (413, "The upload cannot exceed 100 MB"),
}


def upload_answers(**refusals: tuple[int, str]) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of an upload route, with refusals of its own as (code, msg) by name."""
    done = {"success": True, "code": 200, "msg": UPLOADED_MESSAGE, "data": _FILE}
    examples: dict[str, Any] = {"ok": {"summary": "The file is there", "value": done}}
    for name, (code, message) in (_REFUSALS | refusals).items():
        body = {"success": False, "code": code, "msg": message}
        examples[name] = {"summary": f"{code}: {message}", "value": body}
    return {
        200: {
            "description": "The outcome is in the body's `code`: 200 where the file is there, else what went wrong.",
            "model": Uploaded | UploadRefused,
            "content": {"application/json": {"examples": examples}},
        }
    }
