"""Put something else in the place of what a decision masks: a token, or what the form of its category says.

What a form cannot do safely becomes a token. The text stays what it was: JSON stays JSON, a URL a URL (`keepmum.policy.masking.leaves`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from keepmum.policy.category import Category
from keepmum.policy.detectors.words import is_common
from keepmum.policy.draft import Draft, Part, Role
from keepmum.policy.masking.forms.ages import age
from keepmum.policy.masking.forms.amounts import band
from keepmum.policy.masking.forms.datelists import Moved, shift_list
from keepmum.policy.masking.forms.dates import Order, offset, order_of, shift
from keepmum.policy.masking.forms.places import coarser
from keepmum.policy.masking.forms.surrogates import surrogates
from keepmum.policy.masking.leaves import Edit, Layout, leaves
from keepmum.policy.masking.meant import names_alike
from keepmum.policy.masking.numbering import Numbering
from keepmum.policy.masking.tokens import TokenMap, write
from keepmum.policy.rules.decide import Decision
from keepmum.policy.rules.rule import Form
from keepmum.policy.span import Span
from keepmum.policy.world import Known, fold, stands_in

_GENERAL: dict[Category, Callable[[str], str | None]] = {Category.AGE: age, Category.ADDRESS: coarser, Category.PLACE: coarser}
_LEAST_DIGITS = 7  # a shorter number is nobody's by itself
_GROUPED = re.compile(r"[0-9](?:[^\w\n]{0,3}[0-9]){6,40}")
_LETTERS = re.compile(r"[^\W\d_]{3,}")
_NO_DIGIT = re.compile("[^0-9]")
_LONGEST_SAID = 64  # characters of what is looked for in something that a form made
_DATED = frozenset({Category.DATE, Category.AGE})  # a date of birth is an age


@dataclass(frozen=True, slots=True)
class Redaction:
    """The parts as they would leave.

    Attributes:
        texts: The redacted text of each part.
        roles: The role of each part.
        tokens: What the tokens of the conversation stand for, those of this draft included.
        places: For each part, where each span of the decision stands in its redacted text: start and end, the same where nothing is left.
    """

    texts: tuple[str, ...] = field(repr=False)
    roles: tuple[Role, ...]
    tokens: TokenMap = field(repr=False)
    places: tuple[tuple[tuple[int, int], ...], ...] = field(default=(), repr=False)


def redact(draft: Draft, decision: Decision, known: TokenMap, people: Sequence[Known] = ()) -> Redaction:
    """Return ``draft`` with each span in its form.

    Two spans of one category get one token when they have one subject, or no subject against it and one value without case.

    Args:
        draft: What would leave.
        decision: The forms of its spans; where it blocks, what would be masked is shown masked.
        known: The tokens of the conversation so far.
        people: The vault's people: no surrogate is called like one of them.
    """
    for part, forms in zip(draft.parts, decision.forms, strict=True):
        ends = [0, *(span.end for span, _ in forms)]
        if any(span.start < end for (span, _), end in zip(forms, ends, strict=False)) or ends[-1] > len(part.text):
            raise ValueError("spans must lie inside their part, in order, and must not overlap")
    masker = _Masker(draft, decision, known, people)
    done = [masker.part(part, layout, forms) for part, layout, forms in zip(draft.parts, masker.layouts, decision.forms, strict=True)]
    return Redaction(
        tuple(text for text, _ in done), tuple(part.role for part in draft.parts), masker.tokens(), tuple(places for _, places in done)
    )


def _look_alikes(draft: Draft, decision: Decision) -> Iterator[str]:
    """Yield the names of all that looks like a token in the texts, or will when the spans beside it are masked."""
    for part, forms in zip(draft.parts, decision.forms, strict=True):
        cut: list[str] = []
        at = 0
        for span, _ in forms:
            cut.append(part.text[at : span.start])
            at = span.end
        for text in (part.text, "\n".join([*cut, part.text[at:]])):
            yield from sorted(names_alike(text))


class _Masker:
    """Writes the spans of one draft.

    Attributes:
        layouts: The leaves of each part.
    """

    def __init__(self, draft: Draft, decision: Decision, known: TokenMap, people: Sequence[Known]) -> None:
        self.layouts = [leaves(part.text) for part in draft.parts]
        pieces = [(layout.text(), part.text) for layout, part in zip(self.layouts, draft.parts, strict=True)]
        texts = [*{text for pair in pieces for text in pair}, *(part.text for part in draft.beside)]
        self._texts = [fold(text) for text in texts]
        spans = [(layout, span, form) for layout, forms in zip(self.layouts, decision.forms, strict=True) for span, form in forms]
        self._masked = {fold(layout.read(span.start, span.end)[1]) for layout, span, form in spans if form is not Form.KEEP} - {""}
        self._order: Order | None = order_of(layout.read(s.start, s.end)[1] for layout, s, form in spans if form is Form.SHIFT)
        self._people = {fold(word) for person in people for word in _words_of(person)} - {""}
        self._numbers = {_digits(value) for value in (*self._people, *self._masked, *_runs_of_digits(self._texts))} - {""}
        self._words = {word for value in (*self._people, *self._masked) for word in _LETTERS.findall(value) if not is_common(word)}
        known = _without_met(known, self._texts)
        self._numbering = Numbering(known.reserve(_look_alikes(draft, decision)))
        self._seed = known.seed
        self._offsets: dict[str, int] = {}

    def tokens(self) -> TokenMap:
        """Return what all tokens stand for."""
        return self._numbering.tokens()

    def part(self, part: Part, layout: Layout, forms: Sequence[tuple[Span, Form]]) -> tuple[str, tuple[tuple[int, int], ...]]:
        """Return the text of a part with its spans in their forms, and where each stands in it."""
        pieces: list[str] = []
        places: list[tuple[int, int]] = []
        at = length = 0
        for span, form in forms:
            begin = None
            for edit in self._edits(part.text, layout, span, form):
                start = max(edit.start, at)
                kept = part.text[at:start]
                pieces += [kept, edit.text]
                begin = length + len(kept) if begin is None else begin
                length += len(kept) + len(edit.text)
                at = max(edit.end, start)
            if begin is None:
                begin = length + max(span.start - at, 0)
                places.append((begin, begin + (span.end - max(span.start, at)) if span.end > at else begin))
            else:
                places.append((begin, length))
        return "".join(pieces) + part.text[at:], tuple(places)

    def _edits(self, text: str, layout: Layout, span: Span, form: Form) -> Iterator[Edit]:
        if form is Form.KEEP:
            return
        if form is Form.DROP and span.category is not Category.SECRET:
            for edit in layout.edits(span.start, span.end, "", ""):
                yield _with_space(text, edit)
            return
        plain, value = layout.read(span.start, span.end)
        written = None if span.category is Category.SECRET else self._in_form(form, span, plain, value)
        if written is not None:
            yield from layout.edits(span.start, span.end, written, written)
        else:
            name = self._numbering.name(span, plain, value)
            yield from layout.edits(span.start, span.end, write(name), name)

    def _in_form(self, form: Form, span: Span, plain: str, value: str) -> str | None:
        """Return what a form makes of a value; none where it cannot be told safely."""
        if form is Form.BAND and span.category is Category.AMOUNT:
            return self._harmless(band(value), value)
        if form is Form.GENERALISE and span.category in _GENERAL:
            return self._harmless(_GENERAL[span.category](value), value)
        if form is Form.SHIFT and span.category in _DATED and self._seed:
            return self._shifted(span, plain, value)
        return self._surrogate(span, plain, value) if form is Form.SURROGATE else None

    def _shifted(self, span: Span, plain: str, value: str) -> str | None:
        found = self._numbering.find("shift", span, value)
        if found is not None:
            return found
        if span.subject not in self._offsets:
            self._offsets[span.subject] = offset(self._seed, span.subject)
        days = self._offsets[span.subject]
        written = shift(value, days, self._order)
        several = shift_list(value, days) if written is None else None
        if several is not None and self._add_each(span, several):
            written = several.written
        if written is None or not self._free(written):
            return None
        self._numbering.add(span, plain, value, written, alone=True)
        return written

    def _add_each(self, span: Span, several: Moved) -> bool:
        """Note each of several dates, so that it comes back alone too; returns whether all of them can."""
        new = [(before, after) for before, after in several.dates if self._numbering.find("shift", span, before) != after]
        if not all(self._free(after) for _, after in new):
            return False
        for before, after in dict(new).items():
            self._numbering.add(span, before, before, after, alone=True)
        return True

    def _surrogate(self, span: Span, plain: str, value: str) -> str | None:
        found = self._numbering.find("surrogate", span, value)
        if found is not None:
            return found
        for written in surrogates(span.category, value, self._seed, span.subject or fold(value)):
            if self._free(written, parts=span.category is Category.PERSON) and not self._is_somebody(written):
                self._numbering.add(span, plain, value, written)
                return written
        return None

    def _free(self, written: str, *, parts: bool = False) -> bool:
        """Return whether something, or a part of it, stands in no text and for nothing else, so that it can be told apart later."""
        if self._numbering.is_written(written):
            return False
        return not any(stands_in(piece, text) for piece in _pieces(written, parts=parts) for text in self._texts)

    def _is_somebody(self, written: str) -> bool:
        """Return whether a surrogate, or a word of it, says something of somebody who is known, or of a value that is masked."""
        folded = fold(written)
        if _digits(folded) in self._numbers:
            return True
        return any(word in self._words for word in _LETTERS.findall(folded)) or self._says(folded, "")

    def _says(self, folded: str, value: str) -> bool:
        """Return whether a folded text holds what is known of people or is masked, other than ``value`` where it is not all of it."""
        for start in range(len(folded)):
            for end in range(start + 1, min(len(folded), start + _LONGEST_SAID) + 1):
                piece = folded[start:end]
                known = (piece in self._masked or piece in self._people) and piece != value and _tells(piece)
                if known and stands_in(piece, folded):
                    return True
        return bool(value) and stands_in(value, folded)

    def _harmless(self, written: str | None, value: str) -> str | None:
        """Return what a form made, unless it says what is masked here or elsewhere, or names somebody's own place."""
        return None if written is None or self._says(fold(written), fold(value)) else written


