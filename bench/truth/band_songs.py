"""The songs bands play: procedural or traditional in a style's metre and tempo, made harder, or composed pieces cut."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from bench.truth.arrangement import BandStyle, performed
from bench.truth.procedural import Wish, procedural
from bench.truth.song import Song
from bench.truth.split import Split
from bench.truth.tunes import tunes
from tutti.music.harmony import Chord, ChordSpan, Quality
from tutti.music.score import Part

_PIECE_SECONDS = 60.0
_RICHER = {
    Quality.MAJOR: (Quality.DOMINANT_7, Quality.MAJOR_7, Quality.MAJOR_7, Quality.SUSPENDED_4, Quality.DOMINANT_7),
    Quality.MINOR: (Quality.MINOR_7, Quality.MINOR_7, Quality.HALF_DIMINISHED_7, Quality.DIMINISHED),
}
_PASSING = 0.2
_PASSING_QUALITIES = (Quality.DIMINISHED, Quality.MINOR_7, Quality.DOMINANT_7)


def song_for(style: BandStyle, split: Split, seed: int, index: int, random: np.random.Generator) -> Song:
    """A song in the style's metre: every third traditional where a tune has that metre, with its own chords."""
    tempo = float(np.exp(random.uniform(np.log(style.slowest_bpm), np.log(style.fastest_bpm))))
    pool = [tune.song for tune in tunes() if tune.split is split and tune.song.meter == style.meter]
    if index % 3 == 1 and pool:
        song = pool[int(random.integers(len(pool)))]
        song = song.transposed(int(random.integers(-5, 7))).in_range(62, 74)
    else:
        wish = Wish(meter=style.meter, swing=style.swing, with_intro=True)
        song = procedural(seed, wish).in_range(62, 74)
    return replace(song, tempo_bpm=tempo, swing=style.swing)


def hardened(song: Song, random: np.random.Generator) -> Song:
    """A song with changes in mid-bar and foreign basses."""
    return replace(song, chords=_with_slashes(_with_changes(song, random), random))


def enriched(song: Song, random: np.random.Generator) -> Song:
    """A song whose triads are partly sevenths, suspensions and diminished chords, some of them in passing.

    How rich it gets is drawn for the whole song, from bare triads to hardly any.
    """
    richness = float(random.random())
    spans = []
    for span in song.chords:
        beats = span.end_beats - span.start_beats
        if span.chord is None or random.random() > richness:
            spans.append(span)
            continue
        options = _RICHER.get(span.chord.quality, ())
        chord = replace(span.chord, quality=options[int(random.integers(len(options)))]) if options else span.chord
        if beats < 2 or random.random() > _PASSING:
            spans.append(replace(span, chord=chord))
            continue
        middle = span.start_beats + beats / 2
        passing = Chord((chord.root + int(random.integers(1, 12))) % 12, _PASSING_QUALITIES[int(random.integers(3))])
        spans += [
            replace(span, end_beats=middle, chord=chord),
            ChordSpan(start_beats=middle, end_beats=span.end_beats, chord=passing),
        ]
    return replace(song, chords=tuple(spans))


def fitted_piece(song: Song, parts: tuple[Part, ...], *, seed: int) -> tuple[Song, tuple[Part, ...]]:
    """A composed piece of at most a minute, its notes jittered as players do."""
    bars = max(8, int(_PIECE_SECONDS / (song.meter.beats_per_bar * 60 / song.tempo_bpm)))
    song = song.shortened(bars)
    return song, tuple(
        replace(
            part,
            notes=performed(
                [note for note in part.notes if note.start_beats < song.end_beats - 1e-6], song, seed, part.player
            ),
        )
        for part in parts
    )


def _with_changes(song: Song, random: np.random.Generator) -> tuple[ChordSpan, ...]:
    """Chords with a change in the middle of four bars of ten: the dominant of the next, the relative, or the fourth."""
    spans: list[ChordSpan] = []
    for index, span in enumerate(song.chords):
        beats = span.end_beats - span.start_beats
        after = song.chords[index + 1].chord if index + 1 < len(song.chords) else None
        if beats < 2 or beats % 2 or span.chord is None or after is None or random.random() > 0.4:
            spans.append(span)
            continue
        middle = span.start_beats + beats / 2
        root, minor = span.chord.root, span.chord.quality in (Quality.MINOR, Quality.MINOR_7)
        options = (
            Chord((after.root + 7) % 12, Quality.DOMINANT_7),
            Chord((root + (3 if minor else 9)) % 12, Quality.MAJOR if minor else Quality.MINOR),
            Chord((root + 5) % 12, Quality.MINOR if minor else Quality.MAJOR),
        )
        second = options[int(random.integers(len(options)))]
        spans += [
            replace(span, end_beats=middle),
            ChordSpan(start_beats=middle, end_beats=span.end_beats, chord=second),
        ]
    return tuple(spans)


def _with_slashes(spans: tuple[ChordSpan, ...], random: np.random.Generator) -> tuple[ChordSpan, ...]:
    """One chord of eight stands on its third or fifth."""
    return tuple(
        replace(span, chord=replace(span.chord, bass=span.chord.pitch_classes[int(random.integers(1, 3))]))
        if span.chord is not None and random.random() < 0.125
        else span
        for span in spans
    )
