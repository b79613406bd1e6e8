"""Keys and tokens that say by themselves what they are: those of services, signed tokens, private keys, addresses with a secret in them."""

from __future__ import annotations

import re
from itertools import pairwise

from keepmum.policy.category import Category
from keepmum.policy.detectors.gated import Gated
from keepmum.policy.detectors.pattern import START, shape

_W = r"[A-Za-z0-9_\-]"
_D = r"(?=[A-Za-z_\-]{0,80}[0-9])"  # a digit is near: not the name of a column
_KNOWN = (
    # language models and where they run
    r"(?:whsec|[spr]k_(?:live|test|prod))_[A-Za-z0-9]{16,300}",
    rf"(?:sk|pk|rk|whsec|sess|key|tok)[-_]{_D}(?:[A-Za-z]{{2,12}}[-_]){{0,3}}{_W}{{12,400}}",
    rf"(?:hf|gsk|r8|tgp|fw|xai|pplx|tvly|nvapi|csk|jina|voyage|pa|lsv2|ls)[_\-]{_D}{_W}{{20,200}}",
    # where code lives and is built
    rf"gh[opusr]_[A-Za-z0-9]{{16,255}}|github_pat_{_W}{{20,255}}",
    r"gl(?:pat|dt|rt|cbt|ptt|ft|soat|agent|imt|ffct)-[A-Za-z0-9_.\-]{16,300}",
    rf"(?:npm|lin_api|lin_oauth|figd|nfp|sbp|sb_secret|ntn|rubygems|dckr_[po]at|glsa|glc|fo1|fm[12]|sntry[su])_{_W}{{16,1000}}",
    rf"(?:secret|vercel|cio|pscale_(?:tkn|pw|oauth)|do[opr]_v1|shp(?:at|ss|ca|pa)|snyk|ph[cx]|ops|ory_(?:at|rt|ac|st)|bkua|CFPAT|pnu)_{_D}{_W}{{16,1000}}",
    rf"(?:pypi|pul|PMAK|NRAK|NRJS|NRII|sq0[a-z]{{3}}|key|A3|dt0[a-z][0-9]{{2}})-{_D}[A-Za-z0-9_.\-]{{16,500}}",
    # clouds
    rf"GOCSPX-{_W}{{20,60}}|AIza{_W}{{30,45}}|ya29\.{_W}{{16,400}}|1//0{_W}{{30,120}}",
    r"(?:AKIA|ASIA|AROA|AIDA|ABIA|ACCA)[A-Z0-9]{12,32}|LTAI[A-Za-z0-9]{12,30}|AKID[A-Za-z0-9]{13,40}",
    r"[A-Za-z0-9_~.\-]{3}[0-9]Q~[A-Za-z0-9_~.\-]{30,36}",  # Azure's client secrets
    # the rest
    rf"xox[a-z]{{1,2}}-[A-Za-z0-9.\-]{{8,255}}|xapp-[0-9]-[A-Za-z0-9\-]{{20,200}}|SG\.{_W}{{16,32}}\.{_W}{{16,64}}",
    r"(?:AC|SK|PK|MG)[a-f0-9]{32}|dapi[a-f0-9]{32}(?:-[0-9])?|key-[a-f0-9]{32}|[a-f0-9]{32}-us[0-9]{1,2}|EAA[A-Za-z0-9]{30,300}",
    rf"AT(?:ATT|CTT|BB){_W}{{20,300}}(?:=[A-F0-9]{{8}})?|pat[A-Za-z0-9]{{14}}\.[a-f0-9]{{40,64}}|hv[sbr]\.{_W}{{20,300}}",
    rf"dp\.[a-z]{{2,5}}\.[A-Za-z0-9]{{30,60}}|[MNO]{_W}{{23,27}}\.{_W}{{6}}\.{_W}{{27,40}}|[0-9]{{8,10}}:AA{_W}{{30,40}}",
    # money
    r"5[HJK][1-9A-HJ-NP-Za-km-z]{49}|[KL][1-9A-HJ-NP-Za-km-z]{51}|[xyz]prv[A-Za-z0-9]{100,112}",
)
_FILE = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}(?![A-Za-z0-9])")
_HASHED = re.compile(
    r"(?:sha|md|blake|commit|rev|digest|layer|image|build|hash|etag|blob|tree|checksum|tag|branch|file|img|video|photo)", re.IGNORECASE
)


# The digest of a thing, a picture in the text, what a link carries along: long and random, and opens nothing.
_OPENS_NOTHING = re.compile(r"(?:(?:sha|md)[0-9]{1,3}[-:=]|base64,|[?&][A-Za-z0-9_.\-]{1,32}=|\bh1:)\Z", re.IGNORECASE)


