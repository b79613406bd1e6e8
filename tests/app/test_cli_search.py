"""The command search: what narrows it, and what it says where a filter means nothing or nobody."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest


def _found(home: Any, *args: str) -> int:
    """Return how many records a search finds."""
    return len(home.ok("search", *args))


@pytest.mark.parametrize(
    ("narrowing", "found"),
    [
        (("--since", "2026-05-31"), 1),
        (("--after", "2026-05-31"), 0),
        (("--until", "2026-05-31"), 1),
        (("--before", "2026-05-31"), 0),
        (("--until", "2026-05"), 1),
        (("--before", "2026-06"), 1),
        (("--since", "the 31st of May 2026", "--until", "31 May 2026"), 1),
        (("--since", "2026年5月", "--before", "2026年6月"), 1),
        (("--after", "2026年5月"), 0),
        (("--since", "2026-05-31T15:00+00:00", "--before", "2026-05-31T15:01+00:00"), 1),
        (("--until", "2026-05-31T15:00+00:00"), 0),
        (("--since", "2026-01", "--after", "2026-05-31"), 0),
        (("--until", "9999-12-31"), 1),
    ],
)
def test_times_as_options_take_words(home: Any, narrowing: tuple[str, ...], found: int) -> None:
    """A time may be a moment, a day, a month or words in both languages; since and before mean its beginning, until and after its end."""
    assert _found(home, "dentist", *narrowing) == found


def test_a_month_s_bare_name_is_a_time(home: Any) -> None:
    """Behind an option a word that is an everyday word too, such as "march", can only be a time."""
    at = (datetime.now().astimezone() - timedelta(days=1)).isoformat()
    home.ok("add", "the zeppelin came", "--at", at)
    assert _found(home, "zeppelin", "--since", "march") == 1
    assert _found(home, "zeppelin", "--since", "yesterday", "--until", "昨天") == 1


@pytest.mark.parametrize("option", ["--since", "--after", "--until", "--before"])
@pytest.mark.parametrize("value", ["banana", "march banana", "", "32.5."])
def test_what_is_no_time_is_refused(home: Any, option: str, value: str) -> None:
    """A value that is not a time from its beginning to its end is a mistake that names the option and shows how, without the value."""
    done = home.run("search", "dentist", option, value)
    assert done.exit == 2
    assert f"{option} must be a time such as 2026-05-31" in done.err
    assert "banana" not in done.err


@pytest.mark.parametrize(("option", "value"), [("--since", "before march"), ("--after", "since 2019"), ("--until", "after 2019")])
def test_a_time_without_the_side_that_is_asked_for_is_refused(home: Any, option: str, value: str) -> None:
    """What has no beginning cannot be a "since", and what has no end no "until": it would filter nothing without saying so."""
    done = home.run("search", "dentist", option, value)
    assert done.exit == 2
    assert f"{option} must be a time" in done.err


def test_a_long_time_is_refused_at_once(home: Any) -> None:
    """A time has at most 200 characters: a longer one is a mistake, whatever words it is made of."""
    assert home.run("search", "dentist", "--since", "前一天" * 5_000).exit == 2


def test_after_the_last_day_of_the_calendar_is_nothing(home: Any) -> None:
    """Nothing is after the last day that there is."""
    assert _found(home, "dentist", "--after", "9999-12-31") == 0


def test_more_filters_than_are_read_are_said(home: Any) -> None:
    """Where a question has more than 50 filters one line says so, however many there are."""
    done = home.run("search", "dentist " + " ".join(f"from:nobody{number}" for number in range(200)))
    assert done.err.count("only the first 50 filters of a question are read") == 1


@pytest.mark.parametrize("name", ["from", "with"])
def test_each_of_several_names_that_nobody_has_is_said(home: Any, name: str) -> None:
    """Where two people are filtered by and nobody is known by either name, there is a line for each."""
    assert home.run("search", f"knee {name}:Mumm {name}:Xyzzy").err.count("nobody is known by this name") == 2
    assert home.run("search", f"in:Xyzzy in:Qwert {name}:Mum").err.count("there is no thread of this name") == 2
    assert "nobody" not in home.run("search", f"dentist {name}:Mum {name}:Me").err


@pytest.mark.parametrize(("typed", "said"), [("since:banana", "since: this is no time"), ("kind:foo", "kind: this is no kind of record")])
def test_a_filter_that_means_nothing_is_said(home: Any, typed: str, said: str) -> None:
    """A typed filter whose value means nothing is looked up as words; stderr says so, and stdout holds the result alone."""
    done = home.run("search", f"dentist {typed}")
    assert said in done.err
    assert "banana" not in done.err
    as_json = home.run("--json", "search", f"dentist {typed}")
    assert (len(as_json.data), said in as_json.err) == (1, True)
    assert home.run("search", "dentist kind:memo since:2026-05 https://example.org note:this").err == ""


@pytest.mark.parametrize("args", [("knee", "--who", "Mumm"), ("knee from:Mumm",), ("knee with:Mumm",)])
def test_a_name_that_nobody_has_is_said(home: Any, args: tuple[str, ...]) -> None:
    """Where nothing is found and nobody is known by the name of a filter, stderr says so with a near name; it is no error."""
    done = home.run("search", *args)
    assert (done.exit, done.out) == (0, "")
    assert "nobody is known by this name; perhaps Mum;" in done.err
    assert done.err.endswith("nothing found\n")
    assert home.run("--json", "search", *args).data == []
    assert "nobody" not in home.run("search", "zeppelin", "--who", "Mum").err
    assert "nobody" not in home.run("search", "zeppelin", "--who", "ME").err
    assert "perhaps" not in home.run("search", "knee", "--who", "Xyzzy").err


def test_a_label_that_is_nobody_can_be_asked_for(home: Any) -> None:
    """A speaker's label such as "Speaker 2" is nobody, but stands in records: it is not said to be unknown."""
    home.ok("add", "hello there", "--kind", "call", "--who", "Speaker 2")
    assert home.run("search", "zeppelin", "--who", "speaker 2").err == "nothing found\n"


@pytest.mark.parametrize("args", [("dentist", "--thread", "memo"), ("dentist in:memmos",)])
def test_a_thread_that_is_not_there_is_said(home: Any, args: tuple[str, ...]) -> None:
    """Where nothing is found and no thread has the name of a filter, stderr says so with a near name."""
    done = home.run("search", *args)
    assert (done.exit, done.out) == (0, "")
    assert "there is no thread of this name; perhaps memos; `keepmum thread` lists them" in done.err
    assert "no thread" not in home.run("search", "zeppelin in:memo").err


def test_an_empty_filter_is_a_mistake(home: Any) -> None:
    """A name or thread of nothing but spaces is refused, with the option's name."""
    assert "--who is empty" in home.run("search", "knee", "--who", " ").err
    assert home.run("search", "knee", "--thread", "").exit == 2


def test_filters_alone_list_the_newest(home: Any) -> None:
    """An empty question with a filter lists what the filter leaves; without one it is a mistake."""
    home.ok("add", "a later word", "--kind", "message", "--who", "Mum", "--at", "2026-06-01")
    texts = [hit["record"]["text"] for hit in home.ok("search", "", "--who", "Mum")]
    assert texts[0] == "a later word"
    assert len(texts) == 3
    assert home.run("search", "").exit == 2