def _tells(piece: str) -> bool:
    """Return whether a value says something by itself: a short number is a round sum, or stands anywhere."""
    return any(map(str.isalpha, piece)) or len(_NO_DIGIT.sub("", piece)) >= _LEAST_DIGITS - 1


def _pieces(written: str, *, parts: bool) -> list[str]:
    """Return what a text looks for in others, folded: itself, and its words where ``parts`` of it are restored too."""
    return [fold(written), *(map(fold, written.split()) if parts and len(written.split()) > 1 else ())]


def _runs_of_digits(texts: Sequence[str]) -> Iterator[str]:
    """Yield the numbers in folded texts, however their digits are grouped."""
    for text in texts:
        yield from (match[0] for match in _GROUPED.finditer(text))


def _digits(text: str) -> str:
    """Return what of a number says whose it is, with or without the country's prefix; nothing for what is no long number."""
    digits = _NO_DIGIT.sub("", text)
    return digits[-9:] if len(digits) >= _LEAST_DIGITS else ""


def _words_of(person: Known) -> Iterator[str]:
    """Yield all that is known of a person, and each word of their names and addresses."""
    for name in (person.name, *person.aliases, *person.addresses):
        yield name
        yield from (word for word in name.replace(",", " ").split() if len(word) > 1 and not word.isdigit())
    yield from (*person.phones, *person.emails, *(handle.lstrip("@") for handle in person.handles))


def _without_met(known: TokenMap, texts: Sequence[str]) -> TokenMap:
    """Return the map without surrogates and dates that now stand in a text as somebody's own: what comes back could mean either."""
    met = {
        token.name
        for token in known.tokens
        if token.written
        and any(stands_in(piece, text) for piece in _pieces(token.written, parts=token.category is Category.PERSON) for text in texts)
    }
    if not met:
        return known
    return TokenMap(tuple(token for token in known.tokens if token.name not in met), known.reserved | met, known.seed)


def _with_space(text: str, edit: Edit) -> Edit:
    """Return a cut with one neighbouring space, so that no two are left."""
    if text[edit.start - 1 : edit.start] == " " and edit.start:
        return Edit(edit.start - 1, edit.end, edit.text)
    if text[edit.end : edit.end + 1] == " " and not text[edit.start - 1 : edit.start].isalnum():
        return Edit(edit.start, edit.end + 1, edit.text)
    return edit
