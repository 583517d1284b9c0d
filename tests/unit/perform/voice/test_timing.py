from dataclasses import replace
from itertools import pairwise

import pytest
from tests.unit.perform.voice.conftest import ME, NOW, STAR, TAKE, sung

from tutti.base.errors import LyricsUnsingable
from tutti.music.lyric import Syllable
from tutti.perform.voice.timing import Role, time_phrases

STRENGTHS = Syllable(text="strengths", onset=("s", "t", "ɹ"), nucleus="ɛ", coda=("ŋ", "θ", "s"))


def test_vowels_start_with_their_notes_and_phones_follow_without_gaps() -> None:
    part, score = sung([(1, 1, 64, TAKE), (2, 0.5, 65, ME), (2.5, 1, 67, STAR), (3.5, 2, 64, NOW)])
    (phrase,) = time_phrases(part, score.timeline)
    for syllable, beat in zip(phrase.syllables, (1, 2, 2.5, 3.5), strict=True):
        assert syllable.nucleus.start_seconds == pytest.approx(beat / 2)
    for before, after in pairwise(phrase.segments):
        assert after.start_seconds == pytest.approx(before.end_seconds)
    assert all(segment.seconds > 0 for segment in phrase.segments)


@pytest.mark.parametrize("note_beats", [0.28, 0.5, 1.0])
def test_vowels_keep_their_share_of_notes_crowded_with_consonants(note_beats: float) -> None:
    line = [(1 + k * note_beats, note_beats, 60, STRENGTHS) for k in range(4)]
    part, score = sung(line)
    (phrase,) = time_phrases(part, score.timeline)
    for syllable in phrase.syllables:
        assert syllable.nucleus.seconds >= 0.29 * note_beats / 2
        assert all(segment.seconds > 0.004 for segment in syllable.segments)


def test_consonants_take_their_full_length_after_a_rest() -> None:
    part, score = sung([(1, 1, 64, TAKE)], [(4, 1, 64, STAR)])
    first, second = time_phrases(part, score.timeline)
    onset = [segment for segment in second.segments if segment.role is Role.ONSET]
    assert sum(segment.seconds for segment in onset) == pytest.approx(0.8 * (0.115 + 0.090))
    assert not first.syllables[-1].joins_next


def test_phrases_back_to_back_do_not_overlap() -> None:
    part, score = sung([(1, 1, 64, TAKE)], [(2, 1, 64, STAR)])
    first, second = time_phrases(part, score.timeline)
    assert first.end_seconds == pytest.approx(second.start_seconds)
    assert second.syllables[0].nucleus.start_seconds == pytest.approx(1.0)


def test_a_melisma_is_one_vowel_over_its_notes() -> None:
    part, score = sung([(0, 1, 64, STAR), (1, 1, 67, None), (2, 1, 65, None)])
    (phrase,) = time_phrases(part, score.timeline)
    (syllable,) = phrase.syllables
    assert len(syllable.notes) == 3
    assert syllable.nucleus.start_seconds == pytest.approx(0.0)
    assert syllable.nucleus.end_seconds > syllable.notes[-1].start_seconds
    assert [note.starts_syllable for note in syllable.notes] == [True, False, False]


def test_r_colours_a_central_vowel_instead_of_following_it() -> None:
    bird = Syllable(text="bird", onset=("b",), nucleus="ɜ", coda=("ɹ", "d"))
    part, score = sung([(0, 1, 64, bird)])
    (phrase,) = time_phrases(part, score.timeline)
    assert [segment.phone.symbol for segment in phrase.segments] == ["b", "ɜ", "d"]


def test_an_unknown_phone_is_named() -> None:
    part, score = sung([(0, 1, 64, replace(ME, onset=("ʘ",)))])
    with pytest.raises(LyricsUnsingable, match="'ʘ' of 'me'"):
        time_phrases(part, score.timeline)
