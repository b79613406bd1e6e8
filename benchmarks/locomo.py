"""Finding the turns that answer a question in LoCoMo's long chats: words, vectors, their rank fusion, and keepmum.

    KEEPMUM_DATA=… python benchmarks/locomo.py

Each chat is a vault of its own. A question counts where its evidence names turns that exist, in the categories 1 to 4
(multi-hop, temporal, open-domain, single-hop); 5 has no answer. All four ways get the same turns, image captions
included, and the same int8 MiniLM:

* BM25: over "speaker: text", the question without its stop words (without both it is weaker);
* MiniLM: cosine of "speaker: text";
* RRF: the ranks of those two, 1 / (60 + rank), equal weights;
* keepmum: `Retriever.search` over the real vault.

Times are the median of five passes over the questions: on the clock, and of CPU.

LoCoMo: Maharana et al. 2024, CC BY-NC 4.0; read from KEEPMUM_DATA, never shipped, and no weight is learned from it.
"""

from __future__ import annotations

import argparse
import json
import platform
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import data
import numpy as np
import timing

from keepmum.memory import bm25, catalogue, lexical
from keepmum.memory.embed import Embedder
from keepmum.memory.keys import FLOOR
from keepmum.memory.question import terms
from keepmum.memory.record import Query, Record
from keepmum.memory.retrieve import Retriever, find_embedder
from keepmum.memory.vault import Vault

FILE = "locomo/locomo_dev4.json"
DEPTH = 50  # hits that are looked at
CATEGORIES = {1: "multi-hop", 2: "temporal", 3: "open-domain", 4: "single-hop"}


@dataclass(frozen=True)
class Question:
    """One question and the turns that answer it."""

    text: str
    gold: frozenset[str]
    category: int


