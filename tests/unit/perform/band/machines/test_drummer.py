"""The drum machines: their circuits' frequencies, their decays, chokes, touch."""

import numpy as np
import numpy.typing as npt
import pytest

from tutti.perform.band.machines.drummer import play_machine
from tutti.perform.band.machines.kit import KEYS, machine
from tutti.perform.band.machines.stroke import SQUARES_HZ
from tutti.perform.band.variation import vary
from tutti.perform.played_note import PlayedNote

RATE_HZ = 44100
MACHINES = ("tr808", "tr909")
LOW_PIECES = frozenset({"kick", "floor_tom", "low_tom", "low_mid_tom", "mid_tom", "high_mid_tom", "high_tom"})


def hits(name: str, *strokes: tuple[float, str, int], seconds: float = 1.5, seed: int = 0) -> npt.NDArray[np.float64]:
    notes = tuple(
        PlayedNote(start_seconds=at, duration_seconds=0.1, pitch_midi=KEYS[piece], velocity=velocity)
        for at, piece, velocity in strokes
    )
    variation = vary(notes, is_drums=True, random=np.random.default_rng(seed))
    out = np.zeros((2, round(seconds * RATE_HZ)), dtype=np.float32)
    play_machine(
        notes,
        machine(name),
        out,
        variation=variation,
        pan=0.0,
        gain=1.0,
        sample_rate_hz=RATE_HZ,
    )
    return np.asarray(out.sum(axis=0), dtype=np.float64)


def power_db(samples: npt.NDArray[np.float64], low_hz: float, high_hz: float) -> float:
    spectrum = np.abs(np.fft.rfft(samples)) ** 2
    hz = np.arange(len(spectrum)) * RATE_HZ / len(samples)
    return float(10 * np.log10(spectrum[(hz >= low_hz) & (hz < high_hz)].sum() + 1e-20))


def crossings_hz(samples: npt.NDArray[np.float64]) -> float:
    """The frequency of a nearly pure tone, by its upward crossings of zero."""
    places = np.flatnonzero((samples[:-1] < 0) & (samples[1:] >= 0))
    exact = places - samples[places] / (samples[places + 1] - samples[places])
    return float(RATE_HZ * (len(exact) - 1) / (exact[-1] - exact[0]))


@pytest.mark.parametrize(("name", "rest_hz", "first_hz"), [("tr808", 49.5, 90.0), ("tr909", 51.0, 120.0)])
def test_a_kick_falls_to_its_rest(name: str, rest_hz: float, first_hz: float) -> None:
    sound = hits(name, (0.0, "kick", 120))
    assert crossings_hz(sound[round(0.15 * RATE_HZ) : round(0.4 * RATE_HZ)]) == pytest.approx(rest_hz, rel=0.05)
    crossed = np.flatnonzero((sound[:-1] < 0) & (sound[1:] >= 0))
    assert RATE_HZ / (crossed[1] - crossed[0]) > first_hz or crossed[0] < RATE_HZ / first_hz


def test_the_808_rings_longer_than_the_909() -> None:
    def fall_seconds(name: str) -> float:
        sound = np.abs(hits(name, (0.0, "kick", 110)))
        loud = np.flatnonzero(sound > 0.1 * sound.max())
        return float(loud[-1] / RATE_HZ)

    assert 0.25 < fall_seconds("tr808") < 0.6
    assert 0.1 < fall_seconds("tr909") < fall_seconds("tr808")


@pytest.mark.parametrize("name", MACHINES)
def test_pieces_lie_where_they_belong(name: str) -> None:
    for piece in LOW_PIECES:
        sound = hits(name, (0.0, piece, 110))
        assert power_db(sound, 30, 400) > power_db(sound, 400, 20000) + 10.0
    for piece in ("closed_hat", "open_hat"):
        sound = hits(name, (0.0, piece, 110))
        assert power_db(sound, 5000, 20000) > power_db(sound, 30, 3000) + 12.0
    snare = hits(name, (0.0, "snare", 110))
    assert abs(power_db(snare, 100, 500) - power_db(snare, 1000, 12000)) < 14.0


def test_cymbals_are_six_square_waves() -> None:
    sound = hits("tr808", (0.0, "open_hat", 110))[: RATE_HZ // 2]
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), 1 << 17))
    cents = vary(
        (PlayedNote(start_seconds=0.0, duration_seconds=0.1, pitch_midi=46, velocity=110),),
        is_drums=True,
        random=np.random.default_rng(0),
    ).cents[0]

    def at(hz: float) -> float:
        centre = hz * 2.0 ** (cents / 1200.0) * (1 << 17) / RATE_HZ
        return float(spectrum[round(centre) - 6 : round(centre) + 7].max())

    lines = [at(SQUARES_HZ[5] * harmonic) for harmonic in (9, 11, 13)]
    between = np.median(spectrum[round(7200 * (1 << 17) / RATE_HZ) : round(10400 * (1 << 17) / RATE_HZ)])
    assert min(lines) > 4.0 * between


def test_a_clap_is_several_hands() -> None:
    claps = [np.abs(hits("tr808", (0.0, "clap", 110), seed=seed)) for seed in range(12)]
    sound = np.mean(claps, axis=0)[: round(0.06 * RATE_HZ)]
    level = np.convolve(sound, np.ones(90) / 90, mode="same")
    at, between = (
        level[(np.array(places) * RATE_HZ).astype(int)]
        for places in ((0.0025, 0.013, 0.0235, 0.034), (0.0085, 0.019, 0.0295))
    )
    assert np.all(at[:-1] > 1.3 * between)
    assert np.all(at[1:] > 1.5 * between)


def test_a_closed_hat_ends_an_open_one() -> None:
    alone = hits("tr808", (0.0, "open_hat", 110))
    choked = hits("tr808", (0.0, "open_hat", 110), (0.2, "closed_hat", 90))
    tail = slice(round(0.4 * RATE_HZ), round(0.6 * RATE_HZ))
    assert np.sum(choked[tail] ** 2) < 1e-4 * np.sum(alone[tail] ** 2)


@pytest.mark.parametrize("name", MACHINES)
def test_every_piece_is_sane(name: str) -> None:
    for key in machine(name):
        piece = next(each for each, number in KEYS.items() if number == key)
        soft, hard = (hits(name, (0.0, piece, velocity)) for velocity in (40, 120))
        assert 6.0 < power_db(hard, 20, 22000) - power_db(soft, 20, 22000) < 30.0
        assert np.abs(hard).max() < 2.0
        assert abs(hard[-1]) < 1e-3 * np.abs(hard).max() or piece in ("crash", "ride")


def test_repeats_are_no_copies_and_the_same_again() -> None:
    strokes = [(0.2 * place, "snare", 100) for place in range(6)]
    sound = hits("tr909", *strokes)
    np.testing.assert_array_equal(sound, hits("tr909", *strokes))
    assert len({sound[round(0.2 * place * RATE_HZ) :][:6000].tobytes() for place in range(6)}) == 6
