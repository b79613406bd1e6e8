"""Filters against an oracle written from their documentation: zones, changes of the clock, moments, several of one name, any index."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.memory.fakes import HashingEmbedder

from keepmum.memory.finding.retrieve import Retriever
from keepmum.memory.finding.view import View
from keepmum.memory.record import Kind, Query, Record
from keepmum.memory.sealing.keys import FLOOR
from keepmum.memory.vault import Vault
from keepmum.memory.vectors import packed

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2025, 7, 1, 12, 0, tzinfo=BERLIN)
# Nights around both changes of the clock, the turn of a year, the moment of asking, and the future.
NIGHTS = [datetime(*day, 21, tzinfo=UTC) for day in ((2025, 3, 29), (2024, 10, 26), (2024, 12, 31), (2025, 6, 30), (2026, 2, 1))]
NAMES = ("Zorin", "Quill", "Brandt", "Ana-Maria O'Neil")
THREADS = ("Harbour", "Meadow", "Harbour café")
KINDS: tuple[Kind, ...] = ("message", "email", "memo")
DAYS = (*("2025-03-29", "2025-03-30", "2025-03-31", "2024-10-26", "2024-10-27"), *("2024-12-31", "2025-01-01", "2026-02-01"))


@dataclass(frozen=True)
class Side:
    """A filter of time as typed, and what it leaves."""

    typed: str
    leaves: Callable[[datetime], bool]


@dataclass(frozen=True)
class Asked:
    """Filters as typed, by name: for each name what it leaves, where several of it leave what one leaves."""

    text: str
    leaves: Callable[[Record], bool]


def _records() -> list[Record]:
    dice = random.Random(5)
    places = [(night + timedelta(minutes=15 * step)) for night in NIGHTS for step in range(0, 24, 2)]
    return [
        Record(
            text=f"lantern number {place}",
            kind=dice.choice(KINDS),
            at=at.astimezone(timezone(timedelta(hours=dice.choice((-8, 0, 5, 13))))),
            who=tuple(dice.sample(NAMES, dice.randint(1, 3))),
            thread=dice.choice(THREADS),
        )
        for place, at in enumerate(places)
    ]


def _side(dice: random.Random) -> Side:
    name = dice.choice(("since", "after", "until", "before"))
    if dice.random() < 0.3:
        at = dice.choice(NIGHTS) + timedelta(minutes=15 * dice.randint(0, 23))
        shown = at.astimezone(timezone(timedelta(hours=dice.choice((-5, 0, 8))))).isoformat(timespec="minutes")
        return Side(f"{name}:{shown}", (lambda moment: moment >= at) if name in {"since", "after"} else (lambda moment: moment < at))
    day = dice.choice(DAYS)
    first = datetime.fromisoformat(day).replace(tzinfo=BERLIN)
    edge = (first + timedelta(days=1) if name in {"after", "until"} else first).astimezone(UTC)
    return Side(f"{name}:{day}", (lambda moment: moment >= edge) if name in {"since", "after"} else (lambda moment: moment < edge))


def _quoted(name: str) -> str:
    return f'"{name.lower()}"' if " " in name else name.upper()


def _asked(dice: random.Random) -> Asked:
    speakers, taking = (dice.sample(NAMES, dice.choice((0, 0, 0, 1, 2))) for _ in range(2))
    parts = dice.sample(("harb", "CAFÉ", "mead"), dice.choice((0, 0, 0, 1, 2)))
    kinds = dice.sample(KINDS, dice.choice((0, 0, 0, 1, 2)))
    sides = [_side(dice) for _ in range(dice.choice((0, 1, 1, 2, 3)))]
    typed = [
        *(f"from:{_quoted(name)}" for name in speakers),
        *(f"with:{_quoted(name)}" for name in taking),
        *(f"in:{part}" for part in parts),
        *(f"kind:{kind}s" for kind in kinds),
        *(side.typed for side in sides),
    ]
    dice.shuffle(typed)

    def leaves(record: Record) -> bool:
        return (
            (not speakers or record.who[0] in speakers)
            and (not taking or not set(record.who).isdisjoint(taking))
            and (not parts or any(part.casefold() in record.thread.casefold() for part in parts))
            and (not kinds or record.kind in kinds)
            and all(side.leaves(record.at) for side in sides)
        )

    return Asked(" ".join(typed), leaves)


@pytest.fixture(params=["exact", "codes", "chroma"])
def retriever(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Retriever]:
    """A vault whose vectors are all compared, found by their codes in blocks, or named by Chroma."""
    monkeypatch.setattr(packed, "BLOCK", 16)
    chroma_from = 10 if request.param == "chroma" else 0
    with Vault.create(tmp_path / "v", "passphrase", cost=FLOOR) as vault:
        vault.put(_records())
        with Retriever(vault, HashingEmbedder(), chroma_from=chroma_from) as opened:
            if request.param != "exact":
                opened.view = View(vault, HashingEmbedder(), chroma_from=chroma_from, exact_to=20)
            opened.index()
            opened.search(Query("lantern"))
            assert (request.param != "chroma") or all(chroma.wait(60) for chroma in opened.view._chroma.values())
            yield opened


def test_typed_filters_leave_what_their_documentation_says(retriever: Retriever) -> None:
    """Filters leave exactly the records that an oracle leaves, and a question finds none but those, whatever the index."""
    records = _records()
    dice = random.Random(23)
    for _ in range(120):
        asked = _asked(dice)
        fits = {record.text for record in records if asked.leaves(record)}
        if asked.text:
            assert {hit.record.text for hit in retriever.search(Query(asked.text, limit=1000, now=NOW))} == fits, asked.text
        for hit in retriever.search(Query(f"lantern number 7 {asked.text}", limit=1000, now=NOW)):
            assert {hit.record.text, *(copy.text for copy in hit.copies)} <= fits, asked.text


def test_what_follows_a_colon_is_no_filter_where_it_is_more_than_a_time(retriever: Retriever) -> None:
    """A value that is a time and something else narrows nothing, because what it says is not known."""
    for text in ("since:2026-02-01-draft", "until:banana-2020", 'since:"may or june"'):
        assert retriever.search(Query(f"lantern {text}", limit=1000, now=NOW)), text
