"""A checkpoint as a QR code: carried elsewhere by a phone's camera, with no cable and no network."""

from __future__ import annotations

from io import BytesIO, StringIO

import segno

_QUIET = 2  # modules of light around a code at a terminal; on paper it has the 4 of ISO/IEC 18004


def at_terminal(text: str) -> str:
    """Return a QR code as lines of half blocks, dark on light for any colours of the terminal; 250 characters take 65 columns."""
    out = StringIO()
    _code(text).terminal(out, compact=True, border=_QUIET)
    return out.getvalue().rstrip("\n")


def as_svg(text: str) -> bytes:
    """Return a QR code as an SVG picture."""
    out = BytesIO()
    _code(text).save(out, kind="svg", scale=4, dark="#000", light="#fff")
    return out.getvalue()


def as_png(text: str) -> bytes:
    """Return a QR code as a PNG picture."""
    out = BytesIO()
    _code(text).save(out, kind="png", scale=6)
    return out.getvalue()


def _code(text: str) -> segno.QRCode:
    """Return the code, with the least redundancy: it is read from a clean screen or a sheet of paper, not from a dirty parcel."""
    return segno.make_qr(text, error="l", boost_error=True, encoding="utf-8", eci=False)
