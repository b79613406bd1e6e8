"""The redaction benchmark counts as its docstring says; all texts here are made up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks import redaction_sets as sets
from benchmarks import redaction_types as types
from benchmarks.presidio_peer import outermost
from benchmarks.redaction_sets import Piece, Rates

from keepmum.policy.category import Category

FOLDER = Path(__file__).resolve().parent.parent / "benchmarks"
JUDGMENT = "Case 12/34: Mr Abel Quine of Ostrel sold bread. Abel Quine paid 40 marks, Mr Quine said in Ostrel."


def _mention(written: str, which: int, entity: str, identifier: str, kind: str = "PERSON") -> dict[str, object]:
    start = -1
    for _ in range(which + 1):
        start = JUDGMENT.index(written, start + 1)
    return {"start": start, "end": start + len(written), "entity_type": kind, "entity_id": entity, "identifier_type": identifier}


def _judgments(folder: Path) -> list[sets.Judgment]:
    mentions = [
        _mention("12/34", 0, "e1", "DIRECT", "CODE"),
        _mention("Abel Quine", 0, "e2", "DIRECT"),
        _mention("Abel Quine", 1, "e2", "QUASI"),
        _mention("Quine", 2, "e2", "QUASI"),
        _mention("Ostrel", 0, "e3", "QUASI", "LOC"),
        _mention("Ostrel", 1, "e3", "NO_MASK", "LOC"),
        _mention("bread", 0, "e4", "NO_MASK", "MISC"),
        _mention("40 marks", 0, "e5", "QUASI", "QUANTITY"),
    ]
    path = folder / "tab.jsonl"
    path.write_text(json.dumps({"text": JUDGMENT, "mentions": mentions}) + "\n", encoding="utf-8")
    return sets.judgments(path)


def _at(text: str, written: str, kind: str, which: int = 0) -> Piece:
    start = -1
    for _ in range(which + 1):
        start = text.index(written, start + 1)
    return Piece(start, start + len(written), kind)


def test_tab_entities(tmp_path: Path) -> None:
    """An entity counts when all of its mentions that need a mask are wholly masked; one DIRECT mention makes it DIRECT."""
    judgments = _judgments(tmp_path)
    assert [(entity.direct, len(entity.mentions)) for entity in judgments[0].entities] == [(True, 1), (True, 3), (False, 1), (False, 1)]
    found = [_at(JUDGMENT, "12/34", ""), _at(JUDGMENT, "Abel Quine", ""), _at(JUDGMENT, "Abel", "", 1), _at(JUDGMENT, "Ostrel", "")]
    figures = sets.tab_figures(judgments, [found])
    assert (figures.direct, figures.quasi) == (Rates(1, 1, 2), Rates(1, 1, 2))
    assert figures.missed == {"DIRECT PERSON": 1, "QUASI QUANTITY": 1}
    found += [_at(JUDGMENT, "Quine paid", "", 0), _at(JUDGMENT, "Mr Quine", "")]
    assert sets.tab_figures(judgments, [found]).direct == Rates(2, 2, 2)


def test_tab_needs_no_punctuation(tmp_path: Path) -> None:
    """A mention whose letters and digits are masked is masked, whatever becomes of its punctuation."""
    parts = [_at(JUDGMENT, "12", ""), _at(JUDGMENT, "34", "")]
    assert sets.tab_figures(_judgments(tmp_path), [parts]).direct.hits == 1


def test_tab_precision(tmp_path: Path) -> None:
    """Each masked token counts once, half masked ones too; titles and NO_MASK mentions are not forgiven."""
    found = [_at(JUDGMENT, "Mr Abel Quine", ""), _at(JUDGMENT, "Abel Quine", ""), _at(JUDGMENT, "brea", ""), _at(JUDGMENT, "Ostrel", "", 1)]
    figures = sets.tab_figures(_judgments(tmp_path), [found])
    assert (figures.tokens.hits, figures.tokens.said, figures.tokens.gold) == (2, 5, 10)


def _sentences(folder: Path, text: str, *spans: tuple[str, str]) -> list[sets.Sentence]:
    listed = [
        {"entity_type": kind, "start_position": at.start, "end_position": at.end}
        for written, kind in spans
        for at in [_at(text, written, "")]
    ]
    path = folder / "generated.json"
    path.write_text(json.dumps([{"full_text": text, "spans": listed}]), encoding="utf-8")
    return sets.sentences(path, types.LABELS)


def test_typed(tmp_path: Path) -> None:
    """A piece is right when its type is and half of what either holds is shared; each counts once."""
    text = "Dr. Abel Quine lives in Ostrel, 5 Tin Row"
    gold = _sentences(tmp_path, text, ("Dr.", "TITLE"), ("Abel Quine", "PERSON"), ("Ostrel", "LOCATION"), ("5 Tin Row", "ADDRESS"))
    found = [
        _at(text, "Dr.", "PERSON"),
        _at(text, "Abel Quine lives", "PERSON"),
        _at(text, "Abel", "PERSON"),
        _at(text, "Ostrel", "ORGANISATION"),
        _at(text, "5 Tin Row", "PLACE"),
    ]
    figures = sets.generated_figures(gold, [found])
    assert figures.typed == Rates(2, 4, 3)
    assert figures.missed == {"PLACE as ORGANISATION": 1}
    assert figures.wrong == {"PERSON on PERSON": 1, "ORGANISATION on PLACE": 1}
    assert figures.typed.f(1) == pytest.approx(4 / 7)
    assert figures.typed.f(2) == pytest.approx(5 * (1 / 2) * (2 / 3) / (4 * (1 / 2) + 2 / 3))


def test_joined(tmp_path: Path) -> None:
    """An address in several pieces is one where neighbours of one type are joined, on both sides."""
    text = "Abel Quine\n5 Tin Row\n Ostrel\n Fenland 40401"
    spans = (("Abel Quine", "PERSON"), ("5 Tin Row", "ADDRESS"), ("Ostrel", "LOCATION"), ("Fenland", "LOCATION"), ("40401", "ADDRESS"))
    gold = _sentences(tmp_path, text, *spans)
    figures = sets.generated_figures(gold, [[_at(text, "Abel Quine", "PERSON"), _at(text, text[11:], "PLACE")]])
    assert (figures.typed, figures.joined) == (Rates(1, 2, 5), Rates(2, 2, 2))


def test_characters(tmp_path: Path) -> None:
    """Characters count without types and once each; a title's do not count."""
    text = "Dr. Abel Quine lives"
    gold = _sentences(tmp_path, text, ("Dr.", "TITLE"), ("Abel Quine", "PERSON"))
    figures = sets.generated_figures(gold, [[_at(text, "Dr. Abel", "PLACE"), _at(text, "Abel", "PERSON")]])
    assert figures.characters == Rates(4, 5, 10)


