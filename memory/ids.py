"""Ids of records: 26 characters that sort by the time they were made (ULID, https://github.com/ulid/spec)."""

from __future__ import annotations

import secrets

from keepmum.memory.record import RecordId

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)}
_LENGTH = 26
_RANDOM_BITS = 80


class RecordIds:
    """Makes ids that rise also inside one millisecond."""

    def __init__(self) -> None:
        """Start with no id made."""
        self._last = 0

    def make(self, wall_ms: int) -> RecordId:
        """Make the next id.

        Args:
            wall_ms: Milliseconds since 1970, below 2**48.
        """
        value = wall_ms << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
        if value <= self._last:  # the same millisecond, or a clock that was set back: step on by a random amount
            value = self._last + 1 + secrets.randbits(40)
        self._last = value
        return from_bytes(value.to_bytes(16, "big"))


def from_bytes(data: bytes) -> RecordId:
    """Write 16 bytes as a record id."""
    value = int.from_bytes(data, "big")
    return RecordId("".join(_DIGITS[value >> 5 * place & 31] for place in reversed(range(_LENGTH))))


def to_bytes(record: str) -> bytes:
    """Read a record id as its 16 bytes.

    Raises:
        ValueError: The text is no record id.
    """
    if len(record) != _LENGTH or record[0] > "7":
        raise ValueError("no record id")
    value = 0
    for digit in record:
        if digit not in _VALUES:
            raise ValueError("no record id")
        value = value << 5 | _VALUES[digit]
    return value.to_bytes(16, "big")
