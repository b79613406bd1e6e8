"""Put originals back into a reply: one pass of a parser over hostile text, never a chain of replacements.

Only tokens of the conversation are restored, and none inside an address (`keepmum.policy.links`). What looks like a token
and is not ours stays as it is and is reported. A text that was put back is not read again, so an original that looks like a
token restores nothing.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from keepmum.policy.category import Category
from keepmum.policy.links import HIDDEN, LINKISH, addresses
from keepmum.policy.tokens import Found, TokenMap, find_tokens

_ADDRESSES = frozenset({Category.URL, Category.IP})  # an e-mail address ends where it ends; nothing can be added to it


@dataclass(frozen=True, slots=True)
class Restored:
    """A reply with the originals back in it.

    Attributes:
        text: What the person reads.
        unknown: Names that look like tokens and are not of this conversation, sorted.
        withheld: How many tokens stayed tokens because they stand where an address may be.
        restored: How many were put back.
    """

    text: str = field(repr=False)
    unknown: tuple[str, ...] = ()
    withheld: int = 0
    restored: int = 0


def restore(reply: str, tokens: TokenMap) -> Restored:
    """Return ``reply`` with every token of ``tokens`` replaced by its original, in linear time.

    A token stands for the form that appeared first: where one person was called "Mei" and then "Mei Chen", both come back as "Mei".

    Args:
        reply: Any text.
        tokens: The map of the conversation.
    """
    known = {token.name: token for token in tokens.tokens}
    found = list(find_tokens(reply))
    linkish = {token.name for token in tokens.tokens if token.category in _ADDRESSES or "://" in token.original}
    closed = addresses(_hidden(reply, found, known.keys(), linkish))
    pieces: list[str] = []
    unknown: set[str] = set()
    withheld = restored = at = zone = reach = 0
    for token in found:
        while zone < len(closed) and closed[zone][0] < token.end:
            reach = max(reach, closed[zone][1])
            zone += 1
        if token.name not in known:
            unknown.add(token.name)
        elif token.start < reach:
            withheld += 1
        else:
            pieces += [reply[at : token.start], known[token.name].original]
            at = token.end
            restored += 1
    return Restored("".join(pieces) + reply[at:], tuple(sorted(unknown)), withheld, restored)


def _hidden(reply: str, found: list[Found], known: AbstractSet[str], linkish: AbstractSet[str]) -> str:
    """Return the reply with every token of ours hidden, as long as it was; the brackets of a stranger stay and may be a link's."""
    pieces: list[str] = []
    at = 0
    for token in found:
        length = token.end - token.start
        mark = LINKISH if token.name in linkish else HIDDEN
        inner = mark * length
        if token.name not in known:
            inner = reply[token.start] + HIDDEN * max(0, length - 2) + (reply[token.end - 1] if length > 1 else "")
        pieces += [reply[at : token.start], inner]
        at = token.end
    return "".join(pieces) + reply[at:]
