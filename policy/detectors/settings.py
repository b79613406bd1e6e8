"""Secrets in settings, code, headers and commands: a name that says what it is, a sign, a value."""

from __future__ import annotations

import re

from keepmum.policy.category import Category
from keepmum.policy.detectors.gated import Gated
from keepmum.policy.detectors.pattern import START, shape

_NAME = (
    r"(?:passw(?:or)?d|passphrase|passwd|passcode|pwd|secret|token(?!s|iz|_?count|_?limit|_?type)|api[ _\-]?key|access[ _\-]?key|"
    r"private[ _\-]?key|"
    r"signing[ _\-]?key|encryption[ _\-]?key|preshared[ _\-]?key|shared[ _\-]?key|account[ _\-]?key|master[ _\-]?key|app[ _\-]?key|"
    r"license[ _\-]?key|"
    r"secret[ _\-]?key|auth[ _\-]?key|deploy[ _\-]?key|credential|session[ _\-]?id|sessid|cookie|jwt|webhook|dsn|mnemonic|otp|密码|"
    r"密钥|秘钥|口令|令牌|私钥)"
)
_SIGN = r"[\"'`\])]{0,2}[ \t]{0,2}(?:=>|:=|={1,2}|[:])[ \t]{0,3}"
_KINDS = re.compile(
    r"(?:str|string|text|int|integer|number|bool|boolean|bytes|object|any|none|null|nil|true|false|undefined|optional|required|self|"
    r"this|cls|data|value|"
    r"type|field|input|args?|kwargs|params?|props|env|config|settings|options?|request|response|req|res|passw(?:or)?d|passwd|pwd|pw|"
    r"token|secret|key|xxx+|\*+|\.{2,}|-+|_+|"
    r"your[_\-].*|my[_\-](?:secret|password|token|key)|example|placeholder|redacted|hidden|changeme_?here|todo|await|new|return|"
    r"function|const|let|def|lambda|not|a|an|the|is|was|it|my|for|from|and|or|to|in)",
    re.IGNORECASE,
)
_LOOKED_UP = re.compile(
    r"[$%]|\{\{|<|\[|\(|\*\*|[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*[(\[]|[A-Za-z_][A-Za-z_]*(?:\.[A-Za-z_]+)+\Z"
)


def is_looked_up(value: str) -> bool:
    """Return whether a value is code that looks a secret up, or a type, or a mark for one, and not the secret."""
    return bool(_KINDS.fullmatch(value) or _LOOKED_UP.match(value))


def _setting(match: re.Match[str]) -> float:
    """Refuse a type, a call, a look-up, an empty mark; a plain word counts where it is quoted or the name is in capitals."""
    value = match["it"].rstrip(".,):;")
    if len(value) < 3 or _KINDS.fullmatch(value) or (_LOOKED_UP.match(value) and not match["quote"]):
        return 0.0
    if re.search(r"[0-9!@#$%^&*+/=]", value):
        return 0.0 if value.isdigit() and "token" in match[0].lower() else 0.9
    if match["quote"]:
        return 0.8 if not re.search(r"[a-z] [a-z]", value) else 0.0
    name = match[0][: match.start("it") - match.start()]
    return 0.8 if name.upper() == name or not value.isidentifier() or re.search("[a-z][A-Z].*[a-z][A-Z]", value) else 0.0


def _random(match: re.Match[str]) -> float:
    """Believe a long word with letters and digits."""
    return 0.8 if re.search("[0-9]", match["it"]) and re.search("[A-Za-z]", match["it"]) else 0.0


