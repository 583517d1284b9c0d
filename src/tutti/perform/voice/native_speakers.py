"""Who speaks for a singer in which language: Chinese is spoken by natives, whose throats are of their own size.

A singer keeps colour, folds and habits in every language; the formants of the table are those of one woman's voice, so
in front of another speaker they count against the mean of the singer's own sex.
"""

from __future__ import annotations

from dataclasses import replace

from tutti.music.brief import VoiceGender
from tutti.perform.voice.singers import Singer

CHINESE = "zh"
_SPEAKERS = {
    "Ada": "zf_xiaobei",
    "Mina": "zf_xiaoni",
    "Odette": "zf_xiaoxiao",
    "Jonas": "zm_yunxia",
    "Theo": "zm_yunxi",
    "Bram": "zm_yunjian",
}
_USUAL_SPEAKER = {VoiceGender.FEMALE: "zf_xiaoni", VoiceGender.MALE: "zm_yunxi"}
_MEAN_FORMANTS = {VoiceGender.FEMALE: 1.0, VoiceGender.MALE: 0.85}  # of the singers, against the quick voice
_KEPT_SHARE = 0.5  # of what makes a singer's throat another size: natives have their own


def in_language(singer: Singer, language: str) -> Singer:
    """The singer with the speaker of a language."""
    if language != CHINESE:
        return singer
    mean = _MEAN_FORMANTS[singer.gender]
    return replace(
        singer,
        speaker=_SPEAKERS.get(singer.name, _USUAL_SPEAKER[singer.gender]),
        formants_low=(singer.formants_low / mean) ** _KEPT_SHARE,
        formants_high=(singer.formants_high / mean) ** _KEPT_SHARE,
    )
