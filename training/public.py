"""Public texts whose licence lets weights ship: TAB (MIT) and HWU64 (CC BY 4.0), read from KEEPMUM_DATA and never copied."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

from training.labelled import ANY, Labelled, Unit

_TAB = "tab/tab_train_dev_113.jsonl"
_HWU = "hwu64/kfold1_trainset.csv"
_TYPES = {
    "PERSON": "person",
    "CODE": "id_number",
    "LOC": "place",
    "ORG": "organisation",
    "DATETIME": "date",
    "QUANTITY": "amount",
    "MISC": "other",
}
_SLOTS = {
    "person": "person",
    "email_address": "email",
    "place_name": ANY,
    "business_name": ANY,
    "media_type": "",
    "date": "",
    "relation": "",
}
_PEOPLES = re.compile(r"national|citizen|origin|ethnic|speak|\b[A-Z]\w*(?:an|ish|ese|ch|i)s?\b")
_SLOT = re.compile(r"\[\s*([a-z_]+)\s*:\s*([^\]]*?)\s*\]")


def judgments(folder: Path) -> list[tuple[str, str, Labelled]]:
    """Return TAB's judgments: id, split ("train" or "dev") and labelled text; what its annotators left unmasked is not personal."""
    found = []
    for line in (folder / _TAB).read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        units: list[Unit] = []
        for mention in sorted(one["mentions"], key=lambda each: (each["start"], -each["end"])):
            if mention["identifier_type"] == "NO_MASK" or (units and mention["start"] < units[-1].end):
                continue
            units.append(Unit(mention["start"], mention["end"], _category(mention["entity_type"], mention["span_text"])))
        found.append((one["doc_id"], one["split"], Labelled(one["text"], tuple(units), "en", "judgment")))
    return found


def _category(kind: str, said: str) -> str:
    if kind != "DEM":
        return _TYPES[kind]
    if any(char.isdigit() for char in said) or "year" in said:
        return "age"
    return "group" if said[:1].isupper() or _PEOPLES.search(said) else "job"


def commands(folder: Path) -> list[Labelled]:
    """Return HWU64's commands to an assistant; its people are personal, its places and shops count neither way."""
    with (folder / _HWU).open(encoding="utf-8", newline="") as file:
        return [_command(row["answer_annotation"]) for row in csv.DictReader(file, delimiter=";")]


def _command(annotated: str) -> Labelled:
    text, units, at = "", [], 0
    for slot in _SLOT.finditer(annotated):
        text += annotated[at : slot.start()]
        category, said = _SLOTS.get(slot[1], ""), slot[2].strip()
        if category and said:
            units.append(Unit(len(text), len(text) + len(said), category))
        text += said
        at = slot.end()
    return Labelled(text + annotated[at:], tuple(units), "en", "prompt")
