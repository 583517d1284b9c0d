import pytest
from tests.unit.compose.voices import heard_voice

from tutti.compose import compose, plan
from tutti.compose.arrange import seat_band
from tutti.compose.players.kit import PIECES
from tutti.compose.spelling import nearest_word, slips
from tutti.compose.style import read_style
from tutti.compose.style_table import instruments, styles
from tutti.compose.style_words import Kind, lexicon, vocabulary
from tutti.music.brief import Brief, Task


@pytest.mark.parametrize(
    ("text", "refused", "asked"),
    [
        ("no drums, bass or guitar", {"drums", "percussion", "bass", "guitar", "electric_guitar"}, set()),
        ("drumless, piano", {"drums", "percussion"}, {"piano"}),
        ("no guitar but piano", {"guitar", "electric_guitar"}, {"piano"}),
        ("no drums with violin", {"drums", "percussion"}, {"violin"}),
        ("no drums, piano", {"drums", "percussion"}, {"piano"}),
        ("without drums. flute", {"drums", "percussion"}, {"flute"}),
        ("don't use any synths", {"synth", "pad"}, set()),
        ("no strings, solo violin", {"strings", "cello"}, {"violin"}),
        ("no acoustic guitar, electric guitar instead", {"guitar"}, {"electric_guitar"}),
        ("不要鼓、贝斯和电吉他", {"drums", "percussion", "bass", "electric_guitar"}, set()),
        ("没有鼓的钢琴曲", {"drums", "percussion"}, {"piano"}),
        ("no chinese instruments", {"koto", "shamisen", "dulcimer", "flute", "violin"}, set()),
    ],
)
def test_negations_reach_as_far_as_they_are_meant(text, refused, asked):
    choice = read_style(text)
    assert refused <= choice.without_players
    assert not asked & choice.without_players
    assert choice.with_players == asked


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("only piano", {"piano"}),
        ("piano only", {"piano"}),
        ("just an acoustic guitar", {"guitar"}),
        ("大提琴独奏", {"cello"}),
        ("just a chill pop song with guitar", set()),
        ("rock with a guitar solo", set()),
    ],
)
def test_only_is_read_where_it_is_meant(text, alone):
    assert read_style(text).only_players == alone


def test_duets_are_played_by_two():
    assert read_style("piano and violin duet").only_players == {"piano", "violin"}
    assert read_style("with drums only in the chorus").only_players == set()


def test_keys_and_numbers_are_no_unknown_words():
    assert read_style("hip hop at 90 BPM in C# minor, 4/4, for her 80th birthday").unknown_words == ()


def test_pieces_of_the_kit_are_refused_by_themselves():
    choice = read_style("rock, no hi-hats")
    assert choice.without_pieces == {"closed_hat", "open_hat", "pedal_hat"}
    assert "drums" not in choice.without_players
    score = compose(plan(Brief(task=Task.ACCOMPANY, style="rock, no hi-hats"), heard_voice(), 1), 1)
    drums = next(part for part in score.parts if part.is_drums)
    assert not {note.pitch_midi for note in drums.notes} & {42, 44, 46}
    assert "drums" in read_style("rock with a big kick drum").with_players


def test_slips_of_the_pen_are_forgiven_in_long_words():
    choice = read_style("melancolic jaz with saxaphone and electric guittar")
    assert choice.with_players == {"saxophone", "electric_guitar"}
    assert choice.feel.valence < -0.5
    assert choice.unknown_words == ("jaz",)


def test_words_that_are_far_from_all_known_ones_are_given_back():
    assert read_style("blorptronica, zydeco with quintaphone").unknown_words == (
        "blorptronica",
        "zydeco",
        "quintaphone",
    )


@pytest.mark.parametrize(("word", "other", "count"), [("guitar", "guitar", 0), ("giutar", "guitar", 1),
                                                      ("gitar", "guitar", 1), ("guitarr", "guitar", 1),
                                                      ("violin", "violet", 2)])  # fmt: skip
def test_slips(word, other, count):
    assert slips(word, other) == slips(other, word) == count


