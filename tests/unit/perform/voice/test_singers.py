from itertools import combinations

import numpy as np
import pytest

from tutti.base.seeds import generator
from tutti.music.brief import VoiceGender
from tutti.perform.voice.colour import fundamental, resonances
from tutti.perform.voice.frames import BINS_HZ, DECIBEL
from tutti.perform.voice.singers import Singer, singer_of, singers

WOMANS, MANS = (60, 64, 67, 72), (48, 52, 55, 60)


def drawn(gender: VoiceGender, style: str, pitches: tuple[int, ...], player: str = "vocals") -> list[Singer]:
    return [singer_of(gender, (style,), pitches, player, generator(seed)) for seed in range(60)]


def test_there_are_three_women_and_three_men_who_differ_in_throat_and_habits() -> None:
    everyone = singers()
    assert sum(singer.gender is VoiceGender.FEMALE for singer in everyone) == 3
    assert sum(singer.gender is VoiceGender.MALE for singer in everyone) == 3
    for one, other in combinations(everyone, 2):
        assert one.name != other.name
        assert one.resonances != other.resonances
        assert one.formants_high != other.formants_high


@pytest.mark.parametrize(("gender", "pitches"), [(VoiceGender.FEMALE, WOMANS), (VoiceGender.MALE, MANS)])
def test_the_gender_asked_for_sings_and_every_one_of_it_does_at_times(
    gender: VoiceGender, pitches: tuple[int, ...]
) -> None:
    found = drawn(gender, "pop", pitches)
    assert {singer.gender for singer in found} == {gender}
    assert len({singer.name for singer in found}) == 3


def test_who_likes_the_style_and_lies_at_its_height_sings_most() -> None:
    jazz = [singer.name for singer in drawn(VoiceGender.FEMALE, "jazz", (57, 60, 64))]
    assert max(set(jazz), key=jazz.count) == "Odette"
    high_pop = [singer.name for singer in drawn(VoiceGender.FEMALE, "pop", (67, 72, 74))]
    assert max(set(high_pop), key=high_pop.count) == "Ada"


def test_genres_have_habits() -> None:
    def mean(style: str, habit: str) -> float:
        return float(np.mean([getattr(singer, habit) for singer in drawn(VoiceGender.MALE, style, MANS)]))

    assert mean("folk", "straight_share") > mean("ballad", "straight_share") + 0.2
    assert mean("soul", "scoop_odds") > mean("folk", "scoop_odds")
    assert mean("jazz", "fall_odds") > mean("pop", "fall_odds")


def test_a_second_voice_is_another_throat_with_more_breath() -> None:
    lead = singer_of(VoiceGender.FEMALE, ("pop",), WOMANS, "vocals", generator(4))
    second = singer_of(VoiceGender.FEMALE, ("pop",), WOMANS, "backing_vocals", generator(4))
    assert second.breath > lead.breath
    assert second.formants_high != lead.formants_high


def test_resonances_and_the_fundamental_are_raised_where_they_lie() -> None:
    curve = resonances([(3000.0, 6.0)]) / DECIBEL
    assert curve[np.argmin(np.abs(BINS_HZ - 3000.0))] == pytest.approx(6.0, abs=0.05)
    assert abs(curve[BINS_HZ < 1200.0]).max() < 0.1
    raised = fundamental(np.array([200.0, 400.0]), 3.0) / DECIBEL
    assert BINS_HZ[raised[0].argmax()] == pytest.approx(200.0, abs=15.0)
    assert BINS_HZ[raised[1].argmax()] == pytest.approx(400.0, abs=15.0)
