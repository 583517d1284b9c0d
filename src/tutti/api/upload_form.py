"""Reads the multipart body of a stream upload: the part `file` into a scratch file, the other parts as short texts.

Parts may come in any order. Nothing is held in memory but texts of known names and a piece of the file.
Source: RFC 7578.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from tutti.api.envelope import Refused
from tutti.api.file_types import ending_of
from tutti.api.upload_place import MALFORMED
from tutti.api.upload_spool import SpoolFile

FILE = "file"
TEXTS = ("uploadPath", "fileName")
LONGEST_TEXT_BYTES = 4096
MOST_PARTS = 32
OVERHEAD_BYTES = 1 << 20  # boundaries, headers and texts beside the file

NOT_FORM = "The request body must be multipart/form-data"
BROKEN_FORM = "The request body is not valid multipart/form-data"


@dataclass(kw_only=True)
class UploadForm:
    """What came beside the file.

    Attributes:
        texts: the texts by name.
        has_file: whether the part `file` came.
        ending: of the name the file had where it came from.
        content_type: what the sender says the file is.
    """

    texts: dict[str, str] = field(default_factory=dict)
    has_file: bool = False
    ending: str | None = None
    content_type: str | None = None


async def read_form(request: Request, spooled: SpoolFile) -> UploadForm:
    """The texts of a form, whose file is in `spooled` then.

    Raises:
        Refused: the body is no form, has too many parts, or is too large.
    """
    reader = _Reader()
    parser = _parser(request.headers.get("content-type", ""), reader)
    beside = 0
    try:
        async for chunk in request.stream():
            beside += len(chunk)
            parser.write(chunk)
            for piece in reader.pieces:
                beside -= len(piece)
                await spooled.write(piece)
            reader.pieces.clear()
            if beside > OVERHEAD_BYTES:
                raise Refused(MALFORMED, f"The form holds more beside the file than {OVERHEAD_BYTES} bytes")
        parser.finalize()
    except (FormParserError, ValueError):
        raise Refused(MALFORMED, BROKEN_FORM) from None
    if not reader.is_whole:
        raise Refused(MALFORMED, BROKEN_FORM)
    await spooled.flush()
    return reader.form


class _Reader:
    """Receives what the parser finds."""

    def __init__(self) -> None:
        self.form = UploadForm()
        self.pieces: list[bytes] = []
        self.is_whole = False
        self._parts = 0
        self._header_name = b""
        self._header_value = b""
        self._headers: dict[str, bytes] = {}
        self._name = ""
        self._text = b""

    def callbacks(self) -> dict[str, Callable[..., None]]:
        """The names the parser knows them by."""
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._take_header_name,
            "on_header_value": self._take_header_value,
            "on_header_end": self._end_header,
            "on_headers_finished": self._end_headers,
            "on_part_data": self._take_data,
            "on_part_end": self._end,
            "on_end": self._finish,
        }

    def _begin(self) -> None:
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise Refused(MALFORMED, f"The form cannot have more than {MOST_PARTS} parts")
        self._headers, self._name, self._text = {}, "", b""

    def _take_header_name(self, data: bytes, start: int, end: int) -> None:
        self._header_name += data[start:end]

    def _take_header_value(self, data: bytes, start: int, end: int) -> None:
        self._header_value += data[start:end]

    def _end_header(self) -> None:
        self._headers[self._header_name.decode("latin-1").lower()] = self._header_value
        self._header_name = self._header_value = b""

    def _end_headers(self) -> None:
        _, options = parse_options_header(self._headers.get("content-disposition"))
        self._name = options.get(b"name", b"").decode("utf-8", "replace")
        if self._name != FILE:
            return
        if self.form.has_file:
            raise Refused(MALFORMED, "Only one file can be sent in a form")
        self.form.has_file = True
        self.form.ending = ending_of(options.get(b"filename", b"").decode("utf-8", "replace"))
        self.form.content_type = self._headers.get("content-type", b"").decode("latin-1")

    def _take_data(self, data: bytes, start: int, end: int) -> None:
        if self._name == FILE:
            self.pieces.append(data[start:end])
        elif self._name in TEXTS:
            self._text += data[start:end]
            if len(self._text) > LONGEST_TEXT_BYTES:
                raise Refused(MALFORMED, f"{self._name} cannot exceed {LONGEST_TEXT_BYTES} bytes")

    def _end(self) -> None:
        if self._name in TEXTS:
            try:
                self.form.texts[self._name] = self._text.decode("utf-8")
            except UnicodeDecodeError:
                raise Refused(MALFORMED, f"{self._name} must be valid UTF-8") from None

    def _finish(self) -> None:
        self.is_whole = True


def _parser(content_type: str, reader: _Reader) -> MultipartParser:
    kind, options = parse_options_header(content_type)
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary:
        raise Refused(MALFORMED, NOT_FORM)
    try:
        return MultipartParser(boundary, reader.callbacks())  # type: ignore[arg-type]  # a TypedDict of just these
    except (FormParserError, ValueError):
        raise Refused(MALFORMED, BROKEN_FORM) from None
