"""Which preset of a font plays a General MIDI program: itself, else its nearest relative.

General MIDI 1 orders the 128 programs in 16 families of eight (pianos, chromatic percussion, organs, guitars, ...);
GS and GM2 put drum kits into bank 128 at programs that are multiples of eight, with variants between.
"""

from __future__ import annotations

from tutti.base.errors import AssetMissing
from tutti.perform.band.soundfont import DRUM_BANK, Region, SoundFont

FAMILY_PROGRAMS = 8
STANDARD_KIT = 0


def regions_for(font: SoundFont, *, program: int, is_drums: bool) -> tuple[Region, ...]:
    """What plays a General MIDI program; the drums a kit lacks are those of the standard kit.

    Raises:
        AssetMissing: the font has no preset in the bank at all.
    """
    regions = font.regions(*preset_for(font, program=program, is_drums=is_drums))
    if not is_drums:
        return regions
    present = {key for region in regions for key in _keys(region)}
    standard = font.regions(*preset_for(font, program=STANDARD_KIT, is_drums=True))
    return regions + tuple(region for region in standard if present.isdisjoint(_keys(region)))


def preset_for(font: SoundFont, *, program: int, is_drums: bool) -> tuple[int, int]:
    """The bank and program that a font has for a General MIDI program (or kit).

    Raises:
        AssetMissing: the font has no preset in the bank at all.
    """
    bank = DRUM_BANK if is_drums else 0
    available = sorted(number for kind, number in font.presets if kind == bank)
    if not available:
        raise AssetMissing(f"{font.path} has no {'drum kit' if is_drums else 'instrument'}; run 'make setup' again")
    family = [number for number in available if number // FAMILY_PROGRAMS == program // FAMILY_PROGRAMS]
    return bank, min(family or available[:1], key=lambda number: abs(number - program))


def _keys(region: Region) -> range:
    return range(region.keys[0], region.keys[1] + 1)
