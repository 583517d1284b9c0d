from dataclasses import replace

import numpy as np
import pytest
from tests.unit.compose.voices import heard_voice

from tutti.compose import compose, plan
from tutti.compose.arrange import seat_band
from tutti.compose.chart import draw_chart
from tutti.compose.feel import Feel, Outlook, intensity_of, outlook_of, summed
from tutti.compose.following import sung_levels, swelled
from tutti.compose.leaning import choice_of, parts_of
from tutti.compose.pattern import Intensity
from tutti.compose.singer import Singer
from tutti.compose.style import read_style, styles
from tutti.compose.style_table import instruments
from tutti.compose.surprise import chord_bits, surprised
from tutti.music.brief import Brief, Task
from tutti.music.harmony import Chord
from tutti.music.pitch import Key


def brief(style: str = "pop", **fields: float) -> Brief:
    return Brief(task=Task.ACCOMPANY, style=style, **fields)


@pytest.mark.parametrize("name", list(styles()))
def test_the_usual_weights_bend_nothing(name):
    bent, plain = choice_of(brief(name)).styles[0], read_style(name).styles[0]
    assert bent.bands == plain.bands
    assert (bent.swing, bent.mix, bent.harmony.loop_nats) == (plain.swing, plain.mix, plain.harmony.loop_nats)


def test_without_style_weight_the_band_plays_plainly_and_the_signature_goes_last():
    plain = choice_of(brief("jazz", style_weight=0.0)).styles[0]
    assert plain.swing == 0.5
    assert all(seat.pattern_name(heard_voice().timeline.meter) == "plain" for seat in plain.bands[0]
               if seat.role in ("bass", "comp"))  # fmt: skip
    little = choice_of(brief("jazz", style_weight=0.12)).styles[0]
    own = {seat.player: seat for seat in styles()["jazz"].bands[0]}
    kept = {seat.player for seat in little.bands[0] if seat.rhythm == own[seat.player].rhythm}
    assert kept & set(styles()["jazz"].signature)


def test_parts_of_a_weight_meet_at_the_usual_one():
    assert parts_of(0.65, 0.65) == (1.0, 0.0)
    assert parts_of(0.0, 0.65) == (0.0, 0.0)
    assert parts_of(1.0, 0.65) == (1.0, 1.0)


def test_feels_add_up_and_stay_in_bounds():
    assert summed([(Feel(energy=0.8), 1.0), (Feel(energy=0.7), 1.0)]).energy == 1.0
    assert summed([(Feel(valence=0.5), -1.0)]).valence == -0.5
    assert [intensity_of(e) for e in (-0.5, 0.0, 0.5)] == [Intensity.LOW, Intensity.MID, Intensity.HIGH]
    assert [outlook_of(v) for v in (-0.5, 0.0, 0.5)] == [Outlook.DARK, Outlook.EVEN, Outlook.BRIGHT]


def test_energy_bends_sections_and_keeps_their_order():
    sections = plan(brief(), heard_voice(), 1).sections
    energies = [section.energy for section in sections]
    for energy in (-1.0, -0.3, 0.3, 1.0):
        bent = [section.energy for section in Feel(energy=energy).felt(sections)]
        assert all(np.diff(np.array(bent)[np.argsort(energies)]) >= 0)
        assert all((b - a) * energy >= 0 for a, b in zip(energies, bent, strict=True))
        assert (max(bent) - max(energies)) * energy > 0
        assert 0.0 <= min(bent) <= max(bent) <= 1.0


def test_a_strong_bar_swells_and_a_weak_one_draws_back():
    listening = heard_voice()
    levels = np.full(len(listening.beat_levels_db), -25.0)
    levels[4:12] = -15.0
    listening = replace(listening, beat_levels_db=tuple(float(level) for level in levels))
    planned = plan(brief(), listening, 1)
    singer = Singer.heard(listening.melody, planned.timeline)
    chart = draw_chart(planned, chords=planned.chords, singer=singer, final_beats=planned.end_beats, take=1)
    for weight, least in ((0.0, 0.0), (0.65, 0.02), (1.0, 0.1)):
        bars = swelled(chart.bars, listening, weight)
        assert bars[1].swell >= least
        assert bars[6].swell <= 0.0
    assert np.nanargmax(sung_levels(chart.bars, listening)) in (1, 2)


def test_rare_chords_surprise_more_than_usual_ones():
    key = Key.parse("C major")
    usual, rare = (chord_bits(Chord.parse("C"), Chord.parse(name), key) for name in ("G", "F#"))
    assert rare > usual + 3
    assert chord_bits(Chord.parse("C"), Chord.parse("G:9"), key) == pytest.approx(usual + 2.0)


def test_surprises_come_on_top_of_each_other_and_fit_what_is_sung():
    listening = heard_voice()
    planned = plan(brief(), listening, 1)
    singer = Singer.heard(listening.melody, planned.timeline)
    changed: list[set[int]] = []
    for weirdness in (0.3, 0.6, 1.0):
        sheet = surprised(planned.chords, singer, planned.key, weirdness, seed=1, take=1, beats_per_bar=4)
        changed.append({i for i, (a, b) in enumerate(zip(planned.chords, sheet, strict=True)) if a != b})
        assert sheet[0] == planned.chords[0]
        assert sheet[-1] == planned.chords[-1]
    assert not changed[0]
    assert 0 < len(changed[1]) < len(changed[2])
    assert not any(place + 1 in changed[2] for place in changed[2])


@pytest.mark.parametrize(
    ("avoid", "gone"),
    [
        ("drums", {"drums", "percussion"}),
        ("strings", {"strings", "violin", "cello"}),
        ("synth", {"synth", "pad"}),
        ("brass, choir", {"brass", "trumpet", "horn", "choir"}),
        ("keyboards", {"piano", "electric_piano", "organ"}),
        ("鼓，吉他", {"drums", "percussion", "guitar", "electric_guitar"}),
    ],
)
@pytest.mark.parametrize("style", ["pop", "guofeng", "cinematic", "house", "80s rock"])
def test_what_must_not_be_heard_is_not_heard(style, avoid, gone):
    planned = plan(replace(brief(style), avoid=avoid), heard_voice(), 1)
    for take in (1, 2):
        assert not gone & {part.player for part in compose(planned, take).parts}


def test_a_band_of_which_all_is_refused_leaves_one_to_play():
    everyone = ", ".join(name.replace("_", " ") for name in instruments())
    assert len(seat_band(read_style("pop", avoid=everyone), 1)) == 1
