"""Demo material made on the spot: a voice that sings a tune of ours, and a band without a singer.

Both stand on grids that drift, as people do, so that the demo shows what the engine is for.
"""

from __future__ import annotations

import numpy as np

from tutti import compose, perform
from tutti.base.seeds import generator
from tutti.language import syllabify
from tutti.music.brief import Brief, Task, VoiceGender
from tutti.music.form import Section, SectionLabel
from tutti.music.listening import Confidence, Listening, Source
from tutti.music.note import HeardNote
from tutti.music.pitch import Key
from tutti.music.score import Score, SungNote, SungPhrase, VocalPart
from tutti.music.time import Meter, Timeline
from tutti.sound.audio import Audio, frames_at
from tutti.sound.loudness import integrated_lufs

SAMPLE_RATE_HZ = 44100
VOICE_LUFS = -20.0
BAND_LUFS = -16.0

# A tune of our own in G major: (words, start in beats, pitches, lengths in beats), one line a phrase.
TUNE: tuple[tuple[str, float, tuple[int, ...], tuple[float, ...]], ...] = (
    ("Morning light is on the water", 0.0, (67, 67, 69, 71, 71, 69, 67, 64), (1, 1, 1, 0.5, 0.5, 1, 1, 1.5)),
    ("All the waves are coming home", 8.0, (64, 66, 67, 69, 69, 71, 67), (1, 1, 1, 0.5, 0.5, 1, 2)),
    ("I was gone so long without you", 16.0, (67, 67, 69, 71, 71, 74, 71, 69), (1, 1, 1, 0.5, 0.5, 1, 1, 1.5)),
    ("Now I never want to roam", 24.0, (67, 69, 71, 69, 67, 66, 67), (1, 1, 1, 0.5, 0.5, 1, 2.5)),
    ("Carry me over the river", 32.0, (74, 74, 72, 71, 69, 71, 72, 69), (1, 0.5, 0.5, 1, 1, 1, 1, 1.5)),
    ("Carry me back to the shore", 40.0, (72, 72, 71, 69, 67, 69, 71), (1, 0.5, 0.5, 1, 1, 1, 2)),
    ("All of the stars in your pocket", 48.0, (74, 74, 72, 71, 69, 71, 72, 69), (1, 0.5, 0.5, 1, 1, 1, 1, 1.5)),
    ("Call me a stranger no more", 56.0, (71, 72, 71, 69, 67, 66, 67), (1, 0.5, 0.5, 1, 1, 1, 3)),
)
TUNE_BEATS = 64
TUNE_BPM = 92.0
LEAD_IN_SECONDS = 1.2


def demo_voice(seed: int) -> tuple[Audio, Timeline]:
    """A voice alone, and the grid it really sang on (which the engine is not told)."""
    timeline = _human_grid(seed, "voice", tempo_bpm=TUNE_BPM, beats=TUNE_BEATS, start_seconds=LEAD_IN_SECONDS)
    phrases = tuple(_phrase(*line) for line in TUNE)
    part = VocalPart(player="vocals", gender=VoiceGender.FEMALE, language="en", phrases=phrases)
    score = Score(
        title="Carry me over",
        styles=(),
        timeline=timeline,
        end_beats=float(TUNE_BEATS),
        key=Key.parse("G major"),
        sections=_sections(),
        chords=(),
        vocals=(part,),
        seed=seed,
    )
    frames = frames_at(timeline.seconds_at(float(TUNE_BEATS)) + 1.0, SAMPLE_RATE_HZ)
    stems = perform.perform(score, sample_rate_hz=SAMPLE_RATE_HZ, frames=frames)
    mono = stems["vocals"].mono()[np.newaxis]
    return _at_loudness(Audio(samples=mono, sample_rate_hz=SAMPLE_RATE_HZ), VOICE_LUFS), timeline


