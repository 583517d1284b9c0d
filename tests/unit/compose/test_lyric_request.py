import pytest

from tutti.base.errors import LyricistFailed
from tutti.compose.lyric_request import lyric_request, read_answer
from tutti.music.brief import Brief, Task

VERSES = [[f"The {thing} is {what} in the morning light" for thing in ("river", "meadow", "garden", "city")]
          for what in ("waking", "singing")]  # fmt: skip
CHORUS = ["Oh carry me, carry me home", "Carry me over the stone", "Carry me, carry me on", "Carry me into the dawn"]
SONG = "\n".join(["[Verse 1]", *VERSES[0], "", "[Chorus]", *CHORUS, "", "[Verse 2]", *VERSES[1], "", "[Chorus]"])


@pytest.fixture
def request_(band):
    return lyric_request(Brief(task=Task.SING, prompt="coming home", style="folk"), band())


def test_the_request_names_theme_style_and_form(request_):
    order = request_.messages[-1]["content"]
    assert "coming home" in order
    assert "folk" in order
    assert order.count("[Chorus]") == 3
    assert order.count("the same words again") == 2
    assert "English" in order


@pytest.mark.parametrize(
    "answer",
    [
        f"Title: Carry Me\n\n{SONG}",
        f"<think>They want a song.\n[Verse]</think>\n**Title: Carry Me**\n\n{SONG}\n\nNote: I hope you like it!",
        f'```\n# Carry Me\nTitle: "Carry Me"\n{SONG.replace("[", "**[").replace("]", "]**")}\n```',
        f"Here is your song!\nTitle: Carry Me\n{SONG.replace('[', '').replace(']', ':')}",
    ],
    ids=["clean", "thoughts", "fenced", "no brackets"],
)
def test_an_answer_is_freed_of_what_is_not_sung(request_, answer):
    title, sheet = read_answer(answer, request_)
    assert title == "Carry Me"
    assert sheet.count("[Chorus]") == 3
    assert sheet.count(CHORUS[0]) == 3
    assert VERSES[0][0] in sheet
    assert VERSES[1][0] in sheet
    for stray in ("think", "Note", "*", "`", "Here is"):
        assert stray not in sheet


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        ("I cannot write that.", "no section tags"),
        ("[Verse]\nOne single line", "2 lines"),
        ("[主歌]\n江南烟雨湿了石桥\n谁家小楼吹着玉箫", "language"),
    ],
)
def test_what_is_no_song_is_refused(request_, answer, what):
    with pytest.raises(LyricistFailed, match=what):
        read_answer(answer, request_)


def test_a_given_title_is_kept(band):
    request = lyric_request(Brief(task=Task.SING, prompt="coming home", title="My Own"), band())
    assert read_answer(f"Title: Other\n{SONG}", request)[0] == "My Own"
