"""Capitalised words and the runs that they form, as written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from keepmum.policy.detectors.words import is_common, is_name_too, words

LATIN = "A-Za-z\u00c0-\u024f\u1e00-\u1eff\u0370-\u03ff\u0400-\u04ff"
_WORD = re.compile(rf"(?<![{LATIN}0-9])[{LATIN}](?:[{LATIN}0-9]|['\-](?=[{LATIN}])){{0,63}}\.?")
_GAP = re.compile(r"'? ?|[ \t]{0,3}|[ \t]?\n[ \t]?|[ \t]?&[ \t]?|[ \t]?/[ \t]?|, (?=(?:Inc|Ltd|LLC|PLC|Jr|Sr)\b)")
_FLAT = re.compile(r"(?:apt|apartment|suite|ste|flat|unit|room|rm|bldg|block|floor)\b\.? ?#? ?[0-9]", re.IGNORECASE)
_SHORTENED = frozenset({"ve", "d", "re", "ll", "t", "m", "all"})
_SHORT = 4  # letters of a short form
_LONGEST = 24  # words in one run
_BOUNDARY = re.compile(r"(?:^|[.!?:;…。！？\n\r\"“(\[*#>|\-]|[\u2190-\u2bff\u3000-\u303f\U0001f000-\U0001faff])[\s\"'“‘(\[*#>|\-]*$")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the text.

    Attributes:
        start: First character.
        end: One past the last, without a possessive and a final stop.
        low: The word in small letters.
        capital: Whether it has a capital.
        shouted: Whether it is in capitals only, two letters or more.
        initial: Whether it is one capital, as in "J.".
        opens: Whether it is the first of a sentence, line or quotation.
        inner: Whether a capital stands within it.
    """

    start: int
    end: int
    low: str = field(repr=False)
    capital: bool
    shouted: bool
    initial: bool
    opens: bool
    inner: bool = False

    @property
    def harmless(self) -> bool:
        """Whether the word is an ordinary one, or a make or a thing that everyone knows."""
        if self.known or is_common(self.low) or self.low in words("public_words"):
            return True
        if "'" in self.low and self.low.rpartition("'")[2] in _SHORTENED:  # "How've"
            return is_common(self.low.rpartition("'")[0])
        return "-" in self.low and all(is_common(part) or part in words("brands") or len(part) < 2 for part in self.low.split("-"))

    @property
    def known(self) -> bool:
        """Whether it is a make or a thing that everyone knows; short forms are, as short forms are written: "MA" and "MSc", not "Ma"."""
        return self.low in words("brands") or (self.low in words("things") and (len(self.low) > _SHORT or self.shouted or self.inner))


def bare(low: str) -> str:
    """Return a small word without its possessive."""
    return low.removesuffix("'s").rstrip("'.-")


def read_words(text: str) -> Iterator[Word]:
    """Yield the words of ``text`` that are written apart."""
    for match in _WORD.finditer(text):
        written = match[0]
        end = match.end()
        initial = len(written.rstrip(".")) == 1 and written[0].isupper()
        if written.endswith("."):
            if not initial:
                end -= 1
            written = written[:-1]
        for ending in ("'s", "'S"):
            if written.endswith(ending):
                written, end = written[:-2], match.start() + len(written) - 2
        low = written.lower()
        capital = written[0].isupper() or (len(written) > 2 and written[1].isupper() and written[0].islower())
        # "iPhone", "eBay": a capital within is a capital; "d'Artagnan", "al-Rashid" too
        capital = capital or any(part[:1].isupper() for part in re.split(r"['\-]", written)[1:])
        shouted = len(written) > 1 and written.isupper()
        opens = capital and bool(_BOUNDARY.search(text[max(0, match.start() - 12) : match.start()]))
        yield Word(match.start(), end, low, capital, shouted, initial, opens, any(map(str.isupper, written[1:])))


def is_shouting(found: Sequence[Word]) -> bool:
    """Return whether capitals say nothing here: a text in capitals, or a title in which each word has one."""
    shouted = sum(word.shouted for word in found)
    if shouted >= 3 and shouted > 0.7 * sum(len(word.low) > 1 for word in found):
        return True
    long = [word for word in found if len(word.low) > 3 and is_common(word.low) and not is_name_too(word.low)]
    return len(long) >= 3 and sum(word.capital for word in long) > 0.7 * len(long)


def capital_runs(text: str, found: Sequence[Word]) -> Iterator[list[Word]]:
    """Yield runs of capitalised words, with particles inside ("Anna van der Berg", "Bank of Scotland")."""
    run: list[Word] = []
    waiting: list[Word] = []  # particles that count only when a capital follows
    joins = words("particles") | {"of", "the", "and"}
    for word in found:
        last = waiting[-1] if waiting else run[-1] if run else None
        touching = last is not None and bool(
            _GAP.fullmatch(text, last.end + (text[last.end : last.end + 1] == "." and last.low in words("titles")), word.start)
        )
        if run and touching and _FLAT.match(text, word.start):  # "Anna Keller Apt. 7"
            touching = False
        if len(run) >= _LONGEST:  # no name is longer; a bound keeps every step linear
            yield run
            run, waiting, touching = [], [], False
        if word.capital and touching and not (word.opens and not run[-1].initial and run[-1].low not in words("titles")):
            run += [*waiting, replace(word, opens=False) if word.opens else word]  # after "Mr." and "J." no sentence begins
            waiting = []
        elif run and touching and not word.capital and word.low in joins and len(waiting) < 3 and word.low != "and":
            waiting.append(word)
        else:
            if run:
                yield run
            run, waiting = ([word], []) if word.capital else ([], [])
            if not word.capital and word.low in words("particles") and len(word.low) > 2:
                run = []
    if run:
        yield run
