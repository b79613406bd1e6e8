"""The question set holds together: its questions are well formed, varied, and answered by records that are in the demo."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from keepmum.memory.formats.detect import read_path
from keepmum.memory.formats.interface import ReadOptions
from keepmum.memory.record import Record

_SET = Path(__file__).with_name("questions.jsonl")
_FILES = Path(__file__).parents[2] / "app" / "demo" / "files"
_ZONE = ZoneInfo("Europe/London")
_OWNER = "Siqi Gu"
_TAGS = frozenset(
    {
        "alias",
        "correction",
        "cross-script",
        "kind",
        "number",
        "paraphrase",
        "plain",
        "spoken-about",
        "thread",
        "time",
        "who-spoke",
    }
)
_AT_LEAST = {
    "alias": 30,
    "correction": 12,
    "cross-script": 20,
    "kind": 12,
    "paraphrase": 30,
    "spoken-about": 10,
    "time": 35,
    "who-spoke": 10,
}
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_LOWER_WORD = re.compile(r"(?<![A-Za-z])[a-z]")


@dataclass(frozen=True, slots=True)
class Gold:
    """A record that answers a question by itself, in the form of the demo's own truth."""

    thread: str
    text: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A line of the set."""

    id: str
    lang: str
    question: str
    tags: tuple[str, ...]
    gold: tuple[Gold, ...]
    note: str

    @property
    def crosses(self) -> bool:
        """Whether it mixes scripts, or asks in another one than its records."""
        return self.lang == "mixed" or "cross-script" in self.tags


@cache
def _lines() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(line) for line in _SET.read_text(encoding="utf-8").splitlines())


@cache
def _questions() -> tuple[Question, ...]:
    return tuple(
        Question(**{**line, "tags": tuple(line["tags"]), "gold": tuple(Gold(**gold) for gold in line["gold"])}) for line in _lines()[1:]
    )


@cache
def _records() -> tuple[Record, ...]:
    items = read_path(_FILES, ReadOptions(zone=_ZONE, me=_OWNER))
    return tuple(item for item in items if isinstance(item, Record))


def _script(text: str) -> str:
    """The language that a text's letters speak for; a capitalised Latin word in Chinese is a name or an abbreviation."""
    if not _CHINESE.search(text):
        return "en"
    return "mixed" if _LOWER_WORD.search(text) else "zh"


def test_now_comes_soon_after_the_newest_record() -> None:
    """The first line fixes the moment of asking: less than a week after the last record."""
    header = _lines()[0]
    assert list(header) == ["now"]
    now = datetime.fromisoformat(header["now"])
    newest = max(record.at for record in _records())
    assert newest < now < newest + timedelta(days=7)


def test_each_question_is_asked_once() -> None:
    """No id and no question stands twice, whatever its case and spaces; each has words, and a note that says why."""
    questions = _questions()
    assert len(questions) >= 160
    assert len({question.id for question in questions}) == len(questions)
    assert len({"".join(question.question.lower().split()) for question in questions}) == len(questions)
    assert all(question.question.strip() and question.note.strip() for question in questions)


def test_tags_are_known() -> None:
    """Each question has at least one tag, none twice, none unknown."""
    for question in _questions():
        assert question.tags, question.id
        assert len(set(question.tags)) == len(question.tags), question.id
        assert set(question.tags) <= _TAGS, question.id


@pytest.mark.parametrize(("tag", "least"), sorted(_AT_LEAST.items()))
def test_each_difficulty_is_asked_often(tag: str, least: int) -> None:
    """No difficulty is left to one or two lucky questions."""
    assert sum(tag in question.tags for question in _questions()) >= least


def test_language_is_that_of_the_letters() -> None:
    """`lang` says what the question's script shows."""
    assert [question.id for question in _questions() if question.lang != _script(question.question)] == []


def test_languages_are_mixed_as_in_the_life() -> None:
    """About 45 % English, 40 % Chinese, and 15 % that mix scripts or ask in another one than the record's."""
    kinds = Counter("cross" if question.crosses else question.lang for question in _questions())
    shares = {kind: count / kinds.total() for kind, count in kinds.items()}
    assert shares == pytest.approx({"en": 0.45, "zh": 0.40, "cross": 0.15}, abs=0.04)


def test_across_scripts_no_record_is_in_the_questions_script() -> None:
    """A cross-script question has no answer in its own script, so that words alone cannot find one."""
    for question in _questions():
        if "cross-script" in question.tags and question.lang != "mixed":
            chinese = {bool(_CHINESE.search(gold.text)) for gold in question.gold}
            assert chinese == {question.lang == "en"}, question.id


def test_each_gold_names_one_record() -> None:
    """The words of each gold stand exactly once in the thread it names, at the minute it names, and no gold stands twice."""
    for question in _questions():
        assert question.gold, question.id
        found = [_found(gold) for gold in question.gold]
        assert [len(records) for records in found] == [1] * len(question.gold), question.id
        named = [records[0].ref for records in found]
        assert len(set(named)) == len(named), question.id
        for gold, records in zip(question.gold, found, strict=True):
            assert gold.at in {"", f"{records[0].at.astimezone(_ZONE):%Y-%m-%d %H:%M}"}, question.id


def test_every_thread_is_asked_about() -> None:
    """Each chat, the memos, each call and the contacts answer at least three questions."""
    asked = Counter(thread for question in _questions() for thread in {gold.thread for gold in question.gold})
    assert set(asked) == {record.thread for record in _records()}
    assert min(asked.values()) >= 3


def _found(gold: Gold) -> list[Record]:
    """The records of the thread with the gold's words, one for each time that they stand there."""
    return [record for record in _records() if record.thread == gold.thread for _ in range(record.text.count(gold.text))]
