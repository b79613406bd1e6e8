"""Says whether a later turn corrects an earlier one: "no, make it 4", "the dinner moved to Friday", 改到周四了.

Pure, by rule: the later turn must sound like a correction, and must be about the same thing: it gives another value of the
same kind (a weekday, a time, a number), or has words of the earlier one, or follows it at once. Where the words alone may
mean anything ("no, 80", "actually"), only another value makes it a correction: "no no" answers, or is surprise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from keepmum.memory.record import Record
from keepmum.memory.store.catalogue import SPOKEN
from keepmum.memory.words.terms import terms

READ = 1_000  # characters of a turn; a longer one is a document, and corrects nothing
NEAR = 4  # turns, and …
BRIEF = 160  # characters of a turn that says "actually" or "no" of something; a longer one says much, and of many things
SOON = timedelta(hours=12)  # … a time after which a correction must name what it corrects

_OWN = re.compile(
    r"\b(?:i meant|i mis-?(?:spoke|read|heard|typed)|my (?:mistake|bad)|i was wrong|typo|forget what i said|scratch that|"
    r"(?:i|i'?ve|must have) (?:said|wrote|typed|got) (?:it |that |this )?wrong|let me correct|correct(?:ing)? myself|"
    r"correction\b(?=[:,.!]| it'?s)|"
    r"no,? wait|(?:wait|sorry),? (?:no|i meant?))\b"
    r"|(?:更正|搞错|搞錯|说错|說錯|记错|記錯|打错|打錯|写错|寫錯|弄错|弄錯|看错|看錯)",
    re.IGNORECASE,
)  # whoever says so means what they said themselves
_NUMERAL = (
    r"(?:\d|the \d|noon|half|quarter|one\b|two\b|three|four|five|six|seven|eight|nine|ten\b|eleven|twelve|mon|tue|wed|thu|fri|sat|sun)"
)
_MOVED = re.compile(
    rf"\bmake (?:it|that) (?={_NUMERAL})"
    r"|\b(?:change of plans?|change (?:it|that) to|changed to|"
    r"moved (?:it |this |that |us )?(?:to|forward|up)|moved (?:it|this|that),|(?:been|it|this|that) (?:was )?moved|"
    r"pushed (?:it )?(?:to|back)|postponed|(?:been|was|is) brought forward|rescheduled|cancell?ed|called off|put off|no longer|is off\b)"
    r"|(?:改成|改到|改为|改為|改在|改期|推迟|推遲|延后|延後|延期|提前到|提前了|取消|换成|換成|挪到)",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"^\W*(?:no|nope|oops|wait)\b"
    r"|\b(?:wait|sorry),? it'?s\b|\b(?:that'?s|that is|it'?s) (?:wrong|not (?:right|correct|true))\b"
    r"|\bi said\b.*\bshould (?:be|have been)\b"
    r"|(?<!对)不对(?![劲勁啊呀吗嗎称稱])|不對|应该是|應該是|改了",
    re.IGNORECASE | re.DOTALL,
)  # says so of many things; only another value of the same kind shows of which
_NOT = re.compile(
    r"(?:^|[,.;:!] ?|\bno,? |\bit'?s )not (?:the |on |at |in |a )?([\w:.' ]{1,24}?)(?=[,;!]|\.(?!\d)|$| but\b| with\b| it'?s\b)"
    r"|不是(.{1,12}?)[，,]\s*(?:而)?是",
    re.IGNORECASE,
)
_ANY_MORE = re.compile(r"n['’]t\b.{1,60}\bany ?more\b|^\W*(?:so|well|oh)?,? ?(?:it )?turns out\b", re.IGNORECASE)
_NEGATION = re.compile(r"\b(?:not|no|never|cannot)\b|n['’]t\b", re.IGNORECASE)
_STARRED = re.compile(r"\*\w[^*\n]{0,40}\Z")
_LOOSE = re.compile(
    r"\b(?:actually|instead|in the end|turns? out|after all|now it'?s|it'?s now|new (?:time|date|number|address|plan))\b"
    r"|其实|其實|结果|結果|最后(?!一)|最後(?!一)|还是|還是",
    re.IGNORECASE,
)
_EITHER = re.compile(
    "|".join(f"(?:{each.pattern})" for each in (_OWN, _MOVED, _DENIED, _NOT, _ANY_MORE, _STARRED, _LOOSE)), re.IGNORECASE | re.DOTALL
)
_SURE = re.compile(f"(?:{_OWN.pattern})|(?:{_MOVED.pattern})", re.IGNORECASE)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_NOTHING = frozenset(["not", "no", "now", "next", "last", "new", "one", "get", "got", "go", "going", "make", "moved", "change", "changed"])
_VALUES = {
    "weekday": re.compile(
        r"\b(mon|tue|wed|thu|fri|sat|sun)(?:day|s|sday|nesday|rsday|urday)?\b|(?:周|星期|礼拜|週|禮拜)([一二三四五六日天])", re.IGNORECASE
    ),
    "clock": re.compile(
        r"\b(\d{1,2}(?:[:.]\d{2})?)\s*(?:am|pm|o'?clock)\b|\b(\d{1,2}:\d{2})\b"
        r"|([0-9一二三四五六七八九十两]{1,3}(?:[点點]半|(?=[点點])))",
        re.IGNORECASE,
    ),
    "day": re.compile(
        rf"\b(\d{{1,2}})(?:st|nd|rd|th|(?= {_MONTH}))\b|\b{_MONTH}[a-z]* (\d{{1,2}})\b|([0-9一二三四五六七八九十]{{1,3}})[号日號]",
        re.IGNORECASE,
    ),
    "number": re.compile(r"(\d+(?:[.,]\d+)*)"),
}


def sounds_corrective(record: Record) -> bool:
    """Say whether a turn sounds as if it corrected something; few do, and only these need to be compared with others."""
    if record.kind not in SPOKEN or len(record.text) > READ:
        return False
    return (_EITHER if len(record.text) <= BRIEF else _SURE).search(record.text) is not None


def corrects(later: Record, earlier: Record, gap: int) -> bool:
    """Say whether one turn corrects another.

    Args:
        later: The turn that may correct.
        earlier: The turn before it, of the same thread.
        gap: How many turns later it was said, from 1.
    """
    if later.kind not in SPOKEN or earlier.kind not in SPOKEN or max(len(later.text), len(earlier.text)) > READ:
        return False  # a list says nothing of another list
    another = _compared(earlier.text, later.text)
    if another is None and not any(each.search(later.text) for each in (_SURE, _STARRED, _NOT, _ANY_MORE)):
        return False  # most end here, before their words are taken apart
    about = _About(len(_content(later.text) & _content(earlier.text)), another, gap)
    near = gap <= NEAR and later.at - earlier.at <= SOON
    if later.speaker == earlier.speaker and (_OWN.search(later.text) or _STARRED.match(later.text)) and about.is_same(near=near):
        return True
    if _MOVED.search(later.text) and about.is_same(near=near):
        return True
    if near and _denies(later.text, about):
        return True
    if (near or about.shared) and _says_of_it(later.text, earlier.text):
        return True
    return _says_otherwise(later.text, earlier.text, about)


@dataclass(frozen=True, slots=True)
class _Another:
    """Another value of a kind that the earlier turn has one of; `repeats` where that one is said again, as in "not the 3rd"."""

    kind: str
    repeats: bool


@dataclass(frozen=True, slots=True)
class _About:
    """What two turns have in common: words, another value of the same kind, and how many turns lie between."""

    shared: int
    another: _Another | None
    gap: int

    def is_same(self, *, near: bool) -> bool:
        """Say whether a turn that surely corrects something is about the earlier one."""
        if near and (self.another is not None or (self.shared >= 1 and self.gap <= 2)):
            return True
        far = self.another is not None and self.another.kind != "number" and (self.shared >= 1 or self.another.repeats)
        return self.shared >= 2 or far


def _denies(later: str, about: _About) -> bool:
    """Say whether a turn such as "no, 80" gives another value of the same kind; "no no" alone answers, or is surprise."""
    if about.another is None or len(later) > BRIEF or _DENIED.search(later) is None:
        return False
    return about.gap == 1 or about.shared >= 1 or about.another.repeats


def _says_of_it(later: str, earlier: str) -> bool:
    """Say whether a turn says "not X" of something in the earlier one, and something else besides, as in "not 12, 14"."""
    for match in _NOT.finditer(later) if len(later) <= BRIEF else ():
        denied = _words(match[1] or match[2])
        if denied and denied <= _words(earlier) and _words(later) - _words(earlier) - _NOTHING:
            return _NEGATION.search(earlier) is None
    return False


def _says_otherwise(later: str, earlier: str, about: _About) -> bool:
    """Say whether a turn that may well correct nothing does: it has another value, or turns a yes into a no, of the same thing."""
    if len(later) > BRIEF:
        return False
    if _ANY_MORE.search(later) and about.shared >= 2 and (_NEGATION.search(later) is None) != (_NEGATION.search(earlier) is None):
        return True
    if _LOOSE.search(later) is None:
        return False
    return about.another is not None and (about.shared >= 2 or (about.gap <= 2 and about.shared >= 1))


def _content(text: str) -> frozenset[str]:
    return frozenset(term.token for term in terms(text) if term.word not in _NOTHING and not term.token.isdigit())


def _words(text: str) -> frozenset[str]:
    return frozenset(term.token for term in terms(text))


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
