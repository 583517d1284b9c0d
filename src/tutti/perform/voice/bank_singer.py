"""Singing with a voice bank the owner brought: our words, times and pitch curve, the bank's voice.

Vibrato, scoops and unsteadiness are the habits of the singer who would sing the part otherwise.

The bank is opened anew for every part, so that the noise it draws, and with it a take, comes out the same again.
"""

from __future__ import annotations

from collections.abc import Container
from pathlib import Path

import numpy as np

from tutti.base.progress import Progress, silent
from tutti.base.seeds import generator
from tutti.language import CHINESE
from tutti.music.score import Score, VocalPart
from tutti.networks.voice_bank import SILENCE, SungPhones, VoiceBank
from tutti.perform.voice.bank_phones import bank_phone, bank_syllable
from tutti.perform.voice.frames import FloatArray, Window
from tutti.perform.voice.pitch import hertz, pitch_curve
from tutti.perform.voice.singers import Singer, singer_of
from tutti.perform.voice.timing import Role, TimedPhrase, TimedSyllable, time_phrases
from tutti.perform.voice.track import add_phrase, part_audio
from tutti.sound.stems import Stem

_MARGIN_SECONDS = 0.25  # silence sung before and after a phrase
_FADE_SECONDS = 0.01


def sing_with_bank(
    part: VocalPart,
    score: Score,
    folder: Path,
    *,
    sample_rate_hz: int,
    frames: int,
    progress: Progress = silent,
) -> Stem:
    """Sing a part with a bank; stereo with equal channels, `frames` long, starting at second 0.

    Args:
        part: what is sung.
        score: the song it belongs to.
        folder: where the bank is.
        sample_rate_hz: of the stem.
        frames: its length.
        progress: is told the share that is sung.

    Raises:
        VoiceBankUnusable: the bank cannot be opened, or not sing these words.
    """
    bank = VoiceBank.open(folder, seed=score.seed)
    sound = np.zeros(int(np.ceil(frames * bank.sample_rate_hz / sample_rate_hz)) + 1, dtype=np.float32)
    phrases = time_phrases(part, score.timeline)
    pitches = [note.pitch_midi for phrase in part.phrases for note in phrase.notes]
    singer = singer_of(part.gender, score.styles, pitches, part.player, generator(score.seed, part.player, "singer"))
    for index, phrase in enumerate(phrases):
        progress(index / len(phrases))
        random = generator(score.seed, part.player, "pitch", index)
        start, sung = _sung(phrase, part.language, bank, singer, score.tuning_cents, random)
        add_phrase(sound, start, sung)
    progress(1.0)
    audio = part_audio([sound], bank.sample_rate_hz, sample_rate_hz=sample_rate_hz, frames=frames)
    return Stem(player=part.player, audio=audio)


def _sung(
    phrase: TimedPhrase,
    language: str,
    bank: VoiceBank,
    singer: Singer,
    tuning_cents: float,
    random: np.random.Generator,
) -> tuple[int, FloatArray]:
    """The first sample of a phrase and its sound."""
    step = bank.frame_seconds
    start_frame = int(np.floor((phrase.start_seconds - _MARGIN_SECONDS) / step))
    names, ends = _phones(phrase, language, bank.phones)
    edges = np.concatenate([[0], np.round(np.array(ends) / step).astype(np.int64) - start_frame])
    count = np.arange(len(edges))
    edges = np.maximum.accumulate(edges - count) + count  # no phone without a frame
    window = Window.around(start_frame * step, ends[-1] + step)
    semitones, _ = pitch_curve(phrase, window, singer, random)
    at = (start_frame + np.arange(int(edges[-1])) + 0.5) * step
    f0_hz = np.interp(at, window.seconds, hertz(semitones, tuning_cents)).astype(np.float32)
    sound = bank.sing(SungPhones(phones=names, frames=np.diff(edges), f0_hz=f0_hz), language=language).astype(float)
    fade = np.linspace(0.0, 1.0, min(round(_FADE_SECONDS * bank.sample_rate_hz), len(sound) // 2))
    sound[: len(fade)] *= fade
    sound[len(sound) - len(fade) :] *= fade[::-1]
    return start_frame * bank.hop_samples, sound


def _phones(phrase: TimedPhrase, language: str, phones: Container[str]) -> tuple[tuple[str, ...], list[float]]:
    """The bank's phones of a phrase between two silences, and when each ends."""
    names, ends = [SILENCE], [phrase.start_seconds]
    for before, after in zip(phrase.syllables, [*phrase.syllables[1:], None], strict=True):
        own, own_ends = _syllable(before, language, phones)
        names += own
        ends += own_ends
        pause = after.segments[0].start_seconds - ends[-1] if after is not None else 0.0
        if not before.joins_next and pause > _MARGIN_SECONDS:
            names.append(SILENCE)
            ends.append(ends[-1] + pause)
    return (*names, SILENCE), [*ends, ends[-1] + _MARGIN_SECONDS]


def _syllable(syllable: TimedSyllable, language: str, phones: Container[str]) -> tuple[list[str], list[float]]:
    segments = syllable.segments
    if language == CHINESE and syllable.syllable.pinyin is not None:
        parts = bank_syllable(syllable.syllable, phones)
        ends = [segments[-1].end_seconds]
        return list(parts), ends if len(parts) == 1 else [_vowel_start(syllable), *ends]
    word = syllable.syllable.text
    return [bank_phone(s.phone.symbol, phones, word=word) for s in segments], [s.end_seconds for s in segments]


def _vowel_start(syllable: TimedSyllable) -> float:
    """Where the final begins: with its glide, which pinyin counts to it."""
    onset = [segment for segment in syllable.segments if segment.role is Role.ONSET]
    return onset[0].end_seconds if onset else syllable.nucleus.start_seconds
