"""The tagger's measure: how much of what is personal a redactor masks, by the labels of docs/labelling.md.

    python benchmarks/tagger.py [--set dev|test|FILE] [--by language|kind|category] [--robust] [--cultures] [--no-peer] [--no-ner]
                                [--also MODULE:FUNCTION]

For each redactor: the share of units that are wholly masked, the precision by letters and digits, the share of all characters that is
masked, and the CPU time of a text; English and Chinese apart. How each is counted: benchmarks/tagger_sets.py. The texts of a set are
read by this program alone: it prints figures, never words. --by category gives the recall of each category of units.

--robust: the set once more under each transformation of benchmarks/tagger_robust.py. The recall before and after is that of the texts
which the transformation changes. --cultures: names of many cultures in the same sentences (benchmarks/tagger_cultures.py).

--also names a function without arguments that yields a name and what finds: from a list of texts the list of each text's spans, which
have `start` and `end`. A tagger that is not shipped yet, or with another threshold, is measured by it. Presidio, which knows no
Chinese, runs as in benchmarks/redaction.py.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent))  # run as a file, as its command says: training/ lies beside

from benchmarks import redaction
from benchmarks import tagger_cultures as cultures
from benchmarks import tagger_robust as robust
from benchmarks import tagger_sets as sets
from benchmarks.redaction_sets import Rates
from training.labelled import Labelled

WARM = ["Maria Keller lives in Leeds.", "王小明住在上海。"]  # loads lists and models

Find = Callable[[Sequence[str]], Sequence[Sequence[sets.Mask]]]


@dataclass(frozen=True, slots=True)
class Masked:
    """What one redactor masked in some texts of both languages.

    Attributes:
        name: The redactor.
        masks: Those of each text, in the order of the texts.
        cpu_ms: Milliseconds of CPU a text, by language.
    """

    name: str
    masks: list[Sequence[sets.Mask]]
    cpu_ms: dict[str, float]


def mask(redactor: redaction.Redactor, items: Sequence[Labelled]) -> Masked:
    """Let a redactor mask texts, those of each language together."""
    masks: list[Sequence[sets.Mask]] = [()] * len(items)
    cpu_ms: dict[str, float] = {}
    name = ""
    for language in sets.LANGUAGES:
        places = [at for at, item in enumerate(items) if item.language == language]
        if places:
            run = redactor([items[at].text for at in places])
            name, cpu_ms[language] = run.name, run.cpu_ms
            for at, found in zip(places, run.found, strict=True):
                masks[at] = found
    return Masked(name, masks, cpu_ms)


def timed(name: str, find: Find) -> redaction.Redactor:
    """Return what finds as a redactor."""

    def run(texts: Sequence[str]) -> redaction.Run:
        find(WARM)
        before = time.process_time()
        found = find(texts)
        spent = time.process_time() - before
        return redaction.Run(name, [list(each) for each in found], 1000 * spent / max(len(texts), 1))

    return run


def redactors(arguments: argparse.Namespace) -> Iterator[redaction.Redactor]:
    """Yield those of the redaction benchmark, and those that --also names."""
    yield from redaction.redactors(arguments)
    for place in arguments.also:
        module, _, function = place.partition(":")
        for name, find in getattr(importlib.import_module(module), function)():
            yield timed(name, find)


def _rate(value: float, of: int) -> str:
    return f"{value:6.3f}" if of else "     -"


def _cells(got: sets.Figures) -> str:
    share = _rate(got.share, got.characters)
    return f"{got.units.gold:5} {_rate(got.units.recall, got.units.gold)} {_rate(got.letters.precision, got.letters.said)} {share}"


def table(items: Sequence[Labelled], done: Sequence[Masked], by: str) -> None:
    """Print recall, precision and share masked of each redactor: in all, or of each kind of text."""
    four = f"{'units':>5} {'recall':>6} {'prec.':>6} {'masked':>6}"
    print(f"\n{'':26} {'':8} | {'English':^26} | {'Chinese':^26} | {'both':^26} | CPU ms")
    print(f"{'':26} {'':8} | {four} | {four} | {four} | {'en':>6} {'zh':>6}")
    for each in done:
        groups = {"": [*range(len(items))]}
        if by == "kind":
            groups |= {kind: [at for at, item in enumerate(items) if item.kind == kind] for kind in sorted({item.kind for item in items})}
        for kind, places in groups.items():
            texts, masks = [items[at] for at in places], [each.masks[at] for at in places]
            got = sets.grouped(texts, masks, lambda item: item.language)
            both = sum(got.values(), sets.Figures())
            cells = [_cells(figures) for figures in (*(got.get(language, sets.Figures()) for language in sets.LANGUAGES), both)]
            cpu = " ".join(f"{each.cpu_ms.get(language, 0.0):6.2f}" for language in sets.LANGUAGES) if not kind else ""
            print(f"{each.name:26} {kind:8} | {' | '.join(cells)} | {cpu}".rstrip(" |"))


def categories(items: Sequence[Labelled], done: Sequence[Masked]) -> None:
    """Print the recall of each category of units, for each redactor."""
    for each in done:
        print(f"\n{each.name}: recall by category")
        rates = {language: sets.by_category(*_only(items, each.masks, language)) for language in sets.LANGUAGES}
        for category in sorted({category for by_name in rates.values() for category in by_name}):
            got = (rates[language].get(category, Rates(0, 0, 0)) for language in sets.LANGUAGES)
            print(f"  {category:14} " + "   ".join(f"{rate.gold:5} {_rate(rate.recall, rate.gold)}" for rate in got))


def _only(
    items: Sequence[Labelled], masks: Sequence[Sequence[sets.Mask]], language: str
) -> tuple[list[Labelled], list[Sequence[sets.Mask]]]:
    pairs = [(item, each) for item, each in zip(items, masks, strict=True) if item.language == language]
    return [item for item, _ in pairs], [each for _, each in pairs]


def _change(pairs: Sequence[tuple[Rates, Rates]]) -> str:
    """Return the cells of texts before and after a transformation."""
    old, new = (sets.added(pair[side] for pair in pairs) for side in (0, 1))
    points = f"{100 * (new.recall - old.recall):+6.1f}" if old.gold else "     -"
    return f"{len(pairs):5} {_rate(old.recall, old.gold)} {_rate(new.recall, new.gold)} {points}"


def robustness(items: Sequence[Labelled], plain: Sequence[Masked], wanted: Sequence[redaction.Redactor]) -> None:
    """Print how the recall of each redactor changes under each transformation, in points."""
    changed: list[tuple[str, int, Labelled]] = []
    for name in robust.TRANSFORMATIONS:
        changed += [(name, at, item) for at, item in enumerate(robust.transformed(name, items)) if item.text != items[at].text]
    five = f"{'texts':>5} {'before':>6} {'after':>6} {'points':>6}"
    for redactor, before in zip(wanted, plain, strict=True):
        after = mask(redactor, [item for _, _, item in changed])
        print(f"\n{after.name}: recall of the texts that a transformation changes\n{'':18} | {'English':^26} | {'Chinese':^26}")
        print(f"{'':18} | {five} | {five}")
        for name in robust.TRANSFORMATIONS:
            same = [(at, item, masks) for (kind, at, item), masks in zip(changed, after.masks, strict=True) if kind == name]
            cells = []
            for language in sets.LANGUAGES:
                pairs = [
                    (sets.figures(items[at], before.masks[at]).units, sets.figures(item, masks).units)
                    for at, item, masks in same
                    if item.language == language
                ]
                cells.append(_change(pairs))
            print(f"{name:18} | {' | '.join(cells)}", flush=True)


def by_culture(wanted: Sequence[redaction.Redactor], each: int) -> None:
    """Print the recall of names of each culture, for each redactor, and how far the cultures in Latin letters are apart."""
    named = cultures.cultures(each)
    items = [(culture.name, item) for culture in named for item in cultures.sentences(culture)]
    columns = [mask(redactor, [item for _, item in items]) for redactor in wanted]
    print(f"\nnames by culture: {len(items)} sentences; the recall is the share of names that are wholly masked")
    print(f"{'':12} {'names':>5} " + " ".join(f"{column.name:>26}" for column in columns))
    recalls: dict[str, list[float]] = {}
    for culture in named:
        places = [at for at, (name, _) in enumerate(items) if name == culture.name]
        got = [sum((sets.figures(items[at][1], column.masks[at]) for at in places), sets.Figures()) for column in columns]
        recalls[culture.name] = [figures.units.recall for figures in got]
        print(f"{culture.name:12} {len(culture.people):5} " + " ".join(f"{recall:26.3f}" for recall in recalls[culture.name]))
    latin = [values for name, values in recalls.items() if name != cultures.CHARACTERS]
    spreads = [100 * (max(column) - min(column)) for column in zip(*latin, strict=True)]
    print(f"{'spread':12} {'':5} " + " ".join(f"{f'{spread:.1f} points':>26}" for spread in spreads) + f"   without {cultures.CHARACTERS}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", default="dev", metavar="dev|test|FILE", help="the texts; dev unless named")
    parser.add_argument("--by", choices=("language", "kind", "category"), default="language", help="what is told apart besides")
    parser.add_argument("--robust", action="store_true", help="the set once more under each transformation")
    parser.add_argument("--cultures", action="store_true", help="names of many cultures")
    parser.add_argument("--names", type=int, default=cultures.EACH, metavar="N", help="how many of each culture")
    parser.add_argument("--no-peer", action="store_true", help="without Presidio")
    parser.add_argument("--no-ner", action="store_true", help="without the NER")
    parser.add_argument("--peer-python", default=os.environ.get(redaction.PEER_VARIABLE, ""), metavar="FILE", help="has Presidio")
    parser.add_argument("--also", action="append", default=[], metavar="MODULE:FUNCTION", help="other redactors; may be repeated")
    return parser.parse_args()


def main() -> None:
    """Run, and print the tables."""
    arguments = _arguments()
    path = sets.SETS.get(arguments.set) or Path(arguments.set)
    items = sets.read(path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    print(f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {platform.machine()}, one thread")
    print(f"{path.name}: {len(items)} texts, mean {sum(len(item.text) for item in items) // len(items)} characters, SHA-256 {digest}…")
    wanted = list(redactors(arguments))
    done = [mask(redactor, items) for redactor in wanted]
    table(items, done, arguments.by)
    if arguments.by == "category":
        categories(items, done)
    if arguments.robust:
        robustness(items, done, wanted)
    if arguments.cultures:
        by_culture(wanted, arguments.names)


if __name__ == "__main__":
    main()
