from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tutti.api.sentences import sentence


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Thing(BaseModel):
    model_config = ConfigDict(strict=True)

    name: Annotated[str, Field(min_length=1, max_length=3)] = "a"
    count: Annotated[int, Field(ge=1, le=9)] = 1
    share: Annotated[float, Field(gt=0, lt=1, allow_inf_nan=False)] = 0.5
    is_loud: bool = False
    kind: Literal["m", "f"] = "m"
    colour: Annotated[Colour, Field(strict=False)] = Colour.RED
    parts: list[str] = []
    when: Annotated[bytes, Field(max_length=2)] = b""


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", None, "name cannot be null"),
        ("name", "", "name cannot be empty"),
        ("name", "abcd", "name cannot exceed 3 characters"),
        ("name", 5, "name must be a string"),
        ("name", "\ud800", "name must be valid Unicode text"),
        ("count", "1", "count must be a whole number"),
        ("count", 1.5, "count must be a whole number"),
        ("count", 0, "count cannot be less than 1"),
        ("count", 10, "count cannot be more than 9"),
        ("share", "a", "share must be a number"),
        ("share", float("nan"), "share must be a finite number"),
        ("share", 0, "share must be more than 0"),
        ("share", 1.5, "share must be less than 1"),
        ("is_loud", 1, "is_loud must be true or false"),
        ("kind", "x", "kind must be one of m, f"),
        ("colour", "green", "colour must be one of red, blue"),
        ("parts", "a", "parts must be a list"),
        ("parts", ["a", 5], "parts.1 must be a string"),
        ("when", 5, "when is not valid"),
    ],
)
def test_a_sentence_names_the_field_and_its_limit(field: str, value: Any, said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Thing.model_validate({field: value})
    assert sentence(caught.value.errors()[0]) == said


def test_what_was_sent_is_never_repeated() -> None:
    with pytest.raises(ValidationError) as caught:
        Thing.model_validate({"kind": "<script>", "colour": "secret"})
    assert not any(word in sentence(error) for error in caught.value.errors() for word in ("script", "secret"))
