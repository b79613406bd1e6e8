"""Which characters of a text are a question's words, so that a screen can highlight them.

The same folding and stemming as the index (`keepmum.memory.words.tokens`): "painted" is marked for "painting", "Café" for
"cafe", 膝盖 inside 妈妈膝盖疼. The index works on the folded text; here every folded character remembers where it stood.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from keepmum.memory.words.terms import terms
from keepmum.memory.words.tokens import MAX_WORD, fold, runs, stem

_HANGUL_TAIL = range(0x1160, 0x1200)  # vowels and finals, which NFC joins to the letter before
_KANA_TAIL = "\uff9e\uff9f"  # the voicing marks of halfwidth kana


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text.

    Attributes:
        start: Its first character, from 0.
        end: The character after its last.
    """

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Folded:
    """A folded text; each of its characters with the stretch of the original that it came from."""

    text: str = field(repr=False)
    starts: tuple[int, ...] | range
    ends: tuple[int, ...] | range


def marks(text: str, words: Iterable[str]) -> tuple[Span, ...]:
    """Find words in a text as the index finds them.

    Args:
        text: A record's text, as written.
        words: What to mark: words in any spelling; of Chinese, Japanese and Korean any number of characters.

    Returns:
        The stretches, in order; they do not touch each other and none is empty.
    """
    stems: set[str] = set()
    pieces: set[str] = set()
    for word in words:
        for run, paired in runs(fold(word)):
            if paired:
                pieces.add(run)
            else:
                stems.add(stem(run[:MAX_WORD]))
    return tuple(_joined(_found(_folded(text), stems, pieces))) if stems or pieces else ()


def question_words(question: str) -> tuple[str, ...]:
    """Return the words of a question that are worth marking: those that are looked up for it."""
    return tuple(dict.fromkeys(term.word for term in terms(question)))


def _found(folded: _Folded, stems: set[str], pieces: set[str]) -> Iterator[Span]:
    """Yield the stretches of the original, in order of their starts within one run; they may overlap."""
    after = 0
    for run, paired in runs(folded.text):
        start = folded.text.index(run, after)  # nothing but separators lies between two runs, so this is the run itself
        after = start + len(run)
        if not paired:
            if stem(run[:MAX_WORD]) in stems:
                yield Span(folded.starts[start], folded.ends[after - 1])
            continue
        for piece in pieces:
            place = run.find(piece)
            while place >= 0:
                yield Span(folded.starts[start + place], folded.ends[start + place + len(piece) - 1])
                place = run.find(piece, place + 1)


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Put stretches together that overlap or touch."""
    done: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start):
        if done and span.start <= done[-1].end:
            done[-1] = Span(done[-1].start, max(done[-1].end, span.end))
        else:
            done.append(span)
    return done


def _folded(text: str) -> _Folded:
    """Fold a text character by character, each with the marks that belong to it."""
    if text.isascii():
        lower = text.lower()
        folded = _Folded(lower, range(len(text)), range(1, len(text) + 1))
    else:
        letters: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        for start, end in _cells(text):
            cell = fold(text[start:end])
            letters.append(cell)
            starts += [start] * len(cell)
            ends += [end] * len(cell)
        folded = _Folded("".join(letters), tuple(starts), tuple(ends))
    return _without_apostrophes(folded) if "'" in folded.text or "’" in folded.text else folded


def _cells(text: str) -> Iterator[tuple[int, int]]:
    """Yield each character together with what combines with it."""
    start = 0
    for place in range(1, len(text)):
        character = text[place]
        if character < "\u0300" or not (
            unicodedata.combining(character)
            or unicodedata.category(character)[0] == "M"
            or ord(character) in _HANGUL_TAIL
            or character in _KANA_TAIL
        ):
            yield start, place
            start = place
    if text:
        yield start, len(text)


def _without_apostrophes(folded: _Folded) -> _Folded:
    """Leave out what `fold` leaves out of whole words: the possessive 's, and apostrophes inside a word."""
    whole = fold(folded.text)
    kept: list[int] = []
    for place, character in enumerate(folded.text):
        if len(kept) < len(whole) and character == whole[len(kept)]:
            kept.append(place)
    # An s that `fold` took out comes before something that is no letter, so it is never mistaken for the next one kept.
    return _Folded(whole[: len(kept)], tuple(folded.starts[place] for place in kept), tuple(folded.ends[place] for place in kept))
