"""Draws lines over sizes as an SVG, both axes logarithmic, without any library."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 720, 420
LEFT, RIGHT, TOP, BOTTOM = 70, 210, 40, 50
COLOURS = ("#1b6ca8", "#c8553d", "#588157", "#7b4b94")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chart.

    Attributes:
        name: Its name; lines with the same first word have the same colour.
        points: Pairs of numbers above 0.
        dashed: Whether it is drawn dashed.
    """

    name: str
    points: tuple[tuple[float, float], ...]
    dashed: bool = False


def line_chart(title: str, across: str, up: str, lines: Sequence[Line]) -> str:
    """Draw lines.

    Args:
        title: What is seen.
        across: Name of the horizontal axis.
        up: Name of the vertical axis.
        lines: The lines; at least one point.

    Returns:
        An SVG document.
    """
    xs = [math.log10(x) for line in lines for x, _ in line.points]
    ys = [math.log10(y) for line in lines for _, y in line.points]
    low_x, high_x = min(xs) - 0.1, max(xs) + 0.1
    low_y, high_y = math.floor(min(ys)), math.ceil(max(ys)) or 1

    def place(x: float, y: float) -> tuple[float, float]:
        return (
            LEFT + (x - low_x) / (high_x - low_x) * (WIDTH - LEFT - RIGHT),
            HEIGHT - BOTTOM - (y - low_y) / max(high_y - low_y, 1) * (HEIGHT - TOP - BOTTOM),
        )

    drawn = [f'<text x="{LEFT}" y="24" font-size="16">{escape(title)}</text>']
    for power in range(low_y, high_y + 1):
        _, y = place(low_x, power)
        drawn.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>')
        drawn.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g}</text>')
    for size in sorted({x for line in lines for x, _ in line.points}):
        x, y = place(math.log10(size), low_y)
        drawn.append(f'<text x="{x:.1f}" y="{y + 18:.1f}" text-anchor="middle">{size:,.0f}</text>')
    drawn.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 10}" text-anchor="middle">{escape(across)}</text>')
    drawn.append(f'<text transform="translate(18 {HEIGHT / 2}) rotate(-90)" text-anchor="middle">{escape(up)}</text>')
    first_words = list(dict.fromkeys(line.name.split(",")[0] for line in lines))
    for number, line in enumerate(lines):
        colour = COLOURS[first_words.index(line.name.split(",")[0]) % len(COLOURS)]
        spots = [place(math.log10(x), math.log10(y)) for x, y in line.points]
        dash = ' stroke-dasharray="6 4"' if line.dashed else ""
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
        drawn.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>')
        drawn += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in spots]
        y = TOP + 18 * number
        drawn.append(
            f'<line x1="{WIDTH - RIGHT + 12}" x2="{WIDTH - RIGHT + 40}" y1="{y}" y2="{y}" stroke="{colour}" stroke-width="2"{dash}/>'
        )
        drawn.append(f'<text x="{WIDTH - RIGHT + 46}" y="{y + 4}">{escape(line.name)}</text>')
    body = "\n".join(drawn)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">'
    return f'{head}\n<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>\n{body}\n</svg>\n'
