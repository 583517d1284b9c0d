"""Both main jobs on real files: what is written, what is promised of it, and that it comes out the same again."""

import json
from dataclasses import dataclass
from pathlib import Path

import mido
import numpy as np
import pyloudnorm
import pytest
import soundfile
from scipy.signal import resample_poly

from tests.flow.conftest import Command

LYRICS = """[Verse]
Morning light is on the water
All the waves are coming home
I was gone so long without you
Now I never want to roam

[Chorus]
Carry me over the river
Carry me back to the shore
"""


@dataclass(frozen=True)
class Job:
    upload: Path
    out: Path
    leads: set[str]


@pytest.fixture(params=["accompany", "sing"])
def job(request: pytest.FixtureRequest, tutti: Command, tmp_path: Path, sung_wav: Path, band_wav: Path) -> Job:
    out = tmp_path / "out"
    arguments, leads = arguments_of(request.param, tmp_path, sung_wav, band_wav)
    ended = tutti(*arguments, "--takes", "1", "--seed", "3", "--out", out)
    assert ended.code == 0, ended.err
    return Job(upload=Path(arguments[1]), out=out, leads=leads)


def arguments_of(name: str, folder: Path, voice: Path, band: Path) -> tuple[list[str | Path], set[str]]:
    if name == "accompany":
        return ["accompany", voice, "--style", "pop ballad with strings"], {"drums", "bass"}
    words = folder / "words.txt"
    words.write_text(LYRICS, encoding="utf-8")
    return ["sing", band, "--lyrics", words, "--voice", "f"], {"vocals"}


def read(path: Path) -> tuple[np.ndarray, int]:
    samples, rate = soundfile.read(path, dtype="float64", always_2d=True)
    return samples, rate


def test_everything_is_written_and_holds(job: Job) -> None:
    take = job.out / "take-1"
    names = {"master.wav", "master.mp3", "stems", "score.mid", "score.json", "chords.txt", "report.json"}
    assert names <= {path.name for path in take.iterdir()}
    assert not [path for path in job.out.iterdir() if path.name.startswith(".")]
    master, rate = read(take / "master.wav")
    stems = {path.stem: read(path)[0] for path in (take / "stems").glob("*.wav")}
    assert job.leads | {"upload"} <= set(stems)
    assert {stem.shape for stem in stems.values()} == {master.shape}
    assert soundfile.info(take / "master.wav").subtype == "PCM_24"

    # Stems sum to the master; without the others, the upload times one gain is left.
    assert level_db(master - sum(stems.values())) < -90
    upload, upload_rate = read(job.upload)
    assert upload_rate == rate
    left = (master - sum(stem for name, stem in stems.items() if name != "upload"))[: len(upload)]
    upload = np.broadcast_to(upload, left.shape)
    gain = float(np.sum(left * upload) / np.sum(upload * upload))
    assert level_db(left - gain * upload) < -90

    # Loudness and true peak by other hands.
    report = json.loads((take / "report.json").read_text(encoding="utf-8"))
    quieter_db = 2.0 if "LUFS" in "".join(report["mix"]["notes"]) else 0.0  # the peaks are high and the report says so
    assert -14.5 - quieter_db <= pyloudnorm.Meter(rate).integrated_loudness(master) <= -13.5
    assert 20 * np.log10(np.max(np.abs(resample_poly(master, 8, 1, axis=0)))) <= -0.95
    assert report["mix"]["true_peak_dbtp"] <= -1.0

    midi = mido.MidiFile(take / "score.mid")
    assert {track.name for track in midi.tracks[1:]} >= job.leads
    assert json.loads((job.out / "listening.json").read_text(encoding="utf-8"))["tempo_bpm"] == pytest.approx(
        96, rel=0.02
    )


@pytest.mark.parametrize("name", ["accompany", "sing"])
def test_the_same_again(name: str, tutti: Command, tmp_path: Path, sung_wav: Path, band_wav: Path) -> None:
    arguments, _ = arguments_of(name, tmp_path, sung_wav, band_wav)
    for folder in ("a", "b"):
        assert tutti(*arguments, "--takes", "1", "--seed", "7", "--out", tmp_path / folder).code == 0
    first, second = tmp_path / "a" / "take-1", tmp_path / "b" / "take-1"
    assert (first / "score.json").read_bytes() == (second / "score.json").read_bytes()
    a, b = (soundfile.read(take / "master.wav", dtype="int32")[0] for take in (first, second))
    assert np.max(np.abs(a.astype(np.int64) - b)) <= 256  # one step of 24 bits in 32


def test_two_takes_are_two_ideas(tutti: Command, tmp_path: Path, sung_wav: Path) -> None:
    assert tutti("accompany", sung_wav, "--takes", "2", "--out", tmp_path).code == 0
    scores = [json.loads((tmp_path / f"take-{n}" / "score.json").read_text(encoding="utf-8")) for n in (1, 2)]
    parts = [{part["player"]: part["notes"] for part in score["score"]["parts"]} for score in scores]
    assert tutti("accompany", sung_wav, "--takes", "1", "--seed", "9", "--out", tmp_path).code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["listening.json", "take-1"]  # no take of another run
    shared = set(parts[0]) & set(parts[1])
    assert any(parts[0][player] != parts[1][player] for player in shared) or set(parts[0]) != set(parts[1])


def test_json_goes_to_stdout_alone(tutti: Command, tmp_path: Path, sung_wav: Path) -> None:
    ended = tutti("accompany", sung_wav, "--takes", "1", "--json", "--out", tmp_path)
    (report,) = json.loads(ended.out)
    assert Path(report["folder"]) == tmp_path / "take-1"
    heard = tutti("listen", sung_wav, "--json")
    assert json.loads(heard.out)["source"] == "voice"


def level_db(samples: np.ndarray) -> float:
    return float(20 * np.log10(np.sqrt(np.mean(samples**2)) + 1e-12))
