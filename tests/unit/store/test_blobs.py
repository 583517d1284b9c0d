"""Objects: whole, by range, under any name, within their folder."""

import asyncio
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tutti.base.errors import OutputUnwritable
from tutti.store.blobs import CHUNK_BYTES, Blobs


async def _read(blobs: Blobs, key: str, start: int, end: int) -> bytes:
    return b"".join([piece async for piece in blobs.stream(key, start, end)])


def test_objects_come_back_whole_and_by_range(tmp_path: Path) -> None:
    async def walk() -> None:
        blobs = Blobs(str(tmp_path / "objects"))
        content = bytes(range(256)) * (CHUNK_BYTES // 100)
        (tmp_path / "file").write_bytes(content)
        await blobs.put_file("takes/x/master.mp3", tmp_path / "file")
        assert await blobs.size("takes/x/master.mp3") == len(content)
        assert await blobs.read("takes/x/master.mp3") == content
        assert await _read(blobs, "takes/x/master.mp3", 7, len(content) - 3) == content[7:-3]
        assert await blobs.copy_to("takes/x/master.mp3", tmp_path / "copy")
        assert (tmp_path / "copy").read_bytes() == content
        assert await blobs.size("takes/x/none") is None
        assert await blobs.read("takes/x/none") is None
        assert not await blobs.copy_to("takes/x/none", tmp_path / "none")
        await blobs.put_bytes("takes/x/master.mp3", b"new")
        assert await blobs.read("takes/x/master.mp3") == b"new"

    asyncio.run(walk())


def test_deleting_a_prefix_spares_its_neighbours(tmp_path: Path) -> None:
    async def walk() -> None:
        blobs = Blobs(str(tmp_path / "objects"))
        for key in ("streams/a/00000.mp3", "streams/a/00001.mp3", "streams/ab/00000.mp3"):
            await blobs.put_bytes(key, b"x")
        await blobs.delete_prefix("streams/a/")
        await blobs.delete(["streams/none"])
        assert await blobs.size("streams/a/00000.mp3") is None
        assert await blobs.size("streams/ab/00000.mp3") == 1

    asyncio.run(walk())


@pytest.mark.parametrize("key", ["uploads/1/audio", "uploads/1/audio/a.mp3/deeper"])
def test_a_name_that_a_folder_or_a_file_bears_is_refused(tmp_path: Path, key: str) -> None:
    async def walk() -> None:
        blobs = Blobs(str(tmp_path / "objects"))
        await blobs.put_bytes("uploads/1/audio/a.mp3", b"first")
        (tmp_path / "file").write_bytes(b"second")
        with pytest.raises(OutputUnwritable, match="choose another name"):
            await blobs.put_bytes(key, b"second")
        with pytest.raises(OutputUnwritable, match="choose another name"):
            await blobs.put_file(key, tmp_path / "file")
        assert await blobs.read("uploads/1/audio/a.mp3") == b"first"

    asyncio.run(walk())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/"), min_size=1, max_size=40))
def test_any_name_stays_within_the_folder(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "objects"

    async def walk() -> None:
        blobs = Blobs(str(folder))
        await blobs.put_bytes(f"uploads/1/{name}", name.encode())
        assert await blobs.read(f"uploads/1/{name}") == name.encode()
        await blobs.delete([f"uploads/1/{name}"])

    if name not in (".", ".."):
        asyncio.run(walk())
        outside = [path for path in tmp_path.rglob("*") if path.is_file() and folder not in path.parents]
        assert outside == []
