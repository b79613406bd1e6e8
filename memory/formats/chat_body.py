"""What stands after a chat header: a sender and a text, a file, or something that the app itself says."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from keepmum.memory.formats.chat_line import MARKS
from keepmum.memory.formats.chat_words import (
    APP_TEXTS,
    ATTACHED,
    DELETED,
    DELETED_BY,
    EDITED,
    FILE_ATTACHED,
    OMITTED,
    OMITTED_CHINESE,
    OMITTED_WHOLE,
    SYSTEM,
)

MAX_SENDER = 128  # characters; names of contacts and groups are shorter


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_CHINESE = _any(word for word in OMITTED if ord(word[0]) > 0x2E80)
_LATIN = _any(word for word in OMITTED if ord(word[0]) <= 0x2E80)
# Every repetition is bounded: constant time at each place.
_ATTACHED = re.compile(rf"<(?:{_any(ATTACHED)})\s?[:：]\s?(?P<name>[^<>\n]{{1,255}})>", re.IGNORECASE)
_FILE = re.compile(rf"(?P<name>[^\n/\\<>]{{1,250}}\.\w{{1,8}}) ?[(（](?:{_any(FILE_ATTACHED)})[)）]", re.IGNORECASE)
_OMITTED = re.compile(
    rf"<?(?P<latin>{_LATIN})\s?omitted>?"
    rf"|<?(?P<behind>{_CHINESE})\s?(?:已|被|已被)?(?:{_any(OMITTED_CHINESE)})>?"
    rf"|<(?:已)?(?:{_any(OMITTED_CHINESE)})(?P<before>{_CHINESE})>"
    rf"|<(?:{_any(OMITTED_WHOLE)})>",
    re.IGNORECASE,
)
_EDITED = re.compile(rf"\s?<(?:{_any(EDITED)})>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Body:
    """What a message holds.

    Attributes:
        text: What was written, without the app's own marks.
        attachments: The names of the files that came with it, or their kind where the export left them out.
        deleted: Whether only the app's note is left that something was deleted.
    """

    text: str = field(repr=False)
    attachments: tuple[str, ...] = field(default=(), repr=False)
    deleted: bool = False


def clean_name(name: str) -> str:
    """Return a sender's name without marks of direction and without the tilde of people who are no contact."""
    name = name.strip(MARKS + " \u00a0\u202f")
    return name.removeprefix("~").strip(MARKS + " \u00a0\u202f") or name


def is_app_text(text: str) -> bool:
    """Say whether the app wrote this text, though it stands after a name: a known beginning, or a mark and a known phrase."""
    lowered = text[:400].strip(MARKS + " ").lower()
    return lowered.startswith(APP_TEXTS) or (text.startswith(MARKS[0]) and any(phrase in lowered for phrase in SYSTEM))


class Senders:
    """The names that can stand before a colon in one export.

    A name may itself hold a colon ("Dr: Chen"). It is taken as part of the name if at least three messages begin so,
    and all messages with the shorter name do.
    """

    def __init__(self, rests: Iterable[str]) -> None:
        """Learn from what stands after all headers."""
        short: Counter[str] = Counter()
        longer: dict[str, Counter[str]] = defaultdict(Counter)
        for rest in rests:
            name, found, after = rest.partition(": ")
            if not found or not _may_be_name(name):
                continue
            short[name] += 1
            more, again, _ = after.partition(": ")
            if again and len(more) <= MAX_SENDER:
                longer[name][f"{name}: {more}"] += 1
        self._short = frozenset(short)
        self._longer = {
            name: extended for name, counts in longer.items() for extended, count in counts.items() if count >= 3 and count == short[name]
        }

    def part(self, rest: str) -> tuple[str, str] | None:
        """Return sender and text of what stands after a header; none if the app itself speaks."""
        first, newline, more = rest.partition("\n")
        name, found, text = first.partition(": ")
        if found and _may_be_name(name):
            extended = self._longer.get(name)
            if extended is not None:
                return clean_name(extended), first[len(extended) + 2 :] + newline + more
            return clean_name(name), text + newline + more
        name, found, text = first.partition(":")  # "Mei:" with an empty or unspaced text, of a known sender only
        if found and name in self._short:
            return clean_name(name), text + newline + more
        return None


def _may_be_name(name: str) -> bool:
    if not 0 < len(name) <= MAX_SENDER or not name.strip(MARKS + " \u202f\u00a0~"):
        return False
    lowered = name.lower()
    return not any(phrase in lowered for phrase in SYSTEM)


def body(text: str) -> Body:
    """Return what a message's text holds, files and the app's marks apart."""
    bare = text.strip(MARKS + " \n")
    if bare.rstrip(".。").lower() in DELETED or bare.lower().startswith(DELETED_BY):
        return Body("", deleted=True)
    shown = _without_edited(text)
    first, newline, below = shown.partition("\n")  # a file stands on the first line, its caption before, behind or below
    core = first.strip(MARKS + " ")
    omitted = _OMITTED.fullmatch(core)
    if omitted is not None:
        word = omitted["latin"] or omitted["behind"] or omitted["before"] or "media"
        return Body(below, (OMITTED[word.lower()],))
    found = _ATTACHED.match(core) or _FILE.match(core)
    if found is not None:
        behind = core[found.end() :].strip(MARKS + " ")
        return Body("\n".join(part for part in (behind, below) if part), (found["name"].strip(MARKS + " "),))
    at = first.rfind("<")
    found = _ATTACHED.fullmatch(first, at) if at > 0 else None  # iOS: "caption <attached: name>"
    if found is not None:
        return Body(first[:at].rstrip(MARKS + " ") + newline + below, (found["name"].strip(MARKS + " "),))
    return Body(shown)


def _without_edited(text: str) -> str:
    """Return a text without the mark at its end that says it was edited."""
    at = text.rfind("<")
    if at < 0 or not _EDITED.fullmatch(text[at:].rstrip(MARKS + " \n")):
        return text
    return text[:at].rstrip(MARKS).removesuffix(" ").rstrip(MARKS)
