"""What a musician of a genre listens for first: where the backbeat lies, who anticipates, who rests."""

from functools import cache
from itertools import pairwise

import pytest
from tests.unit.compose.voices import heard_voice

from tutti.compose import compose, plan
from tutti.music.brief import Brief, Task
from tutti.music.harmony import Quality
from tutti.music.score import Score

KICK, SNARES, HAT, SURDO, CLAVES = 36, (37, 38, 39), 42, 87, 75
SEVENTHS = {"min7", "maj7", "7", "9", "min9", "maj9", "sus4(b7)", "hdim7", "dim7"}


@cache
def song(style: str, tempo_bpm: float, take: int = 1, meter: str = "4/4") -> Score:
    listening = heard_voice(tempo_bpm=tempo_bpm, meter=meter, seed=3)
    return compose(plan(Brief(task=Task.ACCOMPANY, style=style), listening, 3), take)


def strokes(score: Score, *pitches: int, least: float = 0.0) -> list[float]:
    """When any of the pieces is struck, of the loudest stroke's velocity at least this share."""
    notes = [n for part in score.parts if part.is_drums for n in part.notes if n.pitch_midi in pitches]
    loudest = max(n.velocity for n in notes)
    return [n.start_beats for n in notes if n.velocity >= least * loudest]


def share(beats: list[float], places: set[float], cycle: float) -> float:
    return sum(any(abs(beat % cycle - place) < 0.01 for place in places) for beat in beats) / len(beats)


@pytest.mark.parametrize("take", [1, 2])
@pytest.mark.parametrize(("tempo_bpm", "places"), [(140.0, {2.0}), (70.0, {1.0, 3.0})])
def test_trap_has_its_backbeat_in_half_time_at_any_pulse(take: int, tempo_bpm: float, places: set[float]) -> None:
    score = song("trap", tempo_bpm, take)
    assert share(strokes(score, *SNARES, least=0.6), places, 4.0) > 0.5  # the rest are fills
    kicks = {round(beat, 2) for beat in strokes(score, KICK)}
    bass = [round(n.start_beats, 2) for part in score.parts if part.player == "bass" for n in part.notes]
    assert sum(beat in kicks for beat in bass) > 0.75 * len(bass)


def test_trap_rolls_its_hats() -> None:
    hats = sorted(strokes(song("trap", 140.0), HAT))
    assert any(0 < after - before < 0.2 for before, after in pairwise(hats))


@pytest.mark.parametrize(("tempo_bpm", "bar"), [(100.0, 2.0), (200.0, 4.0)])
def test_the_low_surdo_of_a_samba_speaks_on_two(tempo_bpm: float, bar: float) -> None:
    assert share(strokes(song("samba", tempo_bpm), SURDO, least=0.6), {bar / 2}, bar) > 0.7


@pytest.mark.parametrize(("tempo_bpm", "cycle"), [(95.0, 4.0), (190.0, 8.0)])
def test_a_salsa_keeps_to_two_three_clave(tempo_bpm: float, cycle: float) -> None:
    unit = cycle / 16
    assert (
        share(strokes(song("salsa", tempo_bpm), CLAVES), {2 * unit, 4 * unit, 8 * unit, 11 * unit, 14 * unit}, cycle)
        == 1.0
    )
    notes = [n for part in song("salsa", tempo_bpm).parts if part.player == "bass" for n in part.notes]
    assert share([n.start_beats for n in notes], {0.0}, cycle / 2) < 0.35


def test_gospel_leads_with_passing_chords_and_claps_in_six_eight() -> None:
    for take in (1, 2):
        spans = song("gospel", 76.0, take).chords
        short = [s for s in spans if s.chord and s.end_beats - s.start_beats <= 1.0 + 1e-6]
        passing = [s.chord.quality for s in short if s.chord and s.end_beats % 8 == 0]  # into a bar that answers
        assert passing
        assert set(passing) <= {Quality.DIMINISHED_7, Quality.DOMINANT_7} | {q for q in Quality if "9" in q or "7" in q}
    claps = strokes(song("gospel", 60.0, 1, "6/8"), 39)
    assert share(claps, {1.0}, 2.0) == 1.0


@pytest.mark.parametrize("style", ["chamber", "solo piano"])
def test_chamber_music_has_no_drums(style: str) -> None:
    for take in (1, 2):
        assert not any(part.is_drums for part in song(style, 90.0, take).parts)


@pytest.mark.parametrize("style", ["city pop", "R&B"])
def test_city_pop_and_rhythm_and_blues_live_on_sevenths(style: str) -> None:
    for take in (1, 2):
        chords = [span.chord for span in song(style, 96.0, take).chords if span.chord]
        assert sum(chord.quality in SEVENTHS for chord in chords) > 0.5 * len(chords)


def test_idol_pop_goes_four_to_the_floor_or_half_time_in_the_chorus() -> None:
    floor, half = (song("k-pop", 120.0, take) for take in (1, 2))
    chorus = next(section for section in floor.sections if section.label.value == "chorus")
    inside = [b for b in strokes(floor, KICK) if chorus.start_beats <= b < chorus.start_beats + 12]
    assert {round(b % 4, 2) for b in inside} >= {0.0, 1.0, 2.0, 3.0}
    backbeats = [b for b in strokes(half, 38, least=0.6) if chorus.start_beats <= b < chorus.start_beats + 12]
    assert share(backbeats, {2.0}, 4.0) > 0.7
