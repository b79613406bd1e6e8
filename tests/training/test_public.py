"""Public texts, read from a folder; those here are made for the test."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from training.labelled import ANY
from training.public import commands, judgments

TEXT = "The applicant, Ms Ada Quill, a Turkish national aged 34 and a watchman, went to Zedham in May 2019 (no. 12/07)."


def _mention(said: str, kind: str, how: str = "QUASI") -> dict[str, object]:
    start = TEXT.index(said)
    return {"start": start, "end": start + len(said), "entity_type": kind, "identifier_type": how, "span_text": said}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with files in the shape of TAB's and HWU64's."""
    (tmp_path / "tab").mkdir()
    (tmp_path / "hwu64").mkdir()
    mentions = [
        _mention("12/07", "CODE", "DIRECT"),
        _mention("Ada Quill", "PERSON", "DIRECT"),
        _mention("Quill", "PERSON", "DIRECT"),
        _mention("a Turkish national", "DEM"),
        _mention("aged 34", "DEM"),
        _mention("watchman", "DEM"),
        _mention("Zedham", "LOC", "NO_MASK"),
        _mention("May 2019", "DATETIME"),
    ]
    lines = [
        json.dumps({"doc_id": f"d{at}", "split": split, "text": TEXT, "mentions": mentions}) for at, split in enumerate(("train", "dev"))
    ]
    (tmp_path / "tab/tab_train_dev_113.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with (tmp_path / "hwu64/kfold1_trainset.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, ["answer", "answer_annotation"], delimiter=";")
        rows.writeheader()
        for said in (
            "mail [person : ada quill] at [email_address :  ada@example.org]; now",
            "weather in [place_name : zedham] [date : today]",
            "stop",
        ):
            rows.writerow({"answer": "", "answer_annotation": said})
    return tmp_path


def test_judgments(folder: Path) -> None:
    """Mentions are units of the guide's categories, the outer of two; what was left unmasked is none."""
    first, second = judgments(folder)
    assert (first[:2], second[:2]) == (("d0", "train"), ("d1", "dev"))
    assert [(TEXT[unit.start : unit.end], unit.category) for unit in first[2].units] == [
        ("Ada Quill", "person"),
        ("a Turkish national", "group"),
        ("aged 34", "age"),
        ("watchman", "job"),
        ("May 2019", "date"),
        ("12/07", "id_number"),
    ]


def test_commands(folder: Path) -> None:
    """Slots are written out; people and mail are units, places count neither way, the rest is not personal."""
    mail, weather, stop = commands(folder)
    assert mail.text == "mail ada quill at ada@example.org; now"
    assert [(mail.text[unit.start : unit.end], unit.category) for unit in mail.units] == [
        ("ada quill", "person"),
        ("ada@example.org", "email"),
    ]
    assert weather.text == "weather in zedham today"
    assert [unit.category for unit in weather.units] == [ANY]
    assert (stop.text, stop.units) == ("stop", ())
