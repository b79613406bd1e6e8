"""Put originals back into the arguments of a tool that a reply calls: only of tools that the policy names, and never into an address.

The arguments are hostile. They stay valid JSON and what they were: only strings in which something is restored are written anew.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import dataclass, field

from keepmum.policy.masking.jsonstrings import MAX_DEPTH
from keepmum.policy.masking.meant import Meanings
from keepmum.policy.masking.restore import Restored, restore
from keepmum.policy.masking.tokens import TokenMap, find_tokens

_PIECE = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]')
_ADDRESS = re.compile(r"\s*(?:[A-Za-z][A-Za-z0-9+.\-]{1,15}:\S|//|\\\\|www\.)|.*://", re.IGNORECASE | re.DOTALL)
_ADDRESS_KEY = re.compile(
    r"(?:^|[_\-. ])(?:ur[li]s?|hrefs?|links?|src|srcset|endpoints?|webhooks?|callbacks?|hosts?|hostname|domains?|base|proxy|redirect|"
    r"query_?string)"
    r"(?:$|[_\-. ])",
    re.IGNORECASE,
)
_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def restore_tool_arguments(name: str, arguments: str, tokens: TokenMap, permitted: Collection[str]) -> Restored:
    """Return the arguments of a tool with the originals in them, where the tool is ``permitted``.

    Args:
        name: The tool's name, as the reply calls it.
        arguments: JSON, as the reply gives it.
        tokens: The map of the conversation.
        permitted: The names of the tools whose arguments may hold originals.

    Returns:
        The arguments as they were, every token withheld, where the tool is not permitted or they are not valid JSON.
    """
    if name not in permitted or not _is_json(arguments):
        return Restored(arguments, withheld=_count(arguments, tokens))
    walk = _Walk(Meanings(tokens))
    text = walk.restored(arguments, 0, closed=False)
    return Restored(text, tuple(sorted(walk.unknown)), walk.withheld, walk.done, walk.repaired)


@dataclass(slots=True)
class _Walk:
    """Restores the strings of one text of JSON, and counts."""

    meanings: Meanings
    unknown: set[str] = field(default_factory=set)
    withheld: int = 0
    done: int = 0
    repaired: int = 0

    def restored(self, text: str, depth: int, *, closed: bool) -> str:
        """Return valid JSON with its strings restored; ``closed`` says that an address holds all of it."""
        pieces: list[str] = []
        open_: list[tuple[bool, bool]] = []  # of each object and list around: whether it is an object, and whether an address holds it
        here, at_key, at = closed, False, 0
        for match in _PIECE.finditer(text):
            mark = match[0]
            if mark in "{[":
                open_.append((mark == "{", here))
                at_key = mark == "{"
            elif mark in "}]":
                here = open_.pop()[1]
            elif mark == ",":
                at_key, here = open_[-1]
            elif mark == ":":
                at_key = False
            else:
                pieces += [text[at : match.start()], self._string(mark, depth, closed=here)]
                at = match.end()
                if at_key:
                    here = here or bool(_ADDRESS_KEY.search(_WORDS.sub("_", str(json.loads(mark)))))
        return "".join(pieces) + text[at:]

    def _string(self, literal: str, depth: int, *, closed: bool) -> str:
        """Return a string of JSON, quotes included, with the originals in it."""
        value = str(json.loads(literal))
        if depth < MAX_DEPTH and value.lstrip()[:1] in {"{", "["} and _is_json(value):
            text = self.restored(value, depth + 1, closed=closed)
        else:
            back = restore(value, self.meanings)
            self.unknown.update(back.unknown)
            if closed or _ADDRESS.match(value):
                self.withheld += back.withheld + back.restored
                return literal
            self.withheld += back.withheld
            self.done += back.restored
            self.repaired += back.repaired
            text = back.text
        return literal if text == value else json.dumps(text, ensure_ascii=literal.isascii() and text.isascii())


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _count(text: str, tokens: TokenMap) -> int:
    """Return how many tokens of ours stand in a text."""
    return sum(tokens.original(found.name) is not None for found in find_tokens(text))
