"""Listening to a band: tuning, beats, metre, chords, key, form and levels of a recording with accompaniment.

No network is involved; `band_spectrum` reads the audio once, the other files answer one question each. A recording
without a pulse or without harmony still gets a valid grid that covers it, with low confidence.
"""

from __future__ import annotations

import numpy as np

from tutti.base.progress import Progress, silent
from tutti.listen.band_beats import BandBeats, band_beats
from tutti.listen.band_key import band_key
from tutti.listen.band_spectrum import FRAMES_PER_SECOND, BandSpectrum, band_spectrum
from tutti.listen.beat_grid import FALLBACK_BPM, steady_timeline, timeline
from tutti.listen.beat_harmony import beat_harmony
from tutti.listen.beat_levels import beat_levels_db
from tutti.listen.chords import recognise_chords
from tutti.listen.harmonic_change import harmonic_change
from tutti.listen.hints import Hints
from tutti.listen.section_labels import label_sections
from tutti.listen.sections import describe_bars, section_starts
from tutti.listen.told_bars import obeying
from tutti.listen.tuning import tuning_semitones
from tutti.music.listening import Confidence, Listening, Source
from tutti.music.time import Meter, Timeline
from tutti.sound.audio import Audio

SOUND_BELOW_LOUDEST_DB = 45.0
DEFAULT_METER = Meter(4, 4)
KEY_PER_CHORD_CONFIDENCE = 1.5  # a key is heard through its chords, and through its scale besides


def listen_to_band(audio: Audio, *, progress: Progress = silent, hints: Hints | None = None) -> Listening:
    """Hear a recording with accompaniment."""
    hints = hints or Hints()
    spectrum = band_spectrum(audio)
    progress(0.25)
    tuning = tuning_semitones(spectrum.log_frequency)
    beats = band_beats(spectrum, harmonic_change(spectrum.log_frequency, tuning), tuning, hints)
    progress(0.75)
    grid = obeying(_timeline(beats, spectrum, audio.duration_seconds, hints), hints, audio.duration_seconds)
    harmony = beat_harmony(spectrum, tuning, grid)
    key, key_confidence = hints.key, 1.0
    if key is None:
        first_hearing, _ = recognise_chords(harmony, grid, None)
        key, key_confidence = band_key(harmony, first_hearing, grid)
    chords, chord_confidence = recognise_chords(harmony, grid, key)
    if hints.key is None:
        key_confidence = min(key_confidence, KEY_PER_CHORD_CONFIDENCE * chord_confidence)
    progress(0.9)
    bars = describe_bars(spectrum, harmony, grid)
    sections = label_sections(bars, section_starts(bars), grid)
    levels = beat_levels_db(audio.mono(), audio.sample_rate_hz, grid)
    progress(1.0)
    return Listening(
        source=Source.BAND,
        duration_seconds=audio.duration_seconds,
        timeline=grid,
        key=key,
        tuning_cents=100.0 * tuning,
        chords=chords,
        melody=(),
        sections=sections,
        beat_levels_db=levels,
        confidence=Confidence(
            beats=beats.beat_confidence if beats else 0.0,
            downbeats=beats.downbeat_confidence if beats else 0.0,
            key=key_confidence,
            chords=chord_confidence,
        ),
    )


def _timeline(beats: BandBeats | None, spectrum: BandSpectrum, duration_seconds: float, hints: Hints) -> Timeline:
    """The grid that was tracked, or a steady one where there is none."""
    floor = float(spectrum.level_db.max()) - SOUND_BELOW_LOUDEST_DB
    starts_seconds = float(np.argmax(spectrum.level_db >= floor)) / FRAMES_PER_SECOND
    if beats is None:
        return steady_timeline(
            meter=hints.meter or DEFAULT_METER,
            tempo_bpm=hints.tempo_bpm or FALLBACK_BPM,
            sound_starts_seconds=starts_seconds,
            duration_seconds=duration_seconds,
        )
    return timeline(
        beats.beat_seconds,
        meter=beats.meter,
        downbeat=beats.downbeat,
        sound_starts_seconds=starts_seconds,
        duration_seconds=duration_seconds,
    )