def demo_band(seed: int) -> tuple[Audio, Timeline]:
    """A band alone, twice through the tune's form, and the grid it really played on."""
    timeline = _human_grid(seed, "band", tempo_bpm=104.0, beats=2 * TUNE_BEATS, start_seconds=0.5)
    listening = _heard_tune(timeline)
    brief = Brief(task=Task.ACCOMPANY, style="pop with guitar and strings", title="A band alone")
    score = compose.compose(compose.plan(brief, listening, seed), 1)
    frames = frames_at(perform.length_seconds(score), SAMPLE_RATE_HZ)
    stems = perform.perform(score, sample_rate_hz=SAMPLE_RATE_HZ, frames=frames)
    total = np.zeros((2, frames), dtype=np.float32)
    for stem in stems:
        level = integrated_lufs(stem.audio)
        if np.isfinite(level):
            total += stem.audio.samples * np.float32(10 ** ((-24.0 - level) / 20))
    return _at_loudness(Audio(samples=total, sample_rate_hz=SAMPLE_RATE_HZ), BAND_LUFS), timeline


def _phrase(words: str, start_beats: float, pitches: tuple[int, ...], lengths: tuple[float, ...]) -> SungPhrase:
    notes, beat = [], start_beats
    for syllable, pitch, length in zip(syllabify(words, "en"), pitches, lengths, strict=True):
        notes.append(SungNote(start_beats=beat, duration_beats=length, pitch_midi=pitch, syllable=syllable))
        beat += length
    return SungPhrase(text=words, notes=tuple(notes))


def _heard_tune(timeline: Timeline) -> Listening:
    """The tune as if a voice had sung it twice: what the band of the demo is written around."""
    melody = []
    for again in (0.0, float(TUNE_BEATS)):
        for _, start, pitches, lengths in TUNE:
            beats = again + start + np.concatenate([[0.0], np.cumsum(lengths)])
            melody += [
                HeardNote(start_seconds=timeline.seconds_at(a), end_seconds=timeline.seconds_at(b), pitch_midi=pitch)
                for pitch, a, b in zip(pitches, beats[:-1], beats[1:], strict=True)
            ]
    return Listening(
        source=Source.VOICE,
        duration_seconds=timeline.seconds_at(2.0 * TUNE_BEATS) + 2.0,
        timeline=timeline,
        key=Key.parse("G major"),
        tuning_cents=0.0,
        chords=(),
        melody=tuple(melody),
        sections=(*_sections(), *_sections(float(TUNE_BEATS))),
        beat_levels_db=(-20.0,) * (len(timeline.beat_seconds) - 1),
        confidence=Confidence(beats=1.0, downbeats=1.0, key=1.0),
    )


def _sections(offset: float = 0.0) -> tuple[Section, ...]:
    half = TUNE_BEATS / 2
    return (
        Section(start_beats=offset, end_beats=offset + half, label=SectionLabel.VERSE, energy=0.5),
        Section(start_beats=offset + half, end_beats=offset + 2 * half, label=SectionLabel.CHORUS, energy=0.85),
    )


def _human_grid(seed: int, name: str, *, tempo_bpm: float, beats: int, start_seconds: float) -> Timeline:
    """A grid whose tempo wanders by about two per cent."""
    rng = generator(seed, "demo", name)
    phases = rng.uniform(0, 2 * np.pi, 2)
    index = np.arange(beats + 1)
    wander = 1 + 0.013 * np.sin(index / 9 + phases[0]) + 0.007 * np.sin(index / 4 + phases[1])
    steps = 60.0 / (tempo_bpm * wander[:-1])
    seconds = start_seconds + np.concatenate([[0.0], np.cumsum(steps)])
    return Timeline(meter=Meter(4, 4), beat_seconds=tuple(seconds))


def _at_loudness(audio: Audio, lufs: float) -> Audio:
    gain = np.float32(10 ** ((lufs - integrated_lufs(audio)) / 20))
    peak = float(np.max(np.abs(audio.samples))) * float(gain)
    return Audio(samples=audio.samples * np.float32(gain / max(1.0, peak / 0.9)), sample_rate_hz=audio.sample_rate_hz)
