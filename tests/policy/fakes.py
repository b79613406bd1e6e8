"""Small real parts for the tests of the gate: detectors that find given words, a transport that records, a person."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from keepmum.memory.record import Record, RecordId
from keepmum.policy.category import Category
from keepmum.policy.detectors.detect import default_detectors
from keepmum.policy.draft import Draft, Part
from keepmum.policy.recipient import Purpose, Recipient
from keepmum.policy.span import Detector, Span

CLOUD = Recipient("cloud", "https://cloud.example/v1", "large-1")


@dataclass(frozen=True)
class Words:
    """A detector that finds given words in any case, as whole words; each may have a subject."""

    words: tuple[tuple[str, Category, str], ...]
    name: str = "people"

    def find(self, text: str) -> Iterator[Span]:
        for word, category, subject in self.words:
            for match in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE):
                yield Span(match.start(), match.end(), category, 1.0, (self.name,), subject)


@dataclass(frozen=True)
class Broken:
    """A detector that fails, with the text in its error."""

    name: str = "people"

    def find(self, text: str) -> Iterable[Span]:
        raise RuntimeError(text)


@dataclass
class Echo:
    """A transport that records the bodies and answers with a chat completion."""

    answer: Callable[[str], str] = lambda asked: f"You said: {asked}"
    error: BaseException | None = None
    bodies: list[bytes] = field(default_factory=list)
    before: Callable[[], None] = lambda: None

    def send(self, body: bytes) -> bytes:
        self.before()
        self.bodies.append(body)
        if self.error is not None:
            raise self.error
        asked = json.loads(body)["messages"][-1]["content"]
        return completion(self.answer(asked))


@dataclass(frozen=True)
class Known:
    """A person as `keepmum.memory.people.person` describes one."""

    key: str
    name: str
    aliases: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


def completion(text: str) -> bytes:
    """Return the body of a chat completion with this text."""
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode()


def draft(*parts: Part | str, purpose: str = "answer", recipient: Recipient = CLOUD, conversation: str = "c1") -> Draft:
    """Return a draft; a bare string is what the person typed."""
    pieces = tuple(Part(part, "user") if isinstance(part, str) else part for part in parts)
    return Draft(pieces, Purpose(purpose), recipient, conversation)


def note(text: str, kind: str = "message", who: Sequence[str] = (), thread: str = "", record: str | None = None) -> Part:
    """Return a part of context."""
    return Part(text, "context", None if record is None else RecordId(record), kind, tuple(who), thread)


def of(record: Record) -> Part:
    """Return a kept record as a part of context."""
    return Part(record.text, "context", record.id, record.kind, record.who, record.thread)


def rules(people: Iterable[Known] = ()) -> tuple[Detector, ...]:
    """Return the detectors without the small model."""
    return tuple(each for each in default_detectors(people) if each.name != "ner")
