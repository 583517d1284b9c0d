"""Whether words are understood: a recogniser that shares nothing with the singer (pocketsphinx, its own English model).

Three questions about a line of a set: which of all lines it is (closed set), the same with held vowels trimmed, and
which words it holds when any word of the set may follow any other (free loop; 1 minus the word error rate, trimmed).
A hidden Markov model adds likelihood frame by frame, so one held vowel outweighs all consonants: `trimmed` keeps the
first and last 0.13 s of long vowels. The usual beams prune the right answer of sung speech, and digital silence breaks
the model of silence: beams are wide and a floor of noise is added.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pocketsphinx
import soxr

from bench.metrics.beats import FloatArray
from tutti.perform.voice.timing import Role, TimedPhrase

_RATE_HZ = 16_000
_MODEL = Path(pocketsphinx.__file__).parent / "model" / "en-us"
_LANGUAGE_WEIGHT, _WORD_PENALTY = 6.5, 1e-4
_KEPT_SECONDS, _FADE_SECONDS = 0.13, 0.02
_LEVEL, _FLOOR = 0.6, 1e-4
_BEFORE_SECONDS, _AFTER_SECONDS = 0.2, 0.3


class Recogniser:
    """Knows the words of a set of lines; `pronounced` is a dictionary for words the recogniser's own has not."""

    def __init__(self, lines: Sequence[str], pronounced: str | None = None) -> None:
        self._lines = tuple(lines)
        words = sorted({word for line in lines for word in line.split()})
        with tempfile.TemporaryDirectory() as folder:
            dictionary, closed, free = (Path(folder) / name for name in ("words.dict", "closed.gram", "free.gram"))
            dictionary.write_text(pronounced or _pronunciations(words), encoding="utf-8")
            closed.write_text(_grammar(f"({' | '.join(self._lines)})"), encoding="utf-8")
            free.write_text(_grammar(f"({' | '.join(words)})+"), encoding="utf-8")
            common = {
                "hmm": str(_MODEL / "en-us"), "dict": str(dictionary), "loglevel": "FATAL", "cmn": "batch",
                "lw": _LANGUAGE_WEIGHT, "wip": _WORD_PENALTY,
            }  # fmt: skip
            self._closed = pocketsphinx.Decoder(jsgf=str(closed), beam=1e-70, wbeam=1e-70, pbeam=1e-70, **common)
            self._free = pocketsphinx.Decoder(
                jsgf=str(free), beam=1e-60, wbeam=1e-40, pbeam=1e-60, bestpath=False, **common
            )

    def line(self, sound: FloatArray, rate_hz: int) -> str:
        """The line of the set that is heard."""
        return _heard(self._closed, sound, rate_hz)

    def words(self, sound: FloatArray, rate_hz: int) -> list[str]:
        """The words that are heard."""
        return _heard(self._free, sound, rate_hz).split()


def word_score(truth: Sequence[str], heard: Sequence[str]) -> float:
    """1 minus the word error rate; below 0 where more words are wrong than there are."""
    row = list(range(len(heard) + 1))
    for number, word in enumerate(truth, start=1):
        before, row = row, [number]
        for place, other in enumerate(heard, start=1):
            row.append(min(before[place] + 1, row[-1] + 1, before[place - 1] + (word != other)))
    return 1.0 - row[-1] / len(truth)


def trimmed(sound: FloatArray, phrases: Sequence[TimedPhrase], rate_hz: int) -> FloatArray:
    """The sound without the middles of held vowels."""
    pieces: list[FloatArray] = []
    fade = round(_FADE_SECONDS * rate_hz)
    ramp = np.linspace(0.0, 1.0, fade)
    position = 0
    for phrase in phrases:
        for segment in phrase.segments:
            if segment.role is not Role.NUCLEUS or segment.seconds <= 2 * _KEPT_SECONDS + 3 * _FADE_SECONDS:
                continue
            cut = round((segment.start_seconds + _KEPT_SECONDS) * rate_hz)
            resumed = round((segment.end_seconds - _KEPT_SECONDS) * rate_hz)
            crossing = sound[cut : cut + fade] * (1 - ramp) + sound[resumed : resumed + fade] * ramp
            pieces += [sound[position:cut], crossing]
            position = resumed + fade
    return np.concatenate([*pieces, sound[position:]])


def _heard(decoder: pocketsphinx.Decoder, sound: FloatArray, rate_hz: int) -> str:
    audio = np.asarray(soxr.resample(sound, rate_hz, _RATE_HZ), dtype=np.float64)
    audio *= _LEVEL / (np.abs(audio).max() + 1e-9)
    padded = np.concatenate(
        [np.zeros(round(_BEFORE_SECONDS * _RATE_HZ)), audio, np.zeros(round(_AFTER_SECONDS * _RATE_HZ))]
    )
    padded += _FLOOR * np.random.default_rng(0).standard_normal(len(padded))
    decoder.start_utt()
    decoder.process_raw((padded * 32767).astype(np.int16).tobytes(), full_utt=True)
    decoder.end_utt()
    hypothesis = decoder.hyp()
    return "" if hypothesis is None else str(hypothesis.hypstr)


def _grammar(rule: str) -> str:
    return f"#JSGF V1.0;\ngrammar lines;\npublic <line> = {rule};\n"


def _pronunciations(words: Sequence[str]) -> str:
    """The dictionary of the words, all their variants, from the recogniser's own.

    Raises:
        ValueError: a word is not in it.
    """
    missing = set(words)
    found: list[str] = []
    with (_MODEL / "cmudict-en-us.dict").open(encoding="utf-8") as dictionary:
        for entry in dictionary:
            word = entry.split(maxsplit=1)[0].partition("(")[0]
            if word in missing or (found and found[-1].split()[0].partition("(")[0] == word):
                missing.discard(word)
                found.append(entry.strip())
    if missing:
        raise ValueError(f"the recogniser does not know {sorted(missing)}; choose other lines")
    return "\n".join(found) + "\n"
