"""Tunes of three old books of dance music, out of the corpus inside `music21`: O'Neill, Ryan and Aird.

Their music is out of copyright ("O'Neill's Music of Ireland", 1903; "Ryan's Mammoth Collection", 1883; Aird's
"Selection of Scotch, English, Irish and Foreign Airs", 1782-1797), so what is fitted on them may be shipped. Like the
folk songs of corpus.py they name no tempi. They are for fitting and are never reported on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import numpy as np
from music21 import corpus, exceptions21

from bench.truth.corpus import singable_tempo, song_of
from bench.truth.score_reading import Stream
from bench.truth.song import Song
from tutti.base.seeds import generator

BOOKS = ("ryansMammoth", "oneills1850", "airdsAirs")


@cache
def airs(book: str) -> tuple[Song, ...]:
    """All usable tunes of a book, in its order."""
    found = (song_of(score, f"{book}_{place}") for place, score in enumerate(_scores(book)))
    return tuple(song for song in found if song is not None)


def air_at_tempo(song: Song, seed: int) -> Song:
    """A tune at a tempo at which it can be sung or played."""
    random = generator(seed, "air")
    return replace(song, tempo_bpm=singable_tempo(song, float(np.exp(random.uniform(np.log(0.2), np.log(0.5))))))


def _scores(book: str) -> Iterator[Stream]:
    for path in corpus.getComposer(book):
        try:
            read: Stream = corpus.parse(str(path), forceSource=True)
        except exceptions21.Music21Exception:
            continue
        yield from getattr(read, "scores", [read]) if hasattr(read, "getScoreByNumber") else [read]
