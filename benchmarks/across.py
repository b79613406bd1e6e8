"""Questions in one language about turns in the other: what do the dictionary and the multilingual model bring?

    KEEPMUM_DATA=… python benchmarks/across.py

Four vaults, each with one LoCoMo chat in English and three Chinese people of MemoryBank, as a bilingual person's would be; and each
of these twelve people in a vault of their own. The questions and their answers (across.jsonl) are written for this benchmark; the texts
are read from the data. The answers are found among all turns, so that a Chinese question must pass over the Chinese ones.
"""

from __future__ import annotations

import json
import platform
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))  # run as a file, as its command says
import data
import figures
import sets

from keepmum.memory.finding.retrieve import Retriever, find_embedder
from keepmum.memory.meaning.embed import Embedder
from keepmum.memory.meaning.multilingual import find_multilingual
from keepmum.memory.record import Query, Record
from keepmum.memory.sealing.keys import FLOOR
from keepmum.memory.vault import Vault
from keepmum.memory.words.dictionary import Dictionary, find_dictionary

LABELS = Path(__file__).with_name("across.jsonl")
CHATS = "locomo/locomo_dev4.json"
PEOPLE = "memorybank/memory_bank_cn.json"
BESIDE = 3  # people beside a chat
SETS = ("English to English", "Chinese to English", "English to Chinese", "Chinese, other words")
EVERY = 3  # of LoCoMo's own questions one in three is asked


def turns(person: int, history: dict[str, list[dict[str, str]]]) -> Iterator[Record]:
    """Read a person's dialogues; the ref is the person's number and the place of the turn."""
    place = 0
    for day, said in history.items():
        began = datetime.fromisoformat(day).replace(tzinfo=UTC)
        for text, speaker in ((turn[key], who) for turn in said for key, who in (("query", f"person {person}"), ("response", "AI"))):
            at, ref = began + timedelta(seconds=place), f"p{person}/{place}"
            yield Record(text=text, kind="message", at=at, who=(speaker,), thread=f"person {person}", source="set", ref=ref)
            place += 1


def labels() -> list[tuple[str, str, frozenset[str]]]:
    """Read the questions of this benchmark: the set, the question, the refs of its answers."""
    rows = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    whose = [f"{row['chat']}/" if "chat" in row else f"p{row['person']}/" for row in rows]
    return [(row["set"], row["question"], frozenset(f"{one}{gold}" for gold in row["gold"])) for one, row in zip(whose, rows, strict=True)]


def vaults() -> Iterator[tuple[str, tuple[Record, ...], list[tuple[str, str, frozenset[str]]]]]:
    """Yield what kind of vault it is, its records, and the questions that they answer."""
    chats = list(sets.locomo(data.find(CHATS)))
    people = [list(turns(number, each["history"])) for number, each in enumerate(json.loads(data.find(PEOPLE).read_text("utf-8")).values())]
    asked = labels()
    used = sorted({int(ref[1 : ref.index("/")]) for _, _, gold in asked for ref in gold if ref.startswith("p")})
    for number, chat in enumerate(chats):
        beside = [record for person in used[BESIDE * number : BESIDE * (number + 1)] for record in people[person]]
        own = [("English to English", question.text, question.gold) for question in chat.questions[::EVERY]]
        yield "mixed", (*chat.records, *beside), own + answered(asked, (*chat.records, *beside))
    for person in used:
        yield "Chinese alone", tuple(people[person]), answered(asked, people[person])


def answered(asked: Sequence[tuple[str, str, frozenset[str]]], records: Sequence[Record]) -> list[tuple[str, str, frozenset[str]]]:
    """Choose the questions whose answers are among some records."""
    refs = {str(record.ref) for record in records}
    return [each for each in asked if each[2] <= refs]


def _given(dictionary: Dictionary | None) -> Dictionary | None:
    return dictionary


def main() -> None:
    """Ask each question in every way, and print the figures."""
    english, every, dictionary = find_embedder(), find_multilingual(), find_dictionary()
    ways: dict[str, tuple[tuple[Embedder, ...], Dictionary | None]] = {
        "words": ((), None),
        "words, dictionary": ((), dictionary),
        "both models": ((english, every), None),
        "both models, dictionary": ((english, every), dictionary),
    }
    found: dict[tuple[str, str, str], list[tuple[float, ...]]] = defaultdict(list)
    for kind, records, questions in vaults():
        with tempfile.TemporaryDirectory() as folder, Vault.create(Path(folder) / "vault", "benchmark", cost=FLOOR) as vault:
            vault.put(records)
            for way, (embedders, known) in reversed(ways.items()):
                with Retriever(vault, embedders, dictionary=partial(_given, known)) as retriever:
                    retriever.index()
                    for name, question, gold in questions:
                        refs = [str(hit.record.ref) for hit in retriever.search(Query(question, limit=figures.DEEPEST))]
                        found[kind, name, way].append(figures.measured(refs, gold))
    print(f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {platform.machine()}; any@5 / frac@10 / MRR")
    for kind in ("mixed", "Chinese alone"):
        print(f"\n{kind:26}" + "".join(f"{way:>26}" for way in ways))
        for name in SETS:
            rows = [np.mean(found[kind, name, way], axis=0) for way in ways if found[kind, name, way]]
            if rows:
                count = len(found[kind, name, "words"])
                print(f"{name:20}{count:6}" + "".join(f"{row[2]:>12.3f} {row[1]:.3f} {row[4]:.3f}  " for row in rows))


if __name__ == "__main__":
    main()
