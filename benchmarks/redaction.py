"""Redaction: keepmum without any model and with its small NER, beside Presidio, in one run and by the same rules.

    KEEPMUM_DATA=… python benchmarks/redaction.py [--sets tab|generated] [--quick N] [--no-peer] [--no-ner] [--misses]

TAB: the share of entities of which every mention is wholly masked, DIRECT and QUASI, and the precision of the masked tokens.
presidio-research's generated sentences: typed precision, recall, F1 and F2 at IoU >= 0.5, of the pieces as they are and of
neighbours joined, and precision, recall and F2 by character without types. How each is counted: benchmarks/redaction_sets.py;
which label counts as which type: benchmarks/redaction_types.py. The mean CPU time is over the texts of the set, one pass, one
thread, models loaded before.

Presidio runs in an interpreter of its own, which --peer-python or the variable KEEPMUM_PEER_PYTHON names: see benchmarks/peers.lock.
No detector is made from either set's names, words or sentences. TAB and presidio-research: MIT; read from KEEPMUM_DATA, never shipped.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import data
import redaction_sets as sets
import redaction_types as types
from redaction_sets import Piece

from keepmum.policy import default_detectors, detect
from keepmum.policy.detectors.ner import find_ner
from keepmum.policy.span import Detector

HERE = Path(__file__).resolve().parent
PEER = "import presidio_peer; presidio_peer.main()"
PEER_VARIABLE = "KEEPMUM_PEER_PYTHON"
SHOWN = 25  # kinds of misses

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Run:
    """What one redactor found in all texts of a set.

    Attributes:
        name: The redactor.
        found: The pieces of each text.
        cpu_ms: Milliseconds of CPU a text.
    """

    name: str
    found: list[list[Piece]]
    cpu_ms: float


Redactor = Callable[[Sequence[str]], Run]


def keepmum(name: str, detectors: Sequence[Detector]) -> Redactor:
    """Return keepmum with some of its detectors."""

    def run(texts: Sequence[str]) -> Run:
        detect("Maria Keller lives in Leeds.", detectors)  # loads lists and models
        before = time.process_time()
        raw = [detect(text, detectors) for text in texts]
        spent = time.process_time() - before
        found = [[Piece(span.start, span.end, types.KEEPMUM.get(span.category, span.category.upper())) for span in spans] for spans in raw]
        return Run(name, found, 1000 * spent / max(len(texts), 1))

    return run


def presidio(name: str, python: str, *options: str) -> Redactor:
    """Return Presidio, run by an interpreter that has it."""

    def run(texts: Sequence[str]) -> Run:
        environment = os.environ | {"OMP_NUM_THREADS": "1"}
        command = [python, "-c", PEER, *options]
        done = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, check=False, env=environment, cwd=HERE)
        if done.returncode:
            raise SystemExit(f"the peer ended with {done.returncode}: {done.stderr.strip().splitlines()[-1:]}")
        reply = json.loads(done.stdout)
        found = [[Piece(start, end, types.PRESIDIO.get(kind, kind)) for start, end, kind in each] for each in reply["found"]]
        return Run(name, found, float(reply["cpu_ms"]))

    return run


def redactors(arguments: argparse.Namespace) -> Iterator[Redactor]:
    """Yield the redactors that are wanted and are there; say of the others how to get them."""
    rules = tuple(detector for detector in default_detectors() if detector.name != "ner")
    yield keepmum("keepmum, no model", rules)
    if not arguments.no_ner:
        ner = find_ner()
        if ner is None:
            print("no small NER is installed: see models.lock", file=sys.stderr)
        else:
            yield keepmum("keepmum, NER", (*rules, ner))
    if arguments.no_peer:
        return
    if not arguments.peer_python:
        print(
            f"without Presidio: make a virtual environment with the packages of benchmarks/peers.lock, and name its python "
            f"by --peer-python or {PEER_VARIABLE}",
            file=sys.stderr,
        )
        return
    yield presidio("Presidio, default", arguments.peer_python)
    yield presidio("Presidio, + organisations", arguments.peer_python, "--organisations")


def tab(documents: Sequence[sets.Judgment], wanted: Sequence[Redactor], *, misses: bool) -> None:
    """Print the table of TAB."""
    print(f"\nTAB: {len(documents)} judgments, mean {sum(len(each.text) for each in documents) // len(documents)} characters")
    print(f"{'':26} {'DIRECT':>7} {'QUASI':>7} {'token P':>8} {'token R':>8} {'CPU ms':>9}")
    for redactor in wanted:
        run = redactor([document.text for document in documents])
        got = sets.tab_figures(documents, run.found)
        rates = f"{got.direct.recall:7.3f} {got.quasi.recall:7.3f} {got.tokens.precision:8.3f} {got.tokens.recall:8.3f}"
        print(f"{run.name:26} {rates} {run.cpu_ms:9.2f}", flush=True)
        if misses:
            _print_counts("not recalled", got.missed)


def generated(texts: Sequence[sets.Sentence], wanted: Sequence[Redactor], *, misses: bool) -> None:
    """Print the table of the generated set."""
    print(f"\ngenerated_large: {len(texts)} texts, mean {sum(len(each.text) for each in texts) // len(texts)} characters")
    four = f"{'P':>6} {'R':>6} {'F1':>6} {'F2':>6}"
    print(f"{'':26} | {'typed, as written':^27} | {'typed, joined':^27} | {'by character':^20} |")
    print(f"{'':26} | {four} | {four} | {'P':>6} {'R':>6} {'F2':>6} | CPU ms")
    for redactor in wanted:
        run = redactor([sentence.text for sentence in texts])
        got = sets.generated_figures(texts, run.found)
        typed, joined = (f"{each.precision:6.3f} {each.recall:6.3f} {each.f(1):6.3f} {each.f(2):6.3f}" for each in (got.typed, got.joined))
        characters = f"{got.characters.precision:6.3f} {got.characters.recall:6.3f} {got.characters.f(2):6.3f}"
        print(f"{run.name:26} | {typed} | {joined} | {characters} | {run.cpu_ms:6.2f}", flush=True)
        if misses:
            _print_counts("not matched, and what was said there", got.missed)
            _print_counts("said wrongly, and what is there", got.wrong)


def _print_counts(title: str, counts: Counter[str]) -> None:
    print(f"    {title}: " + "; ".join(f"{name} {count}" for name, count in counts.most_common(SHOWN)))


def main() -> None:
    """Run, and print one table a set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", choices=("tab", "generated"), help="only this set")
    parser.add_argument("--quick", type=int, metavar="N", help="every n-th text, so that N are left")
    parser.add_argument("--no-peer", action="store_true", help="without Presidio")
    parser.add_argument("--no-ner", action="store_true", help="without the NER")
    parser.add_argument("--peer-python", default=os.environ.get(PEER_VARIABLE, ""), metavar="FILE", help="an interpreter that has Presidio")
    parser.add_argument("--misses", action="store_true", help="count what was missed and what was masked too much, by kind")
    arguments = parser.parse_args()
    paths = {name: data.find(path) for name, path in (("tab", sets.TAB), ("generated", sets.GENERATED)) if arguments.sets in {None, name}}
    print(f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {platform.machine()}, one thread")
    wanted = list(redactors(arguments))
    if "tab" in paths:
        tab(_some(sets.judgments(paths["tab"]), arguments.quick), wanted, misses=arguments.misses)
    if "generated" in paths:
        generated(_some(sets.sentences(paths["generated"], types.LABELS), arguments.quick), wanted, misses=arguments.misses)


def _some(items: list[T], wanted: int | None) -> list[T]:
    return items if not wanted else items[:: max(1, len(items) // wanted)][:wanted]


if __name__ == "__main__":
    main()
