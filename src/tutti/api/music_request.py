"""The fields that the requests of the music family share, with the contract's limits and Tutti's optional extras.

A title may have 100 characters, 80 with the older models (contract 1.8). Extras: `seed`, and what the caller knows of
the recording (`bpm`, `meter`, `key`, `firstDownbeat`, `chords`).
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from tutti.api.fields import SAID, STORABLE, HttpUrl, Weight, Wish, complaint, shaped
from tutti.music.songsheet import read_songsheet

SHORT_TITLE_CHARACTERS = 80
LONGEST_SECONDS = 480  # of a recording
SHORT_TITLE_MODELS = ("V3_5", "V4", "V4_5ALL")

Model = Literal["V3_5", "V4", "V4_5", "V4_5ALL", "V4_5PLUS", "V5", "V5_5", "V6", "V6_MINI", "V6_WILD"]
Title = Annotated[
    str,
    Field(
        min_length=1,
        max_length=100,
        description=f"Title of the song. {', '.join(SHORT_TITLE_MODELS)}: at most {SHORT_TITLE_CHARACTERS} characters.",
    ),
    SAID,
]
NegativeTags = Annotated[
    str, Field(max_length=200, description="What must not be heard. May be empty, but must be there."), STORABLE
]
Style = Annotated[
    str,
    Field(min_length=1, max_length=1000, description="Genre, mood, instruments and tempo, in your own words."),
    SAID,
]
_METER = r"[1-9][0-9]?/(?:1|2|4|8|16)"
_KEY = r"[A-Ga-g][#b]?(?:m| (?:major|minor|dorian|phrygian|lydian|mixolydian|locrian))?"
MeterText = Annotated[
    str,
    Field(json_schema_extra={"pattern": f"^{_METER}$"}),
    shaped(_METER, "must be a time signature such as 4/4 or 6/8"),
]
KeyText = Annotated[
    str,
    Field(json_schema_extra={"pattern": f"^{_KEY}$"}),
    shaped(_KEY, "must be a tonic and a mode such as 'Bb major' or 'Am'"),
]


def _readable(value: str) -> str:
    try:
        read_songsheet(value)
    except ValueError as error:
        raise complaint(f"chords: {error}") from None
    return value


ChordsText = Annotated[str, Field(min_length=1, max_length=5000), STORABLE, AfterValidator(_readable)]


class MusicRequest(Wish):
    """What every request for music on an upload says."""

    upload_url: HttpUrl = Field(
        description="Where the recording is: an upload of this server, or any http(s) URL it may reach. "
        "At most 8 minutes and 100 MB. Whether it can be fetched shows in the task, not here."
    )
    title: Title
    negative_tags: NegativeTags
    call_back_url: HttpUrl = Field(
        description="Receives a POST at each stage of the task. Required, as in the contract; "
        "a client that only polls may name any URL."
    )
    model: Annotated[Model, Field(description="Kept for the answers; every id makes the same music.")] = "V4_5PLUS"
    vocal_gender: Annotated[Literal["m", "f"] | None, Field(description="Male or female voice.")] = None
    style_weight: Annotated[Weight | None, Field(description="How strictly the style is followed.")] = None
    weirdness_constraint: Annotated[Weight | None, Field(description="How far from habit the choices may go.")] = None
    audio_weight: Annotated[Weight | None, Field(description="How closely the recording is followed.")] = None
    seed: Annotated[
        int | None,
        Field(ge=0, le=2**31 - 1, description="Tutti's own: the same request and seed give the same takes."),
    ] = None
    bpm: Annotated[
        float | None, Field(ge=30, le=300, description="Tutti's own: felt beats a minute, where you know them.")
    ] = None
    meter: Annotated[
        MeterText | None,
        Field(description="Tutti's own: the time signature, where you know it, such as 4/4, 3/4 or 6/8."),
    ] = None
    key: Annotated[
        KeyText | None,
        Field(description="Tutti's own: the key, where you know it, such as `Bb major`, `F# minor` or `Am`."),
    ] = None

    first_downbeat: Annotated[
        float | None,
        Field(
            ge=0,
            le=LONGEST_SECONDS,
            description="Tutti's own: the second of the recording at which the first bar begins.",
        ),
    ] = None
    chords: Annotated[
        ChordsText | None,
        Field(
            description="Tutti's own: the chords from the first downbeat on, as a progression (`C | G/B | Am7 F | G`, "
            "`I V vi IV`) or a whole sheet, plain or ChordPro. Shorter than the song, they begin again."
        ),
    ] = None

    @model_validator(mode="after")
    def _title_fits_the_model(self) -> Self:
        if self.model in SHORT_TITLE_MODELS and len(self.title) > SHORT_TITLE_CHARACTERS:
            raise complaint(f"title cannot exceed {SHORT_TITLE_CHARACTERS} characters when model is {self.model}")
        return self
