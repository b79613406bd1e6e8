"""Counting what a vault holds."""

from __future__ import annotations

from keepmum.memory.migrations import schema_version
from keepmum.memory.opening import Opened
from keepmum.memory.results import Stats


def stats(opened: Opened) -> Stats:
    """Count what a vault holds, and say which ways lead into it."""
    connection = opened.database.raw

    def count(what: str) -> int:
        return int(connection.execute(f"SELECT count(*) FROM {what}").fetchone()[0])  # noqa: S608  fixed texts, below

    kinds = connection.execute("SELECT kind, count(*) FROM record GROUP BY kind ORDER BY kind").fetchall()
    return Stats(
        records=count("record"),
        kinds=tuple((kind, number) for kind, number in kinds),
        threads=count("(SELECT DISTINCT thread FROM record WHERE thread <> '')"),
        versions=count("payload WHERE record_id IS NOT NULL"),
        entries=count("op"),
        documents=count("documents"),
        vectors=count("vector"),
        slots=tuple(slot.kind for slot in opened.header.slots),
        schema=schema_version(connection),
        bytes=sum(file.stat().st_size for file in opened.folder.iterdir() if file.is_file()),
    )