def test_short_words_are_not_guessed():
    assert nearest_word("jaz", ["jazz"]) is None
    assert nearest_word("romantik", ["romantic", "roman"]) == "romantic"
    assert nearest_word("qomantic", ["romantic"]) is None


def test_endings_do_not_hide_a_word():
    assert read_style("bluesy, jazzy").styles == (styles()["blues"], styles()["jazz"])
    assert read_style("sadly").feel == read_style("sad").feel


def test_both_chinese_scripts_are_read():
    assert read_style("國風，古箏與鋼琴，憂傷") == read_style("国风，古筝与钢琴，忧伤")


def test_eras_and_images_suggest_what_is_not_said():
    assert "synth" in read_style("eighties").with_players
    assert "80s" in read_style("80年代的歌").tags
    sea = read_style("像夏天的海边")
    assert sea.unknown_words == ()
    assert sea.feel.valence > 0.3
    assert read_style("rainy night").feel.valence < -0.3
    assert read_style("rainy night, folk").styles[0].name == "folk"  # a named style wins over an image


def test_refused_moods_turn_the_other_way():
    assert read_style("pop, not too sad").feel.valence > 0.2
    assert read_style("pop", avoid="aggressive, dark").feel.energy < 0
    assert "sad" not in read_style("pop, not sad").tags


def test_whoever_refuses_every_style_gets_pop():
    assert read_style("", avoid=", ".join(style.aliases[0] for style in styles().values())).styles[0].name == "pop"


def test_tables_name_only_what_exists():
    words, scenes, moods = (vocabulary(name) for name in ("words", "scenes", "moods"))
    players = set(instruments())
    assert set(words["players"]) <= players
    for group in words["groups"].values():
        assert {*group["members"], *group["adds"]} <= players
    assert set(words["neighbours"]) <= set(styles())
    assert {piece for row in words["pieces"].values() for piece in row["struck"]} <= set(PIECES)
    for scene in scenes.values():
        assert set(scene["moods"]) <= set(moods)
        assert set(scene.get("players", [])) <= players
    assert set(words["hints"]) <= players
    named = [*words["hints"].values(), *(row.get("styles", []) for row in (*scenes.values(), *moods.values()))]
    assert {name for names in named for name in names} | set(words["temper"]) <= set(styles())
    assert all(-1.0 <= value <= 1.0 for row in moods.values() for value in row.values() if isinstance(value, float))


def test_every_mood_and_scene_can_be_called():
    for kind, name in ((Kind.MOOD, "moods"), (Kind.SCENE, "scenes")):
        reached = {finding.value for findings in lexicon().values() for finding in findings if finding.kind is kind}
        assert set(vocabulary(name)) <= reached


@pytest.mark.parametrize(
    ("text", "tempo_bpm"),
    [
        ("soul, 84 bpm", 84.0),
        ("house 122BPM", 122.0),
        ("bpm: 96, pop", 96.0),
        ("抒情，70拍左右", 70.0),
        ("techno, 130", 130.0),
        ("90s rock, 12/8", None),
        ("disco 1978", None),
    ],
)
def test_a_tempo_is_read(text: str, tempo_bpm: float | None) -> None:
    assert read_style(text).tempo_bpm == tempo_bpm


@pytest.mark.parametrize(
    ("text", "player", "program"),
    [("folk with tin whistle", "flute", 78), ("pop with music box", "bells", 10), ("爵士，低音提琴", "bass", 32),
     ("funk with clavinet", "clavinet", 7), ("国风，二胡", "violin", 110), ("pop with ukulele", "ukulele", 24)],
)  # fmt: skip
def test_a_named_sound_is_the_one_that_plays(text: str, player: str, program: int) -> None:
    for take in (1, 2):
        assert {seat.player: seat.program for seat in seat_band(read_style(text), take)}[player] == program


def test_a_group_named_by_its_size_is_so_big() -> None:
    assert all(len(seat_band(read_style("jazz trio"), take)) == 3 for take in (1, 2))


def test_a_genre_beside_its_kind_only_says_where_it_belongs() -> None:
    assert [style.name for style in read_style("hip hop, trap").styles] == ["trap"]
