"""The singers: colours of one speaking voice, and habits.

The network speaks with a woman's voice. A man's vocal tract is about a sixth longer, so his formants lie at 0.84 of
hers. The singer's formant is a broad peak near 3 kHz, weak in popular music.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tutti.music.brief import VoiceGender
from tutti.music.score import VOCALS


@dataclass(frozen=True, slots=True, kw_only=True)
class Singer:
    """What makes one voice differ from another.

    Attributes:
        formant_scale: by which the spoken formants are multiplied.
        tilt_db_per_octave: of the spectrum above 1 kHz.
        ring_db: height of the singer's formant.
        ring_hz: its centre.
        breath_db: level of steady aspiration above 700 Hz against the voice.
        vibrato_hz: mean rate.
        vibrato_semitones: swing to either side on long notes.
        unsteadiness: factor on the drift of pitch; 1 is a trained amateur.
        speaker: a voice of Kokoro that speaks for the singer; None is the quick voice.
    """

    formant_scale: float
    tilt_db_per_octave: float
    ring_db: float
    ring_hz: float
    breath_db: float = -38.0
    vibrato_hz: float = 5.8
    vibrato_semitones: float = 0.5
    unsteadiness: float = 1.0
    speaker: str | None = None


_LEADS = {
    VoiceGender.FEMALE: Singer(formant_scale=1.0, tilt_db_per_octave=0.0, ring_db=3.0, ring_hz=3000.0),
    VoiceGender.MALE: Singer(
        formant_scale=0.84,
        tilt_db_per_octave=0.0,
        ring_db=3.0,
        ring_hz=2520.0,
        vibrato_hz=5.5,
        vibrato_semitones=0.42,
    ),
}
_SECOND_VOICE_FORMANT_SPREAD = 0.015  # doubles are other people


def singer_of(gender: VoiceGender, player: str, random: np.random.Generator) -> Singer:
    """The lead of a gender; any other player than the lead is slightly another person."""
    lead = _LEADS[gender]
    if player == VOCALS:
        return lead
    spread = _SECOND_VOICE_FORMANT_SPREAD * float(random.uniform(-1.0, 1.0))
    return replace(
        lead,
        formant_scale=lead.formant_scale * (1.0 + spread),
        breath_db=lead.breath_db + 6.0,
        vibrato_hz=lead.vibrato_hz * (1.0 + 0.04 * float(random.uniform(-1.0, 1.0))),
    )