SETTINGS = (
    Gated(
        (
            # DB_PASSWORD=…, "client_secret": "…", password: '…', const apiKey = "…", AccountKey=…;
            shape(
                Category.SECRET,
                _NAME + r"[A-Za-z0-9_\-]{0,24}" + _SIGN + r"(?P<quote>[\"'`]?)(?P<it>[^\s\"'`<>;,\u3000-\u303f\u4e00-\u9fff]{3,4096})",
                digits=False,
                check=_setting,
            ),
            shape(
                Category.SECRET,
                _NAME + r"[A-Za-z0-9_\-]{0,24}" + _SIGN + r"(?P<it>\"[^\"\n]{3,200}\"|'[^'\n]{3,200}')",
                digits=False,
                check=lambda match: 0.8 if re.search("[0-9]", match["it"]) else 0.0,
            ),
            shape(
                Category.SECRET,
                r"<(?:[a-z]{1,12}[_\-]?)?(?:password|passwd|secret|token|api_?key)>(?P<it>[^<\n]{2,400})<",
                digits=False,
            ),
            shape(
                Category.SECRET,
                START + r"(?:proxy-)?authorization[\"']?\s{0,2}[:=]\s{0,2}[\"']?(?:[a-z0-9\-]{3,20} )?(?P<it>[^\s\"'<>]{6,4000})",
                digits=False,
            ),
            shape(Category.SECRET, START + r"(?:set-)?cookie2?\s?:\s{0,2}(?P<it>[^\n]{4,2000})", digits=False),
            shape(Category.SECRET, START + r"wifi:[^\n]{0,160}?;?p:(?P<it>[^;\n]{1,64})", digits=False),
        ),
        stems=(
            "pass",
            "pwd",
            "secret",
            "token",
            "key",
            "cred",
            "sess",
            "cookie",
            "jwt",
            "webhook",
            "dsn",
            "mnemonic",
            "otp",
            "auth",
            "wifi",
            "\u7801",
            "密钥",
            "秘钥",
            "口令",
            "令牌",
            "私钥",
        ),
    ),
)
"""Each has a sign between the name and the value: "=" or ":" or a tag."""

COMMANDS = (
    Gated(
        (
            shape(
                Category.SECRET,
                START + r"(?:bearer|basic|token|digest)\s{1,3}(?P<it>(?=[A-Za-z._\-]{0,60}[0-9+/=])[A-Za-z0-9._~+/=\-]{12,4000})",
                digits=False,
            ),
            shape(Category.SECRET, r"(?<![A-Za-z\-])(?:-u|--user)[ =][\"']?[^\s:]{1,64}:(?P<it>[^\s\"']{1,128})", digits=False),
            shape(
                Category.SECRET,
                r"(?<![A-Za-z\-])--?(?:password|passwd|pass|passphrase|pwd|token|api-?key|secret|auth|access-token|client-secret)"
                r"[ =][\"']?(?P<it>[^\s\"'\-][^\s\"']{3,400})",
                digits=False,
            ),
            shape(Category.SECRET, START + r"(?:mysql|mysqldump|mysqladmin|mariadb)\b[^\n]{0,80}? -p(?P<it>[^\s\"']{3,64})", digits=False),
            shape(Category.SECRET, START + r"sshpass -p ?[\"']?(?P<it>[^\s\"']{2,64})", digits=False),
            # "private key 0x…", "TOTP secret JBSW Y3DP …", "access token …"
            shape(
                Category.SECRET,
                START + r"(?:private key|seed|secret|mnemonic|signing key|encryption key|master key)"
                r"[^\n]{0,24}?(?P<it>(?:0x)?[0-9a-f]{64,128})(?![0-9a-f])",
            ),
            shape(
                Category.SECRET,
                START
                + r"(?:totp|2fa|mfa|otp|authenticator|two-factor)(?: (?:secret|key|seed|setup key|code)){1,2}[^\nA-Za-z0-9]{0,6}(?:is )?"
                r"(?P<it>(?:[A-Z2-7]{4} ?){4,16})(?![A-Za-z0-9])",
                digits=False,
            ),
            shape(
                Category.SECRET,
                START + r"(?:key|token|secret|credentials?|密钥|秘钥|令牌)(?:s|'s)?(?:\s{0,2}(?:is|are|was|=|:|是|为)"
                r"){0,2}\s{0,3}[\"'`]?(?P<it>[A-Za-z0-9+/_.\-]{16,400}={0,2})",
                check=_random,
            ),
            shape(
                Category.SECRET,
                r"(?:密钥|秘钥|令牌|私钥|token|凭证)\s?(?:是|为|:|=)?\s?[\"'“]?(?P<it>[A-Za-z0-9+/_.\-]{12,400}={0,2})",
                check=_random,
            ),
        ),
        stems=(
            "bearer",
            "basic",
            "token",
            "digest",
            "-u",
            "pass",
            "pwd",
            "-p",
            "key",
            "secret",
            "auth",
            "seed",
            "mnemonic",
            "otp",
            "2fa",
            "mfa",
            "two-factor",
            "cred",
            "密钥",
            "秘钥",
            "令牌",
            "私钥",
            "凭证",
        ),
    ),
)
"""What stands after a word or a switch."""
