"""What can be told by its shape alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from keepmum.policy.detectors.addresses import ADDRESSES, CONTACT_LINES
from keepmum.policy.detectors.chineseaddresses import chinese_addresses
from keepmum.policy.detectors.fold import fold
from keepmum.policy.detectors.gated import scan_gated
from keepmum.policy.detectors.moments import AGES, AMOUNTS, DATES, TERMS, TIMES, births
from keepmum.policy.detectors.network import NETWORK
from keepmum.policy.detectors.numbers import NUMBERS, digit_runs
from keepmum.policy.detectors.pattern import scan
from keepmum.policy.span import Span

_TAKEN = (*DATES, *TIMES, *AMOUNTS, *AGES)  # digits in these are no phone numbers
_SURE = 0.7  # a bare year may be the number of a house, or the middle of a phone number
_REST = (*NETWORK, *CONTACT_LINES)


class ShapesDetector:
    """Finds addresses of the net and of the post, numbers, dates, times, sums and ages."""

    name = "shapes"

    def find(self, text: str) -> Iterator[Span]:
        """Yield every match of every shape, overlapping or not."""
        folded = fold(text)
        yield from folded.back(self._find(folded.text))

    def _find(self, text: str) -> Iterator[Span]:
        taken = list(scan(_TAKEN, text, self.name))
        yield from taken
        yield from births(text, taken)
        yield from scan(_REST, text, self.name)
        yield from scan_gated((TERMS, *NUMBERS), text, self.name)
        rest = _blank(text, [span for span in taken if span.score >= _SURE])
        yield from scan(ADDRESSES, rest, self.name)
        yield from chinese_addresses(text, self.name)
        yield from digit_runs(rest, self.name)


def _blank(text: str, spans: Sequence[Span]) -> str:
    """Return ``text`` with each span as a line of dots of a kind that no number holds."""
    kept: list[str] = []
    at = 0
    for span in sorted(spans):
        if span.end > at:
            kept.append(text[at : max(at, span.start)])
            kept.append("\n" * (span.end - max(at, span.start)))
            at = span.end
    kept.append(text[at:])
    return "".join(kept)
