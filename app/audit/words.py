"""How an auditor's numbers are said: one sentence for all of it, a category with its form, an amount of money."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import date, datetime, tzinfo

from keepmum.app.audit.summary import Summary
from keepmum.app.plainly import counted, month
from keepmum.policy.proving.entry import Count, Entry

_FORMS = {
    "placeholder": "masked",
    "keep": "as it is",
    "block": "kept back",
    "drop": "left out",
    "surrogate": "made up",
    "shift": "shifted",
    "band": "as a band",
    "generalise": "made vaguer",
}


def form_words(form: str) -> str:
    """Return how a form is said: "masked" for "placeholder"."""
    return _FORMS.get(form, form)


def category_words(category: str, form: str) -> str:
    """Return a category with its form, such as "person, masked"."""
    return f"{category.replace('_', ' ')}, {form_words(form)}"


def counts_words(counts: Sequence[Count]) -> str:
    """Return what was found in a request, by how it left: "masked: 12 person, 1 address; as it is: 14 date"."""
    forms = dict.fromkeys(form for _, form, _ in sorted(counts, key=lambda each: each[1] == "keep"))
    said = {of: [(number, category) for category, form, number in counts if form == of] for of in forms}
    parts = (f"{form_words(form)}: {', '.join(_listed(found))}" for form, found in said.items())
    return "; ".join(parts) or "nothing"


def _listed(found: list[tuple[int, str]]) -> list[str]:
    return [f"{number} {category.replace('_', ' ')}" for number, category in sorted(found, key=lambda each: (-each[0], each[1]))]


def reasons_words(payload: bytes | None) -> str:
    """Return why a request was refused, as the payload of its entry says; "not known any more" where that is destroyed."""
    if payload is None:
        return "not known any more, its text is destroyed"
    try:
        return "; ".join(map(str, json.loads(payload)["reasons"])) or "no reason is noted"
    except (ValueError, LookupError, TypeError):
        return "see below"


def entries_words(number: int) -> str:
    """Return a number of entries, such as "1 entry", "1,234 entries"."""
    return f"{number:,} {'entry' if number == 1 else 'entries'}"


def sent_words(recipient: str, end: str) -> str:
    """Return what became of a request, such as "sent to cloud, and answered".

    Args:
        recipient: Who was asked.
        end: How it ended, as `Request.shown` says; empty where nobody can tell.
    """
    if not end:
        return f"sent to {recipient}"
    if end == "perhaps sent":
        return f"perhaps sent to {recipient}: keepmum ended before it knew"
    return f"sent to {recipient}, {'and' if end == 'answered' else 'but'} {end}"


def destroyed_words(entry: Entry, days: Collection[date]) -> str:
    """Return why the bytes of an entry are not here any more.

    Args:
        entry: The entry.
        days: The days whose payloads still have a key: what is destroyed of one of them went by itself, with a record.
    """
    if entry.version == 1:
        return "a record that was in them was forgotten, their time was over, or somebody removed them"
    if entry.at.date() in days:
        return "a record that was in them was forgotten, or somebody removed them"  # not told apart here
    return 'their time was over (the policy\'s "payloads_days")'


def money(cost: int) -> str:
    """Return an expected cost in the policy's unit, which is given in millionths; "not stated" where no price is known."""
    return ("under 0.01" if cost < 10_000 else f"{cost / 1e6:,.2f}") if cost else "not stated"


def sentence(summary: Summary, zone: tzinfo | None) -> str:
    """Return in one sentence what left.

    Args:
        summary: The numbers.
        zone: The reader's zone; none for the machine's own.
    """
    if summary.first is None or summary.last is None:
        return "Nothing was sent or refused."
    total = summary.total
    parts = [f"{counted(total.requests, 'request')} left"]
    parts += [f"{total.perhaps:,} of them perhaps"] if total.perhaps else []
    parts += [f"{total.failed:,} had no good answer"] if total.failed else []
    parts += [f"{total.refused:,} refused"] if total.refused else []
    begins, ends = _day(summary.first.astimezone(zone)), _day(summary.last.astimezone(zone))
    return f"{begins if begins == ends else f'{begins} to {ends}'}: {', '.join(parts)}."


def _day(at: datetime) -> str:
    return f"{at.day} {month(at.month)} {at.year}"
