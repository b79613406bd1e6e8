"""The two redaction sets, and how a redactor is scored on them: the same code for keepmum and for its peers.

TAB (Pilán et al., Computational Linguistics 2022), one line a judgment. The file has one annotator for each judgment, so nothing
is averaged over annotators; should a file have several, each line counts as a judgment of its own. Mentions with one `entity_id`
are one entity. Mentions labelled NO_MASK need no mask and count as ordinary text. An entity is DIRECT if one of its other
mentions is, else QUASI, and is recalled when every letter and digit of each of these mentions is masked. A token is a run of
letters and digits; it is masked if one of its characters is, and rightly so if all of it lies in a DIRECT or QUASI mention.

presidio-research's generated sentences: typed figures by one-to-one matches of the same type at IoU >= 0.5, and figures by
character without types. What is masked and has a type that the set does not label is a false positive too. The set writes one
address now as one piece and now as up to six, one a line. So typed figures are given twice: of the pieces as they are, and with
pieces of one type joined where no letter or digit is between them, in what should be found and in what was, as the set's own
evaluator does (presidio-evaluator, SpanEvaluator).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

TAB = "tab/tab_train_dev_113.jsonl"
GENERATED = "presidio_research/generated_large.json"
MATCH = 0.5  # least intersection over union of a typed match

_TOKEN = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, order=True)
class Piece:
    """``text[start:end]`` is, or is said to be, of a type of this benchmark; an empty type is ignored."""

    start: int
    end: int
    type: str


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody or something of a judgment, with all the places where it must be masked."""

    direct: bool
    kind: str
    mentions: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Judgment:
    """One document of TAB."""

    text: str = field(repr=False)
    entities: tuple[Entity, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One text of the generated set."""

    text: str = field(repr=False)
    gold: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Rates:
    """Hits, and how many there should be and how many were said.

    Attributes:
        hits: What is right.
        said: What was said.
        gold: What is there.
    """

    hits: int
    said: int
    gold: int

    @property
    def precision(self) -> float:
        """The share of what was said that is right."""
        return self.hits / self.said if self.said else 1.0

    @property
    def recall(self) -> float:
        """The share of what is there that was said."""
        return self.hits / self.gold if self.gold else 1.0

    def f(self, beta: float) -> float:
        """Return F, recall counting ``beta`` times as much as precision."""
        weighed = beta * beta * self.precision + self.recall
        return (1 + beta * beta) * self.precision * self.recall / weighed if weighed else 0.0


@dataclass(frozen=True, slots=True)
class TabFigures:
    """What a redactor does on TAB.

    Attributes:
        direct: Entities that name somebody alone.
        quasi: Entities that name somebody together with others.
        tokens: Masked tokens; its recall is of tokens.
        missed: Entities not recalled, by identifier and kind.
    """

    direct: Rates
    quasi: Rates
    tokens: Rates
    missed: Counter[str]


@dataclass(frozen=True, slots=True)
class GeneratedFigures:
    """What a redactor does on the generated set.

    Attributes:
        typed: Pieces of the right type.
        joined: The same, where neighbours of one type are one piece.
        characters: Characters, whatever the type.
        missed: Gold pieces without a match, by their type and what stands there instead.
        wrong: Said pieces without a match, by their type and whether gold lies there.
    """

    typed: Rates
    joined: Rates
    characters: Rates
    missed: Counter[str]
    wrong: Counter[str]


def judgments(path: Path) -> list[Judgment]:
    """Read TAB."""
    return [_judgment(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _judgment(line: dict[str, object]) -> Judgment:
    grouped: dict[str, list[dict[str, object]]] = {}
    mentions = line["mentions"]
    assert isinstance(mentions, list)  # noqa: S101  the format; a benchmark stops on another one
    for mention in mentions:
        if mention["identifier_type"] in {"DIRECT", "QUASI"}:
            grouped.setdefault(str(mention["entity_id"]), []).append(mention)
    entities = (
        Entity(
            any(mention["identifier_type"] == "DIRECT" for mention in same),
            str(same[0]["entity_type"]),
            tuple((int(str(mention["start"])), int(str(mention["end"]))) for mention in same),
        )
        for same in grouped.values()
    )
    return Judgment(str(line["text"]), tuple(entities))


def sentences(path: Path, labels: Mapping[str, str]) -> list[Sentence]:
    """Read the generated set.

    Args:
        path: The file.
        labels: The type of each of the set's labels.
    """
    read: list[Sentence] = []
    for each in json.loads(path.read_text(encoding="utf-8")):
        gold = (Piece(span["start_position"], span["end_position"], labels[span["entity_type"]]) for span in each["spans"])
        read.append(Sentence(each["full_text"], tuple(sorted(gold))))
    return read


def tab_figures(documents: Sequence[Judgment], found: Sequence[Sequence[Piece]]) -> TabFigures:
    """Score what was found in each of ``documents``."""
    recalled = {True: [0, 0], False: [0, 0]}
    hits = said = gold = 0
    missed: Counter[str] = Counter()
    for document, pieces in zip(documents, found, strict=True):
        masked = _marked(document.text, ((piece.start, piece.end) for piece in pieces))
        right = _marked(document.text, (mention for entity in document.entities for mention in entity.mentions))
        for entity in document.entities:
            whole = all(_covered(document.text, masked, start, end) for start, end in entity.mentions)
            recalled[entity.direct][0] += whole
            recalled[entity.direct][1] += 1
            if not whole:
                missed[f"{'DIRECT' if entity.direct else 'QUASI'} {entity.kind}"] += 1
        for token in _TOKEN.finditer(document.text):
            is_said, is_gold = any(masked[token.start() : token.end()]), all(right[token.start() : token.end()])
            hits, said, gold = hits + (is_said and is_gold), said + is_said, gold + is_gold
    direct, quasi = (Rates(recalled[kind][0], recalled[kind][0], recalled[kind][1]) for kind in (True, False))
    return TabFigures(direct, quasi, Rates(hits, said, gold), missed)


def generated_figures(texts: Sequence[Sentence], found: Sequence[Sequence[Piece]]) -> GeneratedFigures:
    """Score what was found in each of ``texts``."""
    typed, joined, characters = Counter[str](), Counter[str](), Counter[str]()
    missed, wrong = Counter[str](), Counter[str]()
    for sentence, pieces in zip(texts, found, strict=True):
        ignored = _marked(sentence.text, ((piece.start, piece.end) for piece in sentence.gold if not piece.type))
        gold = [piece for piece in sentence.gold if piece.type]
        said = [piece for piece in pieces if not all(ignored[piece.start : piece.end])]
        pairs = _matched(gold, said)
        typed.update(hits=len(pairs), said=len(said), gold=len(gold))
        whole_gold, whole_said = _joined(sentence.text, gold), _joined(sentence.text, said)
        joined.update(hits=len(_matched(whole_gold, whole_said)), said=len(whole_said), gold=len(whole_gold))
        missed.update(f"{piece.type} as {_beside(piece, said)}" for piece in gold if piece not in pairs)
        matched = set(pairs.values())
        wrong.update(f"{piece.type} on {_beside(piece, gold)}" for piece in said if piece not in matched)
        masked = _marked(sentence.text, ((piece.start, piece.end) for piece in said))
        right = _marked(sentence.text, ((piece.start, piece.end) for piece in gold))
        for is_said, is_gold, skip in zip(masked, right, ignored, strict=True):
            if not skip:
                characters.update(hits=is_said and is_gold, said=is_said, gold=is_gold)
    return GeneratedFigures(_rates(typed), _rates(joined), _rates(characters), missed, wrong)


def _rates(counts: Counter[str]) -> Rates:
    return Rates(counts["hits"], counts["said"], counts["gold"])


def _joined(text: str, pieces: Iterable[Piece]) -> list[Piece]:
    """Return the pieces in order; neighbours of one type without a letter or digit between them as one."""
    whole: list[Piece] = []
    for piece in sorted(pieces):
        last = whole[-1] if whole else None
        if last and last.type == piece.type and not _TOKEN.search(text, last.end, piece.start):
            whole[-1] = Piece(last.start, max(last.end, piece.end), last.type)
        else:
            whole.append(piece)
    return whole


def _marked(text: str, spans: Iterable[tuple[int, int]]) -> bytearray:
    """Return one byte a character: 1 where a span lies."""
    marks = bytearray(len(text))
    for start, end in spans:
        marks[start:end] = b"\1" * (end - start)
    return marks


def _covered(text: str, masked: bytearray, start: int, end: int) -> bool:
    return all(masked[at] for at in range(start, end) if text[at].isalnum())


def _overlap(one: Piece, other: Piece) -> float:
    """Return the intersection over the union of two pieces."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return max(0, shared) / (max(one.end, other.end) - min(one.start, other.start))


def _matched(gold: Sequence[Piece], said: Sequence[Piece]) -> dict[Piece, Piece]:
    """Return which gold piece is matched by which said one, the best pairs first, each piece once."""
    pairs = [(_overlap(one, other), one, other) for one in gold for other in said if one.type == other.type]
    matched: dict[Piece, Piece] = {}
    taken: set[Piece] = set()
    for share, one, other in sorted(pairs, reverse=True):
        if share >= MATCH and one not in matched and other not in taken:
            matched[one] = other
            taken.add(other)
    return matched


def _beside(piece: Piece, others: Sequence[Piece]) -> str:
    """Return the types of all of ``others`` that overlap a piece, or "nothing"."""
    return "+".join(sorted({other.type for other in others if _overlap(piece, other) > 0})) or "nothing"
