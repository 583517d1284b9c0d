"""How tones change in running Mandarin: two third tones, 一 and 不, and characters said twice.

Rules after Duanmu, "The Phonology of Standard Chinese" (2nd ed., 2007), ch. 11, and the national standard of Putonghua
tests: 不 before a fourth tone rises; 一 rises before a fourth tone, falls before others, is level as a number or at the
end; of third tones in a row, each but the last rises, counted within words first and then across words of a phrase.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from tutti.language.pinyin import NEUTRAL_TONE

_COUNTING = frozenset("第初十百千万零〇一二三四五六七八九年月日号")
_LONGEST_RUN = 2  # across words, third tones change pairwise


@dataclass(frozen=True, slots=True, kw_only=True)
class TonedSign:
    """A character with its tone; `word` counts the words of the line."""

    sign: str
    tone: int
    word: int


def spoken_tones(signs: Sequence[TonedSign]) -> tuple[int, ...]:
    """The tones of a phrase as they are spoken."""
    toned = [_of_one_and_not(signs, index) for index in range(len(signs))]
    for word in sorted({sign.word for sign in toned}):
        _raise_thirds(toned, [index for index, sign in enumerate(toned) if sign.word == word])
    _raise_across(toned)
    return tuple(sign.tone for sign in toned)


def _of_one_and_not(signs: Sequence[TonedSign], index: int) -> TonedSign:
    sign = signs[index]
    after = signs[index + 1] if index + 1 < len(signs) else None
    before = signs[index - 1] if index > 0 else None
    if sign.sign == "不":
        if before is not None and after is not None and before.sign == after.sign:
            return replace(sign, tone=NEUTRAL_TONE)  # 好不好
        return replace(sign, tone=2 if after is not None and after.tone == 4 else 4)
    if sign.sign != "一":
        return sign
    if before is not None and after is not None and before.sign == after.sign:
        return replace(sign, tone=NEUTRAL_TONE)  # 看一看
    if after is None or (before is not None and before.sign in _COUNTING) or after.sign in _COUNTING:
        counts_years = after is not None and after.sign == "年" and (before is None or before.sign not in _COUNTING)
        return replace(sign, tone=4 if counts_years else 1)
    # 个 is light but still counts as the fourth tone it comes from.
    return replace(sign, tone=2 if after.tone == 4 or after.sign == "个" else 4)


def _raise_thirds(signs: list[TonedSign], places: Sequence[int]) -> None:
    """Within a word every third tone before another rises."""
    for place, following in pairwise(places):
        if signs[place].tone == 3 and signs[following].tone == 3:
            signs[place] = replace(signs[place], tone=2)


def _raise_across(signs: list[TonedSign]) -> None:
    """Between words, from left to right in pairs: 我|很|好 is 2 2 3, 我|买|好|酒 is 2 3 2 3."""
    run = 0
    for index in range(len(signs) - 1):
        if signs[index].tone != 3 or signs[index + 1].tone != 3:
            run = 0
            continue
        run += 1
        if run < _LONGEST_RUN or not _goes_on(signs, index + 1):
            signs[index] = replace(signs[index], tone=2)
        else:
            run = 0


def _goes_on(signs: Sequence[TonedSign], index: int) -> bool:
    """Whether a further third tone follows."""
    return index + 1 < len(signs) and signs[index + 1].tone == 3
