"""Searching and people against what is hostile: filters against an oracle, forgetting in open indexes, undo of any history."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.memory.fakes import HashingEmbedder

from keepmum.memory.finding.retrieve import Retriever
from keepmum.memory.people.decisions import Decision, DecisionLog, Someone, What
from keepmum.memory.people.rollcall import RollCall
from keepmum.memory.record import Kind, Query, Record
from keepmum.memory.sealing.keys import FLOOR
from keepmum.memory.vault import Vault

START = datetime(2025, 3, 29, 22, 0, tzinfo=UTC)  # the night before clocks change in Europe
NAMES = ("Zorin", "Quill", "Brandt")
KINDS: tuple[Kind, ...] = ("message", "email", "memo")
DECIDED: tuple[What, ...] = ("merge", "alias", "unalias", "split", "relation")


def _records(count: int) -> list[Record]:
    dice = random.Random(7)
    return [
        Record(
            text=f"lantern number {place}",
            kind=dice.choice(KINDS),
            at=START + timedelta(minutes=30 * place),
            who=tuple(dice.sample(NAMES, dice.randint(1, 3))),
            thread=dice.choice(("Harbour", "Meadow")),
        )
        for place in range(count)
    ]


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with Vault.create(tmp_path / "v", "passphrase", cost=FLOOR) as opened:
        yield opened


@pytest.mark.parametrize("chroma_from", [0, 10])
def test_filters_let_through_exactly_what_an_oracle_does(vault: Vault, chroma_from: int) -> None:
    """Filters of the query and typed ones leave the records that a plain loop leaves, at the borders too, with and without a question."""
    records = _records(60)
    vault.put(records)
    dice = random.Random(11)
    with Retriever(vault, HashingEmbedder(), chroma_from=chroma_from) as retriever:
        retriever.index()
        for _ in range(40):
            since, until = sorted(START + timedelta(minutes=30 * dice.randint(0, 60)) for _ in range(2))
            who, speaker, kind, thread = dice.choice(NAMES), dice.choice(NAMES), dice.choice(KINDS), dice.choice(("harb", "MEAD"))
            use = [dice.random() < 0.4 for _ in range(5)]
            text = " ".join(
                ["lantern"] * dice.randint(0, 1)
                + [f"from:{speaker.lower()}"] * use[0]
                + [f"kind:{kind}"] * use[1]
                + [f"in:{thread}"] * use[2]
            )
            span = (since, until) if use[4] and since < until else (None, None)
            query = Query(
                text,
                who=who if use[3] else None,
                since=span[0],
                until=span[1],
                limit=100,
            )
            fits = [
                record
                for record in records
                if (not use[0] or record.who[0] == speaker)
                and (not use[1] or record.kind == kind)
                and (not use[2] or thread.casefold() in record.thread.casefold())
                and (query.who is None or who in record.who)
                and (query.since is None or record.at >= query.since)
                and (query.until is None or record.at < query.until)
            ]
            found = {hit.record.text for hit in retriever.search(query)}
            assert found <= {record.text for record in fits}
            if any(use) and "lantern" not in text:
                assert found == {record.text for record in fits}


@pytest.mark.parametrize("chroma_from", [0, 10])
def test_what_is_forgotten_is_in_no_hit_of_an_open_index(vault: Vault, chroma_from: int) -> None:
    """A forgotten record comes neither as a hit nor around one nor as a copy, by words or by meaning, in a retriever that stays open."""
    kept = vault.put(_records(30))
    with Retriever(vault, HashingEmbedder(), chroma_from=chroma_from) as retriever:
        retriever.index()
        retriever.search(Query("lantern number 11"))
        gone = next(hit.record for hit in retriever.search(Query("lantern number 11", limit=50)) if hit.record.text.endswith(" 11"))
        assert kept
        assert gone.id is not None
        vault.forget(gone.id)
        for question in ("lantern number 11", "lantern", "11", "from:zorin", "from:quill", "from:brandt"):
            for hit in retriever.search(Query(question, limit=100)):
                assert gone.text not in [hit.record.text, *(each.text for each in hit.context)]


def test_undo_of_any_history_gives_the_people_before(vault: Vault) -> None:
    """Decisions that are undone, last first, leave step by step the people that there were, whatever they were."""
    vault.put(_records(10))
    log = DecisionLog(vault)
    people = RollCall(vault, log)
    dice = random.Random(3)
    for _ in range(10):
        before = [people.read().people]
        for _ in range(6):
            one, other = (Someone(f"name:{name.lower()}", name) for name in dice.sample(NAMES, 2))
            what = dice.choice(DECIDED)
            word = {"relation": "mother", "alias": f"Nick{dice.randint(0, 2)}"}.get(what, other.name)
            log.add(Decision(what, one, other) if what == "merge" else Decision(what, one, word=word))
            before.append(people.read().people)
        for expected in reversed(before[:-1]):
            log.end()
            assert people.read().people == expected


def test_hostile_questions_find_or_find_nothing(vault: Vault) -> None:
    """A question of any text is answered, and none raises: NULs, floods, years that no calendar has."""
    vault.put(_records(5))
    questions = (
        *("lan\0tern", 'in:"Nowhere" lantern', "lantern since:9999", "lantern until:0001", "since:0000-00-00 lantern"),
        *("lantern " * 5_000, "since:may " * 5_000, "\u202e" * 5_000, "a" + "\u0301" * 5_000, "9" * 400 + " days ago", "²月"),
        *("lantern since:2024-05 until:2024-04", "from:" + "a" * 10_000, "today or " * 2_000, "上" * 3_000 + "周"),
    )
    with Retriever(vault, HashingEmbedder()) as retriever:
        for year in (1, 2025, 9999):
            for question in questions:
                retriever.search(Query(question, now=datetime(year, 12, 31 if year > 1 else 1, tzinfo=UTC)))
