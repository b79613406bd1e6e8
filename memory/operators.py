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

Period = tuple[datetime | None, datetime | None]


@dataclass(frozen=True, slots=True)
class Typed:
    """A question, and the filters that stood in it.

    Attributes:
        text: The question without them.
        speaker: Whose records only: those that this person spoke or wrote.
        taking_part: Only records in which this person takes part.
        kinds: Only these kinds; none for all.
        thread: Only threads whose name has this in it.
        since: Only from this time on.
        until: Only before this time.
    """

    text: str = field(repr=False)
    speaker: str | None = field(default=None, repr=False)
    taking_part: str | None = field(default=None, repr=False)
    kinds: frozenset[Kind] | None = None
    thread: str | None = field(default=None, repr=False)
    since: datetime | None = None
    until: datetime | None = None


def typed_filters(text: str, period: Callable[[str], Period | None]) -> Typed:
    """Take the filters out of a question.

    Args:
        text: The question, as typed.
        period: Reads a time in words, such as "march" or "2025-03-04": its beginning and its end; none where it is no time.

    Returns:
        The question without the filters that were understood, and these.
    """
    found = Typed("")
    rest: list[str] = []
    done = 0
    for match in _OPERATOR.finditer(text):
        taken = _taken(found, match["name"].casefold(), match["quoted"] or match["word"], period)
        if taken is not None:
            found = taken
            rest.append(text[done : match.start()])
            done = match.end()
    rest.append(text[done:])
    return replace(found, text="".join(rest).strip() if done else text)


def _taken(found: Typed, name: str, value: str, period: Callable[[str], Period | None]) -> Typed | None:
    """Add one filter; none where its value means nothing."""
    if name == "from":
        return replace(found, speaker=value)
    if name == "with":
        return replace(found, taking_part=value)
    if name == "in":
        return replace(found, thread=value)
    if name == "kind":
        word = value.casefold().removesuffix("s")
        kind = _KIND_WORDS.get(word)
        return None if kind is None else replace(found, kinds=(found.kinds or frozenset()) | {kind})
    span = period(value)
    if span is None:
        return None
    since, until = span
    if name in ("since", "after"):
        # "since March" begins with March, "after March" when it is over.
        return replace(found, since=since if name == "since" else until)
    # "until March" ends with March, "before March" when it begins.
    return replace(found, until=until if name == "until" else since)
