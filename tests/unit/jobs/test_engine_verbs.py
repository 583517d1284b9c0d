"""The verbs of the engine on a short hum and a toy band: what each leaves, and that it leaves the same again."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from tutti.base.errors import AudioTooShort, BriefInvalid, FileMissing
from tutti.jobs.engine_verbs import do
from tutti.music.handover import read_heard, read_plan
from tutti.sound.audio import Audio
from tutti.sound.encode import write_wav
from tutti.testing.humming import hum, melody

TUNE = (60, 64, 67, 64, 65, 69, 67, 65, 64, 67, 64, 60, 62, 59, 60, None) * 2
REQUEST = {"tags": "pop with piano", "title": "A hum", "negativeTags": "drums"}


def ignore(_event: dict[str, Any]) -> None:
    """Nobody listens."""


@pytest.fixture(scope="module")
def upload(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("uploads") / "hum.wav"
    write_wav(path, hum(melody(TUNE, (1.0,) * len(TUNE), tempo_bpm=120.0), sample_rate_hz=44100))
    return path


@pytest.fixture(scope="module")
def planned(upload: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The arguments of a take, after `listen` and `plan`, with what these answered."""
    folder = tmp_path_factory.mktemp("task")
    common = {"upload": str(upload), "folder": str(folder), "words": {}}
    told: list[dict[str, Any]] = []
    heard = do("listen", {**common, "task": "accompany", "hints": {"meter": "4/4"}}, told.append)
    assert told[-1]["stage"] == "listen"
    request = {"operation": "add_instrumental", "request": REQUEST, "seed": 5, "takes": 2}
    return {**common, "number": 1, "heard": heard, "settled": do("plan", {**common, **request}, ignore)}


def test_what_was_heard_and_settled_lies_in_the_folder(planned: dict[str, Any]) -> None:
    folder = Path(planned["folder"])
    heard = read_heard((folder / "heard.json").read_text(encoding="utf-8"))
    assert planned["heard"]["tempo_bpm"] == round(heard.tempo_bpm, 2)
    assert planned["heard"]["meter"] == "4/4"
    assert planned["heard"]["duration_seconds"] == pytest.approx(heard.duration_seconds)
    assert json.loads((folder / "listening.json").read_text(encoding="utf-8"))["meter"] == "4/4"
    plan = read_plan((folder / "plan.json").read_text(encoding="utf-8"))
    assert plan.listening == heard
    assert plan.brief.style == "pop with piano"
    assert planned["settled"] == {
        "title": "A hum",
        "tags": plan.tags,
        "lyrics": "",
        "unknown_words": list(plan.unknown_words),
    }


def test_every_take_has_a_cover_of_its_own(planned: dict[str, Any]) -> None:
    covers = [(Path(planned["folder"]) / f"take-{number}" / "cover.jpeg").read_bytes() for number in (1, 2)]
    assert all(cover.startswith(b"\xff\xd8") for cover in covers)
    assert covers[0] != covers[1]


def test_a_take_streams_and_comes_out_the_same_again(planned: dict[str, Any]) -> None:
    folder = Path(planned["folder"]) / "take-1"
    told: list[dict[str, Any]] = []
    result = do("take", planned, told.append)
    stages = list(dict.fromkeys(event["stage"] for event in told if event["event"] == "progress"))
    assert stages == ["compose", "perform", "mix", "write"]
    fractions = [event["fraction"] for event in told if event["event"] == "progress"]
    assert fractions == sorted(fractions)
    assert fractions[-1] < 1.0

    parts = [event for event in told if event["event"] == "part"]
    assert [part["number"] for part in parts] == list(range(len(parts)))
    stream = b"".join(Path(part["path"]).read_bytes() for part in parts)
    joined = folder.parent / "joined.mp3"
    joined.write_bytes(stream)
    heard, rate = soundfile.read(joined, always_2d=True)
    master, _ = soundfile.read(folder / "master.flac", always_2d=True)
    assert len(heard) == pytest.approx(len(master), abs=0.1 * rate)
    assert np.sqrt(np.mean(heard**2)) == pytest.approx(np.sqrt(np.mean(master**2)), rel=0.1)

    sizes = {file["name"]: file["bytes"] for file in result["files"]}
    assert {"master.mp3", "master.flac", "score.json", "score.mid", "chords.txt", "report.json"} <= set(sizes)
    assert {"stems/upload.flac", "stems/piano.flac"} <= set(sizes)
    first = {name: (folder / name).read_bytes() for name in sizes}
    assert {name: len(content) for name, content in first.items()} == sizes
    assert result["duration_seconds"] == pytest.approx(len(master) / rate)

    again = do("take", planned, ignore)
    assert again["files"] == result["files"]
    assert {name: (folder / name).read_bytes() for name in sizes} == first


def test_an_upload_that_changes_is_decoded_anew(tmp_path: Path) -> None:
    arguments = {"upload": str(tmp_path / "a.wav"), "folder": str(tmp_path), "task": "accompany"}
    with pytest.raises(FileMissing, match=r"a\.wav"):
        do("listen", arguments, ignore)
    for seconds in (1.0, 2.0):
        samples = np.full((1, round(44100 * seconds)), 0.1, dtype=np.float32)
        write_wav(tmp_path / "a.wav", Audio(samples=samples, sample_rate_hz=44100))
        with pytest.raises(AudioTooShort, match=f"is {seconds} s long"):
            do("listen", arguments, ignore)


def test_what_cannot_be_asked_for_is_refused(planned: dict[str, Any]) -> None:
    common = {"folder": planned["folder"], "seed": 1, "takes": 2}
    with pytest.raises(BriefInvalid, match="nothing to sing"):
        do("plan", {**common, "operation": "add_vocals", "request": {"prompt": " "}}, ignore)
    with pytest.raises(BriefInvalid, match="bpm is 3"):
        do("listen", {**planned, "task": "sing", "hints": {"bpm": 3}}, ignore)
