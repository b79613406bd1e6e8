"""Precision and recall of what names do not show (tier g), by category and language, on sentences labelled by hand.

Run: python benchmarks/sensitive.py [FILE]. The set was written by somebody who had not seen the lists, before the lists were written.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from keepmum.policy.category import Category
from keepmum.policy.detectors.sensitive import SensitiveDetector
from keepmum.policy.detectors.sensitive_terms import CATEGORIES
from keepmum.policy.span import Span

SET = Path(__file__).resolve().parent.parent / "tests" / "policy" / "sensitive_set.jsonl"
HALF = 0.5  # of a label's letters that must lie in found spans of its category


@dataclass(frozen=True)
class Label:
    """One stretch that the writer of the set marked."""

    start: int
    end: int
    category: Category


@dataclass(frozen=True)
class Sentence:
    """One sentence of the set with its labels."""

    text: str
    lang: str
    labels: tuple[Label, ...]


def sentences(file: Path) -> Iterator[Sentence]:
    """Read the set: one JSON object a line, ``{"text", "lang", "spans": [{"words", "category"}]}``.

    Raises:
        ValueError: A label's words do not stand in its sentence.
    """
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        row = json.loads(line)
        labels: list[Label] = []
        for span in row["spans"]:
            start = row["text"].find(span["words"])
            if start < 0:
                raise ValueError(f"line {number}: a label's words do not stand in the sentence")
            labels.append(Label(start, start + len(span["words"]), Category(span["category"])))
        yield Sentence(row["text"], row["lang"], tuple(labels))


def share(text: str, label: Label, spans: Sequence[Span]) -> float:
    """Return the share of a label's letters and digits that lie in ``spans``."""
    letters = [at for at in range(label.start, label.end) if text[at].isalnum()]
    return sum(any(span.start <= at < span.end for span in spans) for at in letters) / max(len(letters), 1)


def count(sentence: Sentence, spans: Sequence[Span], tally: Counter[tuple[str, str, str]]) -> None:
    """Add one sentence to the tally, whose keys are what, category and language."""
    for label in sentence.labels:
        same = [span for span in spans if span.category is label.category]
        hit = share(sentence.text, label, same) >= HALF
        tally["label", label.category, sentence.lang] += 1
        tally["recalled", label.category, sentence.lang] += hit
        tally["recalled any", "all", sentence.lang] += share(sentence.text, label, spans) >= HALF
    for span in spans:
        tally["span", span.category, sentence.lang] += 1
        right = any(label.category is span.category and label.start < span.end and span.start < label.end for label in sentence.labels)
        tally["right", span.category, sentence.lang] += right
    for name, truth, found in [
        ("all", bool(sentence.labels), bool(spans)),
        *(
            (category, any(label.category is category for label in sentence.labels), any(span.category is category for span in spans))
            for category in CATEGORIES
        ),
    ]:
        tally["sentence", name, sentence.lang] += truth
        tally["sentence found", name, sentence.lang] += found
        tally["sentence right", name, sentence.lang] += truth and found


def ratio(above: int, below: int) -> str:
    """Return a share with three digits, or a dash where there is nothing to share."""
    return f"{above / below:.3f}" if below else "  -  "


def table(tally: Counter[tuple[str, str, str]], langs: Sequence[str]) -> Iterator[str]:
    """Yield the lines of the table."""
    heads = f"{'labels':>6} {'recall':>7} {'spans':>6} {'precision':>9}   {'sentences':>9} {'recall':>7} {'precision':>9}"
    yield f"{'category':12} {'lang':5} {heads}"
    for category in (*CATEGORIES, "all"):
        for lang in (*langs, "all"):

            def total(what: str, lang: str = lang, category: str = category, *, every: bool = category == "all") -> int:
                names = CATEGORIES if every and not what.startswith("sentence") else (category,)
                return sum(tally[what, name, one] for name in names for one in (langs if lang == "all" else (lang,)))

            yield (
                f"{category:12} {lang:5} {total('label'):6} {ratio(total('recalled'), total('label')):>7} {total('span'):6} "
                f"{ratio(total('right'), total('span')):>9}   {total('sentence'):9} {ratio(total('sentence right'), total('sentence')):>7} "
                f"{ratio(total('sentence right'), total('sentence found')):>9}"
            )
    anyhow = sum(tally["recalled any", "all", lang] for lang in langs)
    labels = sum(tally["label", category, lang] for category in CATEGORIES for lang in langs)
    yield f"labels found whatever the category: {ratio(anyhow, labels)}"


def main() -> int:
    """Print the table."""
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else SET
    rows = list(sentences(file))
    detector = SensitiveDetector()
    list(detector.find("Warm."))
    tally: Counter[tuple[str, str, str]] = Counter()
    before = time.process_time()
    found = [list(detector.find(row.text)) for row in rows]
    spent = time.process_time() - before
    for row, spans in zip(rows, found, strict=True):
        count(row, spans, tally)
    langs = sorted({row.lang for row in rows})
    print(f"{len(rows)} sentences; a label counts as found when at least half of its letters lie in spans of its category; no adviser")
    for line in table(tally, langs):
        print(line)
    print(f"{1000 * spent / max(len(rows), 1):.3f} ms CPU a sentence")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
