"""The singer: a speech model speaks the phrase, its frames are sung on the score.

Phrase by phrase, so that memory is bounded by the longest breath; at 44.1 kHz, resampled once at the end.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tutti.base.errors import LyricsUnsingable
from tutti.base.progress import Progress, silent
from tutti.base.progress import part as progress_part
from tutti.base.seeds import generator
from tutti.music.score import VOCALS, Score, VocalPart
from tutti.perform.voice.breath import breath
from tutti.perform.voice.frames import SAMPLE_RATE_HZ, FrameArray
from tutti.perform.voice.native_speakers import in_language
from tutti.perform.voice.phrase import Voice, sing_phrase
from tutti.perform.voice.singers import singer_of
from tutti.perform.voice.timing import TimedPhrase, time_phrases
from tutti.perform.voice.track import add_phrase, part_audio
from tutti.sound.stems import Stem

_LANGUAGES = ("en", "zh")
_ACROSS = 0.25  # of a second voice is heard on the other side
_SECOND_VOICE_LATENESS_SECONDS = 0.012  # deviation
_SECOND_VOICE_CENTS = 6.0  # at most
_CUT_FADE_SECONDS = 0.005  # where a consonant would start before second 0


def sing(part: VocalPart, score: Score, *, sample_rate_hz: int, frames: int, progress: Progress = silent) -> Stem:
    """Sing a part; stereo, `frames` long, starting at second 0.

    The lead is one person in the middle. Any other part is sung by two at the sides, never quite together.

    Raises:
        LyricsUnsingable: the language or a phone cannot be sung.
        AssetMissing: the package that brings the voice is absent or another version.
    """
    if part.language not in _LANGUAGES:
        raise LyricsUnsingable(
            f"the singer does not sing {part.language!r}; it sings 'en' (English) and 'zh' (Chinese)"
        )
    phrases = time_phrases(part, score.timeline)
    length = int(np.ceil(frames * SAMPLE_RATE_HZ / sample_rate_hz)) + 1
    people = (part.player,) if part.player == VOCALS else (part.player, f"{part.player} 2")
    sounds = []
    for number, person in enumerate(people):
        share = progress_part(progress, number / len(people), (number + 1) / len(people))
        sounds.append(_sung(phrases, _voice(part, score, person), length, share))
    near, far = sounds[0], sounds[-1]
    channels = [near] if near is far else [near + _ACROSS * far, far + _ACROSS * near]
    progress(1.0)
    return Stem(
        player=part.player, audio=part_audio(channels, SAMPLE_RATE_HZ, sample_rate_hz=sample_rate_hz, frames=frames)
    )


def _sung(phrases: Sequence[TimedPhrase], voice: Voice, length: int, progress: Progress) -> FrameArray:
    """One person's singing, so many samples long."""
    sound = np.zeros(length, dtype=np.float32)
    previous_end = -np.inf
    for index, phrase in enumerate(phrases):
        progress(index / len(phrases))
        random = generator(voice.seed, voice.player, "breath", index)
        breathed = breath(previous_end, phrase.start_seconds, voice.singer.formants_high, random)
        if breathed is not None:
            add_phrase(sound, round(breathed[0] * SAMPLE_RATE_HZ), breathed[1])
        start, sung = sing_phrase(phrase, voice, index)
        add_phrase(sound, start + _lateness(voice, index), sung)
        previous_end = phrase.end_seconds
    fade = round(_CUT_FADE_SECONDS * SAMPLE_RATE_HZ)
    sound[:fade] *= np.linspace(0.0, 1.0, fade, dtype=np.float32)[: len(sound)]
    return sound


def _lateness(voice: Voice, phrase: int) -> int:
    """Samples by which a person enters a phrase late (below 0: early); the lead is the time."""
    if voice.player == VOCALS:
        return 0
    deviation = float(generator(voice.seed, voice.player, "lateness", phrase).standard_normal())
    return round(_SECOND_VOICE_LATENESS_SECONDS * deviation * SAMPLE_RATE_HZ)


def _voice(part: VocalPart, score: Score, person: str) -> Voice:
    pitches = [note.pitch_midi for phrase in part.phrases for note in phrase.notes]
    singer = singer_of(part.gender, score.styles, pitches, person, generator(score.seed, person, "singer"))
    return Voice(
        singer=in_language(singer, part.language),
        player=person,
        middle_midi=(min(pitches) + max(pitches)) / 2 if pitches else 60.0,
        seed=score.seed,
        tuning_cents=score.tuning_cents + _off_pitch_cents(person, score.seed),
    )


def _off_pitch_cents(person: str, seed: int) -> float:
    """How sharp or flat a second voice sings throughout."""
    if person == VOCALS:
        return 0.0
    return _SECOND_VOICE_CENTS * float(generator(seed, person, "intonation").uniform(-1.0, 1.0))
