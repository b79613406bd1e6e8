"""What gets somebody back in: recovery codes, in a line or as the list that a service shows, and seed phrases (the shape of BIP 39)."""

from __future__ import annotations

import re

from keepmum.policy.category import Category
from keepmum.policy.detectors.gated import Gated
from keepmum.policy.detectors.pattern import END, START, shape
from keepmum.policy.detectors.words import words

_CUE = (
    r"(?:(?<![A-Za-z])(?:recovery|back-?up|emergency|restore|rescue|scratch|one[ \-]time|single[ \-]use|2fa|mfa|two[ \-]factor)[ \-]"
    r"(?:(?:recovery|back-?up|verification|login|sign-?in|access|security|authentication) )?(?:codes?|keys?|kits?|phrases?|passwords?|"
    r"tokens?)(?![A-Za-z])|"
    r"(?:恢复|备用|备份|救援|应急|一次性|紧急)(?:验证|登录|恢复|安全)?(?:代码|密码|密钥|码))"
)
_PIECE = r"[A-Za-z0-9]{4,12}(?:[ \-]{1,2}[A-Za-z0-9]{3,12}){0,6}"
_BULLET = r"(?:[\-*\u2022>]|\[[ x]?\]|\(?[0-9]{1,2}[.):]|\u2610)?"
_WORD = r"(?:\(?[0-9]{1,2}[.):\-]{0,2}[ \t]{0,2})?[a-z]{3,8}"
_GAP = r"(?=[ \t\r\n,;])[ \t]{0,3}+[,;]?+[ \t]{0,3}+(?:\r?\n\s{0,3}+)?+"  # possessive: one way to read a gap
_COUNTS = frozenset({12, 15, 18, 21, 24})
_SEED_CUE = (
    r"(?:(?<![A-Za-z])(?:seed|recovery|mnemonic|back-?up|secret|wallet)(?: (?:seed|recovery|mnemonic|back-?up))?"
    r"(?: (?:phrase|words?|passphrase|sentence))?(?![A-Za-z])|(?<![A-Za-z])(?:12|15|18|21|24|twelve|twenty-?four) words?|助记词|"
    r"助记单词|恢复短语|种子词|种子短语)"
)


def _codes(match: re.Match[str]) -> float:
    """Believe a list in which most entries have a digit; "Backup keys:" above a list of words is something else."""
    entries = [line for line in match["it"].splitlines() if line.strip()]
    return (
        0.9 if 2 * sum(bool(re.search("[0-9]", re.sub(r"^\W{0,3}[0-9]{1,2}[.):]", "", line))) for line in entries) >= len(entries) else 0.0
    )


def _seed(match: re.Match[str]) -> float:
    """Believe as many short words as a seed has, all different, without the small words that every sentence has."""
    whole = match["it"].lower()
    # "write this down" may stand in the line before.
    return 0.7 if any(_are_seed(re.findall(r"[a-z]{3,8}", part)) for part in (whole, whole.partition("\n")[2])) else 0.0


def _are_seed(every: list[str]) -> bool:
    """Return whether these words can be a seed."""
    if len(every) not in _COUNTS:
        return False
    return sum(word in words("function_words") for word in every) <= len(every) // 12 and len(set(every)) >= 0.9 * len(every)


RECOVERY = (
    Gated(
        (
            shape(
                Category.SECRET,
                _CUE + r"[^\n]{0,60}?[:\s=是]\s{0,3}"
                r"(?P<it>[A-Za-z0-9]{4,12}(?:[ \-]{1,2}[A-Za-z0-9]{4,12}){1,15}(?:[,\n ]{1,3}(?=[A-Za-z\-]{0,"
                r"12}[0-9])[A-Za-z0-9]{4,12}(?:-[A-Za-z0-9]{4,12}){0,8}){0,20})",
                digits=False,
                check=lambda match: 0.9 if re.search("[0-9]|(?:[A-Z]{4,}-){2}", match["it"]) else 0.0,
            ),
            shape(
                Category.SECRET,
                _CUE + rf"[^\n]{{0,60}}(?P<it>(?:[ \t]{{0,4}}(?:\r?\n[ \t]{{0,4}}){{1,3}}{_BULLET}[ \t]{{0,3}}(?=[A-Za-z\- ]{{0,12}}[0-9]|"
                rf"[A-Z]){_PIECE}(?![A-Za-z0-9])){{2,24}})",
                digits=False,
                check=_codes,
            ),
            shape(
                Category.SECRET,
                _SEED_CUE + rf"[^\n]{{0,20}}?[:\s=是]\s{{0,3}}(?P<it>(?>{_WORD}{_GAP}){{11,23}}{_WORD})" + END,
                digits=False,
                score=0.9,
            ),
            shape(Category.SECRET, r"(?:助记词|助记单词)[^A-Za-z\n]{0,8}(?P<it>(?:[a-z]{3,8}[ ,]{1,2}){2,24}[a-z]{3,8})", digits=False),
        ),
        stems=(
            "recovery",
            "back",
            "emergency",
            "restore",
            "rescue",
            "scratch",
            "one",
            "single",
            "2fa",
            "mfa",
            "two",
            "seed",
            "mnemonic",
            "secret",
            "wallet",
            "word",
            "\u7801",
            "恢复",
            "助记",
            "种子",
            "密钥",
        ),
    ),
    # The same without a word: the dashes of many lines say it, or a dozen words that make no sentence
    Gated(
        (
            shape(
                Category.SECRET,
                r"(?:(?:^|(?<=\n))[ \t\-*]{0,4}(?=[a-z]{0,6}[0-9]|[a-z]{5}-[a-z]{0,6}[0-9])"
                r"[a-z0-9]{4,6}-[a-z0-9]{4,6}[ \t]{0,3}(?:\r?\n){1,2}){5,24}",
                score=0.7,
            ),
            shape(Category.SECRET, START + r"(?:[A-Z0-9]{4,6}-){3,12}[A-Z0-9]{4,6}" + END, case=True, score=0.7),
            shape(
                Category.SECRET,
                rf"(?:^|(?<=[\n:\"'`(>\u4e00-\u9fff])|(?<=[:\u4e00-\u9fff]\s))(?P<it>(?>{_WORD}{_GAP}){{11,28}}{_WORD})(?![A-Za-z'])",
                digits=False,
                check=_seed,
            ),
            shape(
                Category.SECRET,
                r"(?<![A-Za-z,] )(?<![A-Za-z'])(?P<it>(?:[a-z]{3,8} ){11,23}[a-z]{3,8})(?![A-Za-z'])",
                digits=False,
                case=True,
                check=_seed,
            ),
        ),
    ),
)
"""Every shape of a way back in."""
