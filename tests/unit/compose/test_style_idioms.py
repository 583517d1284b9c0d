"""What a player of each genre would listen for first: feel of the drums, habit of the bass, grip of the chords."""

from collections import Counter
from functools import cache
from itertools import pairwise

import pytest
from tests.unit.compose.voices import heard_voice

from tutti.compose import compose, plan
from tutti.compose.chart import HIGH_ENERGY
from tutti.compose.players.kit import PIECES
from tutti.music.brief import Brief, Task
from tutti.music.form import SectionLabel
from tutti.music.note import Note
from tutti.music.score import Part, Score

TAKES = (1, 2)
DANCE = ("disco", "techno")
POWER_INTERVALS = {0, 7, 12}


@cache
def take(style: str, number: int, tempo_bpm: float = 120.0, key: str = "A minor") -> Score:
    listening = heard_voice(bars=32, tempo_bpm=tempo_bpm, key=key, seed=4)
    return compose(plan(Brief(task=Task.ACCOMPANY, style=style), listening, 7), number)


def part(score: Score, player: str) -> Part:
    return next(part for part in score.parts if part.player == player)


def full_bars(score: Score) -> list[float]:
    """Bar lines inside full sections, without their first and last bars, which have crashes and fills."""
    return [
        float(line)
        for section in score.sections
        if section.energy >= HIGH_ENERGY and section.label is not SectionLabel.OUTRO
        for line in range(int(section.start_beats) + 4, int(section.end_beats) - 4, 4)
    ]


def places(notes: tuple[Note, ...], lines: list[float], pitch_midi: int | None = None) -> dict[float, float]:
    """In what share of the bars something starts at each place, in beats."""
    found = {
        (line, round(note.start_beats - line, 3))
        for note in notes
        for line in lines
        if line - 1e-6 <= note.start_beats < line + 4 - 1e-6 and pitch_midi in (None, note.pitch_midi)
    }
    counts = Counter(place for _, place in found)
    return {place: count / len(lines) for place, count in counts.items()}


def always(shares: dict[float, float]) -> set[float]:
    return {place for place, share in shares.items() if share > 0.99}


def drums(score: Score, piece: str) -> dict[float, float]:
    return places(part(score, "drums").notes, full_bars(score), PIECES[piece])


@pytest.mark.parametrize("style", ["rock", "metal", "punk", "disco", "techno", "drum_and_bass", "synthwave"])
@pytest.mark.parametrize("number", TAKES)
def test_straight_styles_do_not_swing(style: str, number: int) -> None:
    assert take(style.replace("_", " "), number).swing == 0.5


@pytest.mark.parametrize("style", DANCE)
@pytest.mark.parametrize("number", TAKES)
def test_the_dance_floor_has_four_on_the_floor_and_open_hats_between(style: str, number: int) -> None:
    score = take(style, number)
    assert always(drums(score, "kick")) >= {0.0, 1.0, 2.0, 3.0}
    hats = drums(score, "open_hat")
    assert hats
    assert all(place % 1 == 0.5 for place in hats)


def test_the_bass_of_disco_goes_in_octaves() -> None:
    bass = part(take("disco", 1), "bass").notes
    leaps = [abs(b.pitch_midi - a.pitch_midi) for a, b in pairwise(bass)]
    assert sum(leap == 12 for leap in leaps) > 0.5 * len(leaps)


@pytest.mark.parametrize("number", TAKES)
def test_techno_stays_on_few_chords(number: int) -> None:
    def roots(style: str) -> Counter[int]:
        return Counter(span.chord.root for span in take(style, number).chords if span.chord)

    assert roots("techno").most_common(1)[0][1] > roots("pop").most_common(1)[0][1]


@pytest.mark.parametrize("style", ["metal", "punk"])
@pytest.mark.parametrize("number", TAKES)
def test_loud_guitars_play_root_and_fifth_on_the_chord(style: str, number: int) -> None:
    score = take(style, number)
    chords: dict[float, list[int]] = {}
    for note in part(score, "rhythm_guitar").notes:
        chords.setdefault(note.start_beats, []).append(note.pitch_midi)
    for start, pitches in chords.items():
        assert {pitch - min(pitches) for pitch in pitches} <= POWER_INTERVALS
        chord = next(s.chord for s in score.chords if s.start_beats - 1e-6 <= start < s.end_beats - 1e-6)
        assert chord is not None
        assert min(pitches) % 12 == chord.root


