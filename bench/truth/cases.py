"""All cases in one place, songs and pieces of the corpus among them: `voice_cases` and `band_cases`, by split.

Development cases (the default) may be tuned on; cases of the report split only ever measure.
"""

from bench.truth.band import BandCase, BandKind, band_case
from bench.truth.composed import composed_piece
from bench.truth.corpus import corpus_song
from bench.truth.split import Split
from bench.truth.voice import Kind, Liberty, VoiceCase, voice_case

__all__ = ["BandCase", "BandKind", "Kind", "Liberty", "Split", "VoiceCase", "band_cases", "voice_cases"]


def voice_cases(
    *, split: Split = Split.DEVELOPMENT, count: int = 24, start: int = 0, liberty: Liberty = Liberty.GRID
) -> tuple[VoiceCase, ...]:
    """So many voice cases, from an index on."""
    return tuple(voice_case(split, index, corpus=corpus_song, liberty=liberty) for index in range(start, start + count))


def band_cases(
    *, split: Split = Split.DEVELOPMENT, count: int = 16, start: int = 0, kind: BandKind = BandKind.PLAIN
) -> tuple[BandCase, ...]:
    """So many band cases of a kind, from an index on."""
    return tuple(band_case(split, index, kind=kind, composed=composed_piece) for index in range(start, start + count))
