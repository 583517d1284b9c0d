"""Style texts in English and Chinese, negations, and words that mean nothing."""

import tomllib
from importlib import resources

import pytest

from tutti.base.errors import EngineError
from tutti.compose.style import read_style, styles
from tutti.compose.style_table import read_style_table


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("bossa nova", "bossa_nova"),
        ("Slow piano ballad", "ballad"),
        ("smoky jazz", "jazz"),
        ("lo-fi hip hop", "lo_fi"),
        ("四大皆空的国风", "guofeng"),
        ("摇滚", "rock"),
        ("deep house", "house"),
        ("", "pop"),
        ("something with no name at all", "pop"),
    ],
)
def test_what_is_asked_for_leads(text: str, style: str) -> None:
    assert read_style(text).styles[0].name == style


def test_two_styles_blend() -> None:
    names = {style.name for style in read_style("reggae with a touch of jazz").styles}
    assert names == {"reggae", "jazz"}


def test_unknown_words_are_told() -> None:
    assert "flurbish" in read_style("flurbish pop").unknown_words
    assert not read_style("warm pop with guitar and strings").unknown_words


@pytest.mark.parametrize("text", ["pop, no drums", "pop without drums", "流行，不要鼓"])
def test_no_means_no(text: str) -> None:
    assert "drums" in read_style(text).without_players


def test_who_is_asked_for_is_noted() -> None:
    assert {"accordion", "strings"} <= read_style("folk with accordion and strings").with_players


def test_a_mistake_in_a_table_is_named() -> None:
    file = resources.files("tutti.compose") / "styles" / "pop.toml"
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    with pytest.raises(EngineError, match=r"styles/test.toml.*colour"):
        read_style_table("test", {**table, "colour": "blue"})
    with pytest.raises(EngineError, match="swing"):
        read_style_table("test", {**table, "swing": 0.9})
    with pytest.raises(EngineError, match="unknown patterns"):
        read_style_table("test", {**table, "bands": [{"bass": {"rhythm": "wobble"}}] * 2, "signature": []})


def test_every_word_calls_for_one_style() -> None:
    seen: dict[str, str] = {}
    for style in styles().values():
        for alias in style.aliases:
            assert seen.setdefault(alias, style.name) == style.name, alias
