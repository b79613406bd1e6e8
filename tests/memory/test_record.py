"""A record holds only what can be kept, and shows nothing of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from keepmum.memory.record import MAX_TEXT, Hit, Query, Record

FAR_WEST = timezone(timedelta(hours=-14))


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "rumour"},
        {"text": "x" * (MAX_TEXT + 1)},
        {"text": "\ud800"},
        {"at": datetime(2025, 1, 1)},  # noqa: DTZ001 - that is the mistake
        {"at": datetime(9999, 12, 31, 23, 59, tzinfo=FAR_WEST)},
        {"ends": datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))},
        {"tags": ("t",) * 1001},
        {"who": ("\udfff",)},
    ],
)
def test_what_cannot_be_kept_is_refused(fields: dict[str, object]) -> None:
    """A kind, time, length or text that the store cannot hold is the caller's mistake, said at once."""
    with pytest.raises(ValueError, match=r".+"):
        Record(**({"text": "hello"} | fields))


@pytest.mark.parametrize("fields", [{"text": 3}, {"who": "Mei"}, {"tags": [3]}])
def test_wrong_types_are_refused(fields: dict[str, object]) -> None:
    """A bare string where names are wanted would become one name a letter."""
    with pytest.raises(TypeError):
        Record(**({"text": "hello"} | fields))


def test_a_repr_shows_no_content() -> None:
    """Neither a record nor a hit nor a query shows text, names, threads, tags or reasons where it is printed."""
    record = Record(
        text="canary", who=("canary",), thread="canary", source="canary", ref="canary", tags=("canary",), attachments=("canary",)
    )
    assert "canary" not in repr(record) + repr(Hit(record, 1.0, ("canary",), (record,))) + repr(
        Query("canary", who="canary", thread="canary")
    )


def test_tags_are_a_set_in_order() -> None:
    """Tags are sorted and each stands once; the speaker is the first in `who`."""
    record = Record(text="x", tags=("b", "a", "b"), who=["Mei", "Ana"], at=datetime(2025, 1, 1, tzinfo=UTC))
    assert record.tags == ("a", "b")
    assert record.speaker == "Mei"
    assert Record(text="x").speaker == ""


@pytest.mark.parametrize(
    "fields",
    [
        {"limit": 0},
        {"limit": 1001},
        {"kinds": frozenset({"rumour"})},
        {"text": "\ud800"},
        {"who": "\ud800"},
        {"since": datetime(2025, 1, 1)},  # noqa: DTZ001 - as above
    ],
)
def test_a_query_without_meaning_is_refused(fields: dict[str, object]) -> None:
    """Limits, kinds and times out of range are the caller's mistake."""
    with pytest.raises(ValueError, match=r".+"):
        Query(**({"text": "x"} | fields))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("text", None),
        ("text", b"x"),
        ("limit", "10"),
        ("limit", 1.5),
        ("limit", True),
        ("kinds", "call"),
        ("kinds", 5),
        ("kinds", [["call"]]),
        ("who", ["Mum"]),
        ("thread", 5),
        ("since", "2025-03-01"),
        ("until", date(2025, 3, 1)),
        ("now", "x"),
    ],
)
def test_a_query_of_wrong_types_is_refused(name: str, value: object) -> None:
    """An argument of another type is a TypeError that names it."""
    with pytest.raises(TypeError, match=name):
        Query(**({"text": "x"} | {name: value}))  # type: ignore[arg-type]  wrong on purpose


def test_kinds_may_come_as_any_collection() -> None:
    """A query keeps kinds as a set, whether they came as a list, a tuple or a generator."""
    for kinds in (["call", "memo"], ("memo", "call"), (kind for kind in ("call", "memo"))):
        assert Query("x", kinds=kinds).kinds == {"call", "memo"}  # type: ignore[arg-type]  wider than what is declared
