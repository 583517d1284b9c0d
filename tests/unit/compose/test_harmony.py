from itertools import pairwise

import pytest
from tests.unit.compose.voices import heard_voice

from tutti.compose.form import lay_out
from tutti.compose.harmony import coloured, write_chords
from tutti.compose.roman import progression
from tutti.compose.singer import Singer
from tutti.compose.style import styles
from tutti.music.harmony import Chord, Quality
from tutti.music.pitch import Key


@pytest.mark.parametrize(
    ("text", "key", "labels"),
    [
        ("I V vi IV", "D major", ["D:maj", "A:maj", "B:min", "G:maj"]),
        ("i VI III VII", "A minor", ["A:min", "F:maj", "C:maj", "G:maj"]),
        ("I bVII IV", "C major", ["C:maj", "A#:maj", "F:maj"]),
        ("iio V", "E minor", ["F#:dim", "B:maj"]),
    ],
)
def test_numerals_are_read_as_musicians_mean_them(text, key, labels):
    assert [str(chord) for chord in progression(text, Key.parse(key))] == labels


def test_a_word_is_no_numeral():
    with pytest.raises(ValueError, match="Roman"):
        progression("I IIX", Key.parse("C"))


@pytest.mark.parametrize("key", ["C major", "F# minor", "D dorian", "G mixolydian"])
@pytest.mark.parametrize("meter", ["4/4", "3/4", "6/8"])
def test_chords_cover_the_song_and_hold_the_strong_notes(key, meter):
    listening = heard_voice(meter=meter, key=key, lead_bars=2, pickup_beats=0.5)
    singer = Singer.heard(listening.melody, listening.timeline)
    form = lay_out(listening, singer)
    chords = write_chords(singer, form, listening.key, styles()["pop"])
    assert chords[0].start_beats == form.sections[0].start_beats
    assert chords[-1].end_beats == form.end_beats
    assert all(a.end_beats == b.start_beats for a, b in pairwise(chords))
    assert chords[-1].chord.root == listening.key.tonic
    per_bar = listening.timeline.beats_per_bar
    strong = [
        (float(start), int(pitch))
        for start, pitch in zip(singer.starts_beats, singer.pitches_midi, strict=True)
        if start > 0 and abs(start / per_bar - round(start / per_bar)) < 0.02
    ]
    held = [next(s for s in chords if s.start_beats <= b + 0.1 < s.end_beats).chord.has(p) for b, p in strong]
    assert sum(held) / len(held) >= 0.9


def test_equal_bars_of_melody_get_equal_chords():
    listening = heard_voice(bars=32)
    singer = Singer.heard(listening.melody, listening.timeline)
    chords = write_chords(singer, lay_out(listening, singer), listening.key, styles()["pop"])

    def at(beat: float) -> Chord | None:
        return next(span.chord for span in chords if span.start_beats <= beat < span.end_beats)

    same = [at(4 * bar) == at(4 * (bar + 16)) for bar in range(15)]
    assert sum(same) >= 14


def test_colours_never_rub_against_the_singer():
    listening = heard_voice(bars=32, seed=5)
    singer = Singer.heard(listening.melody, listening.timeline)
    plain = write_chords(singer, lay_out(listening, singer), listening.key, styles()["jazz"])
    rich = coloured(plain, singer, listening.key, styles()["jazz"].harmony, 1)
    changed = [(a, b) for a, b in zip(plain, rich, strict=True) if a.chord != b.chord]
    assert changed
    for before, after in changed:
        assert before.chord.root == after.chord.root
        added = set(after.chord.pitch_classes) - set(before.chord.pitch_classes)
        for pitch, beats in singer.between(after.start_beats, after.end_beats):
            if beats / (after.end_beats - after.start_beats) > 0.1:
                assert not any((pitch - tone) % 12 in (1, 11) for tone in added)


@pytest.mark.parametrize("style", ["city_pop", "lo_fi", "r_and_b"])
@pytest.mark.parametrize("key", ["A minor", "D dorian", "G mixolydian"])
def test_major_sevenths_lie_in_the_key(style, key):
    for seed in range(3):
        listening = heard_voice(key=key, seed=seed)
        singer = Singer.heard(listening.melody, listening.timeline)
        plain = write_chords(singer, lay_out(listening, singer), listening.key, styles()[style])
        for take in (1, 2):
            for span in coloured(plain, singer, listening.key, styles()[style].harmony, take):
                if span.chord.quality in (Quality.MAJOR_7, Quality.MAJOR_9):
                    assert (span.chord.root + 11) % 12 in listening.key.pitch_classes