def opens_nothing(text: str, start: int) -> bool:
    """Return whether what stands before ``start`` says that the random word there is a digest, a picture or a mark in a link."""
    return bool(_OPENS_NOTHING.search(text, max(0, start - 40), start))


def _prefixed(match: re.Match[str]) -> float:
    """Believe a short name, a dash and something random, as most services write theirs; not the hash of a thing."""
    tail = match["tail"]
    if (
        _HASHED.match(match[0])
        or opens_nothing(match.string, match.start())
        or not re.search("[0-9]", tail)
        or not re.search("[A-Za-z]", tail)
    ):
        return 0.0
    if re.fullmatch("[0-9a-f]+", tail):
        return 0.7 if len(tail) >= 32 else 0.0
    changes = sum(a.isdigit() != b.isdigit() or a.isupper() != b.isupper() for a, b in pairwise(tail))
    return 0.7 if changes >= len(tail) / 4 else 0.0


SERVICE_KEYS = (
    Gated(
        (
            shape(Category.SECRET, START + f"(?:{'|'.join(_KNOWN)})", digits=False, case=True, score=1.0),
            shape(
                Category.SECRET,
                START + r"(?:[A-Za-z][A-Za-z0-9]{1,11}[_\-]){1,3}(?P<tail>[A-Za-z0-9]{20,200})(?![A-Za-z0-9_\-])",
                case=True,
                check=_prefixed,
            ),
        ),
    ),
    # JSON Web Tokens (RFC 7519) and their like
    Gated(
        (
            shape(
                Category.SECRET,
                r"(?<![A-Za-z0-9_\-])eyJ[A-Za-z0-9_\-]{6,8000}+(?:\.[A-Za-z0-9_\-]{2,8000}+){1,4}",
                digits=False,
                case=True,
                score=1.0,
            ),
        ),
        stems=("eyj",),
    ),
    # Private keys: PEM (RFC 7468), OpenPGP, OpenSSH, age
    Gated(
        (
            shape(
                Category.SECRET,
                r"-----BEGIN [A-Z0-9 ]{0,40}(?:PRIVATE KEY|CERTIFICATE|PGP MESSAGE)[A-Z ]{0,20}-----[^\-]{0,"
                r"16000}(?:-----END [A-Z0-9 ]{0,60}-----)?",
                digits=False,
                score=1.0,
            ),
            shape(Category.SECRET, START + r"AGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]{20,4000}", digits=False, score=1.0),
            shape(Category.SECRET, START + r"PuTTY-User-Key-File-[0-9][^\x00]{0,6000}", digits=False, case=True, score=1.0),
            shape(Category.SECRET, START + r"ssh-(?:rsa|ed25519|dss) [A-Za-z0-9+/=]{20,2000}", digits=False),
        ),
        stems=("-----", "age-", "putty", "ssh-"),
    ),
)
"""What needs no word beside it."""

SECRET_LINKS = (
    Gated(
        (
            shape(
                Category.SECRET,
                START + r"[a-z][a-z0-9+.\-]{1,24}://(?:[^\s:@/?#]{0,100}:[^\s@/]{1,200}|[A-Za-z0-9]{16,100})@[^\s]{1,300}",
                digits=False,
            ),
            shape(Category.SECRET, START + r"otpauth(?:-migration)?://[^\s]{4,400}", digits=False),
            shape(
                Category.SECRET,
                START + r"https://(?:hooks\.slack\.com/[a-z]{1,16}/|(?:[a-z]{1,12}\.)?discord(?:app)?\.com/api/webhooks/|open\.(?:feishu|"
                r"larksuite)\.(?:cn|com)/open-apis/bot/|"
                r"oapi\.dingtalk\.com/robot/|qyapi\.weixin\.qq\.com/cgi-bin/webhook/|[a-z0-9\-]{1,40}\.webhook\.office\.com/|"
                r"maker\.ifttt\.com/trigger/|"
                r"hooks\.zapier\.com/hooks/|api\.telegram\.org/bot)[^\s\"'<>]{8,400}",
                digits=False,
            ),
            shape(
                Category.SECRET,
                r"[?&#;](?:[a-z]{1,16}[_\-])?(?:sig|signature|token|access_?token|refresh_?token|id_?token|key|api_?key|secret|"
                r"password|passwd|pwd|pass|auth|jwt|"
                r"session_?id|sid|code|ticket|otp)=(?P<it>[^\s&#\"'<>;]{6,2000})",
                digits=False,
            ),
            shape(Category.SECRET, r"X-(?:Amz|Goog)-(?:Signature|Credential|Security-Token)=(?P<it>[^\s&\"']{8,2000})", digits=False),
        ),
        stems=("://", "=", "x-amz", "x-goog"),
    ),
)
"""Addresses that open something; each has "://" or "=" in it."""
