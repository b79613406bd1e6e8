"""Write an address or a place more coarsely, as far as its own text tells how: a post code as its area, an address as its town."""

from __future__ import annotations

import re

from keepmum.policy.detectors.words import words

_UK = re.compile(r"(?<![A-Za-z0-9])([A-Z]{1,2})[0-9][A-Z0-9]? ?[0-9][A-Z]{2}(?![A-Za-z0-9])", re.IGNORECASE)
_US = re.compile(r"(?<![A-Za-z0-9])([A-Z]{2}),? [0-9]{5}(?:-[0-9]{4})?(?![A-Za-z0-9])")
_CANADA = re.compile(r"([A-Z])[0-9][A-Z][ \-]?[0-9][A-Z][0-9]", re.IGNORECASE)
_ZIP = re.compile(r"([0-9]{3})[0-9]{2}-[0-9]{4}")
_STEP = re.compile(r"[\u4e00-\u9fff]{2,7}?(?:省|自治区|特别行政区|市|自治州|地区|盟)")


def coarser(text: str) -> str | None:
    """Return a coarser place than ``text`` that stands in it; none where the text does not tell one.

    Args:
        text: An address, a post code or a place, and nothing else.
    """
    plain = text.strip()
    if re.search("[\u4e00-\u9fff]", plain):
        return _chinese(plain)
    code = _UK.fullmatch(plain) or _CANADA.fullmatch(plain)
    if code:
        return code[1].upper()
    zip_code = _ZIP.fullmatch(plain)
    if zip_code:
        return f"{zip_code[1]}xx"
    town = _town(plain)
    if town is not None:
        return town
    state = _US.search(plain)
    if state and state.end() == len(plain):
        return state[1]
    british = _UK.search(plain)
    return british[1].upper() if british and british.end() == len(plain) else None


def _chinese(text: str) -> str | None:
    """Return the largest step of a Chinese address that has several."""
    step = _STEP.match(text)
    return step[0] if step and step.end() < len(text) else None


def _town(text: str) -> str | None:
    """Return the last piece between commas that is a known town, without a post code behind it."""
    pieces = [re.sub(r"[ ,]*(?:[A-Z]{2},? )?[0-9][0-9\-]*$", "", _UK.sub("", piece)).strip() for piece in re.split(r"[,\n]", text)]
    for piece in reversed(pieces[1:]):
        if piece and "_".join(piece.lower().split()) in words("places"):
            return piece
    return None
