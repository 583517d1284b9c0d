import pytest

from tutti.base.errors import LyricsUnsingable
from tutti.compose.lyricist_sheet import read_sheet

SHEET = """[Verse 1: softly]
Walking down the avenue (in the morning light)

Thinking of the words you said last night
[Guitar solo]
[Chorus]
Hold me now [ad lib], hold me now
Don't let me go
[Verse 2]
Everything is slipping through my hands
[Chorus x2]
"""


def test_tags_make_sections_and_instructions_are_not_sung():
    lyrics = read_sheet(SHEET, "en", None)
    assert [s.label for s in lyrics.sections] == ["verse", "chorus", "verse", "chorus", "chorus"]
    assert lyrics.sections[1] == lyrics.sections[3] == lyrics.sections[4]
    sung = "".join(s.text for line in lyrics.sections[1].lines for s in line.syllables)
    assert sung == "HoldmenowholdmenowDon'tletmego"
    assert lyrics.title == "Hold Me Now Hold Me Now"


def test_without_tags_a_stanza_that_returns_is_the_chorus():
    lyrics = read_sheet("One step away\n\nWe run, we run\n\nTwo steps away\n\nWe run, we run", "en", "Steps")
    assert [s.label for s in lyrics.sections] == ["verse", "chorus", "verse", "chorus"]
    assert lyrics.title == "Steps"


def test_long_lines_are_cut_at_a_comma_and_keep_every_word():
    text = "I never thought that I would see the day, when everybody turned around and simply walked away"
    lines = read_sheet(text, "en", None).lines
    assert " ".join(line.text for line in lines) == text
    assert lines[0].text.endswith("day,")


@pytest.mark.parametrize("text", ["", "[Verse]\n[Chorus]", "... !!!"])
def test_nothing_to_sing_is_refused(text):
    with pytest.raises(LyricsUnsingable, match="no words"):
        read_sheet(text, "en", None)


def test_chinese_is_refused_naming_the_line():
    with pytest.raises(LyricsUnsingable, match="今夜"):
        read_sheet("[Verse]\nHello my friend\n今夜星光很美", "en", None)
