"""Whether a place in a text lies inside a string of JSON, and how deep, so that what is put there is escaped."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

MAX_DEPTH = 3
"""How many strings of JSON inside strings of JSON are followed."""

_AFTER_BRACKET = frozenset('"{[]}-0123456789tfn \t\r\n')


def escaped(text: str, depth: int) -> str:
    """Return ``text`` as it stands inside a string of JSON that lies ``depth`` strings deep; as it is where that is 0."""
    for _ in range(depth):
        text = json.dumps(text, ensure_ascii=False)[1:-1]
    return text


@dataclass(slots=True)
class JsonStrings:
    """Follows the strings of JSON: a text that begins as JSON, and blocks of a Markdown text that say or look so.

    Attributes:
        depth: How many strings the place lies in: 0 outside, 1 in a string, 2 in a string of JSON inside it.
    """

    depth: int = 0
    _state: str = "start"  # "start" of what may be JSON; "bracket": it began like it; "json"; "text"
    _backslashes: int = 0
    _holds: list[bool | None] = field(default_factory=list)  # of each string around: whether it holds JSON itself; None at its start
    _line: str = field(default="", repr=False)  # the line so far, as far as a fence needs it
    _fenced: bool = False

    def token(self) -> None:
        """Read a token."""
        self._line += "\ue000"
        self._backslashes = 0
        self._inside("\ue000")
        if self._state in {"start", "bracket"}:
            self._state = "text"

    def see(self, text: str) -> None:
        """Read a piece of text in which no token stands."""
        for character in text:
            self._see(character)

    def _see(self, character: str) -> None:
        if character == "\n":
            self._end_line()
        elif len(self._line) < 16:
            self._line += character
        if self._state == "json":
            self._in_json(character)
        elif self._state == "start" and not character.isspace():
            self._state = "bracket" if character in "{[" else "text"
        elif self._state == "bracket" and not character.isspace():
            self._state = "json" if character in _AFTER_BRACKET else "text"
            if self._state == "json":
                self._in_json(character)

    def _end_line(self) -> None:
        """See a fence of a block of code."""
        if re.match(r"[ >]{0,8}(?:```|~~~)", self._line) and not self.depth:
            self._fenced = not self._fenced
            self._state = "start" if self._fenced else "text"
        self._line = ""

    def _in_json(self, character: str) -> None:
        """Follow quotes and the backslashes before them."""
        if character == "\\":
            self._backslashes += 1
            return
        if character == '"':
            self._quote(self._backslashes)
        else:
            self._inside(character)
        self._backslashes = 0

    def _quote(self, backslashes: int) -> None:
        """End the string that a quote ends, or begin one: of each string around, every second backslash is what the next one sees."""
        for level in range(len(self._holds)):
            if backslashes % 2 == 0:
                del self._holds[level:]
                break
            backslashes //= 2
        else:
            if len(self._holds) < MAX_DEPTH and (not self._holds or self._holds[-1]):
                self._holds.append(None)
            else:
                self._inside('"')
        self.depth = len(self._holds)

    def _inside(self, character: str) -> None:
        """See the first character of a string, which says whether it holds JSON."""
        if self._holds and self._holds[-1] is None and not character.isspace():
            self._holds[-1] = character in "{[" and not self._backslashes
