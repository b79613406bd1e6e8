"""Secrets: what opens something. No policy can let one leave, so what merely looks like one counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from keepmum.policy.category import Category
from keepmum.policy.detectors.codes import CODES
from keepmum.policy.detectors.fold import fold
from keepmum.policy.detectors.pattern import END, START, scan, shape
from keepmum.policy.detectors.words import words
from keepmum.policy.span import Span

_OPENERS = (
    r"(?:pass(?:words?|codes?|phrases?|wd)|pwd|pswd|pw|wi-?fi(?: password| code| key| pass)|wpa2?(?: key)?|api[ _\-]?key|"
    r"access[ _\-]?key|secret[ _\-]?key|client[ _\-]?secret|auth[ _\-]?token|private[ _\-]?key|encryption key|licen[cs]e key|"
    r"(?P<weak>pass|login|credentials?|secret|wi-?fi|token))"
)
_IS = r"(?:\"|')?\s{0,3}(?P<is>is|was|=|:|->|are|=>|set to|changed to|now)(?:\s{0,2}(?:now|still|also|:|=))?\s{0,3}"
_VALUE = r"(?P<it>[^\s\"'<>,;，。；、！？\u4e00-\u9fff]{3,128})"
_MIXED = r"(?P<it>(?=[^\s]{0,40}[0-9])(?=[^\s]{0,40}[A-Za-z])(?![0-9]{1,4}(?:st|nd|rd|th|am|pm|k|m|s)?\b)[^\s\"'<>,;:/]{6,128})"
_NO_SECRET = re.compile(
    r"(?:is|was|the|a|an|my|your|his|her|our|their|not|wrong|right|correct|incorrect|changed|expired|same|"
    r"required|invalid|reset|reset?ting|too|very|"
    r"weak|strong|in|on|at|for|with|and|but|or|so|to|please|again|here|there|it|that|this|what|when|where|how|"
    r"still|now|new|old|saved|stored|"
    r"protected|needed|safe|secure|written|hidden|been|being|page|manager|field|prompt|hint|policy|thing|"
    r"which|something|always|never|just|only|also|"
    r"don'?t|doesn'?t|didn'?t|isn'?t|wasn'?t|can'?t|won'?t|broken|lost|forgotten|gone|going|working|down|"
    r"longer|shorter|different|unknown|easy|hard)[.,!?)]?",
    re.IGNORECASE,
)


def _value(match: re.Match[str]) -> float:
    """Refuse ordinary words after "the password is": "wrong", "in the drawer"."""
    value = match["it"].rstrip(".,!?)")
    if not value or _NO_SECRET.fullmatch(value):
        return 0.0
    if match["weak"] and match["is"][0] not in ":=-" and not re.search(r"[0-9!@#$%^&*_]", value):
        return 0.0  # "the secret is patience", "the wifi is great"
    return 0.9


def _seed(match: re.Match[str]) -> float:
    """Believe 12 to 24 short words without any of the small words that every sentence has (the shape of BIP 39)."""
    count = len(match[0].split())
    if count not in {12, 15, 18, 21, 24} and count < 12:
        return 0.0
    every = match[0].lower().split()
    function = sum(word in words("function_words") for word in every)
    return 0.7 if function <= len(every) // 12 and len(set(every)) > len(every) // 2 else 0.0


SECRETS = (
    *CODES,
    shape(
        Category.SECRET,
        r"-----BEGIN [A-Z0-9 ]{0,40}(?:PRIVATE KEY|CERTIFICATE|PGP MESSAGE)[A-Z ]{0,20}-----[^\-]{0,"
        r"16000}(?:-----END [A-Z0-9 ]{0,60}-----)?",
        digits=False,
        score=1.0,
    ),
    shape(Category.SECRET, START + r"AGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]{20,4000}", digits=False, score=1.0),
    shape(
        Category.SECRET,
        START
        + r"(?:sk|pk|rk|whsec|sess|key|tok)[-_](?:[A-Za-z]{2,12}[-_]){0,3}[A-Za-z0-9_\-]{12,400}|"
        + START
        + r"(?:gh[opusr]_[A-Za-z0-9]{16,255}|github_pat_[A-Za-z0-9_]{20,255}|glpat-[A-Za-z0-9_\-]{16,64}|"
        r"xox[abeoprs]-[A-Za-z0-9\-]{8,255}|"
        r"(?:AKIA|ASIA|AROA|AIDA|ABIA|ACCA)[A-Z0-9]{12,32}|AIza[A-Za-z0-9_\-]{30,45}|ya29\.[A-Za-z0-9_\-]{16,400}|"
        r"hf_[A-Za-z0-9]{20,64}|npm_[A-Za-z0-9]{20,64}|"
        r"pypi-[A-Za-z0-9_\-]{20,400}|dop_v1_[a-f0-9]{32,80}|SG\.[A-Za-z0-9_\-]{16,32}\.[A-Za-z0-9_\-]{16,64}|"
        r"EAA[A-Za-z0-9]{30,300}|shp(?:at|ss|ca)_[a-fA-F0-9]{32}|"
        r"sq0[a-z]{3}-[A-Za-z0-9_\-]{20,64}|AC[a-f0-9]{32}|nvapi-[A-Za-z0-9_\-]{20,100}|gsk_[A-Za-z0-9]{20,100}|"
        r"[0-9]{8,10}:AA[A-Za-z0-9_\-]{30,40})",
        digits=False,
        case=True,
        score=1.0,
    ),
    shape(Category.SECRET, START + r"eyJ[A-Za-z0-9_\-]{6,8000}(?:\.[A-Za-z0-9_\-]{2,8000}){1,4}", digits=False, case=True, score=1.0),
    shape(
        Category.SECRET,
        START + r"(?:bearer|basic|token|digest)\s{1,3}(?P<it>(?=[A-Za-z._\-]{0,60}[0-9+/=])[A-Za-z0-9._~+/=\-]{12,4000})",
        digits=False,
    ),
    shape(
        Category.SECRET,
        START + r"(?:otpauth|ssh|postgres(?:ql)?|mysql|mongodb(?:\+srv)?|redis|amqps?|ftp|https?)://[^\s:@/]{0,"
        r"100}:[^\s@/]{1,200}@[^\s]{1,300}",
        digits=False,
    ),
    shape(Category.SECRET, START + r"otpauth://[^\s]{4,400}", digits=False),
    shape(Category.SECRET, START + r"ssh-(?:rsa|ed25519|dss) [A-Za-z0-9+/=]{20,2000}", digits=False),
    shape(Category.SECRET, START + _OPENERS + _IS + r"[\"'`“]?" + _VALUE, digits=False, check=_value),
    shape(
        Category.SECRET,
        START
        + r"(?:password|passcode|passphrase|pwd|api[ _\-]?key)[ \t]{1,3}[\"'`]?(?P<it>(?=[^\s]{0,40}[0-9!@#$%^&*_])[^\s\"'<>,;]{4,128})",
        digits=False,
    ),
    shape(Category.SECRET, START + r"(?:password|passphrase|passcode)\b[^\n\"]{0,20}\"(?P<it>[^\"\n]{2,128})\"", digits=False),
    shape(
        Category.SECRET,
        r"(?:密码|口令|密钥|提取码|暗号|wifi密码)\s?(?:是|为|改成了?|换成了?|设成了?|"
        r"[:=])\s?[\"'“]?(?P<it>[A-Za-z0-9!@#$%^&*_+=.\-~?]{2,64})",
        digits=False,
    ),
    shape(Category.SECRET, r"(?:密码|口令|密钥|提取码|验证码|校验码|动态码)\s?(?P<it>[A-Za-z0-9!@#$%^&*_+=.\-]{3,64})"),
    # Further from its word only what no ordinary word looks like
    shape(
        Category.SECRET,
        START + _OPENERS + r"(?![A-Za-z])[^\n.!?]{0,40}?(?:\b(?:is|was|now|to|key|be)|:|=| -)(?: now)?\s{1,2}[\"'`]?" + _MIXED,
    ),
    shape(Category.SECRET, START + r"(?:pass|pw|pwd|pswd|login|creds)[ \t]{1,3}(?:-[ \t])?[\"'`]?" + _MIXED),
    shape(Category.SECRET, START + r"log-?ins?[^\n]{0,12}?[:=] ?[^\s/|]{1,64} ?[/|] ?(?P<it>[^\s]{4,128})", digits=False),
    shape(Category.SECRET, r"(?<![A-Za-z\-])(?:-u|--user)[ =][\"']?[^\s:]{1,64}:(?P<it>[^\s\"']{1,128})", digits=False),
    shape(
        Category.SECRET,
        START + r"(?:memorable (?:word|name|place|date|information)|(?:security|secret) (?:answer|word)|maiden name)"
        r"[^\n.!?:]{0,40}?(?:\b(?:is|was)|:|=)\s{0,2}[\"'`]?(?P<it>[^\s\"'<>,;.!?]{2,64})",
        digits=False,
        check=lambda match: 0.0 if _NO_SECRET.fullmatch(match["it"]) else 0.8,
    ),
    shape(
        Category.SECRET,
        START + r"(?:chang|sett?|reset|updat)(?:e|ed|ing|t)? (?:it|the |my |your |our )?(?:wi-?fi )?(?:password|passcode|pin|code)? ?to "
        r"[\"'`]?(?P<it>(?![0-9]{1,2}(?:[\-./][0-9]{1,4}){1,2}(?![0-9A-Za-z])|[0-9]{1,3}[a-z%]{1,4}(?![0-9A-Za-z]))"  # no date or time
        r"(?=[^\s]{0,40}[0-9!@#$%^&*_])[^\s\"'<>,;:]{4,128})",
    ),
    shape(
        Category.SECRET,
        START + r"(?:recovery|backup|emergency|restore|rescue)[ \-](?:codes?|keys?|kits?|phrases?)\b[^\n]{0,24}?[:\s]\s{0,3}"
        r"(?P<it>[A-Za-z0-9]{4,12}(?:[ \-]{1,2}[A-Za-z0-9]{4,12}){1,15}(?:[,\n ]{1,3}(?=[A-Za-z\-]{0,"
        r"12}[0-9])[A-Za-z0-9]{4,12}(?:-[A-Za-z0-9]{4,12}){0,8}){0,20})",
        digits=False,
        check=lambda match: 0.9 if re.search("[0-9]|(?:[A-Z]{4,}-){2}", match["it"]) else 0.0,
    ),
    shape(Category.SECRET, START + r"(?:[A-Z0-9]{4,6}-){3,12}[A-Z0-9]{4,6}" + END, case=True, score=0.7),
    shape(
        Category.SECRET,
        START + r"(?:seed|recovery|mnemonic|backup|secret|wallet)(?: (?:seed|recovery|mnemonic))?(?: (?:phrase|words?|"
        r"passphrase|sentence))?\b[^\n]{0,20}?[:\s]\s{0,3}"
        r"(?P<it>(?:(?:[0-9]{1,2}[.)] ?)?[a-z]{3,8}[,\s]{1,3}){11,23}(?:[0-9]{1,2}[.)] ?)?[a-z]{3,8})" + END,
        digits=False,
        score=0.9,
    ),
    shape(
        Category.SECRET, r"(?<![A-Za-z,] )(?<![A-Za-z'])(?:[a-z]{3,8} ){11,23}[a-z]{3,8}(?![A-Za-z'])", digits=False, case=True, check=_seed
    ),
    shape(Category.SECRET, r"助记词[^A-Za-z\n]{0,8}(?P<it>(?:[a-z]{3,8}[ ,]{1,2}){2,24}[a-z]{3,8})", digits=False),
    shape(
        Category.SECRET,
        START + r"(?:5[HJK][1-9A-HJ-NP-Za-km-z]{49}|[KL][1-9A-HJ-NP-Za-km-z]{51}|xprv[A-Za-z0-9]{100,112})" + END,
        case=True,
    ),
)
"""Every shape of a secret."""

_RANDOM = re.compile(r"(?<![A-Za-z0-9+/_\-=.@])[A-Za-z0-9+/_\-]{20,512}={0,2}(?![A-Za-z0-9+/_\-=@])")


def _looks_random(word: str) -> bool:
    """Return whether a long word has capitals, small letters and digits mixed as no language does."""
    kinds = [1 if c.isupper() else 2 if c.islower() else 3 if c.isdigit() else 4 for c in word]
    changes = sum(a != b for a, b in pairwise(kinds))
    return {1, 2, 3} <= set(kinds) and changes >= len(word) / 3 and sum(char.isalpha() for char in word) >= len(word) / 3


class SecretsDetector:
    """Finds keys, tokens, passwords, codes and seed phrases."""

    name = "secrets"

    def find(self, text: str) -> Iterator[Span]:
        """Yield every secret, overlapping or not."""
        folded = fold(text)
        yield from folded.back(self._find(folded.text))

    def _find(self, text: str) -> Iterator[Span]:
        yield from scan(SECRETS, text, self.name)
        for word in _RANDOM.finditer(text):
            if _looks_random(word[0]):
                yield Span(word.start(), word.end(), Category.SECRET, 0.6, (self.name,))
