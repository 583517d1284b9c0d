"""Who sings: the voice that was asked for, by choice or in the words of the style; else one is drawn."""

from __future__ import annotations

import re

from tutti.base.seeds import generator
from tutti.music.brief import Brief, VoiceGender

_WORDS = {
    VoiceGender.FEMALE: re.compile(r"\b(?:female|woman|woman's)\b|女[声聲嗓歌]", re.IGNORECASE),
    VoiceGender.MALE: re.compile(r"\b(?:male|man's)\b|男[声聲嗓歌]", re.IGNORECASE),
}


def voice_of(brief: Brief, seed: int) -> VoiceGender:
    """The voice of a song; without a word about it every other brief gets a woman's."""
    if brief.voice is not None:
        return brief.voice
    wanted = [voice for voice, words in _WORDS.items() if words.search(brief.style)]
    possible = wanted or [voice for voice, words in _WORDS.items() if not words.search(brief.avoid)]
    possible = possible or list(VoiceGender)
    return possible[int(generator(seed, "voice", brief.words).integers(len(possible)))]
