"""Says whether a later turn corrects an earlier one: "no, make it 4", "the dinner moved to Friday", 改到周四了.

Pure, by rule: the later turn must sound like a correction, and must be about the same thing: it gives another value of the
same kind (a weekday, a time, a number), or has words of the earlier one, or follows it at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from keepmum.memory.catalogue import SPOKEN
from keepmum.memory.question import terms
from keepmum.memory.record import Record

READ = 1_000  # characters of a turn; a longer one is a document, and corrects nothing
NEAR = 4  # turns, and …
SOON = timedelta(hours=12)  # … a time after which a correction must name what it corrects

_FIRM = re.compile(
    r"\b(?:"
    r"correction|scratch that|(?:no|wait|sorry),? (?:wait|no|not|make (?:it|that)|it'?s|i meant?)|i meant|make (?:it|that) |"
    r"change[sd]? (?:of plans?|to)|(?:has |been |got |they'?ve |i'?ve )?moved (?:it |this |that |us )?(?:to|from|back|forward|up)|"
    r"moved (?:it|this|that),|"
    r"pushed (?:it )?(?:to|back)|postponed|brought forward|rescheduled|cancell?ed|called off|put off|my mistake|i was wrong|"
    r"(?:said|wrote|typed|got) (?:it |that )?wrong|typo|forget what i said|no longer|is off\b|"
    r"not (?:the |on |at )?[\w:.]+[,;]? (?:but|it'?s)"
    r")|"
    r"(?:更正|改成|改到|改为|改為|改在|改期|改了|推迟|推遲|延后|延後|延期|提前到|提前了|取消|搞错|搞錯|说错|說錯|记错|記錯|打错|打錯|写错|寫錯|弄错|弄錯|看错|"
    r"看錯|换成|換成|挪到|不对|不對|应该是|應該是|不是.{1,12}[，,]\s*是)",
    re.IGNORECASE,
)
_LOOSE = re.compile(
    r"\b(?:actually|instead|in the end|turns? out|after all|now it'?s|it'?s now|new (?:time|date|number|address|plan))\b"
    r"|其实|其實|结果|結果|最后|最後|还是|還是",
    re.IGNORECASE,
)
_EITHER = re.compile(f"{_FIRM.pattern}|{_LOOSE.pattern}", re.IGNORECASE)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_NOTHING = frozenset(["not", "no", "now", "next", "last", "new", "one", "get", "got", "go", "going", "make", "moved", "change", "changed"])
_VALUES = {
    "weekday": re.compile(
        r"\b(mon|tue|wed|thu|fri|sat|sun)(?:day|s|sday|nesday|rsday|urday)?\b|(?:周|星期|礼拜|週|禮拜)([一二三四五六日天])", re.IGNORECASE
    ),
    "clock": re.compile(
        r"\b(\d{1,2}(?:[:.]\d{2})?)\s*(?:am|pm|o'?clock)\b|\b(\d{1,2}:\d{2})\b|([0-9一二三四五六七八九十两]{1,3})[点點]", re.IGNORECASE
    ),
    "day": re.compile(
        rf"\b(\d{{1,2}})(?:st|nd|rd|th|(?= {_MONTH}))\b|\b{_MONTH}[a-z]* (\d{{1,2}})\b|([0-9一二三四五六七八九十]{{1,3}})[号日號]",
        re.IGNORECASE,
    ),
    "number": re.compile(r"(\d+(?:[.,]\d+)*)"),
}


def sounds_corrective(record: Record) -> bool:
    """Say whether a turn sounds as if it corrected something; few do, and only these need to be compared with others."""
    return record.kind in SPOKEN and len(record.text) <= READ and _EITHER.search(record.text) is not None


def corrects(later: Record, earlier: Record, gap: int) -> bool:
    """Say whether one turn corrects another.

    Args:
        later: The turn that may correct.
        earlier: The turn before it, of the same thread.
        gap: How many turns later it was said, from 1.
    """
    if later.kind not in SPOKEN or earlier.kind not in SPOKEN or max(len(later.text), len(earlier.text)) > READ:
        return False  # a list says nothing of another list
    firm = _FIRM.search(later.text) is not None
    if not firm and _LOOSE.search(later.text) is None:
        return False
    shared = len(_content(later.text) & _content(earlier.text))
    another = _compared(earlier.text, later.text)
    if not firm:
        return another is not None and (shared >= 2 or (gap <= 2 and shared >= 1))
    if gap <= NEAR and later.at - earlier.at <= SOON and (another is not None or (shared >= 1 and gap <= 2)):
        return True
    return shared >= 2 or (another is not None and another.kind != "number" and (shared >= 1 or another.repeats))


def _content(text: str) -> frozenset[str]:
    return frozenset(term.token for term in terms(text) if term.word not in _NOTHING and not term.token.isdigit())


@dataclass(frozen=True, slots=True)
class _Another:
    """Another value of a kind that the earlier turn has one of; `repeats` where that one is said again, as in "not the 3rd"."""

    kind: str
    repeats: bool


def _compared(earlier: str, later: str) -> _Another | None:
    """Compare the values of two turns; none where the later one names no other."""
    for name, pattern in _VALUES.items():
        before, after = _found(pattern, earlier), _found(pattern, later)
        if before and after:
            return _Another(name, bool(after & before)) if after - before else None
        if name == "number" and after - _found(_VALUES["clock"], earlier) and _found(_VALUES["clock"], earlier):
            return _Another(name, repeats=False)  # "at 3 o'clock", and then "make it 4"
    return None


def _found(pattern: re.Pattern[str], text: str) -> frozenset[str]:
    return frozenset(next(group for group in match.groups() if group).casefold() for match in pattern.finditer(text))
