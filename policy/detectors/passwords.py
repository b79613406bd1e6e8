"""Passwords and keys that a word beside them names: in talk, in settings, on a command line, in a header."""

from __future__ import annotations

import re

from keepmum.policy.category import Category
from keepmum.policy.detectors.gated import Gated
from keepmum.policy.detectors.pattern import START, shape
from keepmum.policy.detectors.settings import is_looked_up
from keepmum.policy.detectors.words import is_common, words

_OPENERS = (
    r"(?:pass(?:words?|codes?|phrases?|wd)|pwd|pswd|pw|wi-?fi(?: password| code| key| pass)|wpa2?(?: key)?|api[ _\-]?key|"
    r"access[ _\-]?key|secret[ _\-]?key|client[ _\-]?secret|auth[ _\-]?token|private[ _\-]?key|encryption key|licen[cs]e key|"
    r"(?P<weak>pass|login|credentials?|secret|wi-?fi|token))"
)
_IS = r"(?:\"|')?\s{0,3}(?P<is>'s(?![a-z])|is|was|=|:|->|are|=>|set to|changed to|now)(?:\s{0,2}(?:now|still|also|:|=))?\s{0,3}"
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
    if not value or _NO_SECRET.fullmatch(value) or (match["is"] in {":", "="} and is_looked_up(value)):
        return 0.0
    if match["weak"] and match["is"][0] not in ":=-" and not re.search(r"[0-9!@#$%^&*_]", value):
        return 0.0  # "the secret is patience", "the wifi is great"
    return 0.9


def _several(match: re.Match[str]) -> float:
    """Believe a passphrase of words; not "not the one that we had"."""
    every = re.split(r"[ \-]", match["it"].lower())
    if re.search("[0-9]", match["it"]):
        return 0.8 if not _NO_SECRET.fullmatch(every[0]) else 0.0
    return (
        0.8
        if match["is"] and len(every) >= 3 and not any(word in words("function_words") or _NO_SECRET.fullmatch(word) for word in every)
        else 0.0
    )


