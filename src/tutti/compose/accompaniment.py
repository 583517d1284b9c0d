"""The band around a voice: a plan that all takes share, and a score for each take.

A take is a musician's own idea of the song: takes differ in their band, grooves, comping, register and chord colours,
not only in the random numbers that vary a part.
"""

from __future__ import annotations

from dataclasses import replace

from tutti.compose.arrange import in_free_time, mix_of, play_band, seat_band
from tutti.compose.blending import colour_style, groove_style
from tutti.compose.chart import Chart, draw_chart
from tutti.compose.feel import Pace
from tutti.compose.following import swelled
from tutti.compose.form import lay_out
from tutti.compose.harmony import coloured, write_chords
from tutti.compose.judge import judge
from tutti.compose.leaning import choice_of
from tutti.compose.passing import with_passing
from tutti.compose.players.kit import without_pieces
from tutti.compose.singer import Singer
from tutti.compose.style import StyleChoice
from tutti.compose.surprise import surprised
from tutti.compose.told_harmony import are_told, told_chords
from tutti.music.brief import Brief
from tutti.music.form import SectionLabel
from tutti.music.listening import Listening
from tutti.music.plan import Plan
from tutti.music.score import Score
from tutti.music.time import Timeline

_UNTITLED = "Untitled"
MOST_READINGS = 7  # so often a take is played until nothing is wrong with it
_FAST_SWING_BPM = (120.0, 240.0)  # between these swing fades (Friberg and Sundström 2002)
_FAST_SWING_LEAST = 0.55
_DOUBLE = (1.7, 2.4)  # the named tempo over the heard one
_FAST_FROM_BPM = 80.0  # slower beats are doubled where fast music is wished for


def plan_accompaniment(brief: Brief, listening: Listening, seed: int) -> Plan:
    """Settle style, form and chords of a band around the voice that was heard."""
    choice = choice_of(brief)
    singer = Singer.heard(listening.melody, listening.timeline)
    form = lay_out(listening, singer, brief.audio_weight)
    is_told = are_told(listening)
    chords = (
        told_chords(listening, form)
        if is_told
        else write_chords(singer, form, listening.key, colour_style(choice.styles))
    )
    return Plan(
        brief=brief,
        listening=listening,
        seed=seed,
        title=brief.title or _UNTITLED,
        styles=tuple(style.name for style in choice.styles),
        tags=choice.tags,
        unknown_words=choice.unknown_words,
        timeline=form.timeline,
        end_beats=form.end_beats,
        key=listening.key,
        sections=choice.feel.felt(form.sections),
        chords=chords,
        tuning_cents=listening.tuning_cents,
    )


def write_accompaniment(plan: Plan, take: int) -> Score:
    """Write the score of a take, 1 or more: the first reading that the judge finds nothing wrong with, or the best."""
    if take < 1:
        raise ValueError(f"takes are counted from 1, not {take}")
    chart = chart_of(plan, take)
    best: tuple[float, Score] | None = None
    for reading in range(MOST_READINGS):
        score = _score(plan, replace(chart, reading=reading))
        fault = judge(score, plan.listening.melody).fault
        if best is None or fault < best[0]:
            best = fault, score
        if fault == 0.0:
            break
    assert best is not None, "there is at least one reading"
    return best[1]


def _score(plan: Plan, chart: Chart) -> Score:
    choice = choice_of(plan.brief)
    groove, colour = groove_style(choice.styles), colour_style(choice.styles)
    band = seat_band(choice, chart.take)
    if plan.listening.free_time:
        band = in_free_time(band)
    return Score(
        title=plan.title,
        styles=plan.styles,
        timeline=plan.timeline,
        end_beats=plan.end_beats,
        key=plan.key,
        sections=plan.sections,
        chords=chart.chords,
        parts=without_pieces(play_band(band, chart, drums_wait=groove.drums_wait), choice.without_pieces),
        mix=mix_of(band, colour.mix),
        swing=swing_at(groove.swing, plan.timeline.tempo_bpm, is_compound=plan.timeline.meter.is_compound),
        seed=plan.seed,
        tuning_cents=plan.tuning_cents,
    )


def chart_of(plan: Plan, take: int) -> Chart:
    """What the players of a take read."""
    choice = choice_of(plan.brief)
    harmony = colour_style(choice.styles).harmony
    singer = Singer.heard(plan.listening.melody, plan.timeline)
    final = next(s for s in reversed(plan.sections) if s.label is SectionLabel.OUTRO).start_beats
    per_bar = plan.timeline.beats_per_bar
    chords = plan.chords
    if not are_told(plan.listening):
        weirdness = plan.brief.weirdness
        chords = surprised(chords, singer, plan.key, weirdness, seed=plan.seed, take=take, beats_per_bar=per_bar)
        chords = coloured(chords, singer, plan.key, harmony, take)
        if not plan.listening.free_time:
            chords = with_passing(chords, singer, harmony, take=take, beats_per_bar=per_bar)
    pace = pace_at(choice, plan.timeline)
    chart = draw_chart(plan, chords=chords, singer=singer, final_beats=final, take=take, pace=pace, feel=choice.feel)
    return replace(chart, bars=swelled(chart.bars, plan.listening, plan.brief.audio_weight, touch=choice.feel.touch))


def pace_at(choice: StyleChoice, timeline: Timeline) -> int:
    """2 where the patterns go twice as fast as the beat that is heard, else 1.

    So it is in a style that lives fast, where the tempo that is named is twice the one that was heard, and where fast
    music is wished for to a slow beat.
    """
    if timeline.meter.is_compound or timeline.beats_per_bar % 2:
        return 1
    heard = timeline.tempo_bpm
    if choice.tempo_bpm is not None:
        is_double = _DOUBLE[0] <= choice.tempo_bpm / heard <= _DOUBLE[1]
    else:
        is_double = choice.named_pace is Pace.FAST and heard < _FAST_FROM_BPM
    return 2 if is_double or heard < groove_style(choice.styles).double_time_below_bpm else 1


def swing_at(swing: float, tempo_bpm: float, *, is_compound: bool) -> float:
    """The swing share at a tempo: compound beats are straight already, and fast swing is flatter."""
    if is_compound or swing <= _FAST_SWING_LEAST:
        return 0.5 if is_compound else swing
    slow, fast = _FAST_SWING_BPM
    share = min(max((tempo_bpm - slow) / (fast - slow), 0.0), 1.0)
    return swing + (min(_FAST_SWING_LEAST, swing) - swing) * share
