"""Reads the JSON body of a base64 upload: it is spooled to disk as it comes, and decoded there in one go.

`base64Data` is plain base64 (RFC 4648, line breaks allowed) or a data URL (RFC 2397), whose media type is what the
sender says the file is.
"""

from __future__ import annotations

import binascii
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tutti.api.body import NOT_JSON, NOT_OBJECT, NOT_UTF8
from tutti.api.envelope import Refused
from tutti.api.upload_place import MALFORMED, present

BAD_BASE64 = "Base64 decoding failed: Invalid Base64 format"

_DATA_URL = re.compile(r"data:([^,;]{0,255})(?:;[^,;]{0,255}){0,8}?;base64,", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Base64File:
    """What came beside the contents, which lie in the scratch file now.

    Attributes:
        content_type: what a data URL says the file is; None for plain base64.
    """

    upload_path: object
    file_name: object
    content_type: str | None


def decode_in_place(path: Path) -> Base64File:
    """Turn a file that holds the JSON body into one that holds what the body carries.

    Raises:
        Refused: it is no JSON object, has no `base64Data`, or that is not base64.
    """
    body = read_object(path.read_bytes())
    carried = present("base64Data", body.get("base64Data"))
    data_url = _DATA_URL.match(carried)
    encoded = carried[data_url.end() :] if data_url else carried
    try:
        content = binascii.a2b_base64("".join(encoded.split()), strict_mode=True)
    except ValueError:
        raise Refused(MALFORMED, BAD_BASE64) from None
    path.write_bytes(content)
    kind = data_url.group(1) if data_url else None
    return Base64File(upload_path=body.get("uploadPath"), file_name=body.get("fileName"), content_type=kind)


def read_object(raw: bytes) -> dict[str, Any]:
    """The JSON object in a body.

    Raises:
        Refused: there is none.
    """
    try:
        text = raw.decode("utf-8-sig")
        del raw  # a large body is not held twice while it is read
        body = json.loads(text)
    except UnicodeDecodeError:
        raise Refused(MALFORMED, NOT_UTF8) from None
    except (ValueError, RecursionError):
        raise Refused(MALFORMED, NOT_JSON) from None
    if not isinstance(body, dict):
        raise Refused(MALFORMED, NOT_OBJECT)
    return body
