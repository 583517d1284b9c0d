"""Where an upload goes and what it is called: `kieai/<account>/<uploadPath>/<fileName>`, also the key of its object.

Nothing is mended: what could lead astray, or could not be stored under its own name, is refused with a sentence that
names the field. Source of the shapes: section 5.1 of the contract.
"""

from __future__ import annotations

import re
import secrets
import string
from urllib.parse import quote

from tutti.api.envelope import Refused
from tutti.base.clock import now_ms

MALFORMED = 400
LONGEST_CHARACTERS = 200
LONGEST_SEGMENT_BYTES = 240  # as stored, of the 255 a file system takes
LONGEST_KEY_BYTES = 960  # as stored, of the 1024 a bucket takes
RANDOM_CHARACTERS = 11
MISSING = "Missing required parameter: "

_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff\\]")
_BASE36 = string.digits + string.ascii_lowercase


def present(name: str, value: object) -> str:
    """A parameter that must be there.

    Raises:
        Refused: it is absent, empty or no text.
    """
    if value is None or value == "":
        raise Refused(MALFORMED, f"{MISSING}{name}")
    return _text(name, value)


def optional(name: str, value: object) -> str | None:
    """A parameter that may be absent or empty.

    Raises:
        Refused: it is no text.
    """
    return None if value is None or value == "" else _text(name, value)


def checked_path(path: str) -> str:
    """A folder, such as "audio/in".

    Raises:
        Refused: it cannot be one.
    """
    if path.startswith("/") or path.endswith("/"):
        raise Refused(MALFORMED, "uploadPath cannot begin or end with a slash")
    for segment in path.split("/"):
        _check_segment("uploadPath", segment)
    if len(path) > LONGEST_CHARACTERS:
        raise Refused(MALFORMED, f"uploadPath cannot exceed {LONGEST_CHARACTERS} characters")
    return path


def checked_name(name: str) -> str:
    """A file name.

    Raises:
        Refused: it cannot be one.
    """
    if "/" in name:
        raise Refused(MALFORMED, "fileName cannot contain a slash; the folder is uploadPath")
    _check_segment("fileName", name)
    if len(name) > LONGEST_CHARACTERS:
        raise Refused(MALFORMED, f"fileName cannot exceed {LONGEST_CHARACTERS} characters")
    return name


def drawn_name(ending: str) -> str:
    """A name for a file that was given none: `<epoch milliseconds>-<11 random characters>.<ending>`."""
    drawn = "".join(secrets.choice(_BASE36) for _ in range(RANDOM_CHARACTERS))
    return f"{now_ms()}-{drawn}.{ending}"


def file_path(account_id: int, path: str, name: str) -> str:
    """Where the contract says the file is.

    Raises:
        Refused: it is too long to be stored.
    """
    key = f"kieai/{account_id}/{path}/{name}"
    if len(quote(key)) > LONGEST_KEY_BYTES:
        raise Refused(MALFORMED, "uploadPath and fileName are too long together; shorten one of them")
    return key


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise Refused(MALFORMED, f"{name} must be a string")
    return value


def _check_segment(name: str, segment: str) -> None:
    if segment.strip() == "":
        raise Refused(MALFORMED, f"{name} cannot have an empty part")
    if segment in (".", ".."):
        raise Refused(MALFORMED, f'{name} cannot contain "{segment}"')
    if _UNFIT.search(segment):
        raise Refused(MALFORMED, f"{name} cannot contain backslashes or control characters")
    if len(quote(segment, errors="replace")) > LONGEST_SEGMENT_BYTES:
        raise Refused(MALFORMED, f"{name} is too long; letters beyond ASCII count up to 12 times")
