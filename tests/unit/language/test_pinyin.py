"""Pinyin to phones, against phonologies of Standard Chinese."""

import pytest
from pypinyin import pinyin_dict
from pypinyin.contrib.tone_convert import to_tone3

from tutti.language.pinyin import marked, sounds


@pytest.mark.parametrize(
    ("pinyin", "phones"),
    [
        ("ma1", "m a"),
         ("zhuang4", "ꭧ w a ŋ"), ("xiong2", "ɕ j ʊ ŋ"), ("jue2", "ʨ ɥ e"), ("qu4", "ʨʰ y"),
        ("lü4", "l y"),
        ("lv4", "l y"), ("zi3", "ʦ ɿ"), ("shi4", "ʂ ʅ"), ("xi1", "ɕ i"), ("liu2", "l j ou"), ("gui4", "ɡ̊ w ei"),
        ("gun3", "ɡ̊ w ə n"), ("wu3", "u"), ("wen2", "w ə n"), ("yi1", "i"), ("yan4", "j ɛ n"), ("yong3", "j ʊ ŋ"),
        ("yuan2", "ɥ ɛ n"), ("bo1", "b̥ w o"), ("er2", "ɚ"), ("dianr3", "d̥ j a ɻ"), ("huir4", "x w ə ɻ"), ("de5", "d̥ ɤ"),
    ],
)  # fmt: skip
def test_phones(pinyin: str, phones: str) -> None:
    found = sounds(pinyin)
    assert found is not None
    assert " ".join((*found.onset, found.nucleus, *found.coda)) == phones
    assert found.tone == int(pinyin[-1])


def test_every_reading_of_every_character_has_phones() -> None:
    readings = {
        to_tone3(reading, neutral_tone_with_five=True)
        for sign, of_sign in pinyin_dict.pinyin_dict.items()
        if 0x4E00 <= sign <= 0x9FFF
        for reading in of_sign.split(",")
    }
    assert len(readings) > 1300
    assert [reading for reading in sorted(readings) if sounds(reading) is None] == []


@pytest.mark.parametrize("nonsense", ["", "xyz3", "hello", "bx1", "ma"])
def test_what_is_no_pinyin_has_no_sounds(nonsense: str) -> None:
    assert sounds(nonsense) is None


@pytest.mark.parametrize(
    ("digits", "mark"),
    [
        ("liang4", "liàng"),
        ("lv4", "lǜ"),
        ("gui4", "guì"),
        ("liu2", "liú"),
        ("xue3", "xuě"),
        ("de5", "de"),
        ("huor4", "huòr"),
    ],
)
def test_tone_marks_stand_where_the_standard_puts_them(digits: str, mark: str) -> None:
    assert marked(digits) == mark
