"""Put originals back into a reply: one pass of a parser over hostile text, never a chain of replacements.

The reply may come in pieces; where it is cut makes no difference. Only what means exactly one token of the conversation is restored,
and none inside an address (`keepmum.policy.masking.links`). What looks like a token and is not ours stays as it is and is reported.
A text that was put back is not read again, so an original that looks like a token restores nothing.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from keepmum.policy.category import Category
from keepmum.policy.masking.alike import Alike
from keepmum.policy.masking.jsonstrings import JsonStrings, escaped
from keepmum.policy.masking.links import Place, Watch
from keepmum.policy.masking.meant import Meanings
from keepmum.policy.masking.tokens import MAX_RESERVED, TokenMap

_BEHIND = 2  # characters that stay: they say whether what follows begins inside a word or a date
_ADDRESSES = frozenset({Category.URL, Category.IP})  # an e-mail address ends where it ends; nothing can be added to it


@dataclass(frozen=True, slots=True)
class Restored:
    """A reply with the originals back in it.

    Attributes:
        text: What the person reads.
        unknown: Names that look like tokens and are not of this conversation, sorted.
        withheld: How many tokens stayed tokens because they stand where an address may be.
        restored: How many were put back.
        repaired: How many of these the reply had in another form than they were sent.
    """

    text: str = field(repr=False)
    unknown: tuple[str, ...] = ()
    withheld: int = 0
    restored: int = 0
    repaired: int = 0


@dataclass(slots=True)
class _Waiting:
    """A token whose place is not settled yet."""

    place: Place
    as_found: str
    original: str = field(repr=False)
    repair: bool = False


class Restorer:
    """Restores a reply that comes in pieces.

    restorer = Restorer(tokens)
    for piece in pieces:
        show(restorer.feed(piece))
    show(restorer.close())
    """

    def __init__(self, tokens: TokenMap | Meanings) -> None:
        """Restore the tokens of a conversation, given as its map or as what that means."""
        self._meanings = Meanings(tokens) if isinstance(tokens, TokenMap) else tokens
        self._watch = Watch()
        self._strings = JsonStrings()
        self._text = ""
        self._at = 0  # what lies before it in `_text` was read
        self._queue: deque[str | _Waiting] = deque()
        self._unknown: set[str] = set()
        self._withheld = self._restored = self._repaired = 0
        self._closed = False

    @property
    def report(self) -> Restored:
        """What was found so far, without the text."""
        return Restored("", tuple(sorted(self._unknown)), self._withheld, self._restored, self._repaired)

    def feed(self, piece: str) -> str:
        """Read a piece of the reply; return what of the restored reply is certain by now.

        Raises:
            ValueError: It was closed.
        """
        if self._closed:
            raise ValueError("this reply was closed")
        self._text += piece
        self._read(self._meanings.finder.unsure_from(self._text, self._at))
        return self._settled()

    def close(self) -> str:
        """Return the rest of the restored reply."""
        if not self._closed:
            self._read(len(self._text))
            self._watch.close()
            self._closed = True
        return self._settled()

    def _read(self, end: int) -> None:
        """Read what lies before ``end``, and a token that begins there."""
        while found := self._meanings.finder.find(self._text, self._at):
            if found.start >= end:
                break
            self._plain(self._text[self._at : found.start])
            self._found(found)
            self._at = found.end
        if self._at < end:
            self._plain(self._text[self._at : end])
            self._at = end
        if self._at > _BEHIND:
            self._text = self._text[self._at - _BEHIND :]
            self._at = _BEHIND

    def _plain(self, text: str) -> None:
        if text:
            self._watch.see(text)
            self._strings.see(text)
            self._queue.append(text)

    def _found(self, found: Alike) -> None:
        as_found = self._text[found.start : found.end]
        meaning = self._meanings.meaning(found)
        if meaning is None:
            name = self._meanings.stranger(found)
            if name is not None and len(self._unknown) < MAX_RESERVED:
                self._unknown.add(name)
            self._plain(as_found)
            return
        token, original, repair = meaning
        linkish = token.category in _ADDRESSES or "://" in token.original
        original = escaped(original, self._strings.depth)
        self._queue.append(_Waiting(self._watch.token(linkish=linkish), as_found, original, repair))
        self._strings.token()

    def _settled(self) -> str:
        """Take from the queue all whose place is known."""
        pieces: list[str] = []
        while self._queue:
            first = self._queue[0]
            if isinstance(first, str):
                pieces.append(first)
            elif not (first.place.settled or self._closed):
                break
            elif first.place.closed:
                pieces.append(first.as_found)
                self._withheld += 1
            else:
                pieces.append(first.original)
                self._restored += 1
                self._repaired += first.repair
            self._queue.popleft()
        return "".join(pieces)


def restore(reply: str, tokens: TokenMap | Meanings) -> Restored:
    """Return ``reply`` with every token of ``tokens`` replaced by its original, in linear time.

    A token stands for the form that appeared first: where one person was called "Mei" and then "Mei Chen", both come back as "Mei".

    Args:
        reply: Any text.
        tokens: The map of the conversation, or what it means where many replies are read.
    """
    restorer = Restorer(tokens)
    text = restorer.feed(reply) + restorer.close()
    report = restorer.report
    return Restored(text, report.unknown, report.withheld, report.restored, report.repaired)
