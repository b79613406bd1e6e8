"""The one thing that keepmum keeps: a record, which is one turn, memo, event or contact."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Literal, NewType, get_args

RecordId = NewType("RecordId", str)
"""26 characters of Crockford's base 32 (a ULID): sorts by the time it was made."""

Kind = Literal["message", "memo", "call", "email", "event", "contact"]
KINDS: frozenset[str] = frozenset(get_args(Kind))

MAX_TEXT = 1_000_000  # characters; a longer text is a file, not a turn
MAX_NAMES = 1_000  # names in `who`, `tags` or `attachments`


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _is_whole(text: str) -> bool:
    """Say whether a text can be written to a file: no half of a surrogate pair is in it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Record:
    """One turn, memo, event or contact, word for word.

    Its repr shows no content: texts, names, threads and tags are private.

    Attributes:
        text: What was said or written, verbatim. At most `MAX_TEXT` characters.
        kind: What it is.
        at: When it happened; always with a time zone.
        who: The people in it, speaker or writer first.
        thread: The chat, call or notebook that it belongs to; empty for none.
        source: The kind of place that it came from, such as "whatsapp".
        ref: The source's own id for it, kept so that a second import finds it.
        tags: The person's own labels, sorted.
        ends: When it ended, for calls and events.
        reply_to: The `ref` of the record that this answers.
        attachments: Names of files that came with it; the files are not kept.
        id: Given by the store; empty before.
        added_at: When the store took it in; given by the store.
    """

    text: str = field(repr=False)
    kind: Kind = "memo"
    at: datetime = field(default_factory=_utc_now)
    who: tuple[str, ...] = field(default=(), repr=False)
    thread: str = field(default="", repr=False)
    source: str = field(default="api", repr=False)
    ref: str | None = field(default=None, repr=False)
    tags: tuple[str, ...] = field(default=(), repr=False)
    ends: datetime | None = None
    reply_to: str | None = field(default=None, repr=False)
    attachments: tuple[str, ...] = field(default=(), repr=False)
    id: RecordId = RecordId("")
    added_at: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be kept.

        Raises:
            ValueError: The kind is unknown, a time has no zone, or something is too long.
            TypeError: The text is no string, or a list of names is a bare string.
        """
        if not isinstance(self.text, str):
            raise TypeError("text must be a str")
        if len(self.text) > MAX_TEXT:
            raise ValueError(f"text is longer than {MAX_TEXT} characters")
        if self.kind not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(sorted(KINDS))}")
        for name in ("who", "tags", "attachments"):
            value = getattr(self, name)
            if isinstance(value, str) or not all(isinstance(item, str) for item in value):
                raise TypeError(f"{name} must be a sequence of str")
            if len(value) > MAX_NAMES:
                raise ValueError(f"{name} holds more than {MAX_NAMES} entries")
            object.__setattr__(self, name, tuple(value))
        object.__setattr__(self, "tags", tuple(sorted(set(self.tags))))
        for name in ("at", "ends", "added_at"):
            value = getattr(self, name)
            if value is not None and (not isinstance(value, datetime) or value.tzinfo is None):
                raise ValueError(f"{name} must be a datetime with a time zone")
            try:
                _ = value and not 1 < value.year < 9999 and value.astimezone(UTC)
            except OverflowError:
                raise ValueError(f"{name} lies outside the years 1 to 9999 in UTC") from None
        for text in (self.text, self.thread, self.source, self.ref or "", self.reply_to or "", *self.who, *self.tags, *self.attachments):
            if not _is_whole(text):
                raise ValueError("a text holds half of a surrogate pair, which no file can keep")

    @property
    def speaker(self) -> str:
        """Who spoke or wrote; empty where nobody is named."""
        return self.who[0] if self.who else ""


EDITABLE: frozenset[str] = frozenset({"text", "kind", "at", "who", "thread", "ends", "reply_to", "attachments"})
"""The fields that `edit` may change; tags have their own operations, the rest belongs to the source or the store."""

FIELDS: Sequence[str] = tuple(f.name for f in fields(Record))


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for.

    Attributes:
        text: The question or the words, in the person's own language; empty to list what the filters leave, newest first.
        limit: How many hits at most, 1 to 1,000.
        kinds: Only records of these kinds; none for all.
        who: Only records in which this person speaks or is named in `who`; matched without case.
        thread: Only records of this thread.
        since: Only records that happened at this time or later.
        until: Only records that happened before this time.
        now: When the question is asked, for "yesterday" and "last spring"; none for this moment.
    """

    text: str = field(repr=False)
    limit: int = 10
    kinds: frozenset[str] | None = None
    who: str | None = field(default=None, repr=False)
    thread: str | None = field(default=None, repr=False)
    since: datetime | None = None
    until: datetime | None = None
    now: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse a question that has no meaning.

        Raises:
            ValueError: The limit or a kind is out of range, a time has no zone, or a text holds half of a surrogate pair.
            TypeError: An argument is of another type.
        """
        for name in ("text", "who", "thread"):
            value = getattr(self, name)
            if not isinstance(value, str) and (value is not None or name == "text"):
                raise TypeError(f"{name} must be a str")
            if isinstance(value, str) and not _is_whole(value):
                raise ValueError(f"{name} holds half of a surrogate pair")
        limit: object = self.limit
        if not isinstance(limit, int) or isinstance(limit, bool):
            raise TypeError("limit must be an int")
        if not 1 <= self.limit <= 1000:
            raise ValueError("limit must be from 1 to 1,000")
        if self.kinds is not None:
            object.__setattr__(self, "kinds", kind_set(self.kinds))
        if self.kinds is not None and not self.kinds <= KINDS:
            raise ValueError(f"kinds must be among {', '.join(sorted(KINDS))}")
        for name in ("since", "until", "now"):
            value = getattr(self, name)
            if value is not None and not isinstance(value, datetime):
                raise TypeError(f"{name} must be a datetime")
            if value is not None and value.tzinfo is None:
                raise ValueError(f"{name} must have a time zone")


def kind_set(kinds: Iterable[str]) -> frozenset[str]:
    """Return kinds of record as a set.

    Args:
        kinds: The names of kinds; a name alone is refused, for its letters are no kinds.

    Raises:
        TypeError: They are no collection of names.
    """
    given: object = kinds
    names: list[object] = list(given) if isinstance(given, Iterable) else [None]
    if isinstance(given, str) or not all(isinstance(name, str) for name in names):
        raise TypeError("kinds must be a collection of str")
    return frozenset(name for name in names if isinstance(name, str))


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that was found, with the reason.

    Attributes:
        record: The verbatim turn.
        score: How well it fits; comparable inside one result only, higher is better.
        why: The reasons, strongest first, such as "words: dentist, tuesday" or "meaning: rank 2".
        context: The turns around it in its thread, in order of time, without the turn itself.
        meaning_rank: Its place among all records by meaning, 1 for the nearest; none where meaning did not find it.
        speaker_named: Whether the question names the one who spoke.
        words: The question's words that the record itself has, folded, in the question's order.
        copies: Near-duplicates of the record that were found too, in order of time; they are folded into this hit.
        corrections: Later turns of the same talk that correct the record, in order of time.
    """

    record: Record
    score: float
    why: tuple[str, ...] = field(default=(), repr=False)
    context: tuple[Record, ...] = field(default=(), repr=False)
    meaning_rank: int | None = None
    speaker_named: bool = False
    words: tuple[str, ...] = field(default=(), repr=False)
    copies: tuple[Record, ...] = field(default=(), repr=False)
    corrections: tuple[Record, ...] = field(default=(), repr=False)
