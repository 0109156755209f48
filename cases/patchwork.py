"""Patchwork covers: many small pieces make one cloth, drawn from a seed and always the same for it.

Pure: text in, SVG out. The picture is decoration, hidden from screen readers, and its geometry stands in
attributes, so that it needs no inline style.
"""

from collections.abc import Sequence
from random import Random

TINTS = (
    "#ecf2fe", "#d8e5fd", "#b1cefb", "#86aff9", "#d6e0eb", "#bacbde",
    "#fff3db", "#ffe0a3", "#ffc95c", "#fbeff0", "#f5d6d9", "#eaf6ec",
)  # fmt: skip
NAVY = (
    "#052561", "#06296b", "#063a74", "#07307c", "#083891", "#0a3180",
    "#0b50d0", "#063a74", "#083891", "#07307c", "#86aff9", "#ffc95c",
)  # fmt: skip

SHORTEST_SIDE = 24
DIAGONAL_SHARE = 0.3
REST_SHARE = 0.12


def patchwork(
    seed: str, width: int, height: int, *, levels: int = 4, tints: Sequence[str] = TINTS, seam: str = "#fff"
) -> str:
    """Return an SVG of `width` × `height`: the cloth is cut in two up to `levels` times, one path a tint.

    >>> patchwork("2021/37", 360, 84) == patchwork("2021/37", 360, 84)
    True
    >>> patchwork("2021/37", 360, 84) == patchwork("2021/38", 360, 84)
    False
    """
    rng = Random(seed)  # noqa: S311 - a picture, not a secret
    by_tint: dict[str, list[str]] = {}
    for x, y, w, h in _cut(rng, 0, 0, width, height, levels):
        for piece in _pieces(rng, x, y, w, h):
            by_tint.setdefault(rng.choice(tints), []).append(piece)
    paths = "".join(f'<path fill="{tint}" d="{"".join(pieces)}"/>' for tint, pieces in by_tint.items())
    return (
        f'<svg aria-hidden="true" viewBox="0 0 {width} {height}" preserveAspectRatio="xMidYMid slice">'
        f'<g stroke="{seam}" stroke-width="2">{paths}</g></svg>'
    )


def _cut(rng, x, y, w, h, levels):
    """Yield rectangles: the longer side is cut near its middle until the levels or the room run out."""
    longer = max(w, h)
    rests = levels <= 2 and rng.random() < REST_SHARE
    if levels == 0 or longer < 2 * SHORTEST_SIDE or rests:
        yield x, y, w, h
        return
    cut = min(max(round(longer * rng.uniform(0.36, 0.64)), SHORTEST_SIDE), longer - SHORTEST_SIDE)
    if w >= h:
        yield from _cut(rng, x, y, cut, h, levels - 1)
        yield from _cut(rng, x + cut, y, w - cut, h, levels - 1)
    else:
        yield from _cut(rng, x, y, w, cut, levels - 1)
        yield from _cut(rng, x, y + cut, w, h - cut, levels - 1)


def _pieces(rng, x, y, w, h):
    """Return the outline of a rectangle, or of its two halves along a diagonal."""
    if rng.random() >= DIAGONAL_SHARE:
        return [f"M{x} {y}h{w}v{h}h-{w}z"]
    if rng.random() < 0.5:
        return [f"M{x} {y}h{w}v{h}z", f"M{x} {y}v{h}h{w}z"]
    return [f"M{x} {y}h{w}l-{w} {h}z", f"M{x + w} {y}v{h}h-{w}z"]
