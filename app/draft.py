"""Write what a recipient would be asked: the task, the records that help, and the question."""

from __future__ import annotations

from collections.abc import Sequence

from keepmum.memory.record import Hit, Record
from keepmum.policy.draft import Draft, Part
from keepmum.policy.recipient import Purpose, Recipient

# Nothing in here looks like a token: numbering starts at 1 only where no look-alike is in the text.
_TASKS = {
    "answer": "Answer the question from the notes below and from nothing else.",
    "draft_reply": "Write the message that is asked for, from the notes below and from nothing else.",
    "summarise": "Sum up the notes below as the question asks.",
    "test": "Answer with one word.",
}
_RULES = (
    " Each note is one line of a private conversation or memo: when, who, what. Names and numbers are replaced by labels in square"
    " brackets; use a label exactly as it stands wherever you mean what it stands for. If the notes do not hold the answer, say so."
)


def line(record: Record) -> str:
    """Return a record as one note: the day, who said it, and what. A contact has no day."""
    if record.kind == "contact":
        return f"Contact: {record.text}"
    who = f"{record.speaker}: " if record.speaker else ""
    return f"{record.at:%Y-%m-%d} {who}{record.text}"


def note(record: Record) -> Part:
    """Return a record as a part of a draft."""
    return Part(text=line(record), role="context", record=record.id, kind=record.kind, who=record.who, thread=record.thread)


def draft(question: str, hits: Sequence[Hit], *, recipient: Recipient, purpose: Purpose, conversation: str) -> Draft:
    """Put the parts together in the order in which they would leave.

    Args:
        question: What the person asks.
        hits: The records that may help, best first; they leave in order of time.
        recipient: Who is asked.
        purpose: What for.
        conversation: The exchange that it belongs to.
    """
    parts = [Part(text=_TASKS.get(purpose, _TASKS["answer"]) + (_RULES if hits else ""), role="system")]
    parts += (note(hit.record) for hit in sorted(hits, key=lambda h: (h.record.at, h.record.id)))
    parts.append(Part(text=question, role="user"))
    return Draft(parts=tuple(parts), purpose=purpose, recipient=recipient, conversation=conversation)
