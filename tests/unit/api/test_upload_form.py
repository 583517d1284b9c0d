import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tutti.api.envelope import Refused
from tutti.api.upload_form import MOST_PARTS, OVERHEAD_BYTES, UploadForm, read_form
from tutti.api.upload_spool import SpoolFile

FILE = b'Content-Disposition: form-data; name="file"; filename="v\xc3\xb6ice.WAV"\r\nContent-Type: audio/wav'
PATH = b'Content-Disposition: form-data; name="uploadPath"'
SOUND = bytes(range(256)) * 40 + b"\r\n--B\r\n--b"  # holds what looks like a boundary


class Sent:
    """A request whose body comes in pieces."""

    def __init__(self, body: bytes, piece: int, content_type: str) -> None:
        self.headers = {"content-type": content_type}
        self._pieces: Iterator[bytes] = (body[at : at + piece] for at in range(0, len(body), piece))

    async def stream(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            yield piece


def form(*parts: tuple[bytes, bytes], end: bytes = b"--\r\n") -> bytes:
    return b"".join(b"--BB\r\n" + head + b"\r\n\r\n" + body + b"\r\n" for head, body in parts) + b"--BB" + end


def read(
    tmp_path: Path,
    body: bytes,
    *,
    piece: int = 1000,
    content_type: str = "multipart/form-data; boundary=BB",
    limit: int = 1 << 20,
) -> tuple[UploadForm, bytes]:
    path = tmp_path / "spooled"
    path.unlink(missing_ok=True)
    request = Sent(body, piece, content_type)
    read_form_now = read_form(request, SpoolFile(path, limit))  # type: ignore[arg-type]
    return asyncio.run(read_form_now), path.read_bytes()


@pytest.mark.parametrize("piece", [1, 7, 1000, 100_000])
@pytest.mark.parametrize("order", [1, -1])
def test_parts_come_in_any_order_and_any_pieces(tmp_path: Path, piece: int, order: int) -> None:
    parts = [(FILE, SOUND), (PATH, "audio/夜".encode()), (b'Content-Disposition: form-data; name="other"', b"x" * 9000)]
    found, content = read(tmp_path, form(*parts[::order]), piece=piece)
    assert content == SOUND
    assert found.texts == {"uploadPath": "audio/夜"}
    assert (found.has_file, found.ending, found.content_type) == (True, "wav", "audio/wav")


def test_a_file_may_be_empty_or_absent(tmp_path: Path) -> None:
    found, content = read(tmp_path, form((FILE, b""), (PATH, b"a")))
    assert (found.has_file, content) == (True, b"")
    found, content = read(tmp_path, form((PATH, b"a")))
    assert (found.has_file, content) == (False, b"")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "not valid"),
        (b"hello", "not valid"),
        (form((FILE, SOUND))[:-5], "not valid"),
        (form((FILE, SOUND))[:5000], "not valid"),
        (form((b"\x00\x01: bad", SOUND)), "not valid"),
        (form((FILE, SOUND), (FILE, SOUND)), "Only one file"),
        (form(*[(PATH, b"a")] * (MOST_PARTS + 1)), "more than 32 parts"),
        (form((PATH, b"a" * 5000)), "cannot exceed 4096 bytes"),
        (form((PATH, b"\xff")), "valid UTF-8"),
        (form((b'Content-Disposition: form-data; name="x"', b"x" * (OVERHEAD_BYTES + 10_000))), "more beside the file"),
        (form((PATH + b"; a=" + b"y" * 100_000, b"a")), "not valid"),
    ],
)
def test_what_is_no_form_is_refused(tmp_path: Path, body: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said) as caught:
        read(tmp_path, body)
    assert caught.value.code == 400


@pytest.mark.parametrize(
    "content_type", ["", "application/json", "multipart/form-data", "multipart/form-data; boundary=" + "x" * 5000]
)
def test_the_content_type_must_be_a_form(tmp_path: Path, content_type: str) -> None:
    with pytest.raises(Refused, match="multipart/form-data"):
        read(tmp_path, form((FILE, SOUND)), content_type=content_type)


def test_a_file_is_counted_while_it_comes(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot exceed") as caught:
        read(tmp_path, form((FILE, SOUND)), limit=5000)
    assert caught.value.code == 413