@dataclass(frozen=True)
class Chat:
    """One conversation."""

    turns: tuple[Record, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Answered:
    """What one way found for one question, best first."""

    question: Question
    found: tuple[str, ...]


@dataclass(frozen=True)
class Result:
    """What one way found for all questions, and what each pass over them took."""

    answered: tuple[Answered, ...]
    spent: tuple[timing.Spent, ...]

    def __add__(self, other: Result) -> Result:
        """Return both together: two chats are asked about in each pass."""
        return Result(self.answered + other.answered, tuple(a + b for a, b in zip(self.spent, other.spent, strict=True)))


def chats(path: Path) -> Iterator[Chat]:
    """Read the conversations."""
    for conversation in json.loads(path.read_text(encoding="utf-8")):
        turns = tuple(_turns(conversation["conversation"]))
        known = {turn.ref for turn in turns}
        questions = []
        for asked in conversation["qa"]:
            gold = frozenset(ref for entry in asked["evidence"] for ref in re.findall(r"D\d+:\d+", entry)) & known
            if asked["category"] in CATEGORIES and gold:
                questions.append(Question(asked["question"], frozenset(map(str, gold)), asked["category"]))
        yield Chat(turns, tuple(questions))


def _turns(conversation: dict[str, object]) -> Iterator[Record]:
    number = 1
    while isinstance(session := conversation.get(f"session_{number}"), list) or f"session_{number}_date_time" in conversation:
        began = datetime.strptime(str(conversation[f"session_{number}_date_time"]), "%I:%M %p on %d %B, %Y").replace(tzinfo=UTC)
        for place, turn in enumerate(session or []):
            text = f"{turn['text']} {turn['blip_caption']}" if turn.get("blip_caption") else turn["text"]
            at = began + timedelta(seconds=place)
            yield Record(text=text, kind="message", at=at, who=(turn["speaker"],), thread="chat", source="locomo", ref=turn["dia_id"])
        number += 1


Way = Callable[[str], Sequence[str]]


def _asked(way: Way, questions: Sequence[Question]) -> Result:
    found = {question: tuple(way(question.text)[:DEPTH]) for question in questions}
    answered = tuple(Answered(question, found[question]) for question in questions)
    return Result(answered, timing.passes(lambda question: way(question.text), questions))


def run(chat: Chat, embedder: Embedder, folder: Path) -> dict[str, Result]:
    """Ask all questions of a chat in all four ways."""
    refs = [str(turn.ref) for turn in chat.turns]
    spoken = [replace(turn, text=f"{turn.speaker}: {turn.text}") for turn in chat.turns]
    with Vault.create(folder / "plain", "benchmark", cost=FLOOR) as plain, Vault.create(folder / "ours", "benchmark", cost=FLOOR) as ours:
        plain.put(spoken)
        ours.put(chat.turns)
        conn = plain.connection()
        lexical.attach(conn)
        records = catalogue.load(conn)
        units = bm25.measure(records)
        order = records.n - 1  # positions to turns: the vault numbers records from 1, as they came
        rows = embedder.embed([turn.text for turn in spoken])

        def words(question: str) -> np.ndarray:
            postings = []
            for term in terms(question):
                numbers, counts = lexical.postings(conn, term.token)
                postings.append(bm25.Posting(records.places(numbers), counts))
            scores = np.zeros(len(refs), dtype=np.float32)
            scores[order] = bm25.score(records, units, postings).turn
            return scores

        def vectors(question: str) -> np.ndarray:
            return rows @ embedder.embed([question])[0]

        def named(scores: np.ndarray) -> list[str]:
            return [refs[place] for place in np.argsort(-scores, kind="stable")[:DEPTH]]

        def fused(question: str) -> list[str]:
            total = np.zeros(len(refs))
            for scores in (words(question), vectors(question)):
                total[np.argsort(-scores, kind="stable")] += 1 / (60 + 1 + np.arange(len(refs)))
            return named(total)

        with Retriever(ours, embedder) as retriever:
            retriever.index()
            ways: dict[str, Way] = {
                "BM25": lambda question: named(words(question)),
                "MiniLM": lambda question: named(vectors(question)),
                "RRF of both": fused,
                "keepmum": lambda question: [str(hit.record.ref) for hit in retriever.search(Query(question, limit=DEPTH))],
            }
            return {name: _asked(way, chat.questions) for name, way in ways.items()}


def figures(answered: Sequence[Answered]) -> tuple[float, float, float]:
    """Compute frac@10, any@50 and MRR."""
    share = [len(each.question.gold & set(each.found[:10])) / len(each.question.gold) for each in answered]
    some = [bool(each.question.gold & set(each.found[:50])) for each in answered]
    ranks = [next((1 / rank for rank, ref in enumerate(each.found, 1) if ref in each.question.gold), 0.0) for each in answered]
    return float(np.mean(share)), float(np.mean(some)), float(np.mean(ranks))


def main() -> None:
    """Run, and print one table."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    path = data.find(FILE)
    embedder = find_embedder()
    totals: dict[str, Result] = {}
    turns = 0
    for chat in chats(path):
        turns += len(chat.turns)
        with tempfile.TemporaryDirectory() as folder:
            for name, result in run(chat, embedder, Path(folder)).items():
                totals[name] = totals[name] + result if name in totals else result
        print(f"{turns} turns asked about", file=sys.stderr)
    count = len(totals["keepmum"].answered)
    print(f"{FILE}: {turns} turns, {count} questions, turn level, categories 1 to 4")
    print(f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {platform.machine()}, one thread")
    print(f"times: median of {timing.PASSES} passes over the questions\n")
    print(f"{'':12} {'frac@10':>8} {'any@50':>8} {'MRR':>8} {'ms/query':>9} {'CPU ms/query':>13}")
    for name, result in totals.items():
        share, some, rank = figures(result.answered)
        wall, cpu = timing.a_question(result.spent, count)
        print(f"{name:12} {share:8.3f} {some:8.3f} {rank:8.3f} {wall:9.1f} {cpu:13.1f}")
    print("\nkeepmum by category")
    for category, label in CATEGORIES.items():
        chosen = [each for each in totals["keepmum"].answered if each.question.category == category]
        share, some, rank = figures(chosen)
        print(f"{label:12} {share:8.3f} {some:8.3f} {rank:8.3f} {len(chosen):8} questions")


if __name__ == "__main__":
    main()
