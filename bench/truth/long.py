"""Uploads of three minutes, to measure time and memory by."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from bench.truth.arrangement import arrange, band_styles
from bench.truth.band import BandCase, BandKind
from bench.truth.performance import perform
from bench.truth.procedural import FOUR_FOUR, Wish, procedural
from bench.truth.recording import Recording
from bench.truth.song import Song, timeline_of
from bench.truth.split import Split
from bench.truth.voice import SINGERS, VoiceCase
from tutti.music.pitch import Mode

LONG_SECONDS = 180.0
_SEED = 77
_TEMPO_BPM = 104.0


def long_voice() -> VoiceCase:
    """Three minutes of singing."""
    singer = SINGERS[0]
    song = _long_song(with_intro=False).in_range(singer.low_midi, singer.low_midi + 12)
    timeline = timeline_of(song, start_seconds=1.0, drift=0.02, seed=_SEED)
    return VoiceCase(
        name="long_voice",
        split=Split.DEVELOPMENT,
        seed=_SEED,
        song=song,
        timeline=timeline,
        tones=perform(song, timeline, seed=_SEED),
        singer=singer,
        drift=0.02,
        recording=Recording.CLEAN,
    )


def long_band() -> BandCase:
    """Three minutes of a band."""
    song = _long_song(with_intro=True)
    style = band_styles()[0]
    timeline = timeline_of(song, start_seconds=0.5)
    return BandCase(
        name="long_band",
        split=Split.DEVELOPMENT,
        seed=_SEED,
        song=song,
        timeline=timeline,
        played=timeline,
        style=style.name,
        drift=0.0,
        kind=BandKind.PLAIN,
        parts=arrange(song, style, seed=_SEED, lead=False),
        cents=0.0,
        cut_seconds=0.0,
    )


def _long_song(*, with_intro: bool) -> Song:
    wish = Wish(meter=FOUR_FOUR, mode=Mode.MAJOR, swing=0.5, with_intro=with_intro)
    song = replace(procedural(_SEED, wish), tempo_bpm=_TEMPO_BPM)
    bar_seconds = FOUR_FOUR.beats_per_bar * 60 / _TEMPO_BPM
    bars = int(LONG_SECONDS / bar_seconds)
    return song.repeated(int(np.ceil(bars / song.bars))).shortened(bars)
