import pytest

from tutti.language import syllabify
from tutti.language.rhyme import RhymeDegree, rhyme_degree, rhymes


@pytest.mark.parametrize(
    ("a", "b", "degree"),
    [
        ("night", "light", RhymeDegree.FULL),
        ("though", "go", RhymeDegree.FULL),
        ("shaking", "waking", RhymeDegree.FULL),
        ("time", "line", RhymeDegree.NEAR),
        ("sea", "see", RhymeDegree.SAME_WORD),
        ("love", "move", RhymeDegree.NONE),
        ("cough", "through", RhymeDegree.NONE),
    ],
)
def test_rhyme_is_heard_not_seen(a, b, degree):
    assert rhyme_degree(syllabify(a, "en"), syllabify(b, "en")) is degree


def test_whole_lines_rhyme_by_their_ends():
    assert rhymes(syllabify("I walk alone tonight", "en"), syllabify("The stars are burning bright", "en"))
    assert not rhymes(syllabify("I walk alone tonight", "en"), syllabify("The stars are burning low", "en"))
