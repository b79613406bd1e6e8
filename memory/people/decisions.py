"""What the person decided about people: who is one, who is not, who is called what. Kept in the vault, with undo.

Each decision is a document of its own under the namespace "people". A decision that was undone, or whose people were
forgotten, leaves its number, its kind and its time there, and no name.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, get_args

from keepmum.memory.errors import NoSuchDecision, VaultDamaged

if TYPE_CHECKING:
    from keepmum.memory.vault import Vault

What = Literal["merge", "split", "alias", "unalias", "relation"]
State = Literal["in force", "undone", "forgotten"]
_WHAT: frozenset[str] = frozenset(get_args(What))
_STATES: frozenset[str] = frozenset(get_args(State))
_NAMESPACE = "people"
_DIGITS = 8  # of a decision's number in its key, so that keys sort by number
MAX_WORD = 200  # characters of an alias or a relation


@dataclass(frozen=True, slots=True)
class Someone:
    """Whom a decision is about.

    Attributes:
        key: Their key at the time.
        name: Their name, or else their number or address, at the time: it finds them again where the key has changed.
    """

    key: str = field(repr=False)
    name: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that the person decided.

    Attributes:
        what: "merge": ``who`` and ``other`` are one. "split": ``word`` is somebody else's name or number. "alias": ``who`` is
            also called ``word``. "unalias": ``who`` is not called so. "relation": ``who`` is the owner's ``word``.
        who: Whom it is about; none once it is no longer in force.
        other: Who else, for "merge".
        word: The name, number or relation, as the person wrote it.
        state: Whether it holds.
        at: When it was decided.
        number: Counted from 1; 0 before it is kept.
    """

    what: What
    who: Someone | None = field(repr=False)
    other: Someone | None = field(default=None, repr=False)
    word: str = field(default="", repr=False)
    state: State = "in force"
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    number: int = 0

    def __post_init__(self) -> None:
        """Refuse what says nothing.

        Raises:
            ValueError: The kind or state is unknown, nobody is named, or the word is missing or too long.
        """
        if self.what not in _WHAT or self.state not in _STATES:
            raise ValueError("a decision of unknown kind or state")
        if self.state != "in force":
            return
        if self.who is None or (self.what == "merge") != (self.other is not None):
            raise ValueError("a decision needs somebody, and a merge two")
        if (self.what == "merge") == bool(self.word.strip()) or len(self.word) > MAX_WORD:
            raise ValueError(f"a decision that is no merge needs a word of at most {MAX_WORD} characters")

    def ended(self, state: State) -> Decision:
        """Return what stays of the decision when it holds no longer: no name."""
        return Decision(self.what, None, state=state, at=self.at, number=self.number)

    def people(self) -> tuple[Someone, ...]:
        """Return whom it is about."""
        return tuple(someone for someone in (self.who, self.other) if someone is not None)


@dataclass(frozen=True, slots=True)
class Decisions:
    """All decisions, in the order in which they were made.

    Attributes:
        history: Also those that hold no longer.
    """

    history: tuple[Decision, ...] = ()

    def in_force(self) -> tuple[Decision, ...]:
        """Return those that hold."""
        return tuple(decision for decision in self.history if decision.state == "in force")


NONE = Decisions()
"""Nothing was decided."""


class DecisionLog:
    """The decisions in a vault.

    Attributes:
        generation: Rises at each change that was made through this object.
    """

    def __init__(self, vault: Vault) -> None:
        """Keep them in ``vault``."""
        self._vault = vault
        self.generation = 0

    def read(self) -> Decisions:
        """Return all decisions.

        Raises:
            VaultDamaged: One of them is not what keepmum writes.
        """
        with self._vault.lock:  # at each search: one statement, however many there are
            found = self._vault.connection().execute("SELECT key, bytes FROM documents WHERE namespace = ? ORDER BY key", (_NAMESPACE,))
            kept = found.fetchall()
        return Decisions(tuple(_decode(key, bytes(data)) for key, data in kept))

    def add(self, decision: Decision) -> Decision:
        """Keep a decision; returns it with its number.

        Raises:
            DiskFull: There is no space; it was not kept.
        """
        with self._vault.transaction():
            keys = self._vault.document_keys(_NAMESPACE)
            number = int(keys[-1]) + 1 if keys else 1
            self._vault.put_document(_NAMESPACE, _key(number), _encode(decision))
        self.generation += 1
        return Decision(decision.what, decision.who, decision.other, decision.word, decision.state, decision.at, number)

    def end(self, number: int | None = None, state: State = "undone") -> Decision:
        """Let a decision hold no longer, and delete the names in it.

        Args:
            number: Which; none for the last that holds.
            state: Why.

        Returns:
            The decision as it was.

        Raises:
            NoSuchDecision: There is none of this number that holds.
            DiskFull: There is no space; it still holds.
        """
        with self._vault.transaction():
            holding = self.read().in_force()
            chosen = [decision for decision in holding if number in (None, decision.number)]
            if not chosen:
                raise NoSuchDecision("no decision about people holds" if number is None else "no decision of this number holds")
            self.put(chosen[-1].ended(state))
        return chosen[-1]

    def put(self, *decisions: Decision) -> None:
        """Keep decisions as they are now, in place of what was kept under their numbers.

        Raises:
            DiskFull: There is no space; none was changed.
        """
        with self._vault.transaction():
            for decision in decisions:
                self._vault.put_document(_NAMESPACE, _key(decision.number), _encode(decision))
        self.generation += 1


def _key(number: int) -> str:
    return f"{number:0{_DIGITS}d}"


def _encode(decision: Decision) -> bytes:
    body = {
        "what": decision.what,
        "state": decision.state,
        "at": decision.at.isoformat(),
        "people": [[someone.key, someone.name] for someone in decision.people()],
        "word": decision.word,
    }
    return json.dumps(body, ensure_ascii=False, sort_keys=True).encode()


def _decode(key: str, data: bytes) -> Decision:
    try:
        body = json.loads(data)
        who, other, *_ = (*(Someone(str(one), str(name)) for one, name in body["people"]), None, None)
        return Decision(body["what"], who, other, body["word"], body["state"], datetime.fromisoformat(body["at"]), int(key))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise VaultDamaged("a decision about people is not what keepmum writes") from None
