"""Composed pieces, arranged by their composers: chorales of Bach and movements of string quartets out of `music21`.

They have no drums and no patterns of ours. Beats, downbeats and key are true; chords and sections are not given. The
key is read off the signature and the last bass note, and pieces where these do not agree are passed over. Files at even
places of the sorted list are for development, at odd ones for report.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
from music21 import corpus

from bench.truth.score_reading import Stream, bar_lengths, notes_of, only_meter
from bench.truth.song import Family, Song
from bench.truth.split import Split
from tutti.base.seeds import generator
from tutti.music.note import Note
from tutti.music.pitch import Key, Mode
from tutti.music.score import Part
from tutti.music.time import Meter

_QUARTETS = ("mozart/k155", "mozart/k156", "mozart/k80", "mozart/k458", "haydn/opus1no1", "haydn/opus74no1")
_QUARTET_EVERY = 8  # quartets in one metre are few
_STRIDE = 37  # neighbouring seeds take pieces far apart
_MOST_BARS = 40
_ENSEMBLES = (
    (40, 40, 41, 42), (52, 52, 52, 52), (19, 19, 19, 19), (0, 0, 0, 0), (56, 56, 60, 57), (73, 68, 71, 70),
    (24, 24, 24, 32), (48, 48, 48, 43),
)  # fmt: skip
_PANS = (-0.4, -0.15, 0.15, 0.4)
_TEMPI = {"chorale": (66.0, 104.0), "quartet": (84.0, 152.0)}


def composed_piece(split: Split, seed: int) -> tuple[Song, tuple[Part, ...]]:
    """A piece and its parts; the same seed gives the same piece."""
    random = generator(seed, "composed")
    kind = "quartet" if seed % _QUARTET_EVERY == 0 else "chorale"
    files = _files(kind)[0 if split is Split.DEVELOPMENT else 1 :: 2]
    for step in range(len(files)):
        read = _read(files[(seed * _STRIDE + step) % len(files)])
        if read is None:
            continue
        song, voices = read
        low, high = _TEMPI[kind]
        tempo = float(np.exp(random.uniform(np.log(low), np.log(high))))
        programs = _ENSEMBLES[0] if kind == "quartet" else _ENSEMBLES[int(random.integers(len(_ENSEMBLES)))]
        return replace(song, tempo_bpm=tempo / song.meter.quarters_per_beat), _parts(voices, programs)
    raise LookupError(f"no usable {kind} for the {split} split")


def chorale_treble(split: Split, seed: int) -> Song:
    """The treble of a chorale as a melody of its own; the same seed gives the same one."""
    files = _files("chorale")[0 if split is Split.DEVELOPMENT else 1 :: 2]
    for step in range(len(files)):
        read = _read(files[(seed * _STRIDE + step) % len(files)])
        if read is not None:
            song, voices = read
            low, high = _TEMPI["chorale"]
            tempo = float(np.exp(generator(seed, "treble").uniform(np.log(low), np.log(high))))
            return replace(song, melody=voices[0], tempo_bpm=tempo / song.meter.quarters_per_beat)
    raise LookupError(f"no usable chorale for the {split} split")


def _parts(voices: tuple[tuple[Note, ...], ...], programs: tuple[int, ...]) -> tuple[Part, ...]:
    return tuple(
        Part(player=f"voice{number + 1}", program=program, notes=notes, pan=pan)
        for number, (notes, program, pan) in enumerate(zip(voices, programs, _PANS, strict=True))
        if notes
    )


@cache
def _files(kind: str) -> tuple[str, ...]:
    if kind == "chorale":
        paths = [Path(str(path)) for path in corpus.getComposer("bach")]
        return tuple(sorted(str(path) for path in paths if path.suffix in (".mxl", ".xml")))
    return tuple(sorted(str(path) for work in _QUARTETS for path in corpus.getPaths() if f"/{work}/" in str(path)))


@cache
def _read(file: str) -> tuple[Song, tuple[tuple[Note, ...], ...]] | None:
    score = corpus.parse(file, forceSource=True)
    if len(score.parts) != 4:
        return None
    meter = only_meter(score)
    if meter is None:
        return None
    full = meter.beats_per_bar * meter.quarters_per_beat
    lengths = [bar_lengths(part) for part in score.parts]
    if len({len(bars) for bars in lengths}) > 1:
        return None
    bars = [float(length) for length in lengths[-1]]
    pickup = bars[0] if bars[0] < full - 1e-6 else 0.0
    whole = bars[1 if pickup else 0 : -1]
    key = _key(score)
    if key is None or len(whole) < 8 or any(abs(length - full) > 1e-6 for length in whole):
        return None
    count = min(len(whole), _MOST_BARS)
    voices = tuple(_voice(part, pickup, count, meter) for part in score.parts)
    path = Path(file)
    song = Song(
        name=f"{path.parent.name}_{path.stem}".replace(".", "_"),
        family=Family.CORPUS,
        meter=meter,
        tempo_bpm=100.0,
        key=key,
        bars=count,
        melody=voices[0],
    )
    return (song, voices) if all(voices) else None


def _voice(part: Stream, pickup: float, bars: int, meter: Meter) -> tuple[Note, ...]:
    beat = meter.quarters_per_beat
    end = bars * meter.beats_per_bar
    notes = []
    for start, length, pitch in notes_of(part):
        position = (float(start) - pickup) / beat
        if position < end - 1e-6:
            duration = min(float(length) / beat, end - position)
            notes.append(Note(start_beats=position, duration_beats=duration, pitch_midi=pitch, velocity=80))
    return tuple(notes)


def _key(score: Stream) -> Key | None:
    """Major, minor, or minor written as dorian, by signature and last bass note; None where they do not agree."""
    signature = score.recurse().getElementsByClass("KeySignature").first()
    last = list(score.parts[-1].recurse().notes)
    if signature is None or not last:
        return None
    bass = int(min(pitch.midi for pitch in last[-1].pitches)) % 12
    major = (7 * int(signature.sharps)) % 12
    modes = {major: Mode.MAJOR, (major + 9) % 12: Mode.MINOR, (major + 2) % 12: Mode.MINOR}
    return Key(bass, modes[bass]) if bass in modes else None
