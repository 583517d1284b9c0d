"""The kinds of fields that requests share, each with its limit, and the check of a whole body against them.

Types are strict: "0.5" is not a number and 1 is not a string. Unknown fields are ignored and null stands for an absent
optional field, as on the recorded wire.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, WithJsonSchema
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from tutti.api.body import INVALID, MALFORMED, NOT_NUMBERS, JsonBody
from tutti.api.envelope import Refused
from tutti.api.sentences import RULE, WHOLE_SENTENCE, sentence

CALLBACK_FIELD = "callBackUrl"
CALLBACK_MISSING = "Please enter callBackUrl."
LONGEST_URL_CHARACTERS = 4096

# No space and no control character; a host may hold letters of any script.
_URL = re.compile(r"[hH][tT][tT][pP][sS]?://[^\s\x00-\x1f\x7f-\x9f/?#]+(?:[/?#][^\s\x00-\x1f\x7f-\x9f]*)?")
_HUNDREDTHS_TOLERANCE = 1e-9


class Wish(BaseModel):
    """A body of a request: camelCase on the wire, strict types, unknown fields ignored."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True, alias_generator=to_camel, allow_inf_nan=False)


AnyWish = TypeVar("AnyWish", bound=Wish)


def complaint(text: str) -> PydanticCustomError:
    """The error that tells the caller exactly `text`."""
    return PydanticCustomError(WHOLE_SENTENCE, "{text}", {"text": text})


def check(kind: type[AnyWish], body: JsonBody) -> AnyWish:
    """The body as what it should be.

    Raises:
        Refused: a field is missing, of the wrong type or out of its range; the message names it.
    """
    try:
        wish = kind.model_validate(body.values)
    except ValidationError as error:
        raise Refused(INVALID, _complaint(kind, body.values, error)) from None
    if body.has_impossible_number:
        raise Refused(MALFORMED, NOT_NUMBERS)
    return wish


def _complaint(kind: type[Wish], values: dict[str, Any], error: ValidationError) -> str:
    fields = {field.alias for field in kind.model_fields.values()}
    callback = values.get(CALLBACK_FIELD)
    if CALLBACK_FIELD in fields and (callback is None or (isinstance(callback, str) and not callback.strip())):
        return CALLBACK_MISSING
    return sentence(error.errors(include_url=False)[0])


def _rule(text: str) -> PydanticCustomError:
    return PydanticCustomError(RULE, "{text}", {"text": text})


def _storable(value: str) -> str:
    if "\0" in value:  # no database takes it
        raise _rule("cannot contain the character U+0000")
    return value


def _said(value: str) -> str:
    if not value.strip():
        raise _rule("cannot be empty")
    return _storable(value)


def _http_url(value: str) -> str:
    if len(value) > LONGEST_URL_CHARACTERS:
        raise _rule(f"cannot exceed {LONGEST_URL_CHARACTERS} characters")
    if not _URL.fullmatch(value) or not _has_host(value):
        raise _rule("must be an http or https URL")
    return _storable(value)


def _has_host(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:  # an unclosed bracket, a port that is no number
        return False


def _hundredths(value: float) -> float:
    if abs(value * 100 - round(value * 100)) > _HUNDREDTHS_TOLERANCE:
        raise _rule("must be a multiple of 0.01")
    return value


HttpUrl = Annotated[
    str,
    AfterValidator(_http_url),
    WithJsonSchema(
        {"type": "string", "format": "uri", "maxLength": LONGEST_URL_CHARACTERS, "pattern": "^[hH][tT][tT][pP][sS]?://"}
    ),
]
Weight = Annotated[float, Field(ge=0, le=1, json_schema_extra={"multipleOf": 0.01}), AfterValidator(_hundredths)]
# These stand behind the limits of a field: a limit behind them would be lost from the OpenAPI document.
STORABLE = AfterValidator(_storable)
SAID = AfterValidator(_said)


def shaped(pattern: str, words: str) -> AfterValidator:
    """The rule of a text that has a shape; `words` follow the name of the field where it has another."""
    shape = re.compile(pattern)

    def check_shape(value: str) -> str:
        if not shape.fullmatch(value):
            raise _rule(words)
        return value

    return AfterValidator(check_shape)
