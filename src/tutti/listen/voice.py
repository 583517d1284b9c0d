"""Listening to one melodic line: a voice, or an instrument that plays a melody.

Pitch track, notes, metre and beat grid, key, form, in this order. Recordings that hold too little to judge by (a few
notes, speech, hardly any sound) still get a timeline over their whole length, with a confidence that says so.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import soxr

from tutti.base.progress import Progress, silent
from tutti.listen.beat_levels import beat_levels_db
from tutti.listen.hints import Hints
from tutti.listen.notes import find_notes
from tutti.listen.pitch_track import SAMPLE_RATE_HZ, PitchTrack, track_pitch
from tutti.listen.slow_attack import without_latency
from tutti.listen.told_bars import agreeing, obeying
from tutti.listen.voice_candidates import TEMPO_OBEYED, GridCandidate, find_candidates
from tutti.listen.voice_free_time import freedom, phrase_timeline
from tutti.listen.voice_grid import steady_timeline, timeline_of
from tutti.listen.voice_key import find_key
from tutti.listen.voice_ranking import Choice, choose
from tutti.listen.voice_sections import find_sections
from tutti.listen.voice_spectrum import VoiceSpectrum, analyse
from tutti.listen.voice_syllables import find_syllables
from tutti.listen.voice_tuning import tuning_cents, tuning_curve
from tutti.music.listening import Confidence, Listening, Source
from tutti.music.note import HeardNote
from tutti.music.time import Meter, Timeline
from tutti.sound.audio import Audio

_LEAST_NOTES = 5  # fewer say nothing about metre
_FREE = 0.5  # the probability from which singing is taken to have no pulse
_DEFAULT_TEMPO_BPM = 100.0
_DEFAULT_METER = Meter(4, 4)
_ENOUGH_NOTES = 16  # the probabilities of the ranker were read off melodies of so many or more
_PEAK = 0.6
_SILENT_PEAK = 1e-4  # below it (-80 dB) there is nothing to bring up


def listen_to_voice(audio: Audio, *, progress: Progress = silent, hints: Hints | None = None) -> Listening:
    """What is heard in a recording of one melodic line.

    Args:
        audio: the recording.
        progress: told the share that is done.
        hints: what is known already; obeyed.
    """
    hints = hints or Hints()
    mono = audio.mono()
    samples, gain_db = _levelled(soxr.resample(mono, audio.sample_rate_hz, SAMPLE_RATE_HZ, "HQ"))
    progress(0.05)
    track = track_pitch(samples)
    progress(0.6)
    spectrum = analyse(samples)
    tuning = tuning_curve(track)
    heard = without_latency(find_notes(track, spectrum, tuning), spectrum)
    notes = tuple(replace(note, level_db=note.level_db - gain_db) for note in heard)
    progress(0.75)
    timeline, choice, free = _bind(notes, spectrum, hints, audio.duration_seconds)
    timeline = obeying(timeline, hints, audio.duration_seconds)
    progress(0.95)
    key, key_confidence = (hints.key, 1.0) if hints.key else find_key(notes, timeline)
    beats, downbeats = _grid_confidence(choice, free, len(notes))
    return Listening(
        source=Source.VOICE,
        duration_seconds=audio.duration_seconds,
        timeline=timeline,
        key=key,
        tuning_cents=tuning_cents(tuning, track),
        chords=(),
        melody=notes,
        sections=find_sections(notes, timeline),
        beat_levels_db=beat_levels_db(mono, audio.sample_rate_hz, timeline),
        confidence=Confidence(
            beats=beats, downbeats=downbeats, key=key_confidence, melody=_melody_confidence(notes, track)
        ),
        free_time=free > _FREE,
    )


def _levelled(samples: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.float32], float]:
    """Samples brought to a common peak, and by how much: what is heard must not depend on the recording level."""
    peak = float(np.abs(samples).max(initial=0.0))
    gain = _PEAK / peak if peak > _SILENT_PEAK else 1.0
    return np.asarray(samples * gain, dtype=np.float32), float(20.0 * np.log10(gain))


def _bind(
    notes: tuple[HeardNote, ...], spectrum: VoiceSpectrum, hints: Hints, duration_seconds: float
) -> tuple[Timeline, Choice | None, float]:
    """The timeline, the choice it was made by where there was one, and how probably the singing has no pulse."""
    timed = notes if len(notes) >= _LEAST_NOTES else find_syllables(spectrum)
    if len(timed) >= _LEAST_NOTES:
        candidates = tuple(agreeing(find_candidates(timed, hints), _beats_and_downbeats, hints))
        if candidates:
            timeline, choice = _bind_notes(timed, candidates, hints.tempo_bpm, duration_seconds)
            is_judged = timed is notes and not hints.tell_time
            free = freedom(notes, candidates, choice.candidate) if is_judged else 0.0
            return phrase_timeline(notes, duration_seconds) if free > _FREE else timeline, choice, free
    first = timed[0].start_seconds if timed else 0.0
    meter, tempo_bpm = hints.meter or _DEFAULT_METER, hints.tempo_bpm or _DEFAULT_TEMPO_BPM
    return steady_timeline(meter, tempo_bpm, first, duration_seconds), None, 0.0


def _beats_and_downbeats(candidate: GridCandidate) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    return candidate.beat_seconds, candidate.downbeat_seconds


def _bind_notes(
    timed: tuple[HeardNote, ...],
    candidates: tuple[GridCandidate, ...],
    told_bpm: float | None,
    duration_seconds: float,
) -> tuple[Timeline, Choice]:
    """The timeline of the best candidate; if following a singer led away from a told tempo, of the best steady one."""
    choice = choose(timed, candidates)
    timeline = timeline_of(choice.candidate, timed, duration_seconds, told_bpm)
    if told_bpm is not None and abs(timeline.tempo_bpm / told_bpm - 1.0) > TEMPO_OBEYED:
        choice = choose(timed, [candidate for candidate in candidates if candidate.is_steady] or candidates)
        timeline = timeline_of(choice.candidate, timed, duration_seconds, told_bpm)
    return timeline, choice


def _grid_confidence(choice: Choice | None, free: float, notes: int) -> tuple[float, float]:
    """How far beats and downbeats can be trusted, 0 to 1: the less where there may be no pulse, or few notes."""
    if choice is None:
        return 0.0, 0.0
    trust = (1.0 - free) * min(1.0, notes / _ENOUGH_NOTES)
    return trust * choice.beats, trust * min(choice.beats, choice.downbeats)


def _melody_confidence(notes: tuple[HeardNote, ...], track: PitchTrack) -> float:
    """The mean confidence of the pitch inside the notes."""
    inside: npt.NDArray[np.bool_] = np.zeros(len(track.times_seconds), dtype=np.bool_)
    for note in notes:
        inside |= (track.times_seconds >= note.start_seconds) & (track.times_seconds < note.end_seconds)
    return float(np.clip(np.mean(track.confidence[inside]), 0.0, 1.0)) if inside.any() else 0.0
