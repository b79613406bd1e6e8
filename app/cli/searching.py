"""The command search: what it is narrowed by, and what it says where a filter means nothing or nobody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from keepmum.app.cli.context import Call, asked, typed
from keepmum.app.errors import UsageError
from keepmum.app.render import hit_json, note
from keepmum.memory.record import Kind, Query
from keepmum.memory.times.here import HERE

if TYPE_CHECKING:
    from keepmum.app.keep import Keep
    from keepmum.memory.question.operators import Typed

_LIKE_A_FILTER = re.compile(r'(?<!\S)(from|with|kind|in|since|after|until|before):(?:"[^"]+"|[^\s"]+)(?!\S)', re.IGNORECASE)
_NEAR = 3  # names that are offered in place of one that nobody has
_ALIKE = 0.6  # of `difflib`: "Callum" and "Calum" are .9, "Wei" and "Mei" .7


def search(
    call: Call,
    *,
    text: Annotated[str | None, typer.Argument(help='The question or the words; "-" or nothing reads them from stdin.')] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="How many at most.")] = 10,
    kinds: Annotated[list[str] | None, typer.Option("--kind", help="Only this kind; may be repeated.")] = None,
    who: Annotated[str | None, typer.Option("--who", metavar="NAME", help="Only where this person speaks or takes part.")] = None,
    thread: Annotated[str | None, typer.Option("--thread", metavar="NAME", help="Only in this thread.")] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="TIME", help="Only from the beginning of this time on.")] = None,
    after: Annotated[str | None, typer.Option("--after", metavar="TIME", help="Only from the end of this time on.")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="TIME", help="Only up to the end of this time.")] = None,
    before: Annotated[str | None, typer.Option("--before", metavar="TIME", help="Only up to the beginning of this time.")] = None,
    around: Annotated[int, typer.Option("--context", min=0, max=2, help="At a terminal: turns around each hit.")] = 1,
    whole: Annotated[bool, typer.Option("--whole", help="At a terminal: long records to their end.")] = False,
    why: Annotated[bool, typer.Option("--why", help="Show the reasons as the ranking has them, and the score at a terminal.")] = False,
) -> None:
    """Find records by words and by meaning, best first. They are shown word for word."""
    from keepmum.app.show import show_hits

    now = datetime.now(HERE)
    froms = [side for side in (_side(since, "--since", now, end=False), _side(after, "--after", now, end=True)) if side is not None]
    tos = [side for side in (_side(until, "--until", now, end=True), _side(before, "--before", now, end=False)) if side is not None]
    for name, value in (("--who", who), ("--thread", thread)):
        if value is not None and not value.strip():
            raise UsageError(f"{name} is empty")
    known = get_args(Kind)  # Typer checks no list of them itself
    if not set(kinds or ()) <= set(known):
        raise UsageError(f"--kind must be one of {', '.join(known)}")
    narrowed = bool(kinds or who or thread or froms or tos)
    with asked():
        query = Query(
            "" if narrowed and text is not None and not text.strip() else typed(text, "question"),
            limit,
            frozenset(kinds) if kinds else None,
            who,
            thread,
            max(froms, default=None),
            min(tos, default=None),
        )
    with call.keep() as keep:
        hits = keep.search(query.text, limit=limit, kinds=kinds or None, who=who, thread=thread, since=query.since, until=query.until)
        told = list(_told(keep, query, now, found=bool(hits)))
    call.screen.data([hit_json(hit) for hit in hits])
    show_hits(call.screen, hits, query.text, context=around, whole=whole, why=why)
    for line in told:
        note(line)
    if not hits:
        note("nothing found")


def _side(text: str | None, what: str, now: datetime, *, end: bool) -> datetime | None:
    """Return where a time as the person typed it begins or ends: a moment, a day, or words such as "last march".

    Raises:
        UsageError: It is no time, or has no such side, as "before march" has no beginning.
    """
    from keepmum.memory.when import only_time

    if text is None:
        return None
    period = only_time(text, now)
    side = None if period is None else period.until if end else period.since
    if side is not None:
        return side
    raise UsageError(f'{what} must be a time such as 2026-05-31, 2026-05-31T15:00+08:00, "last march" or 上个月')


def _told(keep: Keep, query: Query, now: datetime, *, found: bool) -> Iterator[str]:
    """Yield what a person should know about the filters: those that were taken as words, and names that nobody has."""
    from keepmum.memory.question.interpret import read_filters
    from keepmum.memory.question.operators import MAX_FILTERS

    filters = read_filters(query.text, now)
    if filters.too_many:
        yield f"only the first {MAX_FILTERS} filters of a question are read, so the others were looked up as words"
    else:
        for name in dict.fromkeys(match[1].casefold() for match in _LIKE_A_FILTER.finditer(filters.text)):
            wanted = "kind of record" if name == "kind" else "time"
            yield f"{name}: this is no {wanted} that keepmum knows, so it was looked up as words"
    if not found:
        yield from _nobody(keep, query, filters)
        yield from _no_thread(keep, query, filters)


def _nobody(keep: Keep, query: Query, filters: Typed) -> Iterator[str]:
    """Yield a line for each person of a filter whom nobody knows, with names that look like it."""
    roster = keep.address_book.roster()
    typed_names = [*(("from", name) for name in filters.speakers), *(("with", name) for name in filters.taking_part)]
    for what, name in [("--who", query.who), *typed_names]:
        if name and not roster.keys_of(name) and not _stands(keep, name):
            names = {alias: person.name for person in roster.people for alias in (person.name, *person.aliases) if person.name}
            near = dict.fromkeys(names[each] for each in _near(name, names))
            yield f"{what}: nobody is known by this name{_perhaps(near)}; `keepmum people list` shows everybody"


def _stands(keep: Keep, name: str) -> bool:
    """Say whether a name stands in a record as it was typed: labels such as "Speaker 2" are nobody, and can be asked for."""
    from keepmum.memory.people.roster import names_in, taking_part

    return name.casefold() in {each.casefold() for each in names_in(taking_part(keep.vault))}


def _no_thread(keep: Keep, query: Query, filters: Typed) -> Iterator[str]:
    """Yield a line for each thread of a filter that is not there, with names that look like it."""
    names = [thread.name for thread in keep.vault.threads()]
    whole = query.thread
    wrong = [("--thread", whole)] if whole is not None and whole not in names else []
    wrong += [("in", part) for part in filters.threads if not any(part.casefold() in name.casefold() for name in names)]
    for what, name in wrong:
        yield f"{what}: there is no thread of this name{_perhaps(_near(name, names))}; `keepmum thread` lists them"


def _near(name: str, names: Iterable[str]) -> list[str]:
    """Return the names most like one: those that have it in them, then those that are spelled alike."""
    from difflib import get_close_matches

    forms = {form.casefold(): each for each in names for form in (*each.split(), each)}
    wanted = name.casefold()
    having = sorted((form for form in forms if wanted in form), key=len)
    alike = get_close_matches(wanted, forms, n=2 * _NEAR, cutoff=_ALIKE)
    return list(dict.fromkeys(forms[form] for form in (*having, *alike)))


def _perhaps(near: Iterable[str]) -> str:
    names = list(near)[:_NEAR]
    return f"; perhaps {' or '.join(names)}" if names else ""
