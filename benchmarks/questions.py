"""Questions that the demo's invented person would ask, in English and Chinese, through the SDK: is the answer in the first five?

    python benchmarks/questions.py [--misses]

The set (tests/app/questions.jsonl) was written by somebody who had not seen the code, before the code that it tests. A
question is *found* where one of its gold records is among the first five hits; it is *shown* where one stands in what the
first five hits show: the record, the turns around it, its copies, what corrects it. The demo is synthetic and ships with
keepmum, so this needs no data.
"""

from __future__ import annotations

import argparse
import json
import platform
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from keepmum import Keep
from keepmum.app.demo.generate import FILES
from keepmum.memory.record import Hit, Record

QUESTIONS = Path(__file__).resolve().parents[1] / "tests" / "app" / "questions.jsonl"
ZONE = ZoneInfo("Europe/London")
OWNER = "Siqi Gu"
FIRST = 5
SHOWN_TAGS = ("alias", "time", "correction", "cross-script", "kind", "who-spoke", "spoken-about", "thread", "number", "paraphrase", "plain")


@dataclass(frozen=True, slots=True)
class Gold:
    """A record that answers a question."""

    thread: str
    text: str
    at: str = ""

    def is_in(self, record: Record) -> bool:
        """Say whether a record is this one."""
        if record.thread != self.thread or self.text not in record.text:
            return False
        return not self.at or f"{record.at.astimezone(ZONE):%Y-%m-%d %H:%M}" == self.at


@dataclass(frozen=True, slots=True)
class Question:
    """One question."""

    id: str
    text: str
    lang: str
    tags: tuple[str, ...]
    gold: tuple[Gold, ...]

    def answered_by(self, records: Sequence[Record]) -> bool:
        """Say whether one of some records answers it."""
        return any(gold.is_in(record) for gold in self.gold for record in records)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a question."""

    question: Question
    rank: int | None  # of the first hit that answers it
    shown: bool
    hits: tuple[Hit, ...]

    @property
    def found(self) -> bool:
        """Whether one of the first five hits answers it."""
        return self.rank is not None and self.rank <= FIRST


def read() -> tuple[datetime, list[Question]]:
    """Read when the questions are asked, and the questions."""
    lines = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    now = datetime.fromisoformat(lines[0]["now"]).astimezone(ZONE)
    return now, [
        Question(each["id"], each["question"], each["lang"], tuple(each["tags"]), tuple(Gold(**gold) for gold in each["gold"]))
        for each in lines[1:]
    ]


def ask(keep: Keep) -> Iterator[Outcome]:
    """Ask all questions of a memory that has the demo's files."""
    now, questions = read()
    for question in questions:
        hits = keep.search(question.text, limit=20, now=now)
        rank = next((place for place, hit in enumerate(hits, 1) if question.answered_by([hit.record])), None)
        shown = any(question.answered_by([hit.record, *hit.context, *hit.copies, *hit.corrections]) for hit in hits[:FIRST])
        yield Outcome(question, rank, shown, tuple(hits))


def open_demo(folder: Path) -> Keep:
    """Make a memory of the demo's files, with all vectors."""
    keep = Keep.create(folder / "demo.keep", "benchmark")
    keep.import_path(FILES, zone=ZONE, me=OWNER)
    keep.index()
    return keep


def main() -> None:
    """Run, and print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--misses", action="store_true", help="list the questions that are not shown, with what came instead")
    misses = parser.parse_args().misses
    with tempfile.TemporaryDirectory() as folder, open_demo(Path(folder)) as keep:
        before = time.process_time()
        outcomes = list(ask(keep))
        spent = time.process_time() - before
    print(f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {platform.machine()}: {len(outcomes)} questions")
    print(f"{1000 * spent / len(outcomes):.1f} ms of CPU a question, 20 hits each\n")
    groups: defaultdict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        for group in ("all", outcome.question.lang, *outcome.question.tags):
            groups[group].append(outcome)
    print(f"{'':14} {'questions':>9} {'found':>7} {'shown':>7} {'in 10':>7} {'in 20':>7}")
    for group in ("all", "en", "zh", "mixed", *SHOWN_TAGS):
        chosen = groups[group]
        ranks = [outcome.rank or 99 for outcome in chosen]
        shares = [sum(outcome.found for outcome in chosen), sum(outcome.shown for outcome in chosen)]
        shares += [sum(rank <= depth for rank in ranks) for depth in (10, 20)]
        print(f"{group:14} {len(chosen):9} " + " ".join(f"{share / len(chosen):7.3f}" for share in shares))
    if misses:
        for outcome in outcomes:
            if not outcome.shown:
                _print_miss(outcome)


def _print_miss(outcome: Outcome) -> None:
    question = outcome.question
    print(f"\n{question.id} {question.text} [{', '.join(question.tags)}] rank {outcome.rank or 'beyond 20'}")
    for gold in question.gold:
        print(f"    wanted: {gold.thread} {gold.at} {gold.text}")
    for hit in outcome.hits[:FIRST]:
        print(f"    {hit.score:.2f} {hit.record.thread}: {hit.record.text[:70]!r} ({'; '.join(hit.why)})")


if __name__ == "__main__":
    main()
