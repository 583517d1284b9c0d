"""Arabic numbers as Chinese ones: 350 三百五十, 3.5 三点五, 50% 百分之五十, 3:30 三点三十分; years by digits."""

from __future__ import annotations

import re

_DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_GROUPS = ("", "万", "亿")
_LONGEST_COUNTED = 9  # longer numbers, and those that start with 0, are read digit by digit
_MEASURES = "个只次天年月岁人位杯场颗片首句种遍双扇朵座条张本间块分秒点里米步刻层段份元"
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)%")
_YEAR = re.compile(r"\d{2,4}(?=年)")
_TWO = re.compile(rf"(?<![\d.])2(?=[{_MEASURES}])")
_NUMBER = re.compile(r"(\d+)(?:\.(\d+))?")


def in_chinese(text: str) -> str:
    """A text with its numbers written in Chinese characters.

    >>> in_chinese("2008年的第105天")
    '二零零八年的第一百零五天'
    """
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    text = _CLOCK.sub(_clock, text)
    text = _PERCENT.sub(lambda match: "百分之" + _decimal(match.group(1)), text)
    text = _YEAR.sub(lambda match: _one_by_one(match.group()) if len(match.group()) != 3 else match.group(), text)
    text = _TWO.sub("两", text)
    return _NUMBER.sub(lambda match: _decimal(match.group()), text)


def _clock(match: re.Match[str]) -> str:
    hour, minute = match.groups()
    minutes = "" if minute == "00" else ("零" if minute[0] == "0" else "") + _counted(minute) + "分"
    return f"{'两' if hour in ('2', '02') else _counted(hour)}点{minutes}"


def _decimal(number: str) -> str:
    whole, _, part = number.partition(".")
    return _whole(whole) + (f"点{_one_by_one(part)}" if part else "")


def _whole(digits: str) -> str:
    return _one_by_one(digits) if len(digits) > _LONGEST_COUNTED or digits[:1] == "0" < digits[1:] else _counted(digits)


def _one_by_one(digits: str) -> str:
    return "".join(_DIGITS[int(digit)] for digit in digits)


def _counted(digits: str) -> str:
    number = int(digits)
    if number == 0:
        return _DIGITS[0]
    groups = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    words = ""
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if group == 0:
            continue
        needs_zero = words and (group < 1000 or groups[place + 1] == 0)
        words += ("零" if needs_zero else "") + _group(group) + _GROUPS[place]
    return words.removeprefix("一") if words.startswith("一十") else words


def _group(number: int) -> str:
    """A number below 10,000."""
    words, skipped = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit == 0:
            skipped = skipped or bool(words)
            continue
        words += ("零" if skipped and words else "") + _DIGITS[digit] + _PLACES[place]
        skipped = False
    return words
