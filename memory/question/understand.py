"""Reads what a question says beside its words: who spoke, who it is about, what kind of record, which thread; no model.

Pure. Who spoke and who is spoken about are different things: "what did Mum say" wants Mum's own turns, "what did I tell Mum"
wants the owner's, and "the news about Mum" those that name her.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from keepmum.memory.question.kinds import kinds_meant
from keepmum.memory.record import Kind
from keepmum.memory.words.tokens import fold, runs

Role = Literal["any", "spoke", "told", "about"]


class Mention(Protocol):
    """Somebody named in a text: what is used of a `keepmum.memory.people.roster.Mention`.

    Attributes:
        begin: Its first character.
        end: The character behind its last.
        keys: The people whom it can mean.
    """

    @property
    def begin(self) -> int:
        """Its first character."""
        ...

    @property
    def end(self) -> int:
        """The character behind its last."""
        ...

    @property
    def keys(self) -> frozenset[str]:
        """The people whom it can mean."""
        ...


@dataclass(frozen=True, slots=True)
class Meant:
    """What a question says beside its words.

    Attributes:
        speakers: Keys of the people whose turns it wants.
        people: Keys of all people whom it names.
        about: Keys of those of them who are only spoken about.
        told: Keys of those of them who were spoken to: "what did I tell Mum", "what did Wei ask her".
        owner_spoke: Whether it asks what the owner said.
        said: Whether it says in so many words who spoke: "what did Mum say", "what did I tell her".
        kinds: The kinds of record that it names; none for any.
    """

    speakers: frozenset[str] = field(repr=False)
    people: frozenset[str] = field(repr=False)
    about: frozenset[str] = field(repr=False)
    told: frozenset[str] = field(repr=False)
    owner_spoke: bool
    said: bool
    kinds: frozenset[Kind]


_SAID = (
    r"say|said|says|tell|told|tells|ask|asked|write|wrote|text|texted|mention|mentioned|promise|promised|suggest|suggested|recommend|"
    r"recommended|"
    r"send|sent|reply|replied|answer|answered|warn|warned|explain|explained|offer|offered|complain|complained|admit|admitted|agree|agreed|"
    r"forward|forwarded|think|thought"
)
_BEHIND_SPOKE = re.compile(
    rf"(?:'s|’s)?\s+(?:(?:has|had|have|also|ever|just|first|last|once|never|really)\s+)*(?:{_SAID})\b", re.IGNORECASE
)
_BEFORE_TOLD = re.compile(
    r"\b(?:to|with|tell|told|ask|asked|give|gave|lend|lent|owe|send|sent|show|showed|text|texted|promise|promised)\s+(?:my\s+|our\s+)?$",
    re.IGNORECASE,
)
_BEFORE_ABOUT = re.compile(r"\b(?:about|regarding|concerning|of|for|than|like)\s+(?:my\s+|our\s+)?$", re.IGNORECASE)
_BEHIND_SPOKE_CHINESE = re.compile(
    r"^\s*(?:(?:跟|对|對|给|給|向)[^，。？我]{1,8}?(?:说|說|讲|講|提)|(?:在[^，。？]{1,12}?)?(?:又|也|都|还|還|曾|曾经|刚|剛|昨天|上次|后来|後來)?(?:跟|和|对|對|给|給)?(?:我|我们|大家)?"
    r"(?:说|說|讲|講|告诉|告訴|问|問|提|写|寫|发|發|答应|答應|建议|建議|推荐|推薦|回复|回覆|回))"
)
_BEFORE_ABOUT_CHINESE = re.compile(r"(?:关于|關於|找|帮|幫|替)$")
_TOLD_CHINESE = re.compile(r"(?:我\s*[^，。？\s]{0,4}\s*(?:跟|和|对|對)|(?:给|給|向|告诉|告訴|答应|答應|问|問|欠)[过過了]?)$")
_BEFORE_LISTENER_CHINESE = re.compile(r"(?:跟|对|對)$")  # 爸爸跟妈妈说: she listens, and nobody but her stands before the verb
_OWNER_SPOKE = re.compile(
    rf"\b(?:did|do|have|had)\s+i\s+(?:ever\s+|also\s+|once\s+)?(?:{_SAID})\b"
    r"|\bi\s+(?:ever\s+|once\s+)?(?:said|told|asked|wrote|texted|mentioned|promised|suggested|recommended|sent|replied|answered|offered)\b",
    re.IGNORECASE,
)
_OWNER_SPOKE_CHINESE = re.compile(
    r"(?<![跟和对對给給向让讓叫])我\s*(?:跟|和|对|對|给|給|向)?[^，。？]{0,8}?(?:说过|說過|说了|說了|讲过|講過|告诉|告訴|答应|答應|问过|問過|提过|提過|写过|寫過|发过|發過)"
)


def understand(text: str, mentions: Iterable[Mention]) -> Meant:
    """Read a question.

    Args:
        text: The question, as written; words for a time may be blanked out, so that "Mum yesterday said" is "Mum said".
        mentions: Who is named in it.

    Returns:
        What it says beside its words. Whoever is named without more may have spoken.
    """
    roles: dict[Role, set[str]] = {"any": set(), "spoke": set(), "told": set(), "about": set()}
    for mention in mentions:
        roles[_role(text, mention)] |= mention.keys
    owner = _OWNER_SPOKE.search(text) is not None or _OWNER_SPOKE_CHINESE.search(text) is not None
    said = owner or bool(roles["spoke"])
    speakers = roles["spoke"] or (set() if owner else roles["any"])
    return Meant(
        speakers=frozenset(speakers),
        people=frozenset().union(*roles.values()),
        about=frozenset(roles["about"] - speakers),
        told=frozenset(roles["told"] - speakers) if said else frozenset(),
        owner_spoke=owner,
        said=said,
        kinds=kinds_meant(text),
    )


def _role(text: str, mention: Mention) -> Role:
    """Say what part somebody has whom a question names."""
    before, behind = text[max(0, mention.begin - 40) : mention.begin], text[mention.end : mention.end + 60]
    if _TOLD_CHINESE.search(before) or _BEFORE_TOLD.search(before):
        return "told"
    if _BEFORE_LISTENER_CHINESE.search(before) and _BEHIND_SPOKE_CHINESE.match(behind):
        return "told"
    if _BEHIND_SPOKE.match(behind) or _BEHIND_SPOKE_CHINESE.match(behind):
        return "spoke"
    return "about" if _BEFORE_ABOUT.search(before) or _BEFORE_ABOUT_CHINESE.search(before) else "any"


class ThreadNames:
    """Names of threads, ready to be looked for in questions: folded once, not at each question.

    Attributes:
        names: The names.
    """

    def __init__(self, names: Sequence[str]) -> None:
        """Fold the names.

        Args:
            names: Names of threads; one is looked for if it has two words or three characters of Chinese.
        """
        self.names = names
        self._spaced: list[tuple[str, str]] = []
        self._joined: list[tuple[str, str]] = []
        for name in names:
            parts = [run for run, _ in runs(fold(name))]
            whole = "".join(parts)
            if not whole.isascii() and len(whole) >= 3:
                self._joined.append((whole, name))
            elif len(parts) >= 2:
                self._spaced.append((f" {' '.join(parts)} ", name))

    def meant(self, text: str) -> frozenset[str]:
        """Say which threads a question names: those whose whole name stands in it.

        Args:
            text: The question, as written.
        """
        parts = [run for run, _ in runs(fold(text))]
        spaced, joined = f" {' '.join(parts)} ", "".join(parts)
        found = {name for whole, name in self._spaced if whole in spaced}
        return frozenset(found | {name for whole, name in self._joined if whole in joined})