PASSWORDS = (
    Gated(
        (
            shape(Category.SECRET, START + _OPENERS + _IS + r"[\"'`“]?" + _VALUE, digits=False, check=_value),
            shape(
                Category.SECRET,
                START + r"(?:password|passcode|passphrase|pwd|api[ _\-]?key)[ \t]{1,3}[\"'`]?(?P<it>(?=[^\s]{0,40}(?:[0-9!@#$%^&*_]|"
                r"(?-i:[a-z][A-Z])))[^\s\"'<>,;]{4,128})",
                digits=False,
            ),
            shape(Category.SECRET, START + r"(?:password|passphrase|passcode)\b[^\n\"]{0,20}\"(?P<it>[^\"\n]{2,128})\"", digits=False),
            # A name and a password side by side; the password first; several words
            shape(
                Category.SECRET,
                r"(?:(?<![A-Za-z])(?:user(?: ?name)?|login|account|e-?mail|id)|账号|帐号|用户名?)[ :=是]{0,3}[^\s,;/]{1,64}[ ,;/|\n]{1,3}"
                r"(?:pass(?:word|wd)?(?![A-Za-z])|pwd?(?![A-Za-z])|密码|口令)[ :=是\"']{0,4}(?P<it>(?![=\"'])"
                r"[^\s,;\u3000-\u303f\u4e00-\u9fff]{3,64})",
                digits=False,
                check=lambda match: 0.0 if _NO_SECRET.fullmatch(match["it"]) or is_looked_up(match["it"]) else 0.9,
            ),
            shape(
                Category.SECRET,
                r"(?<![^\s\"'`(/:\u3000-\u303f\u4e00-\u9fff])(?P<it>[A-Za-z0-9!@#$%^&*_+=.\-~?]{4,64}+)[\"'`)]?(?: {0,3}<-{1,2})?,? {1,3}"
                r"(?:(?:is|as|for|was|=|that'?s) )?(?:(?:the|my|our|your|her|his|their|a) )?(?:(?:new|old|temp|wi-?fi|router|login|"
                r"admin|default) ){0,2}"
                r"(?:password|passcode|passphrase|pass(?:wd)?|pwd?)(?![A-Za-z])(?! ?(?:is|was|reset|manager|for|=|:|field|mark))",
                digits=False,
                check=lambda match: 0.8 if re.search(r"[0-9!@#$%^&*_+=~]|[^\s]-[^\s]", match["it"].rstrip(".,!?")) else 0.0,
            ),
            shape(
                Category.SECRET,
                START
                + r"(?:password|passphrase|passcode|pass|pw|wi-?fi)(?![A-Za-z])(?: (?:password|code|key))?(?P<is> (?:is|was)|'s|[:=]| "
                r"=|密码是)?\s{0,2}"
                r"(?P<it>[a-z]{2,12}(?:[ \-][a-z]{2,12}){1,5}(?:[ \-]?[0-9]{1,4}(?![0-9A-Za-z])|(?= ?(?:[.\n]|\Z))))",
                digits=False,
                check=_several,
            ),
            shape(
                Category.SECRET,
                r"(?<![A-Za-z0-9])(?P<it>[A-Za-z0-9!@#$%^&*_+=.\-~?]{3,64}(?: [A-Za-z0-9!@#$%^&*_+=.\-~?]{1,16}){0,3})\s?就?是(?:我|"
                r"我家|你|新|这个)?的?"
                r"(?:wi-?fi|网络|登录|开机|锁屏)?(?:密码|口令|密钥)",
                digits=False,
            ),
            shape(
                Category.SECRET,
                START
                + r"(?:use|with|type|enter|used) (?P<it>(?=[a-z ]{0,40}[0-9])[A-Za-z0-9]{2,24}(?: [A-Za-z0-9]{1,24}){1,4}) (?:as|for) "
                r"(?:(?:the|my|our|a) )?"
                r"(?:\w{2,10} )?(?:password|passcode|passphrase)(?![A-Za-z])",
            ),
            shape(
                Category.SECRET,
                START + r"(?P<it>(?:[A-Za-z0-9]{1,12} ){1,4}[0-9]{1,6}) (?:is|was) (?:(?:the|my|our|a) )?(?:\w{2,10} ){0,2}"
                r"(?:password|passcode|passphrase)(?![A-Za-z])",
            ),
            shape(
                Category.SECRET,
                START + r"(?:password|passcode|passphrase|pw|pass|pwd)(?: for [^\n.!?0-9]{2,24}? is)? (?P<it>[0-9]{4,12}|"
                r"[A-Za-z]{4,16}-[A-Za-z]{4,16})"
                r"(?= ?(?:[,.;!?)\n]|\Z))",
                digits=False,
            ),
            shape(
                Category.SECRET,
                START
                + r"(?:password|passcode|passphrase|pw|pass|pwd) for [^\n.!?0-9]{2,24}? (?:is|was)[ :]{1,2}(?P<it>[^\s\"'<>,;]{3,64})",
                digits=False,
                check=lambda match: 0.8 if re.search(r"[0-9!@#$%^&*_+=\-]", match["it"]) else 0.0,
            ),
            # Chinese
            shape(
                Category.SECRET,
                r"(?:密码|口令|密钥|秘钥|令牌|提取码|暗号|(?:wi-?fi|无线网?|热点)(?=是|[:=])|password(?=是))"
                r"(?:\s?(?:就|还|都|现在|已经)?(?:是|为|叫做?|用的是|改成了?|换成了?|设成了?|设为了?|改为了?|变成了?|[:=])){1,2}\s?[\"'“]?"
                r"(?P<it>[A-Za-z0-9!@#$%^&*_+=.\-~?]{2,64}(?: [A-Za-z0-9!@#$%^&*_+=.\-~?]{1,24}){0,4})",
                digits=False,
            ),
            shape(
                Category.SECRET,
                r"(?:密码|口令|密钥|秘钥|令牌|提取码|验证码|校验码|动态码)\s?[\"'“]?(?P<it>[A-Za-z0-9!@#$%^&*_+=.\-]{3,64}(?: "
                r"[A-Za-z0-9!@#$%^&*_]{1,24}){0,3})",
                digits=False,
                check=lambda match: (
                    0.9 if re.search(r"[0-9!@#$%^&*_+=\-]", match["it"]) or not is_common(match["it"].split()[0].lower()) else 0.0
                ),
            ),
            # Further from its word only what no ordinary word looks like
            shape(
                Category.SECRET,
                START + _OPENERS + r"(?![A-Za-z])[^\n.!?]{0,40}?(?:\b(?:is|was|now|to|key|be)|:|=| -)(?: now)?\s{1,2}[\"'`]?" + _MIXED,
            ),
            shape(Category.SECRET, START + r"(?:pass|pw|pwd|pswd|login|creds)[ \t]{1,3}(?:-[ \t])?[\"'`]?" + _MIXED),
            shape(Category.SECRET, START + r"log-?ins?[^\n]{0,12}?[:=] ?[^\s/|]{1,64} ?[/|] ?(?P<it>[^\s]{4,128})", digits=False),
            shape(
                Category.SECRET,
                START + r"(?:memorable (?:word|name|place|date|information)|(?:security|secret) (?:answer|word)|"
                r"(?:mother|mum|mom)'?s? maiden name)[^\n.!?:]{0,40}?(?:\b(?:is|was)|:|=)\s{0,2}[\"'`]?(?P<it>[^\s\"'<>,;.!?]{2,64})",
                digits=False,
                check=lambda match: 0.0 if _NO_SECRET.fullmatch(match["it"]) else 0.8,
            ),
            # A maiden name is a name; only a mother's is what a bank asks for
            shape(
                Category.PERSON,
                START + r"maiden name[^\n.!?:]{0,12}?(?:\b(?:is|was)|:|=)\s{0,2}(?P<it>[^\s\"'<>,;.!?]{2,64})",
                digits=False,
                check=lambda match: 0.0 if _NO_SECRET.fullmatch(match["it"]) else 0.8,
            ),
            shape(
                Category.SECRET,
                START
                + r"(?:chang|sett?|reset|updat)(?:e|ed|ing|t)? (?:it|the |my |your |our )?(?:wi-?fi )?(?:password|passcode|pin|code)? ?to "
                # no date or time
                r"[\"'`]?(?P<it>(?![0-9]{1,2}(?:[\-./][0-9]{1,4}){1,2}(?![0-9A-Za-z])|[0-9]{1,3}[a-z%]{1,4}(?![0-9A-Za-z]))"
                r"(?=[^\s]{0,40}[0-9!@#$%^&*_])[^\s\"'<>,;:]{4,128})",
            ),
        ),
        stems=(
            "pass",
            "pw",
            "pswd",
            "wifi",
            "wi-fi",
            "wpa",
            "key",
            "secret",
            "login",
            "log-in",
            "cred",
            "token",
            "memorable",
            "maiden",
            "chang",
            "set",
            "updat",
            "\u7801",
            "口令",
            "密钥",
            "秘钥",
            "令牌",
            "暗号",
            "无线",
            "热点",
            "security",
        ),
    ),
)
"""Passwords in talk."""
