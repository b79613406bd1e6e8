"""Turns what a question says beside its words into support for records: their time, their kind, their thread, their people.

Soft: nothing is left out for it. What must be left out is a filter of the `Query`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

import numpy as np

from keepmum.memory.finding.fuse import Scores, Signals
from keepmum.memory.question.circle import Circle
from keepmum.memory.question.interpret import Interpreted
from keepmum.memory.store.catalogue import Catalogue, Ints, Mask, kind_codes, kind_name
from keepmum.memory.store.rows import microseconds
from keepmum.memory.when import Period

_EDGE = 0.25  # of a period's length: so far outside of it a record still gets some support …
_EDGE_LEAST_US = 86_400_000_000  # … and at least a day; "last spring" has no sharp end
_OUTSIDE = 0.5  # the support right outside
PRESENT = 0.3  # of somebody who takes part, where it is not asked what was said: what is about a person is often said to others


@dataclass(frozen=True, slots=True)
class Preferences:
    """Support by what the question says beside its words; shape (records,) each, 0 to 1; none where it says nothing.

    Attributes:
        person: Somebody whom it names takes part.
        time: It happened when the question says.
        kind: It is of a kind that the question names.
        thread: It is of a thread that the question names.
        told: Who should have spoken says it to somebody whom the question names as spoken to.
        time_words: The times, as the question writes them.
        told_words: Those who were spoken to, as the question writes them.
    """

    person: Scores | None = None
    time: Scores | None = None
    kind: Scores | None = None
    thread: Scores | None = None
    told: Scores | None = None
    time_words: str = field(default="", repr=False)
    told_words: str = field(default="", repr=False)

    def reasons(self, place: int, records: Catalogue) -> Iterator[str]:
        """Yield why a record is preferred: "time: last spring", "kind: call", "thread: Family", "told: Mum"."""
        if self.told is not None and self.told[place]:
            yield f"told: {self.told_words}"
        if self.time is not None and self.time[place] >= 1:
            yield f"time: {self.time_words}"
        if self.kind is not None and self.kind[place]:
            yield f"kind: {kind_name(int(records.kind[place]))}"
        if self.thread is not None and self.thread[place]:
            yield f"thread: {records.threads[int(records.thread[place])]}"


def preferences(asked: Interpreted, circle: Circle, records: Catalogue) -> Preferences:
    """Turn what a question says into support.

    Args:
        asked: The question, taken apart.
        circle: The people beside the records.
        records: The records.
    """
    codes = [code for code, name in enumerate(records.threads) if name in asked.threads]
    told = _told(asked, circle, records)
    return Preferences(
        person=_present(asked, circle, records) if told is None else told,
        time=np.where(_cards(records), np.float32(0), time_support(records, asked.periods)) if asked.periods else None,
        kind=_support(np.isin(records.kind, kind_codes(asked.meant.kinds))) if asked.meant.kinds else None,
        thread=_support(np.isin(records.thread, codes)) if codes else None,
        told=told,
        time_words=asked.time_words,
        told_words=asked.told_words,
    )


def preferring(signals: Signals, wished: Preferences, records: Catalogue) -> Signals:
    """Add preferences to the signals of a search. Who is on a card did not speak it, so a card has no speaker's support."""
    return replace(
        signals,
        speaker=np.where(_cards(records), np.float32(0), signals.speaker) if signals.speaker.any() else signals.speaker,
        person=wished.person,
        time=wished.time,
        kind=wished.kind,
        thread=wished.thread,
    )


