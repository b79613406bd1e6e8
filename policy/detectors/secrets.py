"""Secrets: what opens something. No policy can let one leave, so what merely looks like one counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from keepmum.policy.category import Category
from keepmum.policy.detectors.codes import CODES
from keepmum.policy.detectors.fold import fold
from keepmum.policy.detectors.gated import scan_gated
from keepmum.policy.detectors.passwords import PASSWORDS
from keepmum.policy.detectors.recovery import RECOVERY
from keepmum.policy.detectors.servicekeys import SECRET_LINKS, SERVICE_KEYS, opens_nothing
from keepmum.policy.detectors.settings import COMMANDS, SETTINGS
from keepmum.policy.span import Span

SECRETS = (*CODES, *SERVICE_KEYS, *COMMANDS, *PASSWORDS, *RECOVERY)
"""Every shape of a secret that any text may have."""

_SIGNED = (*SETTINGS, *SECRET_LINKS)  # all of them have one of these signs
_SIGN = re.compile("[=:>]")
_RANDOM = re.compile(r"(?<![A-Za-z0-9+/_\-.@])[A-Za-z0-9+/_\-]{20,20000}+={0,2}(?![A-Za-z0-9+/_\-=@])")
_JOINT = re.compile(r"[/_=\-]+")
_WORD = re.compile(r"(?:[A-Z]?[a-z]{2,}){0,4}|[A-Z]+|[A-Za-z]{0,2}[0-9]{0,8}")
_DIGEST = re.compile(r"(?:sha|md)[0-9]{1,3}-", re.IGNORECASE)


def _looks_random(word: str) -> bool:
    """Return whether a long word has capitals, small letters and digits mixed as no language does."""
    if all(_WORD.fullmatch(part) for part in _JOINT.split(word)):
        return False  # 1-Family-Run-Remembers, smsCorpus_zh_xml_2015
    kinds = [1 if c.isupper() else 2 if c.islower() else 3 if c.isdigit() else 4 for c in word]
    changes = sum(a != b for a, b in pairwise(kinds))
    have = set(kinds)
    if {1, 2, 3} <= have:
        return changes >= len(word) / 3 and sum(char.isalpha() for char in word) >= len(word) / 3
    # Small letters and digits, or capitals and digits, in one piece; not hexadecimal, which is the digest of something.
    return (
        have in ({2, 3}, {1, 3})
        and changes >= len(word) / 4
        and bool(re.search("[g-zG-Z]", word))
        and len(re.findall("[0-9]", word)) >= len(word) / 6
    )


class SecretsDetector:
    """Finds keys, tokens, passwords, codes and seed phrases."""

    name = "secrets"

    def find(self, text: str) -> Iterator[Span]:
        """Yield every secret, overlapping or not."""
        folded = fold(text)
        yield from folded.back(self._find(folded.text))

    def _find(self, text: str) -> Iterator[Span]:
        yield from scan_gated(SECRETS, text, self.name)
        if _SIGN.search(text):
            yield from scan_gated(_SIGNED, text, self.name)
        for word in _RANDOM.finditer(text):
            if _looks_random(word[0]) and not _DIGEST.match(word[0]) and not opens_nothing(text, word.start()):
                yield Span(word.start(), word.end(), Category.SECRET, 0.6, (self.name,))
