"""ChordPro sheets: chords among words, grids, sections, capo."""

import pytest

from tutti.music.pitch import Key
from tutti.music.progression import Progression
from tutti.music.songsheet import read_songsheet
from tutti.music.time import Meter

SHEET = """{title: Grace}
{key: G}
{capo: 2}
{time: 3/4}
{tempo: 88}
{start_of_verse: Verse 1}
[G]Amazing [C]grace how [G]sweet
the sound [*softly]and [D7]on
{end_of_verse}
{soc}
[Em][C]la la
{eoc}
{sot}
e|--[3]--|
{eot}
{start_of_grid}
| G . D | C % . |
{end_of_grid}
{chorus}
"""


def labels(progression: Progression) -> list[str]:
    bars = progression.bars
    return [str(span.chord) for span in progression.spans(Key.parse("C"), 3, 0.0, 3.0 * len(bars))]


def test_chordpro_is_read_with_what_it_says_of_the_song():
    sheet = read_songsheet(SHEET)
    assert (sheet.key, sheet.tempo_bpm, sheet.meter) == (Key.parse("A"), 88.0, Meter(3, 4))
    assert [(stanza.name, len(stanza.bars)) for stanza in sheet.progression.stanzas] == [
        ("Verse 1", 4),
        ("chorus", 4),
        ("chorus", 4),
    ]
    chorus = ["F#:min", "D:maj", "A:maj", "E:maj", "D:maj"]
    assert labels(sheet.progression) == ["A:maj", "D:maj", "A:maj", "E:7", *chorus, *chorus]


def test_a_plain_sheet_says_nothing_but_chords():
    sheet = read_songsheet("[Verse]\n| C | G |")
    assert (sheet.key, sheet.tempo_bpm, sheet.meter) == (None, None, None)
    assert labels(sheet.progression) == ["C:maj", "G:maj"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{key: C}\n[C]la [Xq]la", "line 2: bar 2: 'Xq' is no chord"),
        ("{key: H}\n[C]la [G]la", "a directive of the sheet cannot be read: .*'H'"),
        ("{tempo: fast}\n[C]la", "a directive of the sheet cannot be read"),
        ("{title: Nothing}\nla la", "there is no chord"),
    ],
)
def test_what_cannot_be_read_is_named(text, reason):
    with pytest.raises(ValueError, match=reason):
        read_songsheet(text)
