"""What the ranker of a band's beat grids is fitted on, and that the fit finds what tells candidates apart."""

import numpy as np
from bench.band_fitting import Table, fit
from bench.truth.band import BandKind, band_case
from bench.truth.split import Split

FAMILIES = 18


def table(hand: str, place: int) -> Table:
    """Twelve candidates; the sum of the first two cues says how good each is, the third says nothing."""
    random = np.random.default_rng(place)
    cues = random.normal(0.0, 1.0, (12, 3)).astype(np.float32)
    quality = 1.0 / (1.0 + np.exp(-2.0 * (cues[:, 0] + cues[:, 1])))
    scores = np.stack([quality, quality, np.ones(12)], axis=1)
    return Table(hand=hand, name=f"{hand}{place}", names=("one", "two", "three"), cues=cues, scores=scores)


def test_the_fit_ranks_what_it_has_not_seen() -> None:
    seen = [table("one hand", place) for place in range(40)] + [table("other", place) for place in range(100, 130)]
    net = fit(seen, {"one hand": 0.6, "other": 0.4})
    unseen = [table("third", place) for place in range(500, 540)]
    right = [int(np.argmax(net.score(one.cues))) == int(np.argmax(one.quality)) for one in unseen]
    assert np.mean(right) > 0.85


def test_every_family_of_grooves_plays_and_plays_the_same_again() -> None:
    styles = set()
    for index in range(FAMILIES):
        case = band_case(Split.DEVELOPMENT, index, kind=BandKind.GROOVES)
        styles.add(case.style)
        assert len(case.parts) >= 2
        assert case.parts == band_case(Split.DEVELOPMENT, index, kind=BandKind.GROOVES).parts
        assert case.song.chords[0].start_beats == 0.0
    assert len(styles) == FAMILIES
