"""Which sound plays which part."""

from dataclasses import replace

from tests.unit.perform.band.test_render_band import part, rendered, score

from tutti.compose.style_table import Role, styles
from tutti.perform.band import sounds
from tutti.perform.band.machines.kit import machine
from tutti.perform.band.synth.patch import patches


def test_styles_have_basses_of_their_own() -> None:
    bass = part("bass", 38, (36,))
    heard = {
        style: sounds.patch_of(bass, replace(score(bass), styles=(style,)))
        for style in ("trap", "techno", "drum_and_bass", "waltz")
    }
    assert heard["trap"] == patches()["bass_808"]
    assert heard["techno"] == patches()["acid"]
    assert heard["drum_and_bass"] == patches()["sub_bass"]
    assert heard["waltz"] == patches()["analogue_bass"]
    guest = replace(score(bass), styles=("waltz", "trap"))
    assert sounds.patch_of(bass, guest) == patches()["bass_808"]


def test_what_was_recorded_stays_recorded() -> None:
    for program in (0, 24, 33, 48, 61):
        assert sounds.patch_of(part("player", program, (60,)), score()) is None
    assert not sounds.machine_of(part("drums", 0, (36,), is_drums=True))
    assert sounds.machine_of(part("drums", 25, (36,), is_drums=True)) == machine("tr808")
    assert not sounds.machine_of(part("bass", 25, (36,)))


def test_every_style_of_the_table_exists_and_every_sound_too() -> None:
    table = sounds.sound_tables()
    assert table.styles.keys() <= styles().keys()
    named = {*table.programs.values(), *(name for row in table.styles.values() for name in row.values())}
    assert named <= patches().keys()
    assert all(machine(name) for name in table.kits.values())
    for style, row in table.styles.items():
        played = {
            seat.program
            for band in styles()[style].bands
            for seat in band
            if seat.role not in (Role.DRUMS, Role.PERCUSSION)
        }
        assert set(row) & played, style


def test_pieces_a_machine_lacks_are_played_by_the_kit() -> None:
    with_triangle = part("drums", 25, (36, 81, 36, 81, 36, 81, 36, 81), is_drums=True)
    (both,) = rendered(score(with_triangle))
    (kicks,) = rendered(score(part("drums", 25, (36, 36, 36, 36), is_drums=True)))
    assert abs(both).max() > 0.05
    second = slice(round(0.98 * 44100), round(1.3 * 44100))
    assert abs(both[:, second]).max() > 0.005
    assert abs(kicks).max() > 0.05
