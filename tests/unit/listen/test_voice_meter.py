import numpy as np
import pytest

from tutti.listen.voice_meter import PROFILES, profiles_of
from tutti.music.time import Meter


def test_no_metre_told_leaves_all_and_a_known_one_its_own() -> None:
    assert profiles_of(None) == PROFILES
    assert {profile.name for profile in profiles_of(Meter(4, 4))} == {"4/4", "4/4 swing"}


@pytest.mark.parametrize("name", ["2/4", "5/4", "7/8", "2/2", "9/8", "12/8", "1/4"])
def test_a_profile_is_made_for_any_metre(name: str) -> None:
    meter = Meter.parse(name)
    (profile,) = profiles_of(meter)
    assert profile.meter == meter
    assert len(profile.slot_beats) == len(profile.onset_probability) == len(profile.slot_strength)
    assert profile.slot_beats[-1] < profile.beats_per_bar
    assert int(np.argmax(profile.onset_probability)) == 0


def test_onsets_gain_on_slots_and_lose_between_them() -> None:
    profile = PROFILES[0]
    slots = profile.slots(np.array([0.0, 1.0, 0.37]), 0.6)
    assert slots.onset_log_odds[0] > slots.onset_log_odds[1] > 0.0 > slots.onset_log_odds[2]
    assert slots.passing_rate[0] > slots.passing_rate[2]
