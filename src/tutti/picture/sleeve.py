"""The sleeve of a take: which composition and scheme it gets, how it is printed, its JPEG.

A style has a few compositions that suit it; the song draws where in the row it begins, and each further take goes one
on, with the other scheme of its mode. So takes of one plan never look alike.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import numpy as np
from PIL import Image

from tutti.base.seeds import generator
from tutti.music.note import HeardNote
from tutti.music.score import Score
from tutti.picture.canvas import Canvas
from tutti.picture.compositions import cutouts, dots, glow, petals, rays, ribbons, ridges, rings, stripes, tiles
from tutti.picture.gist import Gist, gist_of
from tutti.picture.palette import BRIGHT_SCHEMES, DARK_SCHEMES, Palette, Scheme, palette_of

Composition = Callable[[Canvas, Gist, Palette, np.random.Generator], None]

SIZE_PIXELS = 1024
LEAST_SIZE_PIXELS, LARGEST_SIZE_PIXELS = 16, 2048
JPEG_QUALITY = 88
STYLE_COMPOSITIONS: dict[str, tuple[Composition, ...]] = {
    "ambient": (glow.draw, ridges.draw, rings.draw, petals.draw),
    "ballad": (petals.draw, ridges.draw, cutouts.draw, glow.draw),
    "blues": (ridges.draw, stripes.draw, glow.draw, rays.draw),
    "bossa_nova": (tiles.draw, cutouts.draw, ribbons.draw, ridges.draw),
    "chamber": (ribbons.draw, petals.draw, ridges.draw, cutouts.draw),
    "cinematic": (glow.draw, rays.draw, ridges.draw, dots.draw),
    "city_pop": (stripes.draw, tiles.draw, glow.draw, dots.draw),
    "country": (ridges.draw, stripes.draw, rays.draw, petals.draw),
    "disco": (dots.draw, rays.draw, ribbons.draw, tiles.draw),
    "drum_and_bass": (stripes.draw, rings.draw, dots.draw, ridges.draw),
    "folk": (ridges.draw, cutouts.draw, petals.draw, tiles.draw),
    "funk": (ribbons.draw, tiles.draw, dots.draw, rings.draw),
    "gospel": (rays.draw, petals.draw, glow.draw, cutouts.draw),
    "guofeng": (ridges.draw, petals.draw, cutouts.draw, glow.draw),
    "hip_hop": (rays.draw, dots.draw, stripes.draw, glow.draw),
    "house": (rings.draw, dots.draw, stripes.draw, glow.draw),
    "indie_rock": (cutouts.draw, dots.draw, ridges.draw, stripes.draw),
    "jazz": (stripes.draw, tiles.draw, cutouts.draw, ribbons.draw),
    "k_pop": (dots.draw, tiles.draw, ribbons.draw, rays.draw),
    "lo_fi": (glow.draw, tiles.draw, ridges.draw, rings.draw),
    "metal": (rays.draw, ridges.draw, stripes.draw, rings.draw),
    "pop": (tiles.draw, ribbons.draw, dots.draw, cutouts.draw, rays.draw),
    "punk": (stripes.draw, cutouts.draw, rays.draw, dots.draw),
    "r_and_b": (glow.draw, ribbons.draw, rings.draw, petals.draw),
    "reggae": (ribbons.draw, rays.draw, cutouts.draw, rings.draw),
    "rock": (rays.draw, dots.draw, rings.draw, stripes.draw),
    "salsa": (tiles.draw, rays.draw, dots.draw, ribbons.draw),
    "samba": (ribbons.draw, dots.draw, petals.draw, tiles.draw),
    "soft_rock": (ridges.draw, glow.draw, ribbons.draw, stripes.draw),
    "solo_piano": (stripes.draw, glow.draw, petals.draw, ridges.draw),
    "soul": (ribbons.draw, petals.draw, stripes.draw, rings.draw),
    "synthwave": (stripes.draw, glow.draw, rays.draw, ridges.draw),
    "techno": (rings.draw, stripes.draw, tiles.draw, dots.draw),
    "trap": (glow.draw, rings.draw, rays.draw, stripes.draw),
    "waltz": (petals.draw, rings.draw, ribbons.draw, tiles.draw),
}
ALL_COMPOSITIONS: tuple[Composition, ...] = tuple(
    dict.fromkeys(composition for row in STYLE_COMPOSITIONS.values() for composition in row)
)

_GRAIN = 0.017
_MOTTLE = 0.004
_MOTTLE_CELLS = 24
_VIGNETTE = 0.16


def cover(score: Score, *, melody: tuple[HeardNote, ...] = (), take: int = 1, size_pixels: int = SIZE_PIXELS) -> bytes:
    """Draw the cover of a take from its own music.

    Args:
        score: the song.
        melody: the notes heard in the upload; drawn where the score itself has nothing sung.
        take: which take of its plan it is, 1 or more.
        size_pixels: the side of the picture, 16 to 2048.

    Returns:
        A baseline JPEG in sRGB; the same bytes for the same score, melody, take and size.
    """
    if take < 1:
        raise ValueError(f"takes are counted from 1, not {take}")
    if not LEAST_SIZE_PIXELS <= size_pixels <= LARGEST_SIZE_PIXELS:
        raise ValueError(f"size_pixels is {size_pixels}; it must be {LEAST_SIZE_PIXELS} to {LARGEST_SIZE_PIXELS}")
    gist = gist_of(score, melody, take)
    composition, scheme = choice_of(gist)
    palette = palette_of(gist.key, gist.bars, scheme)
    canvas = Canvas(size_pixels, palette.ground)
    composition(canvas, gist, palette, _rng(gist, "composition"))
    return _jpeg(_printed(canvas, _rng(gist, "print")))


def choice_of(gist: Gist) -> tuple[Composition, Scheme]:
    """The composition and the scheme of a take."""
    start = int(generator(gist.seed, "cover", gist.style, str(gist.key), round(gist.tempo_bpm)).integers(1 << 16))
    row = STYLE_COMPOSITIONS.get(gist.style, ALL_COMPOSITIONS)
    schemes = DARK_SCHEMES if gist.key.is_minor_like else BRIGHT_SCHEMES
    number = start + gist.take - 1
    return row[number % len(row)], schemes[(start // len(row) + gist.take) % len(schemes)]


def _rng(gist: Gist, name: str) -> np.random.Generator:
    return generator(gist.seed, "cover", name, gist.style, str(gist.key), gist.take)


def _printed(canvas: Canvas, rng: np.random.Generator) -> Image.Image:
    """The picture on paper: its grain, the unevenness of the ink, the shade towards the edges."""
    side = canvas.side_pixels
    coarse = Image.fromarray(rng.standard_normal((_MOTTLE_CELLS, _MOTTLE_CELLS), dtype=np.float32))
    mottle = np.asarray(coarse.resize((side, side), Image.Resampling.BICUBIC), dtype=np.float32)
    away = canvas.distance_from((0.5, 0.5))
    grain = _GRAIN * min(side / SIZE_PIXELS, 1.0)  # a small picture is seen from farther away
    light = np.float32(grain) * rng.standard_normal((side, side), dtype=np.float32)
    light += np.float32(_MOTTLE) * mottle - np.float32(_VIGNETTE) * np.maximum(away - np.float32(0.42), 0.0)
    pixels = canvas.pixels + light[:, :, np.newaxis]
    np.clip(pixels, 0.0, 1.0, out=pixels)
    return Image.fromarray((pixels * 255.0 + 0.5).astype(np.uint8))


def _jpeg(image: Image.Image) -> bytes:
    file = BytesIO()
    image.save(file, "JPEG", quality=JPEG_QUALITY, subsampling="4:4:4")
    return file.getvalue()
