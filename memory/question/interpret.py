"""Takes a question apart: filters typed into it, times, people, kinds and threads, and the words that are left to look up."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from keepmum.memory.people.roster import Mention, Roster
from keepmum.memory.question.alternatives import shortest
from keepmum.memory.question.kinds import pointing
from keepmum.memory.question.operators import Typed, typed_filters
from keepmum.memory.question.understand import Meant, ThreadNames, understand
from keepmum.memory.record import Kind
from keepmum.memory.when import Period, only_time
from keepmum.memory.words.terms import Term, telling, terms
from keepmum.memory.words.tokens import fold

_WRITTEN_DATE = re.compile(
    r"\d|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|[一二三四五六七八九十]+[月号日號]", re.IGNORECASE
)

_POINTING = re.compile(r"\b(?:last|next|this|past|previous|coming|early|late|mid|around|since|until|before|after)\b", re.IGNORECASE)

# A question of nothing but these asks for all there is: "show me what happened", 我跟(妈妈)说过什么.
_ASKS_FOR_ALL = frozenset(
    re.findall(r"\w+", "show list find give see read happen happened happening everything anything going latest newest recent all any")
)
_ASKS_FOR_ALL_CHINESE = frozenset(
    "我你您他她它们們咱在跟和对對给給向把被是有没沒都也还還又过過了着的地得吗嗎呢吧啊说說讲講告诉訴问問提写寫发發聊记記录錄什么麼甚谁誰哪怎样樣"
    "时時候事情话話内內容些里裡中上那这這个個看找列出全部所生最近新"
)

_SAYING = frozenset(
    re.findall(
        r"\w+",
        "say said says saying tell told tells telling ask asked asks write wrote written mention mentioned texted speak spoke talk talked",
    )
)


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody whom a question names.

    Attributes:
        text: As the question writes it.
        keys: The people whom it can mean.
        forms: The tokens of each form of the name that is looked up.
    """

    text: str = field(repr=False)
    keys: frozenset[str] = field(repr=False)
    forms: tuple[frozenset[str], ...] = field(repr=False)

    @property
    def word(self) -> str:
        """The name as reasons show it."""
        return fold(self.text)


@dataclass(frozen=True, slots=True)
class Interpreted:
    """A question, taken apart.

    Attributes:
        text: The question, without filters.
        terms: The words to look up: no names, and no words for a time such as "last spring".
        named: The people whom it names.
        meant: Who should have spoken, and what kinds of record it names.
        periods: The times that it names.
        threads: The threads that it names.
        is_bare: Whether it has no words but for these, and kinds: "last spring", "calls with Mum", 备忘录里.
    """

    text: str = field(repr=False)
    terms: tuple[Term, ...] = field(repr=False)
    named: tuple[Named, ...] = field(repr=False)
    meant: Meant = field(repr=False)
    periods: tuple[Period, ...]
    threads: frozenset[str] = field(repr=False)
    is_bare: bool

    @property
    def told_words(self) -> str:
        """Those who were spoken to, as the question writes them."""
        return ", ".join(named.text for named in self.named if named.keys & self.meant.told)

    @property
    def time_words(self) -> str:
        """The times, as the question writes them."""
        return ", ".join(self.text[period.begin : period.end] for period in self.periods)


def read_filters(text: str, now: datetime) -> Typed:
    """Take the filters out of a question.

    Args:
        text: The question, as typed.
        now: When it is asked, with a time zone.
    """
    return typed_filters(text, lambda value: _only_time(value, now))


def interpret(text: str, times: Sequence[Period], roster: Roster, threads: ThreadNames, kinds: Collection[Kind]) -> Interpreted:
    """Take a question apart.

    Args:
        text: The question, without filters.
        times: The periods that it names.
        roster: The people of the vault.
        threads: The names of its threads.
        kinds: The kinds of record that are in it.
    """
    # "in May" is a time, and May is nobody.
    mentions = [each for each in roster.find(text) if not any(time.begin < each.end and each.begin < time.end for time in times)]
    places = pointing(text, kinds)
    rest = without(text, [*(span for time in times for span in _said_only(text, time)), *places])
    names = [(mention.begin, mention.end) for mention in mentions]
    words = terms(without(rest, names))
    left = without(text, [*((time.begin, time.end) for time in times), *names, *places])
    meant = understand(without(text, [(time.begin, time.end) for time in times]), mentions)
    something = bool(mentions or times or places)
    if something:
        words = tuple(word for word in telling(words) if not meant.said or word.word not in _SAYING)
    bare = something and not any(word in words for word in _asking(telling(terms(left))))
    return Interpreted(
        text=text,
        terms=_asking(words) if bare else words,
        named=tuple(_named(text, mentions, roster)),
        meant=meant,
        periods=tuple(times),
        threads=threads.meant(text),
        is_bare=bare,
    )


def _asking(words: Iterable[Term]) -> tuple[Term, ...]:
    """Leave out what only asks for all there is."""
    return tuple(word for word in words if word.word not in _ASKS_FOR_ALL and not _ASKS_FOR_ALL_CHINESE.issuperset(word.word))


def _said_only(text: str, time: Period) -> Iterator[tuple[int, int]]:
    """Yield the parts of a time that no record repeats: all of "last spring", and of "last November" the first word."""
    if not _WRITTEN_DATE.search(text, time.begin, time.end):
        yield time.begin, time.end
        return
    for match in _POINTING.finditer(text, time.begin, time.end):
        yield match.span()


def without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Blank out parts of a text, so that the places of the others stay."""
    for begin, end in spans:
        text = text[:begin] + " " * (end - begin) + text[end:]
    return text


def _named(text: str, mentions: Sequence[Mention], roster: Roster) -> list[Named]:
    """Give each person once, with all forms of their name."""
    found: dict[frozenset[str], Named] = {}
    for mention in mentions:
        written = text[mention.begin : mention.end]
        forms = [written, *(form for key in sorted(mention.keys) for form in roster.names_of(key))]
        found.setdefault(mention.keys, Named(written, mention.keys, shortest(forms)))
    return list(found.values())


def _only_time(value: str, now: datetime) -> tuple[datetime | None, datetime | None] | None:
    found = only_time(value, now)
    return None if found is None else (found.since, found.until)
