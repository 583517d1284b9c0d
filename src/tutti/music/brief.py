"""What the person asked for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tutti.base.errors import BriefInvalid


class Task(StrEnum):
    """The paths through the stages that exist."""

    ACCOMPANY = "accompany"
    SING = "sing"


class VoiceGender(StrEnum):
    """The contract's vocalGender."""

    FEMALE = "f"
    MALE = "m"


# The weights of a brief that says nothing about them.
USUAL_STYLE_WEIGHT, USUAL_WEIRDNESS, USUAL_AUDIO_WEIGHT = 0.65, 0.3, 0.65
MAX_PROMPT_CHARACTERS = 5000
MAX_STYLE_CHARACTERS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A request, as musicians would take it down.

    Attributes:
        task: which path is taken.
        style: free text: genre, mood, instruments, tempo words.
        avoid: free text: what must not be heard (the contract's negativeTags).
        prompt: what the song is about, where lyrics are to be written.
        lyrics: the words to be sung, where they are given; section tags such as [Verse] allowed.
        title: None lets the engine name it.
        voice: None lets the engine choose.
        style_weight: 0 to 1, how strictly the style is followed.
        weirdness: 0 to 1, how far from habit the choices may go.
        audio_weight: 0 to 1, how closely the upload is followed.
        treats_voice: whether an uploaded voice is mixed like a sung one, instead of being left untouched.
    """

    task: Task
    style: str = ""
    avoid: str = ""
    prompt: str = ""
    lyrics: str | None = None
    title: str | None = None
    voice: VoiceGender | None = None
    style_weight: float = USUAL_STYLE_WEIGHT
    weirdness: float = USUAL_WEIRDNESS
    audio_weight: float = USUAL_AUDIO_WEIGHT
    treats_voice: bool = False

    @property
    def words(self) -> str:
        """All that was said, as one text: choices are drawn from it and the seed, so that other words bring others."""
        return "\n".join((self.prompt, self.lyrics or "", self.style, self.avoid))

    def __post_init__(self) -> None:
        for name in ("style_weight", "weirdness", "audio_weight"):
            value = getattr(self, name)
            if not 0.0 <= value <= 1.0:
                raise BriefInvalid(f"{name} is {value}; it must be between 0 and 1")
        if len(self.style) > MAX_STYLE_CHARACTERS:
            raise BriefInvalid(f"style has {len(self.style)} characters; at most {MAX_STYLE_CHARACTERS}")
        for name in ("prompt", "lyrics"):
            value = getattr(self, name) or ""
            if len(value) > MAX_PROMPT_CHARACTERS:
                raise BriefInvalid(f"{name} has {len(value)} characters; at most {MAX_PROMPT_CHARACTERS}")
        if self.task is Task.SING and not (self.prompt.strip() or (self.lyrics or "").strip()):
            raise BriefInvalid("there is nothing to sing: give lyrics, or a prompt that says what the song is about")
