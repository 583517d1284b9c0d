"""Every style, in every metre, in both takes: the band covers the song, ends with it, and plays in its key."""

from functools import cache

import pytest
from tests.unit.compose.voices import heard_voice

from tutti import compose
from tutti.compose.style_table import styles
from tutti.music.brief import Brief, Task
from tutti.music.listening import Listening
from tutti.music.score import Score

METERS = ("4/4", "3/4", "6/8")
KEYS = ("Eb major", "A minor")
CASES = [(style, meter, take) for style in sorted(styles()) for meter in METERS for take in (1, 2)]


@cache
def voice(meter: str, key: str) -> Listening:
    return heard_voice(meter=meter, key=key, bars=32, lead_bars=2, drift=0.02, seed=5)


@cache
def band(style: str, meter: str, take: int, avoid: str = "") -> tuple[Score, Listening]:
    listening = voice(meter, KEYS[len(style) % 2])
    brief = Brief(task=Task.ACCOMPANY, style=style.replace("_", " "), avoid=avoid)
    return compose.compose(compose.plan(brief, listening, 3), take), listening


@pytest.mark.parametrize(("style", "meter", "take"), CASES)
def test_a_band_covers_the_song_and_ends_with_it(style: str, meter: str, take: int) -> None:
    score, listening = band(style, meter, take)
    assert score.styles[0] == style
    assert 3 <= len(score.parts) <= 8
    for part in score.parts:
        assert part.notes, part.player
        assert all(note.start_beats >= listening.timeline.first_beat - 4 for note in part.notes)
        assert all(note.end_beats <= score.end_beats + 1e-6 for note in part.notes)
    edges = [score.chords[0].start_beats, *(span.end_beats for span in score.chords)]
    assert edges == sorted(edges)
    assert edges[0] <= 0
    assert edges[-1] >= score.end_beats - 1e-6
    last = score.timeline.beats_at(listening.melody[-1].end_seconds)
    assert last - 1e-6 <= score.end_beats <= last + 2 * score.timeline.beats_per_bar + 1


@pytest.mark.parametrize(("style", "meter", "take"), CASES)
def test_a_band_plays_in_the_key(style: str, meter: str, take: int) -> None:
    score, listening = band(style, meter, take)
    scale = set(listening.key.pitch_classes) | {(listening.key.tonic + 11) % 12}  # with the leading note of minor
    pitches = [note.pitch_midi % 12 for part in score.parts if not part.is_drums for note in part.notes]
    least = 0.80 if style in ("funk", "blues") else 0.85  # their tonic holds a minor seventh
    assert sum(pitch in scale for pitch in pitches) >= least * len(pitches)
    assert score.chords[-1].chord is not None
    assert score.chords[-1].chord.root == listening.key.tonic


@pytest.mark.parametrize("style", sorted(styles()))
def test_takes_are_two_ideas_and_come_out_the_same_again(style: str) -> None:
    first, second = (band(style, "4/4", take)[0] for take in (1, 2))
    notes = [{p.player: p.notes for p in score.parts} for score in (first, second)]
    same = [player for player in notes[0] if notes[1].get(player) == notes[0][player]]
    assert len(same) <= len(notes[0]) / 3, same
    assert first.timeline == second.timeline
    band.cache_clear()
    assert band(style, "4/4", 1)[0] == first


def test_a_pickup_is_not_crowded() -> None:
    listening = heard_voice(pickup_beats=1.0, bars=16, seed=2)
    score = compose.compose(compose.plan(Brief(task=Task.ACCOMPANY, style="pop"), listening, 1), 1)
    assert score.timeline == listening.timeline or score.timeline.first_beat == listening.timeline.first_beat
    drums = next(part for part in score.parts if part.player == "drums")
    assert all(note.start_beats >= -1e-6 for note in drums.notes)
