"""Finding the records that answer a question: words, vectors in Chroma, their rank fusion, and keepmum, on three sets.

    KEEPMUM_DATA=… python benchmarks/retrieval.py [--sets locomo qmsum madial] [--quick]

* LoCoMo: two-person chats; turns that answer a question, categories 1 to 4.
* QMSum: meetings, each a call; the turns of a query's relevant spans. `--meetings` of them, 0 for all.
* MADial-Bench: 160 memories as memos; the question is the dialogue up to the turn at which the assistant should remember
  something ("madial"), or only what the person said last before it ("madial-last").

Every set is asked per conversation, each in a vault of its own, and pooled: all conversations in one vault, and the
question does not say which is meant. The four ways get the same records and the same model:

* BM25 over "speaker: text", the question without its stop words;
* one vector of "speaker: text" a record, in Chroma;
* RRF of the first 200 of each, 1 / (60 + rank), equal weights;
* keepmum: `Retriever.search` over the real vault, 50 hits with their context; with the multilingual model for Chinese,
  Japanese and Korean texts where it is installed.

Figures are means over questions with 95 % bootstrap intervals (questions resampled, seeded); frac: share of the gold
records found; any: share of questions with at least one; MRR: of the first within 50. CPU: median milliseconds a
question in this process, its embedding included.

`--locomo FILE`, `--qmsum FILE`, `--madial-dialogue FILE --madial-memory FILE` read other files of the same formats, in any language.

LoCoMo: Maharana et al. 2024, CC BY-NC 4.0. QMSum: Zhong et al. 2021, MIT. MADial-Bench: He et al. 2024, MIT. All are read from
KEEPMUM_DATA and never shipped, and nothing is learned from LoCoMo.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import data
import figures
import numpy as np
import sets
from baselines import Bm25, ChromaDense, fused
from figures import FIGURES, Values
from sets import Conversation, Question

from keepmum.memory.errors import ModelMissing
from keepmum.memory.finding.retrieve import Retriever, find_embedder
from keepmum.memory.meaning.embed import Embedder, Role
from keepmum.memory.meaning.models import first_paired
from keepmum.memory.meaning.multilingual import find_multilingual
from keepmum.memory.record import Query
from keepmum.memory.sealing.keys import FLOOR
from keepmum.memory.vault import Vault
from keepmum.memory.vectors.chroma_child import Collections
from keepmum.memory.vectors.dense import Rows

SETS = ("locomo", "qmsum", "madial", "madial-last")
FILES = {
    "locomo": "locomo/locomo_dev4.json",
    "qmsum": "qmsum/all.val.jsonl",
    "madial_dialogue": "madial/MADial-Bench-en-dialogue.json",
    "madial_memory": "madial/MADial-Bench-en-memory.json",
}
WAYS = ("BM25", "Chroma", "RRF of both", "keepmum")
MEETINGS = 12  # of QMSum, unless told: embedding its 35 takes most of ten minutes
QUICK = 40  # questions of a set, of its first two conversations

Way = Callable[[str], list[str]]


class Remembering:
    """An embedder that embeds each passage once a run: a pooled vault holds the texts of the single ones.

    A question is embedded each time, so that its cost is counted.
    """

    def __init__(self, embedder: Embedder) -> None:
        """Wrap an embedder."""
        self.model, self.dim, self.paired_scripts = embedder.model, embedder.dim, embedder.paired_scripts
        self._embedder = embedder
        self._known: dict[str, Rows] = {}

    def embed(self, texts: Sequence[str], *, role: Role = "passage") -> Rows:
        """Embed texts; see `Embedder.embed`."""
        if role == "query":
            return self._embedder.embed(texts, role=role)
        missing = list(dict.fromkeys(text for text in texts if text not in self._known))
        self._known.update(zip(missing, self._embedder.embed(missing, role=role), strict=True))
        return np.array([self._known[text] for text in texts], dtype=np.float32).reshape(-1, self.dim)

    def pieces(self, word: str) -> int:
        """Count the pieces of a word; see `Embedder.pieces`."""
        return self._embedder.pieces(word)


@dataclass(frozen=True)
class Result:
    """The figures of one way.

    Attributes:
        values: Shape (questions, figures).
        spent: Milliseconds of CPU of each question.
    """

    values: Values
    spent: tuple[float, ...]

    def __add__(self, other: Result) -> Result:
        """Return both together."""
        return Result(np.concatenate((self.values, other.values)), self.spent + other.spent)


def ask(way: Way, questions: Sequence[Question]) -> Result:
    """Ask all questions in one way."""
    rows, spent = [], []
    for question in questions:
        began = time.process_time()
        found = way(question.text)
        spent.append(1000 * (time.process_time() - began))
        rows.append(figures.measured(found, question.gold))
    return Result(np.array(rows, dtype=np.float64).reshape(-1, len(FIGURES)), tuple(spent))


def models() -> list[Remembering]:
    """Load the embedding models: the English one, which the rivals use too, and the multilingual one if it is there."""
    found: list[Embedder] = [find_embedder()]
    with contextlib.suppress(ModelMissing):
        found.append(find_multilingual())
    return [Remembering(each) for each in found]


def run(conversation: Conversation, embedders: Sequence[Embedder], collections: Collections, name: str) -> dict[str, Result]:
    """Ask the questions of one vault in all four ways."""
    refs = [str(record.ref) for record in conversation.records]
    spoken = [f"{record.speaker}: {record.text}" if record.speaker else record.text for record in conversation.records]
    words, dense = Bm25(spoken), ChromaDense(collections, name, embedders[0], spoken)
    with tempfile.TemporaryDirectory() as folder, Vault.create(Path(folder) / "vault", "benchmark", cost=FLOOR) as vault:
        vault.put(conversation.records)
        needed = embedders if first_paired(vault)[0] else embedders[:1]  # as the app chooses
        with Retriever(vault, needed) as retriever:
            retriever.index()
            ways: dict[str, Way] = {
                "BM25": lambda text: [refs[place] for place in words.nearest(text)],
                "Chroma": lambda text: [refs[place] for place in dense.nearest(text)],
                "RRF of both": lambda text: [refs[place] for place in fused(words.nearest(text), dense.nearest(text))],
                "keepmum": lambda text: [str(hit.record.ref) for hit in retriever.search(Query(text, limit=figures.DEEPEST))],
            }
            ways["keepmum"]("warm up: the first search reads the catalogue")
            return {way: ask(ways[way], conversation.questions) for way in WAYS}


def pooled(conversations: Sequence[Conversation]) -> Conversation:
    """Put all conversations into one."""
    records = itertools.chain.from_iterable(conversation.records for conversation in conversations)
    questions = itertools.chain.from_iterable(conversation.questions for conversation in conversations)
    return Conversation(tuple(records), tuple(questions))


def together(results: Iterator[dict[str, Result]]) -> dict[str, Result]:
    """Join the results of several vaults, way by way."""
    totals: dict[str, Result] = {}
    for result in results:
        totals = {way: totals[way] + result[way] if way in totals else result[way] for way in WAYS}
    return totals


def show(title: str, results: dict[str, Result]) -> None:
    """Print one table."""
    print(f"\n{title}")
    print(f"{'':12} " + " ".join(f"{figure:>20}" for figure in FIGURES) + f" {'CPU ms':>7}")
    for way, result in results.items():
        shown = " ".join(f"{figures.interval(result.values[:, column])!s:>20}" for column in range(len(FIGURES)))
        print(f"{way:12} {shown} {statistics.median(result.spent):7.1f}")
    ours, theirs = results["keepmum"].values, results["RRF of both"].values
    print(f"{'× RRF':12} " + " ".join(f"{figures.ratio(ours[:, column], theirs[:, column])!s:>20}" for column in range(len(FIGURES))))


def show_categories(questions: Sequence[Question], single: Values, pool: Values | None) -> None:
    """Print keepmum's figures by category, and what pooling loses."""
    categories = np.array([question.category for question in questions])
    for category in sorted(set(categories.tolist())):
        chosen = categories == category
        line = f"  {category:12} {int(chosen.sum()):4} questions"
        for column, figure in ((1, "frac@10"), (3, "any@50"), (4, "MRR")):
            alone = single[chosen, column].mean()
            line += f"   {figure} {alone:.3f}"
            if pool is not None:
                line += f" → {pool[chosen, column].mean():.3f} ({pool[chosen, column].mean() - alone:+.3f})"
        print(line)


