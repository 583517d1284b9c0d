"""What a singer can sing with ease, and where verse and chorus lie in it."""

from __future__ import annotations

from dataclasses import dataclass

from tutti.music.brief import VoiceGender
from tutti.music.form import SectionLabel

# How far the middle of a section's lines lies from the middle of the comfortable range, in semitones.
_LIFT_SEMITONES = {
    SectionLabel.VERSE.value: -2.0,
    SectionLabel.PRE_CHORUS.value: 0.0,
    SectionLabel.CHORUS.value: 2.5,
    SectionLabel.BRIDGE.value: 1.0,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class VocalRange:
    """A voice's range in MIDI pitches: never left, and where it is comfortable."""

    lowest_midi: int
    highest_midi: int
    comfortable_low_midi: int
    comfortable_high_midi: int

    def centre_midi(self, label: str) -> float:
        """The middle of the lines of a kind of section."""
        middle = (self.comfortable_low_midi + self.comfortable_high_midi) / 2
        return middle + _LIFT_SEMITONES.get(label, _LIFT_SEMITONES[SectionLabel.VERSE.value])


RANGES = {
    VoiceGender.FEMALE: VocalRange(lowest_midi=57, highest_midi=74, comfortable_low_midi=60, comfortable_high_midi=72),
    VoiceGender.MALE: VocalRange(lowest_midi=45, highest_midi=64, comfortable_low_midi=48, comfortable_high_midi=60),
}
