"""Progressions as people type them: bars, repeats, sections, and errors that say where."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutti.music.form import SectionLabel
from tutti.music.pitch import Key
from tutti.music.progression_text import read_progression

C = Key.parse("C")


def laid(text: str, key: Key = C, per_bar: int = 4) -> str:
    """The chords of a progression with the beats they start on."""
    read = read_progression(text)
    spans = read.spans(key, per_bar, 0.0, float(len(read.bars) * per_bar))
    return " ".join(f"{span.start_beats:g}:{span.chord.label() if span.chord else 'N'}" for span in spans)


@pytest.mark.parametrize(
    ("text", "chords"),
    [
        ("C | G/B | Am7 F | G", "0:C:maj 4:G:maj/3 8:A:min7 10:F:maj 12:G:maj"),
        ("| C | % | N.C. |", "0:C:maj 4:C:maj 8:N"),
        ("C G Am F", "0:C:maj 4:G:maj 8:A:min 12:F:maj"),
        ("C - G - Am - F", "0:C:maj 4:G:maj 8:A:min 12:F:maj"),
        ("C-G", "0:C:maj 4:G:maj"),
        ("C-7", "0:C:min7"),
        ("I V vi IV", "0:C:maj 4:G:maj 8:A:min 12:F:maj"),
        ("I-V-vi-IV", "0:C:maj 4:G:maj 8:A:min 12:F:maj"),
        ("1564", "0:C:maj 4:G:maj 8:A:min 12:F:maj"),
        ("| C . . G |", "0:C:maj 3:G:maj"),
        ("| C / G / |", "0:C:maj 2:G:maj"),
        ("| C G Am |", "0:C:maj 2:G:maj 3:A:min"),
        ("||: F | G :||", "0:F:maj 4:G:maj 8:F:maj 12:G:maj"),
        ("|: F | G :| x3", "0:F:maj 4:G:maj 8:F:maj 12:G:maj 16:F:maj 20:G:maj"),
        ("Am |: F :| G :|", "0:A:min 4:F:maj 8:F:maj 12:G:maj 16:G:maj"),
        ("C G x2", "0:C:maj 4:G:maj 8:C:maj 12:G:maj"),
        ("| C:maj | G:7/3 |", "0:C:maj 4:G:7/3"),
        ("My song\n\n| C | G |\na line of words\n| F |", "0:C:maj 4:G:maj 8:F:maj"),
        ("C       G\nAmazing grace how sweet\nF\nthe sound it is", "0:C:maj 4:G:maj 8:F:maj"),
    ],
)
def test_progressions_are_read_as_written(text, chords):
    assert laid(text) == chords


def test_bars_of_other_metres_are_shared_in_whole_beats():
    assert laid("| C G |", per_bar=3) == "0:C:maj 2:G:maj"
    assert laid("| C G F |", per_bar=2) == "0:C:maj 0.666667:G:maj 1.33333:F:maj"


def test_heads_name_sections_and_call_them_back():
    read = read_progression("[Verse 1]\nC G\nChorus:\n| F | G |\n[Verse 2]\n[Chorus x2]")
    assert [(stanza.name, stanza.label, len(stanza.bars)) for stanza in read.stanzas] == [
        ("Verse 1", SectionLabel.VERSE, 2),
        ("Chorus", SectionLabel.CHORUS, 2),
        ("Verse 2", SectionLabel.VERSE, 2),
        ("Chorus", SectionLabel.CHORUS, 2),
        ("Chorus", SectionLabel.CHORUS, 2),
    ]
    assert read.names_sections
    assert not read_progression("[A]\nC\n[Verse]\nG").names_sections


def test_a_short_progression_begins_again_and_leads_in():
    spans = read_progression("C | F | G").spans(C, 4, -3.0, 17.0)
    assert [(span.start_beats, span.end_beats, str(span.chord)[0]) for span in spans] == [
        (-3.0, 0.0, "G"),
        (0.0, 4.0, "C"),
        (4.0, 8.0, "F"),
        (8.0, 12.0, "G"),
        (12.0, 16.0, "C"),
        (16.0, 17.0, "F"),
    ]


def test_stanzas_lie_where_they_are_played():
    read = read_progression("[Verse]\nC G\n[Chorus]\nF")
    places = [(stanza.name, first, last) for stanza, first, last in read.stanzas_between(-1, 5)]
    assert places == [("Chorus", -1, 0), ("Verse", 0, 2), ("Chorus", 2, 3), ("Verse", 3, 5)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("| C | Gx |", "line 1: bar 2: 'Gx' is no chord; write it like"),
        ("[Verse]\nC G\nF Hm", "line 3: bar 4: 'Hm' is no chord"),
        ("% | C", "line 1: bar 1: '%' repeats the bar before, and there is none"),
        ("C . . G", "line 1: '.' counts a beat, which needs bar lines"),
        ("[Bridge]\n[Verse]\nC", r"\[Bridge\] has no chords, and none were given for it before"),
        ("C G x99", "line 1: 'x99' plays 99 times; write 1 to 32"),
        ("| C | x32\n" * 70, "more than 2000 bars"),
        ("", "there is no chord"),
        ("la la la", "there is no chord"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(text, reason):
    with pytest.raises(ValueError, match=reason):
        read_progression(text)


@given(st.text(alphabet="CGAm7b#/|:%.-[]x2 \nVI{}()", max_size=60))
def test_any_text_is_read_or_refused(text):
    try:
        read = read_progression(text)
    except ValueError:
        return
    assert read.bars
    assert read.spans(C, 3, -2.0, 9.0)[-1].end_beats == 9.0
