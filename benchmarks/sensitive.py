"""Precision and recall of what names do not show (tier g), by category and language, on sentences labelled by hand; and at what price.

Run: python benchmarks/sensitive.py [FILE] [--texts] [--model]. The set was written by somebody who had not seen the lists, before the lists
were written, and before the sentences from which the adviser learnt. Without options: the lists alone, and with the adviser where
its model is on this device. `--texts`: what share of ordinary messages, prompts and dialogues the adviser masks beside
what all other detectors mask; it needs the evaluation data (see docs/benchmarks.md). `--model`: the language model of this device, asked
of each sentence whether it tells something private, beside what is right; some minutes.
"""

from __future__ import annotations

import csv
import html
import json
import random
import re
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import data

from keepmum.app.local import LocalModel, Message
from keepmum.app.models import language_model_path
from keepmum.policy import default_detectors, detect
from keepmum.policy.category import Category
from keepmum.policy.detectors.adviser import find_adviser
from keepmum.policy.detectors.sensitive import SensitiveDetector
from keepmum.policy.detectors.sensitive_terms import CATEGORIES
from keepmum.policy.span import Detector, Span

SET = Path(__file__).resolve().parent.parent / "tests" / "policy" / "sensitive_set.jsonl"
HALF = 0.5  # of a label's letters that must lie in found spans of its category
SAMPLE = 500  # texts of each kind
SEED = 2026
QUESTION = (
    "Does the text tell something private about a person: health, religion, sexuality, politics, trade union, money worries, "
    'a child, or where somebody is? Answer with JSON: {"private": "yes"} or {"private": "no"}.'
)
YES_OR_NO = json.dumps({"type": "object", "properties": {"private": {"enum": ["yes", "no"]}}, "required": ["private"]})


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


def judged(rows: Sequence[Sentence], detectors: Sequence[Detector], name: str) -> Iterator[str]:
    """Yield the lines for one set of detectors."""
    for detector in detectors:
        list(detector.find("This is here to warm it up."))
    tally: Counter[tuple[str, str, str]] = Counter()
    before = time.process_time()
    found = [[span for detector in detectors for span in detector.find(row.text)] for row in rows]
    spent = time.process_time() - before
    for row, spans in zip(rows, found, strict=True):
        count(row, spans, tally)
    yield f"{name}, {1000 * spent / max(len(rows), 1):.3f} ms CPU a sentence"
    yield from table(tally, sorted({row.lang for row in rows}))


def messages(language: str) -> list[str]:
    """Return the texts of the NUS SMS corpus in a language."""
    file = data.find(f"nus-sms/smsCorpus_{language}_xml_2015.03.09{'_all' if language == 'en' else ''}.zip")
    with zipfile.ZipFile(file) as archive:
        xml = archive.read(archive.namelist()[0]).decode()
    return [html.unescape(text) for text in re.findall(r"<text>(.*?)</text>", xml, re.DOTALL)]


def prompts() -> list[str]:
    """Return what people say to an assistant at home (HWU64)."""
    with data.find("hwu64/kfold1_testset.csv").open(encoding="utf-8", newline="") as file:
        return [row[-1].strip("<>") for row in list(csv.reader(file, delimiter=";"))[1:]]


def dialogues() -> list[str]:
    """Return the turns of DialogSum."""
    lines = data.find("dialogsum/dialogsum.dev.jsonl").read_text(encoding="utf-8").splitlines()
    return [re.sub(r"#Person\d#: ", "", turn) for line in lines for turn in json.loads(line)["dialogue"].split("\n")]


def chats() -> list[str]:
    """Return the turns of LoCoMo's chats."""
    found = json.loads(data.find("locomo/locomo_dev4.json").read_text(encoding="utf-8"))
    sessions = [turns for chat in found for name, turns in chat["conversation"].items() if re.fullmatch(r"session_\d+", name)]
    return [turn.get("text", "") for turns in sessions for turn in turns]


TEXTS: dict[str, Callable[[], list[str]]] = {
    "prompts at home, English (HWU64)": prompts,
    "messages, English (NUS SMS)": lambda: messages("en"),
    "messages, Chinese (NUS SMS)": lambda: messages("zh"),
    "dialogues, English (DialogSum)": dialogues,
    "chats, English (LoCoMo)": chats,
}
"""What is ordinary, and mostly tells nothing sensitive; what the adviser masks of it rightly is not told apart."""


def priced(adviser: Detector) -> Iterator[str]:
    """Yield what share of ordinary texts is masked without the adviser, and what share it adds."""
    detectors = default_detectors()
    yield f"{'':34} {'texts':>5} {'masked':>7} {'added':>7} {'in texts':>8} {'ms CPU a text':>13}"
    for name, read in TEXTS.items():
        texts = [text for text in read() if text.strip()]
        random.Random(SEED).shuffle(texts)  # noqa: S311  it draws a sample
        texts = texts[:SAMPLE]
        masked = added = touched = 0
        spent = 0.0
        for text in texts:
            known = {at for span in detect(text, detectors) for at in range(span.start, span.end)}
            before = time.process_time()
            more = {at for span in adviser.find(text) for at in range(span.start, span.end)}
            spent += time.process_time() - before
            masked, added, touched = masked + len(known), added + len(more - known), touched + bool(more - known)
        size = sum(map(len, texts))
        rates = f"{masked / size:7.3f} {added / size:7.3f} {touched / len(texts):8.3f} {1000 * spent / len(texts):13.1f}"
        yield f"{name:34} {len(texts):5} {rates}"


def asked(rows: Sequence[Sentence]) -> Iterator[str]:
    """Yield how the language model of this device answers, on sentences that tell something and on those that do not."""
    path = language_model_path()
    if path is None:
        yield "there is no language model on this device"
        return
    said: Counter[tuple[bool, bool]] = Counter()
    before = time.monotonic()
    with LocalModel(path) as model:
        for row in rows:
            answer = model.complete([Message("user", f"{QUESTION}\n\n{row.text}")], schema=YES_OR_NO, max_tokens=12)
            said[bool(row.labels), '"yes"' in answer] += 1
    for tells in (True, False):
        yield (
            f"of {said[tells, True] + said[tells, False]} sentences that tell {'something' if tells else 'nothing'}, "
            f"it says so of {ratio(said[tells, True], said[tells, True] + said[tells, False])}"
        )
    yield f"{1000 * (time.monotonic() - before) / len(rows):.0f} ms a sentence"


def main() -> int:
    """Print what was asked for."""
    options = {argument for argument in sys.argv[1:] if argument.startswith("--")}
    files = [Path(argument) for argument in sys.argv[1:] if argument not in options]
    rows = list(sentences(files[0] if files else SET))
    adviser = find_adviser()
    if "--model" in options:
        lines = asked(rows)
    elif "--texts" in options:
        lines = priced(adviser) if adviser else iter(["there is no adviser on this device"])
    else:
        print(f"{len(rows)} sentences; a label counts as found when at least half of its letters lie in spans of its category")
        lines = judged(rows, [SensitiveDetector()], "the lists alone")
        if adviser:
            lines = chain(lines, judged(rows, [SensitiveDetector(), adviser], "with the adviser"))
    for line in lines:
        print(line)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
