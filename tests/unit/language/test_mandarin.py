"""Chinese lines: readings, tones as they are spoken, numbers, 儿, and English words in between."""

import pytest

from tutti.base.errors import LyricsUnsingable
from tutti.language import language_of, pieces, syllabify
from tutti.language.mandarin_numbers import in_chinese


def pinyin_of(line: str) -> str:
    return " ".join(str(syllable.pinyin) for syllable in syllabify(line, "zh"))


def tones_of(line: str) -> list[int | None]:
    return [syllable.tone for syllable in syllabify(line, "zh")]


@pytest.mark.parametrize(
    ("line", "pinyin"),
    [
        ("月亮代表我的心", "yuè liàng dài biǎo wǒ de xīn"),
        ("他睡着了", "tā shuì zháo le"),
        ("忘不了你", "wàng bù liǎo nǐ"),
        ("了解你了", "liǎo jiě nǐ le"),
        ("路有多长", "lù yǒu duō cháng"),
        ("孩子长大", "hái zi zhǎng dà"),
        ("一只小鸟", "yī zhī xiǎo niǎo"),
        ("只有你", "zhǐ yǒu nǐ"),
        ("重新来过", "chóng xīn lái guò"),
        ("很重的包", "hěn zhòng de bāo"),
        ("睡一觉", "shuì yī jiào"),
        ("我觉得", "wǒ jué de"),
        ("快乐的音乐", "kuài lè de yīn yuè"),
        ("银行里行走", "yín háng lǐ xíng zǒu"),
        ("少年少了梦", "shào nián shǎo le mèng"),
        ("慢慢地走", "màn màn de zǒu"),
        ("大地上", "dà dì shàng"),
        ("跑得快", "pǎo de kuài"),
        ("得不到", "dé bù dào"),
        ("我还在", "wǒ hái zài"),
        ("数星星", "shǔ xīng xīng"),
        ("因为成为你", "yīn wèi chéng wéi nǐ"),
        ("绿色", "lǜ sè"),
    ],
)
def test_characters_of_several_readings(line: str, pinyin: str) -> None:
    assert pinyin_of(line) == pinyin


@pytest.mark.parametrize(
    ("line", "tones"),
    [
        ("你好", [2, 3]),
        ("小雨伞", [3, 2, 3]),
        ("我很好", [2, 2, 3]),
        ("不是", [2, 4]),
        ("不好", [4, 3]),
        ("好不好", [3, 5, 3]),
        ("一起", [4, 3]),
        ("一个", [2, 4]),
        ("一样", [2, 4]),
        ("第一", [4, 1]),
        ("看一看", [4, 5, 4]),
        ("妈妈的", [1, 5, 5]),
        ("你，好", [3, 3]),
    ],
)
def test_tones_change_in_running_speech(line: str, tones: list[int]) -> None:
    assert tones_of(line) == tones


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2008年", "二零零八年"), ("105天", "一百零五天"), ("10个", "十个"), ("2个人", "两个人"),
        ("22", "二十二"), ("3.14", "三点一四"),
        ("50%", "百分之五十"), ("3:30", "三点三十分"), ("100001", "十万零一"), ("1,000,000", "一百万"),
        ("007", "零零七"), ("0", "零"),
        ("20304", "二万零三百零四"), ("99朵", "九十九朵"),
    ],
)  # fmt: skip
def test_numbers_are_read_in_chinese(written: str, read: str) -> None:
    assert in_chinese(written) == read


def test_a_suffixed_er_is_no_syllable_where_speech_has_none() -> None:
    assert [s.text for s in syllabify("一会儿", "zh")] == ["一", "会儿"]
    assert syllabify("一会儿", "zh")[1].coda == ("ɻ",)
    assert [s.text for s in syllabify("花儿", "zh")] == ["花", "儿"]


def test_english_words_keep_their_own_syllables() -> None:
    syllables = syllabify("Baby 我 love 你 forever 3次", "zh")
    assert [s.text for s in syllables] == ["Ba", "by", "我", "love", "你", "fo", "re", "ver", "三", "次"]
    assert [s.tone is None for s in syllables] == [True, True, False, True, False, True, True, True, False, False]


def test_punctuation_tags_and_blanks_are_silent() -> None:
    assert [s.text for s in syllabify("【副歌】 我… 爱，你！～", "zh")] == ["我", "爱", "你"]


def test_words_start_and_end_and_light_syllables_are_weak() -> None:
    moon, light, _, mine, of, heart = syllabify("月亮照我的心", "zh")
    assert (moon.starts_word, moon.ends_word, light.starts_word, light.ends_word) == (True, False, False, True)
    assert moon.stress == 1
    assert of.stress == 0
    assert mine.stress == heart.stress == 2


def test_a_character_nobody_can_read_is_named() -> None:
    with pytest.raises(LyricsUnsingable, match="𠮷"):
        syllabify("旗袍绣𠮷祥", "zh")


def test_a_song_with_any_chinese_is_chinese() -> None:
    assert language_of("Hello\n世界") == "zh"
    assert language_of("Hello\nworld — déjà vu") == "en"


def test_pieces_of_a_line_join_to_the_line() -> None:
    line = "我们曾经在月光下，许下永远的 promise"
    assert "".join(pieces(line)) == line
    assert max(len(piece) for piece in pieces(line)) <= 8
