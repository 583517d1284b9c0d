import pytest

from tutti.base.errors import EngineError
from tutti.compose.style import read_style, styles
from tutti.compose.style_table import read_style_table

POP_BANDS = [{"piano": {}, "bass": {}}, {"guitar": {}, "bass": {}}]
LEAST_TABLE = {
    "title": "T",
    "aliases": ["t"],
    "tempo_bpm": [60, 120],
    "meters": ["4/4"],
    "harmony": {"major": ["I V"], "minor": ["i v"]},
    "bands": POP_BANDS,
}


SMALL = {"chamber": 4, "solo_piano": 3}  # a quartet has four players, a pianist two hands


def test_every_style_gives_two_bands_of_five_to_seven_with_a_bass():
    assert len(styles()) >= 18
    for style in styles().values():
        for band in style.bands:
            assert SMALL.get(style.name, 5) <= len(band) <= 7, style.name
            assert any(seat.player == "bass" for seat in band), style.name


@pytest.mark.parametrize("name", list(styles()))
def test_every_alias_calls_for_its_style(name):
    for alias in styles()[name].aliases:
        assert read_style(alias).styles[0].name == name, alias


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a slow jazz song with a soft piano", "jazz"),
        ("温柔的国风,加入古筝", "guofeng"),
        ("Lo-Fi hip hop beats", "lo_fi"),
        ("悲伤的慢歌", "ballad"),
        ("upbeat 128 bpm house track", "house"),
        ("R&B with Rhodes", "r_and_b"),
        ("", "pop"),
    ],
)
def test_reads_genres_in_english_and_chinese(text, name):
    choice = read_style(text)
    assert choice.styles[0].name == name
    assert choice.unknown_words == ()


def test_reads_players_and_negations():
    choice = read_style("acoustic folk with violin and flute, no drums, without any guitar")
    assert choice.with_players == {"violin", "flute"}
    assert {"drums", "guitar", "electric_guitar"} <= choice.without_players
    assert "violin" in choice.tags
    assert "no drums" in choice.tags


def test_reads_chinese_negations_and_negative_text():
    assert "drums" in read_style("民谣，不要鼓，加钢琴").without_players
    assert "piano" in read_style("民谣，不要鼓，加钢琴").with_players
    assert "drums" in read_style("pop", avoid="drums").without_players
    assert read_style("pop", avoid="pop").styles[0].name != "pop"


def test_reports_what_it_does_not_know_and_falls_back_to_pop():
    choice = read_style("blorptronica 哔哔嘟")
    assert choice.styles[0].name == "pop"
    assert choice.unknown_words == ("blorptronica", "哔哔嘟")


def test_mixes_two_styles_in_the_order_of_the_text():
    assert [style.name for style in read_style("国风 rock").styles] == ["guofeng", "rock"]


def test_only_players():
    assert read_style("only piano").only_players == {"piano"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"swing": 0.9}, "swing"),
        ({"colour": 1}, "colour"),
        ({"bands": POP_BANDS[:1]}, "two takes"),
        ({"signature": ["tuba"]}, "tuba"),
        ({"harmony": {"major": ["I H"], "minor": []}}, "Roman numeral"),
        ({"bands": [{"piano": {"rhythm": "polka"}}, {"bass": {}}]}, "polka"),
        ({"bands": [{"kazoo": {}}, {"bass": {}}]}, "kazoo"),
    ],
)
def test_a_wrong_table_is_refused_with_the_entry(change, message):
    assert read_style_table("t", LEAST_TABLE).name == "t"
    with pytest.raises(EngineError, match=message):
        read_style_table("t", {**LEAST_TABLE, **change})


def test_no_word_calls_for_two_styles():
    seen = {}
    for style in styles().values():
        for alias in style.aliases:
            assert seen.setdefault(alias, style.name) == style.name, alias
