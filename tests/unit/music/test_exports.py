"""MIDI, LRC and chord sheet of a song whose beat grid drifts."""

import io
import re
from dataclasses import replace

import mido
import numpy as np
import pytest

from tutti.music.chordsheet import chordsheet
from tutti.music.lrc import lrc
from tutti.music.midi import midi
from tutti.music.note import HeardNote
from tutti.music.score import Score
from tutti.music.swing import swung
from tutti.music.time import Meter


def seconds_of(file: mido.MidiFile, track_name: str, kind: str) -> list[tuple[float, mido.Message]]:
    """Events of a track with their time in seconds, read through the file's own tempo map."""
    tempi = [(0, 500000)]
    tick = 0
    for message in file.tracks[0]:
        tick += message.time
        if message.type == "set_tempo":
            tempi.append((tick, message.tempo))
    tempi.sort(key=lambda pair: pair[0])

    def seconds(at: int) -> float:
        total, (last, tempo) = 0.0, tempi[0]
        for start, value in tempi[1:]:
            if start >= at:
                break
            total += (start - last) * tempo / 1e6 / file.ticks_per_beat
            last, tempo = start, value
        return total + (at - last) * tempo / 1e6 / file.ticks_per_beat

    track = next(t for t in file.tracks if t.name == track_name)
    found, tick = [], 0
    for message in track:
        tick += message.time
        if message.type == kind and not (kind == "note_on" and message.velocity == 0):
            found.append((seconds(tick), message))
    return found


def test_midi_notes_fall_on_the_heard_beats(song: Score) -> None:
    file = mido.MidiFile(file=io.BytesIO(midi(song)))
    drums = [at for at, _ in seconds_of(file, "drums", "note_on")]
    expected = song.timeline.seconds_at(np.arange(32.0))
    np.testing.assert_allclose(drums, expected, atol=0.002)


def test_midi_begins_with_a_bar_line_at_second_0(song: Score) -> None:
    """Beats of the grid before the recording are put on its start."""
    grid = tuple(second - song.timeline.seconds_at(0.0) for second in song.timeline.beat_seconds)
    moved = replace(song, timeline=replace(song.timeline, beat_seconds=grid))
    assert mido.MidiFile(file=io.BytesIO(midi(moved))).length > 0


def test_midi_plays_the_swing(song: Score) -> None:
    file = mido.MidiFile(file=io.BytesIO(midi(song)))
    ((at, _),) = seconds_of(file, "bass", "note_on")
    assert at == pytest.approx(song.timeline.seconds_at(2 / 3), abs=0.002)


def test_midi_has_a_track_a_stem_lyrics_and_bars(song: Score) -> None:
    heard = (HeardNote(start_seconds=2.0, end_seconds=2.5, pitch_midi=60),)
    file = mido.MidiFile(file=io.BytesIO(midi(song, heard=heard)))
    assert [track.name for track in file.tracks[1:]] == ["upload", "vocals", "drums", "bass"]
    words = [m.text for _, m in seconds_of(file, "vocals", "lyrics")]
    assert words == ["beau-", "ty", "sings"]
    assert seconds_of(file, "upload", "note_on")[0][0] == pytest.approx(2.0, abs=0.002)
    signatures = [m for m in file.tracks[0] if m.type == "time_signature"]
    assert (signatures[-1].numerator, signatures[-1].denominator) == (4, 4)
    ticks = 0
    for message in file.tracks[0]:
        ticks += message.time
        if message.type == "time_signature":
            bar_start = ticks
    downbeat = next(at for at, _ in seconds_of(file, "drums", "note_on"))
    assert downbeat == pytest.approx(song.timeline.seconds_at(0.0), abs=0.002)
    assert bar_start % 480 == 0


@pytest.mark.parametrize("tuning_cents", [-39.8, 46.7, 100.0])
def test_midi_tells_the_tuning_to_all_but_the_drums(song: Score, tuning_cents: float) -> None:
    file = mido.MidiFile(file=io.BytesIO(midi(replace(song, tuning_cents=tuning_cents))))
    for track in file.tracks[1:]:
        controls = [(m.control, m.value) for m in track if m.type == "control_change"]
        if track.name == "drums":
            assert controls == []
            continue
        assert controls[:2] == [(101, 0), (100, 1)]  # registered parameter 1: channel fine tuning
        assert [number for number, _ in controls[2:4]] == [6, 38]
        fourteen_bits = controls[2][1] * 128 + controls[3][1]
        assert (fourteen_bits - 8192) / 8192 * 100 == pytest.approx(tuning_cents, abs=0.02)
        assert controls[4:] == [(101, 127), (100, 127)]


def test_midi_at_concert_pitch_has_no_tuning(song: Score) -> None:
    file = mido.MidiFile(file=io.BytesIO(midi(song)))
    assert not [m for track in file.tracks for m in track if m.type == "control_change"]


def test_lrc_times_words_at_their_vowels(song: Score) -> None:
    text = lrc(song)
    line = text.splitlines()[-1]
    stamps = [int(m) * 60 + float(s) for m, s in re.findall(r"[<\[](\d+):([\d.]+)[>\]]", line)]
    seconds = song.timeline.seconds_at
    assert stamps == pytest.approx([seconds(-1.0), seconds(-1.0), seconds(1.0), seconds(4.0)], abs=0.006)
    assert "beauty" in line
    assert "sings" in line


def test_chordsheet_shows_every_bar_once(song: Score) -> None:
    text = chordsheet(song)
    bars = [bar for line in text.splitlines() if line.startswith("|") for bar in line.strip("| ").split("|")]
    assert len(bars) == 9  # the pickup and eight bars
    assert bars[2].split() == ["F:maj", "Bb:maj7/3"]
    assert "[chorus]" in text
    assert "F major, 4/4" in text


def test_swing_moves_the_off_beats_only() -> None:
    four = Meter(4, 4)
    np.testing.assert_allclose(swung(np.array([-1.0, 0, 1, 7]), swing=0.66, meter=four), [-1, 0, 1, 7])
    off_beats = np.array([0.5, -0.5, 0.25, 0.75])
    np.testing.assert_allclose(swung(off_beats, swing=2 / 3, meter=four), [2 / 3, -1 / 3, 1 / 3, 5 / 6])
    straight = np.linspace(-3, 9, 97)
    np.testing.assert_allclose(swung(straight, swing=0.5, meter=four), straight)
    np.testing.assert_allclose(swung(straight, swing=0.66, meter=Meter(6, 8)), straight)
