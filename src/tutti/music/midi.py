"""A score as a Standard MIDI File: one track a stem, and the heard beat grid as its tempo map.

Tick 0 is second 0 of the audio, and bar lines lie where the music has them: what sounds before the first bar line is a
bar of its own, as many beats long as there are, at the tempo that makes it end on the bar line. Every beat has its own
tempo event; rounding to microseconds is carried on, so it does not add up. Where A is not at 440 Hz, every track but
the drums begins with a channel fine tuning (registered parameter 1 of MIDI 1.0: 14 bits over -100 to 100 cents).
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import mido
import numpy as np

from tutti.music.note import HeardNote
from tutti.music.score import UPLOAD, Part, Score, VocalPart
from tutti.music.swing import swung, swung_vocals
from tutti.music.time import Meter, Timeline

TICKS_PER_QUARTER = 480
_DRUM_CHANNEL = 9
_VOICE_PROGRAM = 53  # General MIDI "Voice Oohs"
_HEARD_VELOCITY = 80
_PARAMETER_MSB, _PARAMETER_LSB, _DATA_MSB, _DATA_LSB = 101, 100, 6, 38  # controllers
_FINE_TUNING, _NO_PARAMETER = (0, 1), (127, 127)
_TUNING_CENTRE, _TUNING_STEPS_PER_CENT, _HIGHEST_TUNING = 8192, 81.92, 16383


def midi(score: Score, *, heard: Sequence[HeardNote] = ()) -> bytes:
    """The bytes of a MIDI file; notes heard in the upload become the track of its stem."""
    clock = _Clock.of(score.timeline, score.end_beats)
    file = mido.MidiFile(type=1, ticks_per_beat=TICKS_PER_QUARTER)
    file.tracks.append(_conductor(score, clock))
    channels = _channels()
    if heard:
        file.tracks.append(_heard_track(heard, score, clock, next(channels)))
    for vocal in score.vocals:
        file.tracks.append(_vocal_track(swung_vocals(vocal, score), score, clock, next(channels)))
    for part in score.parts:
        channel = _DRUM_CHANNEL if part.is_drums else next(channels)
        file.tracks.append(_part_track(part, score, clock, channel))
    buffer = io.BytesIO()
    file.save(file=buffer)
    return buffer.getvalue()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clock:
    """Converts beats to ticks; `first_bar_line` is the first at or after second 0, `lead_beats` what lies before."""

    timeline: Timeline
    first_bar_line: int
    lead_beats: int
    end_beats: float

    @classmethod
    def of(cls, timeline: Timeline, end_beats: float) -> _Clock:
        start = timeline.beats_at(0.0)
        per_bar = timeline.beats_per_bar
        bar_line = int(np.ceil(start / per_bar - 1e-6)) * per_bar
        missing = bar_line - start
        lead = max(1, round(missing)) if timeline.seconds_at(float(bar_line)) > 1e-6 else 0
        return cls(timeline=timeline, first_bar_line=bar_line, lead_beats=lead, end_beats=end_beats)

    @property
    def ticks_per_beat(self) -> float:
        return TICKS_PER_QUARTER * self.timeline.meter.quarters_per_beat

    def ticks(self, beat: float) -> int:
        """The tick of a beat; what lies before second 0 is put on it."""
        lead_ticks = self.lead_beats * self.ticks_per_beat
        if beat >= self.first_bar_line - 1e-9:
            return round(lead_ticks + (beat - self.first_bar_line) * self.ticks_per_beat)
        if not self.lead_beats:
            return 0
        share = self.timeline.seconds_at(beat) / self.timeline.seconds_at(float(self.first_bar_line))
        return max(0, round(lead_ticks * share))

    def tempi(self) -> Iterator[tuple[int, int]]:
        """Pairs of (tick, microseconds a quarter), one a beat."""
        line = self.first_bar_line
        marks = [(0, 0.0)] if self.lead_beats else []
        beats = np.arange(line, int(np.ceil(max(self.end_beats, line + 1))) + 1, dtype=np.float64)
        marks += [(self.ticks(b), s) for b, s in zip(beats, self.timeline.seconds_at(beats), strict=True)]
        played = 0.0  # seconds as the rounded tempi make them
        for (tick, _), (next_tick, next_seconds) in pairwise(marks):
            length_quarters = (next_tick - tick) / TICKS_PER_QUARTER
            tempo = max(1, round((next_seconds - played) * 1e6 / length_quarters))
            played += tempo * length_quarters / 1e6
            yield tick, tempo


def _conductor(score: Score, clock: _Clock) -> mido.MidiTrack:
    meter = score.timeline.meter
    events: list[tuple[int, mido.MetaMessage]] = [(0, mido.MetaMessage("track_name", name=_latin(score.title)))]
    if clock.lead_beats:
        numerator = clock.lead_beats * (3 if meter.is_compound else 1)
        events.append((0, _signature(Meter(numerator, meter.denominator))))
    events.append((clock.ticks(float(clock.first_bar_line)), _signature(meter)))
    events += [(tick, mido.MetaMessage("set_tempo", tempo=tempo)) for tick, tempo in clock.tempi()]
    for section in score.sections:
        marker = mido.MetaMessage("marker", text=section.label.value)
        events.append((clock.ticks(section.start_beats), marker))
    return _track(events)


def _signature(meter: Meter) -> mido.MetaMessage:
    return mido.MetaMessage("time_signature", numerator=meter.numerator, denominator=meter.denominator)


def _part_track(part: Part, score: Score, clock: _Clock, channel: int) -> mido.MidiTrack:
    events = _opening(part.player, part.program, channel, 0.0 if part.is_drums else score.tuning_cents)
    for note in part.notes:
        edges = np.array([note.start_beats, note.end_beats])
        start, end = (clock.ticks(b) for b in swung(edges, swing=score.swing, meter=clock.timeline.meter).tolist())
        events += _note(channel, note.pitch_midi, note.velocity, start, end)
    return _track(events)


def _vocal_track(part: VocalPart, score: Score, clock: _Clock, channel: int) -> mido.MidiTrack:
    events = _opening(part.player, _VOICE_PROGRAM, channel, score.tuning_cents)
    for phrase in part.phrases:
        for note in phrase.notes:
            start = clock.ticks(note.start_beats)
            if note.syllable is not None:
                hyphen = "" if note.syllable.ends_word else "-"
                events.append((start, mido.MetaMessage("lyrics", text=_latin(note.syllable.text + hyphen))))
            events += _note(channel, note.pitch_midi, note.velocity, start, clock.ticks(note.end_beats))
    return _track(events)


def _heard_track(heard: Sequence[HeardNote], score: Score, clock: _Clock, channel: int) -> mido.MidiTrack:
    events = _opening(UPLOAD, _VOICE_PROGRAM, channel, score.tuning_cents)
    for note in heard:
        start, end = (clock.ticks(score.timeline.beats_at(t)) for t in (note.start_seconds, note.end_seconds))
        events += _note(channel, note.pitch_midi, _HEARD_VELOCITY, start, end)
    return _track(events)


def _opening(name: str, program: int, channel: int, tuning_cents: float) -> list[tuple[int, mido.MetaMessage]]:
    change = mido.Message("program_change", channel=channel, program=program)
    return [(0, mido.MetaMessage("track_name", name=name)), (0, change), *_tuning(tuning_cents, channel)]


def _tuning(cents: float, channel: int) -> list[tuple[int, mido.Message]]:
    """The channel's fine tuning; nothing at concert pitch."""
    value = min(_TUNING_CENTRE + round(cents * _TUNING_STEPS_PER_CENT), _HIGHEST_TUNING)
    if value == _TUNING_CENTRE:
        return []
    coarse, fine = divmod(value, 128)
    settings = (
        (_PARAMETER_MSB, _FINE_TUNING[0]), (_PARAMETER_LSB, _FINE_TUNING[1]), (_DATA_MSB, coarse), (_DATA_LSB, fine),
        (_PARAMETER_MSB, _NO_PARAMETER[0]), (_PARAMETER_LSB, _NO_PARAMETER[1]),
    )  # fmt: skip
    return [(0, mido.Message("control_change", channel=channel, control=c, value=v)) for c, v in settings]


def _note(channel: int, pitch: int, velocity: int, start: int, end: int) -> list[tuple[int, mido.Message]]:
    on = mido.Message("note_on", channel=channel, note=pitch, velocity=velocity)
    off = mido.Message("note_off", channel=channel, note=pitch, velocity=0)
    return [(start, on), (max(end, start + 1), off)]


def _track(events: list[tuple[int, mido.MetaMessage]]) -> mido.MidiTrack:
    """A track of absolute ticks made into one of differences; at one tick notes end before others start."""
    track = mido.MidiTrack()
    now = 0
    for tick, message in sorted(events, key=lambda event: (event[0], event[1].type != "note_off")):
        track.append(message.copy(time=tick - now))
        now = tick
    return track


def _channels() -> Iterator[int]:
    while True:
        yield from (channel for channel in range(16) if channel != _DRUM_CHANNEL)


def _latin(text: str) -> str:
    """MIDI texts are written as UTF-8 bytes in a Latin-1 string, as mido stores them."""
    return text.encode("utf-8").decode("latin-1")
