"""The chord sheet a person gave, over the bars a band plays: as it was told, without colours or changes.

It holds from the band's first bar line to the last chord. Where the song ends just as the tonic was reached, the tonic
is held, though the progression would begin again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tutti.compose.form import Form
from tutti.music.harmony import Chord, ChordSpan
from tutti.music.listening import Listening, Source
from tutti.music.pitch import Key


def are_told(listening: Listening) -> bool:
    """Whether chords were given for a voice, in which none are heard."""
    return listening.source is Source.VOICE and bool(listening.chords)


def told_chords(listening: Listening, form: Form) -> tuple[ChordSpan, ...]:
    """The chords that were told from the first bar of a form to its end, without gaps."""
    start, final = form.sections[0].start_beats, form.final_beats
    spans = [
        replace(span, start_beats=max(span.start_beats, start), end_beats=min(span.end_beats, final))
        for span in listening.chords
        if span.end_beats > start + 1e-6 and span.start_beats < final - 1e-6
    ]
    spans[0] = replace(spans[0], start_beats=start)
    spans[-1] = replace(spans[-1], end_beats=final)
    last = _last_chord(listening.chords, spans[-1].chord, final, listening.key)
    return (*spans, ChordSpan(start_beats=final, end_beats=form.end_beats, chord=last))


def _last_chord(told: Sequence[ChordSpan], before: Chord | None, final_beats: float, key: Key) -> Chord | None:
    coming = next((span.chord for span in told if span.start_beats <= final_beats + 1e-6 < span.end_beats), before)
    has_arrived = before is not None and before.root == key.tonic
    return before if has_arrived else coming
