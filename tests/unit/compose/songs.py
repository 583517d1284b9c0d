"""Eight songs in eight styles, sung with a strength that comes and goes."""

from dataclasses import replace

import numpy as np
from tests.unit.compose.voices import heard_voice

from tutti.base.seeds import generator
from tutti.music.form import SectionLabel, section_at
from tutti.music.listening import Listening

_SONGS = (
    ("pop", {"key": "C major"}),
    ("jazz", {"key": "F major"}),
    ("guofeng", {"key": "A minor"}),
    ("rock", {"key": "E minor", "tempo_bpm": 128.0}),
    ("bossa nova", {"key": "D major"}),
    ("folk", {"key": "G major", "meter": "3/4"}),
    ("soul", {"key": "Bb major", "tempo_bpm": 84.0}),
    ("house", {"key": "C minor", "tempo_bpm": 122.0}),
)


def songs() -> list[tuple[str, Listening]]:
    return [(style, _sung(heard_voice(seed=seed, **song), seed)) for seed, (style, song) in enumerate(_SONGS, start=1)]


def _sung(listening: Listening, seed: int) -> Listening:
    count, first = len(listening.beat_levels_db), listening.timeline.first_beat
    walk = np.repeat(generator(seed, "strength").normal(0.0, 3.0, count // 4 + 1), 4)[:count]
    owners = [section_at(listening.sections, first + beat + 0.5) for beat in range(count)]
    lift = np.array([4.0 * (owner.label is SectionLabel.CHORUS) for owner in owners])
    return replace(listening, beat_levels_db=tuple(float(level) for level in -24.0 + walk + lift))
