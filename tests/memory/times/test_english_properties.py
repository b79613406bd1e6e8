"""What holds for any text, read at any moment."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from keepmum.memory.times.english import find_english
from keepmum.memory.when import find, periods

# Words that the grammar joins, so that any order of them reaches its corners
_SPOKEN = (
    "the a my monday fri Sat may March jan 1 2 12 31 99 2019 9999 1500 0001 : / - . , ' @ < > = at from to between and next "
    "last this week weekend day of in on 3 pm am half past quarter seven twenty first hundred thousand every ago before after "
    "since until by christmas eve easter 's th st q h w year month decade century fiscal summer today tomorrow tonight now "
    "noon midnight morning night early late mid end rest more less than few couple another within for starting later business "
    "hours minutes o'clock ish 70 s times or 99999 decades centuries years T Z 20240101"
)
WORDS = _SPOKEN.split()
GLUE = (" ", " ", " ", "", "\n")

spoken = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(GLUE)), max_size=14).map(lambda pairs: "".join(map("".join, pairs)))
texts = st.one_of(spoken, st.text(max_size=60))
moments = st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31))  # noqa: DTZ001  local times


def _check(text: str, now: datetime) -> None:
    found = find_english(text, now)
    last = 0
    for each in found:
        assert last <= each.begin < each.end <= len(text)
        last = each.end
        assert each.values
        for value in each.values:
            assert value.type == each.type
            if value.start is not None and value.end is not None and value.type != "timerange":
                assert value.start < value.end
        if each.type != "timerange":  # hours may run past midnight
            order = [str(value.value or value.start or value.end) for value in each.values]
            assert order == sorted(order)
    assert find_english(text, now) == found
    for period in periods(text, now.replace(tzinfo=UTC)):
        assert 0 <= period.begin < period.end <= len(text)
        assert period.since is None or period.until is None or period.since < period.until
        assert (period.since or period.until) is not None
        assert all(side is None or side.tzinfo is UTC for side in (period.since, period.until))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts, moments)
@example("first to 20240101 ", datetime(2000, 1, 1))  # noqa: DTZ001  a local time; it was an empty range
def test_any_text(text: str, now: datetime) -> None:
    """Expressions lie in the text, in order, apart; ranges run forward; the same text reads the same; nothing is raised."""
    _check(text, now)


@pytest.mark.soak
@settings(max_examples=30_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts, moments)
def test_any_text_long(text: str, now: datetime) -> None:
    """As above, many times."""
    _check(text, now)


def _read_long(text: str) -> float:
    """Return the seconds of CPU that a million characters of a text take."""
    long = (text * (1_000_000 // len(text) + 1))[:1_000_000]
    began = time.process_time()
    find_english(long, datetime(2025, 6, 18))  # noqa: DTZ001  local time
    return time.process_time() - began


@pytest.mark.parametrize("text", ["one and ", "1-", "may 5 to 7 pm "])
def test_hostile_text(text: str) -> None:
    """A long text of nothing but times, or almost times, takes no more than a bounded time."""
    assert _read_long(text) < 10  # s; 1 to 2 on an idle core


@pytest.mark.soak
@pytest.mark.parametrize(
    "text",
    [
        "1 ",
        "a",
        "1",
        "-",
        "the ",
        "from 1 to ",
        "twenty ",
        "two hundred ",
        "1 day and ",
        "1 year 2 months 3 days 4 hours ",
        "every monday and ",
        "monday ",
        "5pm\n",
    ],
)
def test_more_hostile_texts(text: str) -> None:
    """As above, for more texts."""
    assert _read_long(text) < 10


def test_long_text_is_read_through() -> None:
    """An expression is found wherever it stands in a long text."""
    filler = "We walked along the river and talked about the garden. " * 3_000
    found = find(f"{filler}See you on 3 May 2024. {filler}Or in March 2025?", datetime(2025, 6, 18))  # noqa: DTZ001  local time
    assert [each.type for each in found] == ["date", "daterange"]