def test_nothing_found(tmp_path: Path) -> None:
    """A redactor that finds nothing is never wrong and recalls nothing."""
    gold = _sentences(tmp_path, "Abel Quine", ("Abel Quine", "PERSON"))
    figures = sets.generated_figures(gold, [[]])
    assert (figures.typed.precision, figures.typed.recall, figures.typed.f(2)) == (1, 0, 0)
    assert figures.missed == {"PERSON as nothing": 1}


def test_every_name_is_a_category() -> None:
    """The mapping names categories of keepmum, and gives the peer and keepmum the same types."""
    assert set(types.KEEPMUM) <= set(Category)
    assert set(types.KEEPMUM.values()) == set(types.PRESIDIO.values()) == set(types.LABELS.values()) - {""}


class _Result:
    def __init__(self, start: int, end: int, entity_type: str, score: float) -> None:
        self.start, self.end, self.entity_type, self.score = start, end, entity_type, score


def test_the_peer_is_not_punished_twice() -> None:
    """Of the peer's results one that lies in another is left out, and of two in one place the less sure one."""
    results = [
        _Result(5, 9, "URL", 0.9),
        _Result(0, 9, "EMAIL_ADDRESS", 1.0),
        _Result(20, 24, "DATE_TIME", 0.6),
        _Result(20, 24, "US_SSN", 0.9),
    ]
    assert outermost(results) == [(0, 9, "EMAIL_ADDRESS"), (20, 24, "US_SSN")]


def _run(*arguments: str, data: Path | None) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("KEEPMUM_")}
    environment |= {} if data is None else {"KEEPMUM_DATA": str(data)}
    return subprocess.run(
        [sys.executable, str(FOLDER / "redaction.py"), *arguments], capture_output=True, text=True, check=False, env=environment
    )


def test_it_runs(tmp_path: Path) -> None:
    """Both tables are printed, misses by kind and never by their words; of a peer that is not there it says how to get it."""
    (tmp_path / "tab").mkdir()
    (tmp_path / "presidio_research").mkdir()
    _judgments(tmp_path)
    _sentences(tmp_path, "Abel Quine lives in Ostrel", ("Abel Quine", "PERSON"), ("Ostrel", "LOCATION"))
    (tmp_path / "tab.jsonl").rename(tmp_path / sets.TAB)
    (tmp_path / "generated.json").rename(tmp_path / sets.GENERATED)
    done = _run("--no-ner", "--misses", data=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("keepmum, no model") == 2
    assert "Quine" not in done.stdout + done.stderr
    assert "peers.lock" in done.stderr


def test_without_data() -> None:
    """Without its data it ends with a hint and exit 0."""
    done = _run(data=None)
    assert (done.returncode, done.stdout) == (0, "")
    assert "KEEPMUM_DATA" in done.stderr
