import pytest

from tutti.base.errors import SettingsInvalid, WordsForbidden
from tutti.compose.lyric_filter import ForbiddenTerms, KnownLyrics, check_words

HYMN = """Were the whole realm of nature mine
that were an offering far too small
love so amazing, so divine
demands my soul, my life, my all"""
POEM = "床前明月光疑是地上霜举头望明月低头思故乡"


@pytest.fixture
def terms(tmp_path):
    path = tmp_path / "terms.txt"
    path.write_text("# names\nGreat Singer\n禁词\n/b+adw[o0]rd/\n", encoding="utf-8")
    return ForbiddenTerms.read(path)


@pytest.fixture
def known(tmp_path):
    folder = tmp_path / "songs" / "watts"
    folder.mkdir(parents=True)
    (folder / "cross.txt").write_text(HYMN, encoding="utf-8")
    (folder.parent / "静夜思.txt").write_text(POEM, encoding="utf-8")
    return KnownLyrics.read(folder.parent)


@pytest.mark.parametrize("text", ["in the manner of great  singer", "这里有禁词吗", "BBADW0RD", "ＧＲＥＡＴ Singer!"])
def test_a_term_is_found_whatever_its_case_and_width(terms, text):
    assert terms.objection(text)


@pytest.mark.parametrize("text", ["a great singers' choir", "a great big singer", "bad word"])
def test_a_term_inside_another_word_is_none(terms, text):
    assert terms.objection(text) is None


def test_a_broken_expression_is_named(tmp_path):
    path = tmp_path / "terms.txt"
    path.write_text("/(/", encoding="utf-8")
    with pytest.raises(SettingsInvalid, match=r"'/\(/'"):
        ForbiddenTerms.read(path)


def test_known_lyrics_are_found_in_part_and_named(known):
    assert "watts/cross" in (
        known.objection("love so amazing, so divine!\nDemands my soul, my life, my all\nHey") or ""
    )
    assert "静夜思" in (known.objection("床前明月光，疑是地上霜，好酒好酒好酒") or "")


@pytest.mark.parametrize(
    "text", ["love so amazing", "a song of my own about the whole realm of nature and the sea " * 3]
)
def test_a_borrowed_phrase_is_no_theft(known, text):
    assert known.objection(text) is None


def test_the_first_objection_is_raised(terms, known):
    check_words(("the sea", ""), (terms, known))
    with pytest.raises(WordsForbidden, match="watts"):
        check_words(("the sea", HYMN), (terms, known))
