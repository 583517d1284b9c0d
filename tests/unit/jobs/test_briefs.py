"""The contract's fields become a Brief."""

import pytest

from tutti.base.errors import BriefInvalid
from tutti.jobs.briefs import brief_of, is_lyrics
from tutti.jobs.orders import Operation
from tutti.music.brief import Brief, Task, VoiceGender

LYRICS = "[Verse 1]\nMorning light is on the water"


def test_a_band_is_asked_for_in_the_names_of_the_contract() -> None:
    request = {
        "tags": "warm pop, piano",
        "negativeTags": "heavy metal",
        "title": "Carry me",
        "vocalGender": "f",
        "styleWeight": 0.61,
        "weirdnessConstraint": 0.72,
        "audioWeight": 0.0,
        "treatVoice": True,
        "uploadUrl": "https://example.com/voice.mp3",
    }
    assert brief_of(Operation.ADD_INSTRUMENTAL, request) == Brief(
        task=Task.ACCOMPANY,
        style="warm pop, piano",
        avoid="heavy metal",
        title="Carry me",
        voice=VoiceGender.FEMALE,
        style_weight=0.61,
        weirdness=0.72,
        audio_weight=0.0,
        treats_voice=True,
    )


def test_what_is_blank_or_not_sent_is_the_default() -> None:
    request = {"tags": "jazz", "negativeTags": " ", "title": "", "vocalGender": None, "styleWeight": None}
    assert brief_of(Operation.ADD_INSTRUMENTAL, request) == Brief(task=Task.ACCOMPANY, style="jazz")


@pytest.mark.parametrize(
    ("prompt", "is_sung_as_it_is"),
    [
        (LYRICS, True),
        ("[CHORUS] carry me over the river", True),
        ("[Final Chorus x2]\ncarry me", True),
        ("Carry me over the river\n\nCarry me back to the shore", True),
        ("【主歌1】月亮照着回家的路", True),
        ("（副歌）带我回家", True),
        ("写一首副歌很好听的歌", False),
        ("a song about coming home to the sea", False),
        ("a song about coming home\n\n \n", False),
        ("a calm song [no drums] about verses", False),
    ],
)
def test_a_prompt_holds_lyrics_or_describes_them(prompt: str, is_sung_as_it_is: bool) -> None:
    assert is_lyrics(prompt) is is_sung_as_it_is
    brief = brief_of(Operation.ADD_VOCALS, {"prompt": prompt, "style": "folk", "vocalGender": "m"})
    words = prompt.strip()
    assert (brief.lyrics, brief.prompt) == ((words, "") if is_sung_as_it_is else (None, words))
    assert (brief.task, brief.style, brief.voice) == (Task.SING, "folk", VoiceGender.MALE)


def test_what_a_brief_cannot_hold_is_refused() -> None:
    with pytest.raises(BriefInvalid, match="nothing to sing"):
        brief_of(Operation.ADD_VOCALS, {"prompt": " \n ", "style": "pop"})
    with pytest.raises(BriefInvalid, match="weirdness is 3"):
        brief_of(Operation.ADD_VOCALS, {"prompt": LYRICS, "weirdnessConstraint": 3})
    with pytest.raises(BriefInvalid, match="vocalGender is 'x'"):
        brief_of(Operation.ADD_VOCALS, {"prompt": LYRICS, "vocalGender": "x"})