@pytest.mark.parametrize("style", ["metal", "punk"])
def test_verses_are_damped_and_choruses_ring(style: str) -> None:
    score = take(style, 1)
    notes = part(score, "rhythm_guitar").notes
    damped = {}
    for section in score.sections[:2]:
        inside = [n for n in notes if section.start_beats <= n.start_beats < section.end_beats]
        damped[section.label] = sum(n.duration_beats <= 0.2 for n in inside) / len(inside)
    assert damped[SectionLabel.VERSE] > 0.5
    assert damped[SectionLabel.CHORUS] < damped[SectionLabel.VERSE] - 0.2


def test_metal_has_two_feet_in_the_chorus_and_one_in_the_verse() -> None:
    score = take("metal", 1)
    kicks = [note.start_beats for note in part(score, "drums").notes if note.pitch_midi == PIECES["kick"]]
    verse = score.sections[0]
    assert len(drums(score, "kick")) == 16
    assert sum(verse.start_beats <= k < verse.end_beats for k in kicks) <= 9 * (verse.end_beats / 4)


@pytest.mark.parametrize("number", TAKES)
def test_breaks_are_played_in_double_time_under_a_slow_song(number: int) -> None:
    """Back beats on the second and fourth quarter of the break: the off-beats of a song felt at half the tempo."""
    slow, fast = (take("drum and bass", number, tempo) for tempo in (87.0, 174.0))
    assert {1.0} <= always(drums(fast, "snare"))
    assert {0.5, 2.5} <= always(drums(slow, "snare"))
    assert 1.25 in drums(slow, "kick")
    assert 2.5 in drums(fast, "kick")


@pytest.mark.parametrize(("tempo_bpm", "beats"), [(180.0, 0.5), (92.0, 0.25)])
def test_punk_runs_in_eighths_at_its_own_tempo(tempo_bpm: float, beats: float) -> None:
    score = take("punk", 1, tempo_bpm)
    bass = places(part(score, "bass").notes, full_bars(score))
    assert always(bass) == {step * beats for step in range(round(4 / beats))}


@pytest.mark.parametrize("number", TAKES)
def test_a_metre_of_three_is_not_halved(number: int) -> None:
    listening = heard_voice(meter="3/4", tempo_bpm=87.0, seed=4)
    score = compose(plan(Brief(task=Task.ACCOMPANY, style="drum and bass"), listening, 7), number)
    kicks = [note.start_beats for note in part(score, "drums").notes if note.pitch_midi == PIECES["kick"]]
    assert all(abs(4 * kick - round(4 * kick)) < 1e-6 for kick in kicks)


def test_synthwave_has_a_sequence_of_sixteenths_over_a_pulse() -> None:
    score = take("synthwave", 1)
    lines = full_bars(score)
    for player in ("synth", "bass"):
        assert len(always(places(part(score, player).notes, lines))) == 16


@pytest.mark.parametrize("number", TAKES)
def test_soft_rock_colours_its_chords(number: int) -> None:
    qualities = {span.chord.quality.value for span in take("soft rock", number, 92.0, "C major").chords if span.chord}
    assert len(qualities) >= 3


def test_a_fill_stays_inside_a_bar_that_is_shorter() -> None:
    listening = heard_voice(meter="2/4", tempo_bpm=120.0, bars=32, seed=4)
    score = compose(plan(Brief(task=Task.ACCOMPANY, style="drum and bass"), listening, 7), 1)
    ends = {section.end_beats for section in score.sections}
    toms = [n.start_beats for n in part(score, "drums").notes if n.pitch_midi == PIECES["low_tom"]]
    assert toms
    assert all(any(end - 2 - 1e-6 <= start < end for end in ends) for start in toms)


def test_drums_that_waited_come_in_with_a_pickup() -> None:
    score = take("ballad", 1)
    first = min(note.start_beats for note in part(score, "drums").notes)
    assert any(section.start_beats - 2.0 <= first < section.start_beats for section in score.sections)


def test_a_zither_sweeps_up_five_tones_into_a_fuller_section() -> None:
    score = take("guofeng", 1)
    koto = part(score, "koto").notes
    fuller = next(b.start_beats for a, b in pairwise(score.sections) if b.energy > a.energy + 0.1)
    run = [note.pitch_midi for note in koto if fuller - 1.0 <= note.start_beats < fuller]
    assert run == sorted(run)
    assert len(run) >= 8
    assert len({pitch % 12 for pitch in run}) == 5
