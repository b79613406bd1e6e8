"""What a vault holds: charts for a person, rows for a pipe, people by all their names."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from rich.cells import cell_len

from keepmum.app.lines import Signs
from keepmum.app.overview import by_person, charts, show_stats, size
from keepmum.app.render import Screen
from keepmum.memory.people.roster import Roster
from keepmum.memory.record import Record
from keepmum.memory.results import Stats

STATS = Stats(
    records=1234,
    kinds=(("call", 4), ("message", 1230)),
    threads=1,
    versions=1,
    entries=1,
    documents=0,
    vectors=0,
    slots=("passphrase",),
    schema=1,
    bytes=3_400_000,
    by_month=(("2025-03", 34), ("2025-05", 1200)),
    by_person=(("Mei", 1230), ("妈妈", 4)),
    by_thread=(("Family \x1b[2J", 1234),),
)
PEOPLE = (*STATS.by_person, *((f"Person {n}", 1) for n in range(10)))
UNICODE = Signs.of(io.TextIOWrapper(io.BytesIO(), "utf-8"))


def drawn(width: int, signs: Signs = UNICODE) -> list[str]:
    """Return the charts as text."""
    return ["".join(text for text, _ in line) for line in charts(STATS, PEOPLE, width, signs)]


def test_a_person_sees_charts() -> None:
    """A sentence, then a chart each by kind, month, person and thread; names beyond the first eight are counted."""
    shown = drawn(60)
    assert shown[0] == "1,234 records in 1 thread, 3.4 MB on the disk"
    assert [line for line in shown if line and not line.startswith(" ")][1:] == [
        "by kind",
        "by month  at most 1,200, in May 2025",
        "by person  and 4 more",
        "by thread",
    ]
    assert shown[3].startswith("  message  1,230  ███")
    assert "  M  A  M" in shown
    assert any(line.startswith("  Family \\x1b[2J") for line in shown)


def test_an_ascii_terminal_gets_ascii() -> None:
    """Where blocks cannot be shown, charts are drawn of plain characters; names stay."""
    assert "".join(drawn(60, Signs.of(io.TextIOWrapper(io.BytesIO(), "ascii")))).replace("妈妈", "").isascii()


def test_a_long_history_says_what_is_not_in_its_chart() -> None:
    """Years before the first column are counted in the title."""
    stats = Stats(9, (), 0, 0, 0, 0, 0, (), 1, 0, by_month=(("1950-01", 2), ("2025-01", 7)))
    titles = [line[0][0] + line[1][0] for line in charts(stats, (), 80, UNICODE) if len(line) == 2 and line[0][1] == "bold"]
    assert titles == ["by year  at most 7, in 2025; 2 before 2002"]


def test_an_empty_vault_has_no_charts() -> None:
    """Nothing is drawn of nothing."""
    assert len(list(charts(Stats(0, (), 0, 0, 0, 0, 0, (), 1, 999), (), 80, UNICODE))) == 1


def test_a_pipe_gets_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    """Facts are two columns; every count is a row of what it counts, its name and the number, without separators."""
    show_stats(Screen(), STATS, STATS.by_person, [("records", "1,234"), ("policy", "no")])
    assert capsys.readouterr().out.splitlines() == [
        "records\t1,234",
        "policy\tno",
        "kind\tcall\t4",
        "kind\tmessage\t1230",
        "month\t2025-03\t34",
        "month\t2025-05\t1200",
        "person\tMei\t1230",
        "person\t妈妈\t4",
        "thread\tFamily \\x1b[2J\t1234",
    ]
    show_stats(Screen(json=True), STATS, (), [("records", "1")])
    assert capsys.readouterr().out == ""


def test_spellings_of_one_person_are_one() -> None:
    """A speaker who is somebody known counts for them, under the name of their card; one who may be several stays as written."""
    at = datetime(2025, 1, 1, tzinfo=UTC)
    cards = [
        Record("Mei Chen\nphone: +44 7700 900123\nnick: Maymay", "contact", at, ("Mei Chen",), ref="1"),
        Record("Sam Hill\nnick: Bob", "contact", at, ("Sam Hill",), ref="2"),
        Record("Sam Wood\nnick: Bob", "contact", at, ("Sam Wood",), ref="3"),
    ]
    spoken = (("Maymay", 5), ("Bob", 4), ("Mei Chen", 3), ("+44 7700 900123", 2), ("Stranger", 1))
    roster = Roster.of(cards, [name for name, _ in spoken])
    assert by_person(roster, spoken) == (("Mei Chen", 10), ("Bob", 4), ("Stranger", 1))


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 bytes"), (999, "999 bytes"), (1234, "1.2 kB"), (345_678, "346 kB"), (2_639_356, "2.6 MB"), (7_200_000_000, "7.2 GB")],
)
def test_sizes_are_rounded(count: int, said: str) -> None:
    """A number of bytes has at most three digits."""
    assert size(count) == said


def test_the_command_counts_the_vault(home: Any) -> None:
    """`stats --json` has the counts by month, person and thread; in a pipe they are rows."""
    data = home.ok("stats")
    assert data["kinds"] == {"memo": 1, "message": 2}
    assert data["by_month"] == [{"name": "2026-05", "count": 3}]
    assert {row["name"] for row in data["by_thread"]} == {"memos", "Mum", "家"}
    assert sum(row["count"] for row in data["by_person"]) == 3
    out = home.run("stats").out
    assert "month\t2026-05\t3\n" in out
    assert "kinds\tmemo 1, message 2\n" in out


def test_facts_in_a_pipe_are_for_programs() -> None:
    """In a pipe a number of the vault has no separators; at a terminal its digits stand in groups."""
    from keepmum.app.cli.vaults import _words

    assert [_words(value, grouped=False) for value in (12345, {"memo": 1234}, [], True, None)] == [
        "12345",
        "memo 1234",
        "none",
        "yes",
        "none",
    ]
    assert [_words(value, grouped=True) for value in (12345, {"memo": 1234}, False)] == ["12,345", "memo 1,234", "no"]


@pytest.mark.parametrize("width", [24, 30, 40, 80])
def test_nothing_is_wider_than_the_terminal(width: int) -> None:
    """Also at a narrow terminal each line fits; a title's remark that does not has lines of its own."""
    many = Stats(853, (("message", 743),), 11, 0, 0, 0, 0, (), 1, 1_100_000, by_month=tuple((f"2025-{n:02}", n) for n in range(1, 13)))
    lines = ["".join(text for text, _ in line) for line in charts(many, PEOPLE, width, UNICODE)]
    assert all(cell_len(line) <= width for line in lines)
    assert " ".join(lines[0:3]).startswith("853 records in 11 threads, 1.1 MB")
