"""Bare addresses in a run of characters without a space: schemes, slashes, domains, mailboxes, shares."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Protocol

_SPACE = frozenset(" \t\n\r\f\v")
_SLASHES = frozenset("/／⁄∕")
_DOTS = ".。．｡․"
_BEHIND_LABEL = frozenset("/?#:\\／⁄∕")
_HOST_MARKS = frozenset("_%+@＠﹫-" + _DOTS)
_SCHEMES = re.compile(
    r"(?:mailto|tel|sms|data|javascript|vbscript|file|blob|geo|magnet|whatsapp|intent|callto|skype|facetime|sips?|xmpp|view-source|jar|"
    r"market|steam|slack|tg|weixin|ldap|smb|cid|urn|bitcoin|feed|ms-[a-z]{1,16})$",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#x?)?[0-9A-Za-z]{1,32}$")  # an entity may be a slash or a dot
_LABEL = re.compile(rf"[{_DOTS}](?:[^\W\d_]{{2,}}|xn--[A-Za-z0-9-]+)[{_DOTS}]?$")
_ESCAPED = ("\\u002e", "\\u002f", "\\u003a", "\\u0040", "\\x2e", "\\x2f", "\\x3a", "\\x40", "%2e", "%2f", "%3a", "%40")  # of . / : @
_AT = frozenset("@＠﹫")
_MAIL = frozenset("!#$%&'*+/=?^_`{|}~-;:,.\"")  # what may stand before "@": RFC 5322's atext, and what programs that make links take
_TRAILING = frozenset(".,;:!?)]}'\"")  # the end of a sentence, which programs leave out of a link
_LONGEST_HOST = 255  # RFC 1035, 2.3.4; a longer run with a token in it counts as an address
_LONGEST_ENTITY = 36
_WIDE = 0x2E80  # from here on scripts that put no space between words
_RECENT = 40


class Place(Protocol):
    """The place of a token, as `keepmum.policy.masking.links.Place` is one."""

    linkish: bool
    closed: bool
    waiting: int


@dataclass(slots=True)
class _Group:
    """Places that will be settled together."""

    places: list[Place] = field(default_factory=list)

    def add(self, place: Place) -> None:
        """Let a place wait for this group."""
        place.waiting += 1
        self.places.append(place)

    def settle(self, *, closed: bool) -> None:
        """Say whether an address stands there."""
        for place in self.places:
            place.waiting -= 1
            place.closed = place.closed or closed
        self.places.clear()


@dataclass(slots=True)
class HostRun:
    """Follows a run of characters up to the next space, and the host names in it.

    Attributes:
        recent: The last characters of the text.
    """

    recent: str = ""
    _address: bool = False  # from here to the next space all may be an address
    _slash: bool = False  # a slash, or one and a backslash behind it
    _backslashes: int = 0
    _label: int = -1  # letters and digits since the last dot; -1 where something else stands between
    _host: str = ""
    _length: int = 0
    _mailbox: int = 0  # 1: something before "@"; 2: "@"; 3: something behind it
    _dotted: bool = False  # a backslash stands behind the host: a dot may follow
    _own: bool = False  # an address of ours stands in the host
    _more: bool = False  # and something beside it
    _in_host: _Group = field(default_factory=_Group)
    _in_mail: _Group = field(default_factory=_Group)
    _mail_length: int = 0
    _entity: str = ""
    _in_entity: _Group = field(default_factory=_Group)
    _joined: bool = False
    _content: bool = False
    _in_joined: _Group = field(default_factory=_Group)

    def token(self, place: Place) -> None:
        """Read a token."""
        if self._address or (self._backslashes >= 2):
            self._address = place.closed = True
        self._end_entity(closed=False)
        if self._dotted:
            self._end_host()
        self._mailbox = {0: 1, 2: 3}.get(self._mailbox, self._mailbox)
        self._own, self._more = self._own or place.linkish, self._more or not place.linkish
        if self._length > _LONGEST_HOST or self._mailbox == 3:
            place.closed = True
        self._in_host.add(place)
        self._in_mail.add(place)
        self._mail_length = 0
        self._host = (self._host + "\ue000")[-_LONGEST_HOST:]
        self._length += 1
        if self._joined:
            self._content = True
            self._in_joined.add(place)
            self._in_joined.settle(closed=True)
        elif place.linkish:
            self._joined, self._content = True, False
            self._in_joined.add(place)
        self._slash, self._backslashes, self._label = False, 0, -1
        self.recent = (self.recent + "\ue000")[-_RECENT:]

    def see(self, character: str) -> None:
        """Read a character."""
        if character in _SPACE:
            self.end()
        else:
            self._follow_address(character)
            self._follow_mail(character)
            self._follow_entity(character)
            self._follow_host(character)
            self._follow_joined(character)
        self.recent = (self.recent + character)[-_RECENT:]

    def end(self) -> None:
        """Read a space or the end of the text."""
        self._end_entity(closed=False)
        self._end_host()
        self._end_joined()
        self._in_mail.settle(closed=False)
        self._address, self._slash, self._backslashes, self._label = False, False, 0, -1

    def _follow_address(self, character: str) -> None:
        if self._address:
            return
        slash = character in _SLASHES
        self._address = (
            (slash and self._slash)
            or (self._label > 0 and character in _BEHIND_LABEL)
            or (character == ":" and bool(_SCHEMES.search(self.recent)))
            or (character in _DOTS and self.recent[-3:].lower() == "www")
            or (self._backslashes >= 2 and character.isascii() and character.isalnum())
            or (character == ";" and bool(_ENTITY.search(self.recent)))
            or (character in "efaEFA0" and (self.recent[-5:] + character).lower().endswith(_ESCAPED))
        )
        self._slash = slash or (self._slash and character == "\\")
        self._backslashes = self._backslashes + 1 if character == "\\" else 0
        if character in _DOTS:
            self._label = 0
        elif self._label >= 0:
            follows = (character.isalnum() and ord(character) < _WIDE) or (character == "-" and self._label > 0)
            self._label = self._label + 1 if follows else -1

    def _follow_mail(self, character: str) -> None:
        """See a mailbox whose name begins with a token: it may hold signs that no host name holds."""
        if self._in_mail.places:
            self._mail_length += 1
            if character in _AT or self._mail_length > _LONGEST_HOST:
                self._in_mail.settle(closed=True)
            elif not (character.isalnum() and ord(character) < _WIDE) and character not in _MAIL:
                self._in_mail.settle(closed=False)

    def _follow_host(self, character: str) -> None:
        if character == "\\" and self._length and not self._dotted:  # "\." is a dot in Markdown
            self._dotted = True
            return
        if self._dotted and character not in _DOTS:
            self._end_host()
        self._dotted = False
        if not (character in _HOST_MARKS or (character.isalnum() and ord(character) < _WIDE)):
            self._behind_dot(character)
            self._end_host()
            return
        self._host = (self._host + character)[-_LONGEST_HOST:]
        self._length += 1
        self._more = self._more or character not in _DOTS
        if character in _AT:
            self._mailbox = 2 if self._mailbox == 1 else self._mailbox
        else:
            self._mailbox = {0: 1, 2: 3}.get(self._mailbox, self._mailbox)
        if self._in_host.places and (self._length > _LONGEST_HOST or self._mailbox == 3):
            self._in_host.settle(closed=True)

    def _behind_dot(self, character: str) -> None:
        """See a domain whose last label is of another script: "[PERSON_1].中国"."""
        if self._in_host.places and self._host.endswith(".") and character.isalnum():
            self._in_host.settle(closed=True)

    def _end_host(self) -> None:
        if self._in_host.places:
            self._in_host.settle(closed=bool(_LABEL.search(self._host)) or self._mailbox == 3 or (self._own and self._more))
        self._host, self._length, self._mailbox, self._own, self._more, self._dotted = "", 0, 0, False, False, False

    def _follow_entity(self, character: str) -> None:
        if character == "&" and self._in_host.places:
            self._end_entity(closed=False)
            for place in self._in_host.places:
                self._in_entity.add(place)
            self._entity = "&"
        elif self._entity:
            if character == ";":
                self._end_entity(closed=len(self._entity) > 1)
            elif character.isascii() and (character.isalnum() or character == "#") and len(self._entity) < _LONGEST_ENTITY:
                self._entity += character
            else:
                self._end_entity(closed=False)

    def _end_entity(self, *, closed: bool) -> None:
        self._in_entity.settle(closed=closed)
        self._entity = ""

    def _follow_joined(self, character: str) -> None:
        if self._joined:
            if "!" <= character <= "~" and character != "<":
                self._content = self._content or character not in _TRAILING
                if self._content:
                    self._in_joined.settle(closed=True)
            else:
                self._end_joined()

    def _end_joined(self) -> None:
        self._in_joined.settle(closed=self._content)
        self._joined = self._content = False
