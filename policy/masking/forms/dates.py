"""Move a date by a number of days and write it as it was written. What is not a whole date is not moved: it becomes a token.

Each offset is a multiple of seven days, so that "Tuesday 12 March" stays a Tuesday, and one offset for all dates of a subject keeps what
lies between them. It hides when something was, not that two dates are three weeks apart; who knows one of the dates knows them all.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Literal

Order = Literal["day", "month"]
"""What comes first in "03/04/2024"."""

_MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]
_SHORT = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?)"
"""The pattern of a day of the week, in small letters."""
MONTH = "|".join([*_MONTHS, "sept", *_SHORT])
"""The pattern of a month, in small letters; "may" is there twice."""
_HAN_DIGITS = "零一二三四五六七八九"
_WEEKS = 52  # a date moves by at most a year
_LEAP, _COMMON = 2024, 2023  # a day without its year is moved only where both kinds of year give the same day


@dataclass(frozen=True, slots=True)
class _Read:
    """A date as it was written.

    Attributes:
        day: The date; its year is `_COMMON` where none was written.
        pieces: What was written: "{year}", "{month}", "{day}" and the text between them.
        styles: How each of the three was written.
        with_year: Whether a year was written.
    """

    day: date
    pieces: tuple[str, ...] = field(repr=False)
    styles: dict[str, str] = field(repr=False)
    with_year: bool = True


def offset(seed: bytes, subject: str) -> int:
    """Return the number of days by which the dates of ``subject`` move: a multiple of 7 between 2 and 52 weeks, either way.

    Args:
        seed: The secret of the conversation.
        subject: Whose dates; empty for those of nobody in particular.
    """
    number = int.from_bytes(
        hashlib.sha256(b"keepmum/v1/shift" + len(seed).to_bytes(4, "big") + seed + subject.encode()).digest()[:8], "big"
    )
    weeks = 2 + (number >> 1) % (_WEEKS - 1)
    return 7 * (weeks if number % 2 else -weeks)


def order_of(texts: Iterable[str]) -> Order | None:
    """Return what comes first in the numeric dates of one request, where those of them that can be told all say the same."""
    seen: set[Order] = set()
    for text in texts:
        found = _patterns()["numeric"].fullmatch(text.strip())
        if found and int(found["a"]) > 12 >= int(found["b"]):
            seen.add("day")
        elif found and int(found["b"]) > 12 >= int(found["a"]):
            seen.add("month")
    return seen.pop() if len(seen) == 1 else None


def shift(text: str, days: int, order: Order | None = None) -> str | None:
    """Return the date in ``text``, moved by ``days`` and written the same way; none where it is no whole date that can be told.

    Args:
        text: A date and nothing else, such as "12th of March 2024", "2024-03-12", "12.3.24" or "2024年3月12日".
        days: How far it moves.
        order: What comes first in numeric dates, where that is known.
    """
    read = _read(text, order)
    if read is None:
        return None
    try:
        moved = read.day + timedelta(days=days)
        if not read.with_year:
            other = date(_LEAP, read.day.month, read.day.day) + timedelta(days=days)
            if (other.month, other.day) != (moved.month, moved.day):
                return None
        if not 1900 <= moved.year <= 2099:
            return None
    except (ValueError, OverflowError):
        return None
    return "".join(_write(moved, piece[1:-1], read.styles) if piece.startswith("{") else piece for piece in read.pieces)


def month_number(name: str) -> int:
    """Return the number of a month, 1 to 12, by its English name: "July", "jul", "Jul."."""
    return _SHORT.index(name[:3].lower()) + 1


def year_of(text: str) -> int | None:
    """Return the year in a date, where it stands there in full."""
    read = _read(text, "day")
    if read is not None and read.with_year and read.styles.get("year") != "2":
        return read.day.year
    found = re.findall(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])", text)
    return int(found[0]) if len(found) == 1 else None


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    month = f"(?P<month>{MONTH})"
    number = r"(?P<day>0?[1-9]|[12][0-9]|3[01])"
    year = r"(?P<year>(?:19|20)[0-9]{2})"
    han = "[一二三四五六七八九十]{1,3}"
    weekday = rf"(?P<w>(?:{WEEKDAY}\.?,? (?:the )?)?)"
    sources = {
        "iso": rf"{year}(?P<s>[\-/.])(?P<month>0?[1-9]|1[0-2])(?P<t>(?P=s)){number}(?P<z>(?:T[0-9:.]{{4,15}}Z?)?)",
        "compact": r"(?P<year>(?:19|20)[0-9]{2})(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12][0-9]|3[01])(?P<z>(?:T[0-9]{4,6}Z?)?)",
        "numeric": r"(?P<a>[0-9]{1,2})(?P<s>[\-/.])(?P<b>[0-9]{1,2})(?P<t>(?P=s))(?P<year>(?:19|20)?[0-9]{2})",
        "day_first": rf"{weekday}{number}(?P<o>(?:st|nd|rd|th)?)(?P<s>(?: of)?[ \-]){month}(?P<z>\.?)"
        rf"(?:(?P<t>,?[ \-])(?P<year>(?:19|20)[0-9]{{2}}))?",
        "month_first": rf"{weekday}{month}(?P<z>\.?)(?P<s>[ \-](?:the )?){number}(?P<o>(?:st|nd|rd|th)?)(?:(?P<t>,? ){year})?",
        "han": r"(?:(?P<year>(?:19|20)[0-9]{2})(?P<s> ?年 ?))?(?P<month>[1-9]|0[1-9]|1[0-2])(?P<t> ?月 ?)"
        r"(?P<day>0?[1-9]|[12][0-9]|3[01])(?P<z> ?[日号])",
        "han_words": rf"(?:(?P<year>[一二][零〇一二三四五六七八九]{{3}})(?P<s>年))?(?P<month>{han})(?P<t>月)(?P<day>{han})(?P<z>[日号])",
    }
    return {name: re.compile(source, re.IGNORECASE) for name, source in sources.items()}


_LAYOUT: dict[str, tuple[str, ...]] = {
    "iso": ("year", "s", "month", "t", "day", "z"),
    "compact": ("year", "month", "day", "z"),
    "day_first": ("w", "day", "s", "month", "z", "t", "year"),
    "month_first": ("w", "month", "z", "s", "day", "t", "year"),
    "han": ("year", "s", "month", "t", "day", "z"),
    "han_words": ("year", "s", "month", "t", "day", "z"),
}


def _read(text: str, order: Order | None) -> _Read | None:
    """Return the date that ``text`` is."""
    for name, pattern in _patterns().items():
        match = pattern.fullmatch(text)
        if match:
            groups = match.groupdict()
            return _numeric(groups, order) if name == "numeric" else _by_layout(name, groups)
    return None


def _by_layout(name: str, groups: dict[str, str | None]) -> _Read | None:
    values = {key: _number(groups[key]) for key in ("year", "month", "day")}
    if groups["year"] is not None and values["year"] is None:
        return None
    styles = {key: _style(groups[key] or "", ordinal=key == "day" and bool(groups.get("o"))) for key in values}
    pieces = tuple(f"{{{key}}}" if key in values else groups[key] or "" for key in _LAYOUT[name] if groups[key] is not None)
    return _dated(values["year"], values["month"], values["day"], pieces, styles)


def _numeric(groups: dict[str, str | None], order: Order | None) -> _Read | None:
    """Return "12/03/2024" read in the order that its numbers or the others of the request tell."""
    first, second, year, apart = (str(groups[key]) for key in ("a", "b", "year", "s"))
    if int(first) > 12:
        order = "day"
    elif int(second) > 12:
        order = "month"
    elif apart == ".":
        order = "day"  # nobody writes a month before a point
    if order is None:
        return None
    day, month = (first, second) if order == "day" else (second, first)
    names = ("{day}", "{month}") if order == "day" else ("{month}", "{day}")
    styles = {"day": _style(day), "month": _style(month), "year": _style(year).replace("02", "2")}
    full = int(year) if len(year) == 4 else (2000 if int(year) < 70 else 1900) + int(year)
    return _dated(full, int(month), int(day), (names[0], apart, names[1], apart, "{year}"), styles)


def _dated(year: int | None, month: int | None, day: int | None, pieces: tuple[str, ...], styles: dict[str, str]) -> _Read | None:
    if month is None or day is None:
        return None
    both = (styles["day"], styles["month"])
    chinese = any("月" in piece for piece in pieces)
    if all(style in {"02", "1", "2"} for style in both) and ("02" in both or (both == ("2", "2") and not chinese)):
        styles |= {"day": "02", "month": "02"}
    try:
        return _Read(date(year or _COMMON, month, day), pieces, styles, year is not None)
    except ValueError:
        return None


def _number(text: str | None) -> int | None:
    """Return the number of a day, a month or a year, in any writing that is read here."""
    if text is None:
        return None
    if text.isascii() and text.isdigit():
        return int(text)
    low = text.lower()
    if low in _MONTHS:
        return _MONTHS.index(low) + 1
    if low[:3] in _SHORT:
        return _SHORT.index(low[:3]) + 1
    if len(text) == 4:
        return int("".join(str(_HAN_DIGITS.index(digit)) for digit in text.replace("〇", "零")))
    return _han_number(text)


def _han_number(text: str) -> int | None:
    tens, ten, ones = text.partition("十")
    if not ten:
        return _HAN_DIGITS.index(text) if len(text) == 1 else None
    if len(tens) > 1 or len(ones) > 1:
        return None
    return 10 * (_HAN_DIGITS.index(tens) if tens else 1) + (_HAN_DIGITS.index(ones) if ones else 0)


def _style(text: str, *, ordinal: bool = False) -> str:
    """Return how a number was written: with a leading zero, with so many digits, as a word, in Chinese."""
    if text.isascii() and text.isdigit():
        return ("th " if ordinal else "") + ("02" if text[0] == "0" else str(len(text)))
    if text and not text.isascii():
        return "〇" if "〇" in text else "han"
    case = "upper" if text.isupper() and len(text) > 1 else "lower" if text.islower() else "title"
    return f"{case} {'long' if text.lower() in _MONTHS and text.lower() != 'may' else 'may' if text.lower() == 'may' else 'short'}"


def _write(moved: date, piece: str, styles: dict[str, str]) -> str:
    """Return a day, a month or a year as it was written before."""
    style, value = styles[piece], {"day": moved.day, "month": moved.month, "year": moved.year}[piece]
    if piece == "year":
        if style in {"han", "〇"}:
            return "".join(_HAN_DIGITS[int(digit)] for digit in str(value)).replace("零", "〇" if style == "〇" else "零")
        return f"{value % 100:02}" if style == "2" else str(value)
    if style in {"han", "〇"}:
        tens, ones = divmod(value, 10)
        return ("" if tens == 0 else "十" if tens == 1 else _HAN_DIGITS[tens] + "十") + (_HAN_DIGITS[ones] if ones else "")
    if " " in style and not style.startswith("th"):
        case, length = style.split()
        word = _SHORT[value - 1] if length == "short" else _MONTHS[value - 1]
        return {"upper": word.upper(), "lower": word, "title": word.capitalize()}[case]
    plain = f"{value:02}" if style.endswith("02") else str(value)
    return plain + _ordinal(value) if style.startswith("th") else plain


def _ordinal(value: int) -> str:
    return "th" if 10 < value % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
