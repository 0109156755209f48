import re

import pytest

from cases.patchwork import NAVY, SHORTEST_SIDE, TINTS, patchwork

SVG_LIMIT = 2048
SIZES = [(360, 84, 4), (760, 220, 4), (520, 360, 6), (1200, 420, 6)]


def test_patchwork_of_one_seed_is_always_the_same():
    assert patchwork("2021/37", 360, 84) == patchwork("2021/37", 360, 84)


def test_patchwork_of_other_seeds_differs():
    assert len({patchwork(f"2021/{number}", 360, 84) for number in range(61)}) == 61


@pytest.mark.parametrize(("width", "height", "levels"), SIZES)
def test_patchwork_stays_small(width, height, levels):
    sizes = [len(patchwork(f"2021/{number}", width, height, levels=levels)) for number in range(200)]
    assert max(sizes) < SVG_LIMIT if levels == 4 else max(sizes) < 2 * SVG_LIMIT


def test_patchwork_is_hidden_and_has_no_inline_style():
    svg = patchwork("2021/1", 360, 84)
    assert svg.startswith('<svg aria-hidden="true" viewBox="0 0 360 84"')
    assert "style" not in svg


def _area(outline):
    """Area of `Mx y` and relative h, v, l lines by the shoelace formula."""
    x, y = map(int, re.match(r"M(\d+) (\d+)", outline).groups())
    points = [(x, y)]
    for letter, first, second in re.findall(r"([hvl])(-?\d+)(?: (-?\d+))?", outline):
        x += int(first) if letter in "hl" else 0
        y += int(first) if letter == "v" else int(second or 0)
        points.append((x, y))
    pairs = zip(points, points[1:] + points[:1], strict=True)
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs)) / 2


@pytest.mark.parametrize(("width", "height", "levels"), SIZES)
def test_pieces_cover_the_whole_cloth(width, height, levels):
    svg = patchwork("2021/24", width, height, levels=levels)
    outlines = [
        piece + "z" for path in re.findall(r' d="([^"]+)"', svg) for piece in path.split("z") if piece
    ]
    assert sum(map(_area, outlines)) == width * height


def test_no_piece_is_a_splinter():
    svg = patchwork("2021/24", 520, 360, levels=6)
    assert min(int(side) for side in re.findall(r"h(\d+)v", svg)) >= SHORTEST_SIDE


@pytest.mark.parametrize("tints", [TINTS, NAVY])
def test_tints_are_twelve_and_no_other_is_used(tints):
    assert len(tints) == 12
    assert set(re.findall(r'fill="(#\w+)"', patchwork("2021/1", 1200, 420, levels=6, tints=tints))) <= set(
        tints
    )
