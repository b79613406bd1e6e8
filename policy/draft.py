"""What would leave: the pieces of one request, to whom, what for, and in which conversation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

from keepmum.memory.record import KINDS, RecordId
from keepmum.policy.recipient import Purpose, Recipient

Role = Literal["system", "user", "context"]
_ROLES: frozenset[str] = frozenset(get_args(Role))


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of what would leave.

    Attributes:
        text: The text, as it stands on the device.
        role: "system" for the task, "user" for what the person typed, "context" for what the memory adds.
        record: The record that it comes from; none for what was typed now.
        kind: That record's kind; none counts as "typed" in a rule's `from`.
        who: The people in that record, speaker first.
        thread: That record's thread.
    """

    text: str = field(repr=False)
    role: Role
    record: RecordId | None = None
    kind: str | None = None
    who: tuple[str, ...] = field(default=(), repr=False)
    thread: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        """Refuse a part whose origin is not told.

        Raises:
            ValueError: The role or kind is unknown, or a record is named without its kind.
        """
        if self.role not in _ROLES:
            raise ValueError(f"role must be one of {', '.join(sorted(_ROLES))}")
        if self.kind is not None and self.kind not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(sorted(KINDS))}")
        if (self.record is not None or self.role == "context") and self.kind is None:
            raise ValueError("a part that comes from a record must say the record's kind: rules decide by it")


@dataclass(frozen=True, slots=True)
class Draft:
    """One request as it stands on the device, before anything is masked.

    Attributes:
        parts: The pieces in the order in which they would leave; at least one.
        purpose: What it is for.
        recipient: Who is asked.
        conversation: The caller's name for the exchange that it belongs to; tokens are stable inside it.
        beside: Pieces that stay on the device and are only looked at: what is found in them is masked in the parts too.
    """

    parts: tuple[Part, ...]
    purpose: Purpose
    recipient: Recipient
    conversation: str = field(repr=False)
    beside: tuple[Part, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        """Refuse an empty request.

        Raises:
            ValueError: There is no part, or the conversation has no name.
        """
        if not self.parts:
            raise ValueError("a draft has at least one part")
        if not self.conversation:
            raise ValueError("a conversation needs a name")
