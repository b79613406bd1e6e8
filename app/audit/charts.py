"""Charts as SVG inside a page: bars that lie, columns that stand. No script, nothing from elsewhere. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

_WIDTH = 640  # units of the drawing; it scales with the page
_NAME, _NUMBER, _ROW, _BAR = 180, 70, 26, 16
_HEIGHT, _LABELS, _MOST_COLUMNS = 150, 22, 60


def bars(title: str, rows: Sequence[tuple[str, int]]) -> str:
    """Return a chart of names with a bar for the number of each.

    Args:
        title: What it shows, for those who cannot see it.
        rows: Names and numbers, in order.
    """
    most = max((number for _, number in rows), default=0)
    room = _WIDTH - _NAME - _NUMBER
    drawn = []
    for n, (name, number) in enumerate(rows):
        top, wide = n * _ROW, round(number / most * room) if most else 0
        drawn.append(
            f'<text x="{_NAME - 8}" y="{top + 17}" text-anchor="end">{escape(_short(name))}</text>'
            f'<rect x="{_NAME}" y="{top + 5}" width="{max(wide, 2 if number else 0)}" height="{_BAR}" rx="2"/>'
            f'<text x="{_NAME + wide + 8}" y="{top + 17}">{number:,}</text>'
        )
    return _svg(title, "".join(drawn), len(rows) * _ROW)


def columns(title: str, periods: Sequence[tuple[str, int]]) -> str:
    """Return a chart with a column for each period, of which the newest are shown.

    Args:
        title: What it shows, for those who cannot see it.
        periods: Labels and numbers, in order.
    """
    shown = periods[-_MOST_COLUMNS:]
    most = max((number for _, number in shown), default=0)
    step = min(_WIDTH / max(len(shown), 1), 60)
    every = max(1, -(-len(shown) * 62 // _WIDTH))  # a label needs some 62 units
    drawn = []
    for n, (label, number) in enumerate(shown):
        left, tall = n * step, round(number / most * (_HEIGHT - 24)) if most else 0
        tall = max(tall, 2 if number else 0)
        drawn.append(f'<rect x="{left + 2:.1f}" y="{_HEIGHT - tall}" width="{step - 4:.1f}" height="{tall}" rx="2"/>')
        if number:
            drawn.append(f'<text x="{left + step / 2:.1f}" y="{_HEIGHT - tall - 5}" text-anchor="middle">{number:,}</text>')
        if n % every == 0:
            drawn.append(f'<text x="{left + 2:.1f}" y="{_HEIGHT + 16}">{escape(label)}</text>')
    line = f'<path d="M0 {_HEIGHT + 0.5}H{_WIDTH}"/>'
    return _svg(title, line + "".join(drawn), _HEIGHT + _LABELS)


def _svg(title: str, drawn: str, height: int) -> str:
    return f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title)}"><title>{escape(title)}</title>{drawn}</svg>'


def _short(name: str) -> str:
    return name if len(name) <= 24 else name[:23] + "…"
