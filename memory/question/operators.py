"""Filters that a person types into the question itself, as in mail programs: ``from:mum kind:call since:march knee``.

Pure. What stands behind a colon is one word, or several in quotes. A word that is no filter, such as ``note:`` or a link,
stays in the question.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import get_args

from keepmum.memory.record import Kind

_OPERATOR = re.compile(
    r'(?<!\S)(?P<name>from|with|kind|in|since|after|until|before):(?:"(?P<quoted>[^"]+)"|(?P<word>[^\s"]+))(?!\S)', re.IGNORECASE
)
_KINDS: tuple[Kind, ...] = get_args(Kind)
_KIND_WORDS: dict[str, Kind] = dict(zip(_KINDS, _KINDS, strict=True)) | {"chat": "message", "note": "memo", "mail": "email"}

MAX_FILTERS = 50
"""How many different filters of a question are read; those after them stay words of it."""

Period = tuple[datetime | None, datetime | None]


@dataclass(frozen=True, slots=True)
class Typed:
    """A question, and the filters that stood in it.

    Attributes:
        text: The question without them.
        speakers: Whose records only: those that one of these people spoke or wrote; empty for everybody's.
        taking_part: Only records in which one of these people takes part; empty for all.
        kinds: Only these kinds; none for all.
        threads: Only threads whose name has one of these in it; empty for all.
        since: Only from this time on.
        until: Only before this time.
        too_many: Whether filters were left in the text because there were more than `MAX_FILTERS`.
    """

    text: str = field(repr=False)
    speakers: tuple[str, ...] = field(default=(), repr=False)
    taking_part: tuple[str, ...] = field(default=(), repr=False)
    kinds: frozenset[Kind] | None = None
    threads: tuple[str, ...] = field(default=(), repr=False)
    since: datetime | None = None
    until: datetime | None = None
    too_many: bool = False


def typed_filters(text: str, period: Callable[[str], Period | None]) -> Typed:
    """Take the filters out of a question.

    The same filter typed again says nothing new. Several of "from", "with", "in" or "kind" leave what one of them leaves; of several
    times the narrowest counts.

    Args:
        text: The question, as typed.
        period: Reads a time in words, such as "march" or "2025-03-04": its beginning and its end; none where it is no time.

    Returns:
        The question without the filters that were understood, and these.
    """
    found = Typed("")
    read: dict[tuple[str, str], bool] = {}  # each filter, and whether it was understood
    rest: list[str] = []
    done = 0
    for match in _OPERATOR.finditer(text):
        name, value = match["name"].casefold(), match["quoted"] or match["word"]
        if (name, value) not in read:
            if len(read) == MAX_FILTERS:
                found = found if found.too_many else replace(found, too_many=True)
                continue
            taken = _taken(found, name, value, period)
            read[name, value] = taken is not None
            found = taken or found
        if read[name, value]:
            rest.append(text[done : match.start()])
            done = match.end()
    rest.append(text[done:])
    return replace(found, text="".join(rest).strip() if done else text)


def _taken(found: Typed, name: str, value: str, period: Callable[[str], Period | None]) -> Typed | None:
    """Add one filter; none where its value means nothing."""
    if name == "from":
        return replace(found, speakers=(*found.speakers, value))
    if name == "with":
        return replace(found, taking_part=(*found.taking_part, value))
    if name == "in":
        return replace(found, threads=(*found.threads, value))
    if name == "kind":
        word = value.casefold().removesuffix("s")
        kind = _KIND_WORDS.get(word)
        return None if kind is None else replace(found, kinds=(found.kinds or frozenset()) | {kind})
    span = period(value)
    # "since March" begins with March, "after March" when it is over; "until March" ends with March, "before March" when it begins.
    side = None if span is None else span[0] if name in ("since", "before") else span[1]
    if side is None:
        return None
    if name in ("since", "after"):
        return replace(found, since=side if found.since is None else max(found.since, side))
    return replace(found, until=side if found.until is None else min(found.until, side))
