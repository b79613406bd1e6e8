"""Counting what a vault holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from keepmum.memory.results import Counts, Stats
from keepmum.memory.store.migrations import schema_version
from keepmum.memory.store.opening import Opened
from keepmum.memory.words.lexical import Connection

# A month is the calendar's where the record happened. The sum is counted from the year 1, so that the division rounds down.
_MONTH = "strftime('%Y-%m', (at_us + at_zone * 60000000 + 62135596800000000) / 1000000 - 62135596800, 'unixepoch')"
_CONTACT = "contact"


def stats(opened: Opened) -> Stats:
    """Count what a vault holds, and say which ways lead into it.

    Each record is read twice and nothing is sorted but the counts: 0.3 s for 100,000 records.
    """
    connection = opened.database.raw

    def count(what: str) -> int:
        return int(connection.execute(f"SELECT count(*) FROM {what}").fetchone()[0])  # noqa: S608  fixed texts, below

    kinds, people = _kinds_and_people(connection)
    threads = _ordered(connection.execute("SELECT thread, count(*) FROM record WHERE thread <> '' GROUP BY thread"))
    months = connection.execute(f"SELECT {_MONTH} AS month, count(*) FROM record WHERE kind <> ? GROUP BY month", (_CONTACT,))  # noqa: S608  our own text
    return Stats(
        records=sum(number for _, number in kinds),
        kinds=kinds,
        threads=len(threads),
        versions=count("payload WHERE record_id IS NOT NULL"),
        entries=count("op"),
        documents=count("documents"),
        vectors=count("vector"),
        slots=tuple(slot.kind for slot in opened.header.slots),
        schema=schema_version(connection),
        bytes=sum(file.stat().st_size for file in opened.folder.iterdir() if file.is_file()),
        by_month=tuple(sorted((str(month), int(number)) for month, number in months)),
        by_person=people,
        by_thread=threads,
    )


def _kinds_and_people(connection: Connection) -> tuple[Counts, Counts]:
    """Count records by kind, and by who spoke or wrote them; a contact is said by nobody."""
    kinds: Counter[str] = Counter()
    people: Counter[str] = Counter()
    for kind, speaker, number in connection.execute("SELECT kind, speaker, count(*) FROM record GROUP BY kind, speaker"):
        kinds[kind] += number
        if speaker and kind != _CONTACT:
            people[speaker] += number
    return tuple(sorted(kinds.items())), _ordered(people.items())


def _ordered(counted: Iterable[tuple[str, int]]) -> Counts:
    """Sort counts, the most first; of equals by name."""
    return tuple(sorted(((name, int(number)) for name, number in counted), key=lambda each: (-each[1], each[0])))
