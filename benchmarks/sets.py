"""The sets that finding is measured on, read from their own formats: LoCoMo, QMSum and MADial-Bench, in any language.

Each becomes conversations of records with questions, and for each question the records that answer it. Nothing here
looks at a language, and a file of the same format that another team made is read as well.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from keepmum.memory.record import Record

CATEGORIES = {"1": "multi-hop", "2": "temporal", "3": "open-domain", "4": "single-hop"}  # LoCoMo's; its 5 has no answer
_DATES = ("%I:%M %p on %d %B, %Y", "%d.%m.%Y, %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y/%m/%d", "%d %B, %Y")
_BEGAN = datetime(2024, 1, 1, 9, tzinfo=UTC)  # where a set gives no time
_TURN = re.compile(r"\s*<([^<>]+)>\s*[:：]\s*(.*?)\s*", re.DOTALL)  # of a dialogue in MADial-Bench
_EVIDENCE = re.compile(r"D\d+:\d+")


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes:
        text: What is asked.
        gold: The refs of the records that answer it.
        category: What kind of question it is, as the set calls it.
    """

    text: str
    gold: frozenset[str]
    category: str


@dataclass(frozen=True)
class Conversation:
    """Records that belong together, with the questions about them; the ref of a record is unique in its whole set."""

    records: tuple[Record, ...]
    questions: tuple[Question, ...]


def _read(path: Path) -> list[Any]:
    """Read a file of JSON, or of one JSON value a line; a single object counts as a list of one."""
    text = path.read_text(encoding="utf-8")
    try:
        whole = json.loads(text)
    except json.JSONDecodeError:
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    return whole if isinstance(whole, list) else [whole]


def _moment(text: object, otherwise: datetime) -> datetime:
    """Read a date in one of the forms that the sets use."""
    for form in _DATES:
        try:
            return datetime.strptime(str(text).strip(), form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return otherwise


def locomo(path: Path) -> Iterator[Conversation]:
    """Read chats in LoCoMo's format: sessions of turns, and questions whose evidence names turns.

    A turn's text includes its image's caption. A question counts where its evidence names turns that exist and its
    category is not 5, which has no answer.

    Args:
        path: A file with one chat or a list of them.

    Yields:
        The chats.
    """
    for number, chat in enumerate(_read(path)):
        sessions = chat.get("conversation", chat)
        records = tuple(_locomo_turns(sessions, f"{number}/"))
        known = {str(record.ref) for record in records}
        questions = [_locomo_question(asked, known, f"{number}/") for asked in chat.get("qa", ())]
        yield Conversation(records, tuple(question for question in questions if question.gold and question.category != "5"))


def _locomo_question(asked: Mapping[str, Any], known: set[str], prefix: str) -> Question:
    named = [str(entry) for entry in _listed(asked.get("evidence"))]
    refs = {prefix + ref for entry in named for ref in (entry, *_EVIDENCE.findall(entry))}
    category = str(asked.get("category", ""))
    return Question(str(asked["question"]), frozenset(refs & known), CATEGORIES.get(category, category))


def _locomo_turns(sessions: Mapping[str, Any], prefix: str) -> Iterator[Record]:
    numbers = sorted(int(match[1]) for key in sessions if (match := re.fullmatch(r"session_(\d+)", key)))
    began = _BEGAN
    for number in numbers:
        began = _moment(sessions.get(f"session_{number}_date_time"), began + timedelta(days=1))
        for place, turn in enumerate(sessions[f"session_{number}"] or ()):
            said = turn.get("text") or turn.get("clean_text") or ""
            text = f"{said} {turn['blip_caption']}" if turn.get("blip_caption") else said
            at, ref = began + timedelta(seconds=place), f"{prefix}{turn['dia_id']}"
            yield Record(text=text, kind="message", at=at, who=(turn["speaker"],), thread=f"chat {prefix}", source="set", ref=ref)


def qmsum(path: Path) -> Iterator[Conversation]:
    """Read meetings in QMSum's format: each a call; a question's gold is every turn in its relevant spans.

    Only the specific queries have spans. The format has no times: each meeting gets a day, and its turns seconds.

    Args:
        path: A file with one meeting a line, or a list of them.

    Yields:
        The meetings.
    """
    for number, meeting in enumerate(_read(path)):
        began = _BEGAN + timedelta(days=number)
        records = tuple(
            Record(
                text=turn["content"],
                kind="call",
                at=began + timedelta(seconds=place),
                who=(turn["speaker"],),
                thread=f"meeting {number}",
                source="set",
                ref=f"{number}/{place}",
            )
            for place, turn in enumerate(meeting["meeting_transcripts"])
        )
        questions = []
        for asked in meeting["specific_query_list"]:
            spans = [range(int(first), int(last) + 1) for first, last in asked["relevant_text_span"]]
            gold = frozenset(f"{number}/{place}" for span in spans for place in span if place < len(records))
            questions.append(Question(asked["query"], gold, "span"))
        yield Conversation(records, tuple(question for question in questions if question.gold))


def madial(dialogues: Path, memories: Path, *, last: bool = False) -> Iterator[Conversation]:
    """Read dialogues in MADial-Bench's format, and the memories that fit them.

    A memory is a memo of its day. The question is the dialogue up to the first turn at which the assistant should remember
    something, each turn a line "name: text", as an assistant hands it over; it goes on after that turn and gives the memory
    away, so no more of it is read.

    Args:
        dialogues: The file of dialogues.
        memories: The file of memories.
        last: Whether the question is only what the person said last, without a name. "Yes!" is one of them.

    Yields:
        One conversation with all memories and all questions.
    """
    entries = [(key, memory) for line in _read(memories) for key, memory in line.items()]
    records = tuple(
        Record(text=memory["event"], kind="memo", at=_moment(memory.get("time"), _BEGAN), thread="memories", source="set", ref=f"0/{key}")
        for key, memory in entries
    )
    known = {str(record.ref) for record in records}
    questions = []
    for dialogue in _read(dialogues):
        gold = frozenset(f"0/{key}" for key in _listed(dialogue["relevant-id"])) & known
        said = _said(dialogue["dialogue"][: min(int(str(turn)) for turn in _listed(dialogue["test-turn"]))])
        if gold and said:
            questions.append(Question(said[-1][1] if last else "\n".join(f"{name}: {text}" for name, text in said), gold, "dialogue"))
    yield Conversation(records, tuple(questions))


def _said(lines: Sequence[str]) -> list[tuple[str, str]]:
    """Return who said what, without the marks of turns, up to what the person said last: the first to speak is the person."""
    found = [match.groups() for line in lines if (match := _TURN.fullmatch(line))]
    said = [(name, text.strip('"“” ')) for name, text in found]
    while said and said[-1][0] != said[0][0]:
        said.pop()
    return said


def _listed(value: object) -> Iterable[object]:
    return value if isinstance(value, list) else () if value is None else (value,)
