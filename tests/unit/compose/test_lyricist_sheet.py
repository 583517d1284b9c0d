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


def test_brackets_are_answers_of_their_line():
    lines = read_sheet("(Oh)\nWalking down (in the morning light)\n(ooh)\nHold (me) now (now)", "en", "T").lines
    told = [("".join(s.text for s in line.syllables), "".join(s.text for s in line.answer)) for line in lines]
    assert told == [("Oh", ""), ("Walkingdown", "inthemorninglight"), ("ooh", ""), ("Holdnow", "menow")]


def test_chinese_tags_name_sections_too():
    sheet = "【主歌】\nOne step\n（副歌）\nWe run\n[桥段]\nSlowly now\n副歌：\nWe run"
    assert [s.label for s in read_sheet(sheet, "en", "T").sections] == ["verse", "chorus", "bridge", "chorus"]


@pytest.mark.parametrize("text", ["", "[Verse]\n[Chorus]", "... !!!"])
def test_nothing_to_sing_is_refused(text):
    with pytest.raises(LyricsUnsingable, match="no words"):
        read_sheet(text, "en", None)


def test_chinese_and_english_lines_are_read_each_in_its_own_way():
    lyrics = read_sheet("[Verse]\nHello my friend\n今夜星光很美", "zh", None)
    assert [len(line.syllables) for line in lyrics.lines] == [4, 6]
    assert [syllable.tone for syllable in lyrics.lines[1].syllables] == [1, 4, 1, 1, 2, 3]
    assert lyrics.lines[0].syllables[0].tone is None


def test_a_long_chinese_line_is_cut_between_words_and_keeps_every_character():
    text = "我们曾经在月光下面许下永远不分开的美丽诺言"
    lines = read_sheet(text, "zh", None).lines
    assert "".join(line.text for line in lines) == text
    assert len(lines) > 1
    assert max(len(line.syllables) for line in lines) <= 15


def test_a_chinese_title_is_a_few_whole_words():
    assert read_sheet("（副歌）\n月亮代表我的心", "zh", None).title == "月亮代表我的心"
    assert len(read_sheet("我们曾经在月光下面许下永远不分开的诺言", "zh", None).title) <= 10
