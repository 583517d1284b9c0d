"""What a person tells of a recording is obeyed end to end: by the listening, the chords, the band and the singer."""

import json
from pathlib import Path

import pytest
import soundfile

from tests.flow.conftest import TEMPO_BPM, Command
from tutti.music.documents import read_score
from tutti.music.score import Score
from tutti.testing.client import StudioClient
from tutti.testing.running_server import running_server

BEAT = 60.0 / TEMPO_BPM
FIRST_DOWNBEAT = 6 * BEAT  # two beats later than anyone would hear it
SHEET = "{tempo: 96}\n{time: 4/4}\n{sov}\n[F]la [Dm7]la\n{eov}\n{soc}\n{sog}\n| Bb . C . |\n{eog}\n{eoc}\n"
BARS = ("F:maj", "D:min7", "Bb:maj C:maj")


@pytest.fixture(scope="module")
def short_wav(tmp_path_factory: pytest.TempPathFactory, sung_wav: Path) -> Path:
    """The first six bars of the voice."""
    path = tmp_path_factory.mktemp("short") / "voice.wav"
    samples, rate = soundfile.read(sung_wav)
    soundfile.write(path, samples[: int(24 * BEAT * rate)], rate, subtype="PCM_16")
    return path


def chords_of_bars(score: Score) -> list[str]:
    """The chords of each bar from beat 0 to the last chord of a band, or to the end."""
    per_bar = score.timeline.beats_per_bar
    last = score.sections[-1]
    end_beats = last.start_beats if last.start_beats > 0.0 else score.end_beats
    bars: dict[int, list[str]] = {}
    for span in score.chords:
        if 0.0 <= span.start_beats < end_beats and span.chord is not None:
            bars.setdefault(int(span.start_beats // per_bar), []).append(span.chord.label(flats=True))
    return [" ".join(labels) for _, labels in sorted(bars.items())]


def test_a_band_plays_the_sheet_from_the_downbeat_it_was_told(tutti: Command, tmp_path: Path, short_wav: Path) -> None:
    sheet = tmp_path / "song.cho"
    sheet.write_text(SHEET, encoding="utf-8")
    told = ("--chord-sheet", sheet, "--first-downbeat", FIRST_DOWNBEAT)
    ended = tutti("accompany", short_wav, "--style", "gospel", "--takes", "1", "--out", tmp_path / "out", *told)
    assert ended.code == 0, ended.err
    score = read_score((tmp_path / "out" / "take-1" / "score.json").read_text(encoding="utf-8"))
    assert score.timeline.seconds_at(0.0) == pytest.approx(FIRST_DOWNBEAT, abs=0.02)
    assert score.timeline.tempo_bpm == pytest.approx(TEMPO_BPM, rel=0.015)
    assert str(score.key) == "F major"
    bars = chords_of_bars(score)
    assert len(bars) >= 4
    assert bars == [BARS[bar % len(BARS)] for bar in range(len(bars))]
    assert {section.label.value for section in score.sections} >= {"verse", "chorus"}
    bass = next(part for part in score.parts if part.player == "bass")
    assert {note.pitch_midi % 12 for note in bass.notes if note.start_beats in (0.0, 12.0)} == {5}


def test_a_singer_keeps_to_the_chords_that_were_told(tutti: Command, tmp_path: Path, band_wav: Path) -> None:
    words = tmp_path / "words.txt"
    words.write_text("Morning light is on the water\nAll the waves are coming home\n", encoding="utf-8")
    told = ("--chords", "I vi IV V", "--key", "C major", "--first-downbeat", "0", "--bpm", "96", "--meter", "4/4")
    ended = tutti("sing", band_wav, "--lyrics", words, "--voice", "f", "--takes", "1", "--out", tmp_path / "out", *told)
    assert ended.code == 0, ended.err
    score = read_score((tmp_path / "out" / "take-1" / "score.json").read_text(encoding="utf-8"))
    assert score.timeline.seconds_at(0.0) == pytest.approx(0.0, abs=0.02)
    bars = chords_of_bars(score)
    assert bars[:8] == ["C:maj", "A:min", "F:maj", "G:maj"] * 2


def test_what_was_told_shows_in_what_was_heard(tutti: Command, short_wav: Path) -> None:
    told = ("--first-downbeat", "1.25", "--meter", "3/4", "--bpm", "96", "--chords", "C | % | N.C. G")
    ended = tutti("listen", short_wav, "--as", "voice", "--json", *told)
    assert ended.code == 0, ended.err
    heard = json.loads(ended.out)
    assert heard["meter"] == "3/4"
    assert heard["tempo_bpm"] == pytest.approx(96, rel=0.015)
    assert min(abs(downbeat - 1.25) for downbeat in heard["downbeats_seconds"]) <= 0.02
    at = {round(chord["start"], 2): chord["label"] for chord in heard["chords"]}
    assert at[1.25] == "C:maj"
    assert {"N", "G:maj"} <= set(at.values())


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--chords", "C | G | Hm"), "chords: line 1: bar 3: 'Hm' is no chord"),
        (("--chords", "C", "--chord-sheet", "song.cho"), "--chords and --chord-sheet both give the chords"),
        (("--chord-sheet", "missing.cho"), "there is no chord sheet at missing.cho"),
        (("--first-downbeat", "-1"), "first downbeat is -1"),
        (("--first-downbeat", "4000"), "first downbeat is 4000; the recording lasts"),
    ],
)
def test_what_cannot_be_obeyed_is_one_line(
    tutti: Command, tmp_path: Path, short_wav: Path, arguments: tuple[str, ...], reason: str
) -> None:
    ended = tutti("accompany", short_wav, "--out", tmp_path / "out", *arguments)
    assert ended.code == 2
    assert reason in ended.err
    assert ended.err.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_request_is_obeyed_by_the_server(tmp_path: Path, short_wav: Path) -> None:
    with running_server(tmp_path / "data") as server, StudioClient(server.url, server.key or "") as client:
        task = client.submit(
            "add-instrumental",
            {
                "uploadUrl": client.upload(short_wav),
                "title": "Told",
                "tags": "solo piano",
                "negativeTags": "",
                "callBackUrl": "https://localhost/hook",
                "firstDownbeat": FIRST_DOWNBEAT,
                "chords": SHEET,
            },
        )
        record = client.wait(task, seconds=240, until=("FIRST_SUCCESS", "SUCCESS"))
        assert record["status"] in ("FIRST_SUCCESS", "SUCCESS"), record["errorMessage"]
        audio_id = record["response"]["sunoData"][0]["id"]
        heard = client.get(f"/tutti/v1/tasks/{task}/listening")
        score = client.get(f"/tutti/v1/takes/{audio_id}/score")
        client.post(f"/tutti/v1/tasks/{task}/cancel", {})
    assert min(abs(downbeat - FIRST_DOWNBEAT) for downbeat in heard["downbeats_seconds"]) <= 0.02
    assert heard["key"] == "F major"
    bars = chords_of_bars(read_score(json.dumps(score)))
    assert bars == [BARS[bar % len(BARS)] for bar in range(len(bars))]
