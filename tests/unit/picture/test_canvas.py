import numpy as np
import pytest

from tutti.picture.canvas import Blend, Canvas, shaded

BLACK, WHITE, RED = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0), (1.0, 0.0, 0.0)


def test_a_disc_has_its_area_and_clean_edges():
    canvas = Canvas(100, BLACK)
    stencil = canvas.stencil()
    stencil.disc((0.5, 0.5), 0.3)
    canvas.press(stencil, WHITE)
    grey = canvas.pixels[:, :, 0]
    assert grey.mean() == pytest.approx(np.pi * 0.09, rel=0.02)
    assert np.any((grey > 0.1) & (grey < 0.9))
    assert grey[50, 50] == 1.0
    assert grey[2, 2] == 0.0


def test_what_is_kept_lets_no_ink_through():
    canvas = Canvas(60, BLACK)
    stencil = canvas.stencil()
    stencil.disc((0.5, 0.5), 0.4)
    stencil.disc((0.5, 0.5), 0.2, keep=True)
    canvas.press(stencil, WHITE)
    assert canvas.pixels[30, 30, 0] == 0.0
    assert canvas.pixels[30, 48, 0] == 1.0


def test_an_empty_stencil_changes_nothing():
    canvas = Canvas(20, RED)
    canvas.press(canvas.stencil(), WHITE)
    assert np.all(canvas.pixels == np.array(RED, dtype=np.float32))


@pytest.mark.parametrize(("blend", "seen"), [(Blend.COVER, 0.6), (Blend.GLAZE, 0.3), (Blend.LIGHT, 0.8)], ids=str)
def test_inks_meet_as_paint_as_glaze_or_as_light(blend, seen):
    canvas = Canvas(20, (0.5, 0.5, 0.5))
    stencil = canvas.stencil()
    stencil.polygon([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)])
    canvas.press(stencil, (0.6, 0.6, 0.6), blend=blend)
    assert canvas.pixels[10, 10, 0] == pytest.approx(seen, abs=1e-3)


def test_a_collage_keeps_its_colours_at_the_edges():
    """Where a cut covers a place by half, the ground shows by half and no third colour appears."""
    canvas = Canvas(50, WHITE)
    collage = canvas.collage()
    collage.disc((0.5, 0.5), 0.33, RED)
    canvas.lay(collage)
    assert canvas.pixels[:, :, 0].min() > 0.98
    assert canvas.pixels[:, :, 1].min() == 0.0


def test_a_later_cut_lies_over_an_earlier_one():
    canvas = Canvas(30, BLACK)
    collage = canvas.collage()
    collage.box(0.0, 0.0, 1.0, 1.0, RED)
    collage.box(0.0, 0.0, 0.5, 1.0, WHITE)
    canvas.lay(collage)
    assert canvas.pixels[15, 5] == pytest.approx(WHITE)
    assert canvas.pixels[15, 25] == pytest.approx(RED)


def test_shaded_inks_run_where_they_say():
    canvas = Canvas(40, BLACK)
    down = canvas.across(BLACK, WHITE, 90.0)
    assert down[0, 20, 0] < 0.05
    assert down[-1, 20, 0] > 0.95
    assert down[20, 0] == pytest.approx(down[20, -1])
    around = canvas.around(WHITE, BLACK, (0.5, 0.5), 0.5)
    assert around[20, 20, 0] > 0.9
    assert around[0, 0, 0] == 0.0
    assert shaded(BLACK, WHITE, np.array([-1.0, 2.0], dtype=np.float32))[:, 0] == pytest.approx([0.0, 1.0])


def test_a_glow_has_an_opacity_of_its_own_at_each_place():
    canvas = Canvas(2, BLACK)
    canvas.glow(WHITE, np.array([[0.0, 0.25], [0.5, 1.0]], dtype=np.float32))
    assert canvas.pixels[:, :, 1] == pytest.approx(np.array([[0.0, 0.25], [0.5, 1.0]]))