def by_preferences(signals: Signals, wished: Preferences, named: Sequence[Ints], allowed: Mask | None, records: Catalogue) -> Scores:
    """Score by preferences alone, for a question without other words: "last spring", "Mum", "calls with Mei in May".

    Args:
        signals: The signals, preferences among them.
        wished: The same preferences, and who was spoken to.
        named: For each person whom the question names, the positions where they are named.
        allowed: The positions that the filters leave; none for all.
        records: The records.

    Returns:
        How many of the preferences each position has, and up to a half more for the newest; 0 for one of another person, time,
        kind or thread. Where nothing has all of them, as few as can be are given up, the time first; never the person, and
        never the last. Shape (records,).
    """
    mentions = np.zeros(len(records), dtype=np.float32)
    for places in named:
        mentions[places] += 1
    people = signals.speaker + mentions
    if signals.person is not None:
        people += np.float32(0.5) * signals.person
    given_up_first = (wished.time, wished.told, wished.kind, wished.thread)
    wishes = [wish for wish in given_up_first if wish is not None]
    fits = [wish >= 1 if wish is wished.time else wish > 0 for wish in wishes]
    firm = np.ones(len(records), dtype=bool) if allowed is None else allowed
    if people.any():
        firm = firm & (people > 0)
    elif len(fits) == 1:
        firm = firm & fits.pop()
    kept = firm & _all_but_few(fits, firm)
    total = people + sum(wishes, np.zeros(len(records), dtype=np.float32)) + np.float32(0.5) * newest_first(records)
    return np.where(kept, total, np.float32(0)).astype(np.float32)


def _all_but_few(fits: Sequence[Mask], firm: Mask) -> Mask:
    """Say which positions have all of some wishes; where none has, all but as few of the first ones as can be."""
    for fewer in range(len(fits) + 1):
        for given_up in combinations(range(len(fits)), fewer):
            left = [each for place, each in enumerate(fits) if place not in given_up]
            mask: Mask = np.logical_and.reduce([firm, *left])
            if mask.any():
                return mask
    return firm


def newest_first(records: Catalogue) -> Scores:
    """Score by age alone: above 0 for the oldest, 1 for the newest; contacts, which happen at no time, below all others.

    Returns:
        Shape (records,).
    """
    score = np.empty(len(records), dtype=np.float32)
    score[np.lexsort((records.at_us, ~_cards(records)))] = np.arange(1, len(records) + 1, dtype=np.float32) / max(len(records), 1)
    return score


def time_support(records: Catalogue, periods: Sequence[Period]) -> Scores:
    """Give 1 for each position inside one of the periods, and less for those shortly before or after; shape (records,)."""
    best = np.zeros(len(records), dtype=np.float32)
    for period in periods:
        since = None if period.since is None else microseconds(period.since)
        until = None if period.until is None else microseconds(period.until)
        length = until - since if since is not None and until is not None else 0
        edge = max(int(_EDGE * length), _EDGE_LEAST_US)
        outside = np.zeros(len(records), dtype=np.int64)
        if since is not None:
            outside = np.maximum(outside, since - records.at_us)
        if until is not None:
            outside = np.maximum(outside, records.at_us - until + 1)
        near = np.clip(_OUTSIDE * (1 - outside / edge), 0, None)
        best = np.maximum(best, np.where(outside <= 0, 1.0, near).astype(np.float32))
    return best


def _told(asked: Interpreted, circle: Circle, records: Catalogue) -> Scores | None:
    """Support what those who should have spoken say to whoever the question names as spoken to; none where it names nobody so."""
    meant = asked.meant
    if not meant.told:
        return None
    names = circle.names_speaking(meant.speakers, owner=meant.owner_spoke)
    speaks = np.array([bool(each) and each[0] in names for each in records.people], dtype=bool)
    return _support(circle.hears(meant.told, records) * speaks[records.who] * ~_cards(records)) if len(speaks) else None


def _present(asked: Interpreted, circle: Circle, records: Catalogue) -> Scores | None:
    """Support what the people whom a question names take part in; of their cards only where it asks for such."""
    if not asked.meant.people:
        return None
    present = circle.takes_part(asked.meant.people, records)
    if "contact" not in asked.meant.kinds:
        present[_cards(records)] = 0
    marks = _support(present)
    return None if marks is None else marks * np.float32(1 if asked.meant.said else PRESENT)


def _cards(records: Catalogue) -> Mask:
    """Say which positions are contacts: what a card says was neither said nor did it happen when the card was changed."""
    cards: Mask = records.kind == kind_codes(["contact"])[0]
    return cards


def _support(marks: object) -> Scores | None:
    """Turn marks into support; none where nobody has any."""
    values = np.asarray(marks, dtype=np.float32) if marks is not None else None
    return None if values is None or not values.any() else values