def measure(name: str, conversations: Sequence[Conversation], embedders: Sequence[Embedder], collections: Collections) -> None:
    """Measure one set, per conversation and pooled, and print its tables."""
    everything = pooled(conversations)
    size = f"{len(everything.records)} records, {len(everything.questions)} questions"
    each = together(run(one, embedders, collections, f"{name}-{number}") for number, one in enumerate(conversations) if one.questions)
    show(f"{name}, per conversation ({len(conversations)}): {size}", each)
    together_all = None
    if len(conversations) > 1:
        together_all = run(everything, embedders, collections, f"{name}-pooled")
        show(f"{name}, pooled: {size}", together_all)
    print("keepmum by category" + (", per conversation → pooled" if together_all else ""))
    show_categories(everything.questions, each["keepmum"].values, together_all["keepmum"].values if together_all else None)


def _path(options: argparse.Namespace, name: str) -> Path:
    given: Path | None = getattr(options, name)
    return given or data.find(FILES[name])


def load(name: str, options: argparse.Namespace) -> list[Conversation]:
    """Read a set, cut to what the options ask for."""
    if name == "locomo":
        found = list(sets.locomo(_path(options, "locomo")))
    elif name == "qmsum":
        found = list(sets.qmsum(_path(options, "qmsum")))[: options.meetings or None]
    else:
        found = list(sets.madial(_path(options, "madial_dialogue"), _path(options, "madial_memory"), last=name == "madial-last"))
    if options.quick:
        found = [Conversation(each.records, each.questions[:QUICK]) for each in found[:2]]
    return found


def main() -> None:
    """Run, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", nargs="+", choices=SETS, default=list(SETS), help="which sets")
    parser.add_argument("--quick", action="store_true", help=f"two conversations and {QUICK} questions of each set")
    parser.add_argument("--meetings", type=int, default=MEETINGS, help=f"how many meetings of QMSum ({MEETINGS}); 0 for all")
    for name in FILES:
        parser.add_argument(f"--{name.replace('_', '-')}", type=Path, help="another file of the same format")
    options = parser.parse_args()
    loaded = {name: load(name, options) for name in options.sets}
    embedders = models()
    machine = f"Python {platform.python_version()}, {platform.machine()}"
    print(f"{datetime.now(UTC):%Y-%m-%d}, {machine}, one thread; embedding models: {len(embedders)}")
    collections = Collections(embedders[0].dim)
    for name, conversations in loaded.items():
        if not any(conversation.questions for conversation in conversations):
            print(f"\n{name}: no question whose answer is in the records", file=sys.stderr)
            continue
        measure(name, conversations, embedders, collections)


if __name__ == "__main__":
    main()
