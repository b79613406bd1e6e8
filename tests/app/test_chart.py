"""A chart shows each count in its proportion, and fits its line."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from keepmum.app.chart import bars, columns, periods
from keepmum.app.lines import Signs
from keepmum.app.render import Line

PLAIN = Signs(bar="|", dot="-", cut="...", turn="->", across="#", upward="#")
FINE = Signs(bar="|", dot="·", cut="…", turn="->", across="▏▎▍▌▋▊▉█", upward="▁▂▃▄▅▆▇█")
_MONTHS = st.dictionaries(st.tuples(st.integers(1, 9999), st.integers(1, 12)), st.integers(1, 10**6), max_size=30).map(
    lambda months: [(f"{year:04}-{month:02}", count) for (year, month), count in sorted(months.items())]
)


def texts(lines: list[Line]) -> list[str]:
    """Return lines without their styles."""
    return ["".join(text for text, _ in line) for line in lines]


def test_bars_are_in_proportion() -> None:
    """The largest fills the room, half of it is half as long, and the smallest is seen."""
    shown = texts(bars([("Mei", 1000), ("家", 500), ("x", 1)], 60, PLAIN))
    assert shown == [f"Mei  1,000  {'#' * 40}", f"家     500  {'#' * 20}", "x        1  #"]
    assert texts(bars([("a", 3), ("b", 1), ("c", 0)], 14, FINE)) == ["a  3  ████████", "b  1  ██▋", "c  0  "]
    assert bars([], 60, PLAIN) == []


def test_a_long_name_is_cut_and_says_so() -> None:
    """A name takes a third of the line at most, wide characters counted as two cells."""
    shown = texts(bars([("顾家大院顾家大院", 2), ("b", 1)], 30, FINE))
    assert shown[0].startswith("顾家大院…   2  █")
    assert cell_len(shown[0].split("█")[0]) == cell_len(shown[1].split("█")[0])


@given(st.lists(st.tuples(st.text(st.sampled_from("ab家 "), min_size=1), st.integers(1, 10**9)), max_size=8), st.integers(40, 120))
@settings(max_examples=100)
def test_no_bar_is_too_wide(rows: list[tuple[str, int]], width: int) -> None:
    """Whatever the names and counts, a line fits, and every count can be seen."""
    shown = texts(bars(rows, width, FINE))
    assert all(cell_len(line) <= width and set(line) & set(FINE.across) for line in shown)


def test_months_become_quarters_and_years() -> None:
    """The time between the first and the last record is shown without gaps, in as large steps as needed."""
    assert [period.name for period in periods([("2025-11", 1), ("2026-02", 4)], 78)] == [
        *("November 2025", "December 2025", "January 2026", "February 2026")
    ]
    quarters = periods([("2023-02", 1), ("2023-03", 2), ("2025-02", 4)], 78)
    assert [(period.label, period.count) for period in quarters] == [("Q1", 3), *[(f"Q{n % 4 + 1}", 0) for n in range(1, 8)], ("Q1", 4)]
    assert quarters[1].name == "April to June 2023"
    years = periods([("1990-02", 7), ("2009-02", 1), ("2025-02", 4)], 78)
    assert (years[0].name, years[-1].name, len(years)) == ("2002", "2025", 24)
    assert [period.label for period in years][-2:] == ["24", "25"]
    assert periods([], 78) == []


def test_columns_stand_above_their_months() -> None:
    """The most is as high as the chart, each year stands below its first month, and gives way where there is no room."""
    shown = texts(columns(periods([("2024-12", 5), ("2025-01", 1), ("2025-03", 5)], 78), PLAIN))
    assert shown == ["##       ##"] * 4 + ["## ##    ##", "D  J  F  M", "   2025"]
    assert texts(columns(periods([("2025-03", 3)], 78), FINE)) == ["██"] * 5 + ["M", "2025"]
    assert columns([], PLAIN) == []


@given(_MONTHS, st.integers(1, 120))
@settings(max_examples=100)
def test_no_column_is_lost_or_too_far_right(months: list[tuple[str, int]], width: int) -> None:
    """The periods fit the line and end with the last month; each that has records has a column."""
    shown = periods(months, width)
    drawn = texts(columns(shown, FINE))
    assert bool(shown) == bool(months)
    assert all(len(line) <= max(width, 4) for line in drawn)
    assert sum(period.count for period in shown) <= sum(count for _, count in months)
    if shown:
        assert shown[-1].count >= months[-1][1]
        lowest = drawn[4].ljust(3 * len(shown))
        assert [lowest[3 * n] != " " for n in range(len(shown))] == [period.count > 0 for period in shown]
