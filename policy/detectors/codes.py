"""Codes that open something: PINs, door and alarm codes, one-time codes, told by a word near them, in digits or in words."""

from __future__ import annotations

import re

from keepmum.policy.category import Category
from keepmum.policy.detectors.gated import Gated
from keepmum.policy.detectors.pattern import END, START, shape

_STRONG = (
    r"(?:pin|p\.i\.n\.?|otp|(?<![0-9\-])2fa(?![0-9A-Za-z])|mfa|tan|cvv2?|cvc2?|csc|(?!(?:confirmation|security|card)[ \-]numbers?)"
    r"(?:verification|security|one[ \-]time|login|access|"
    r"door|gate|entry|alarm|safe|unlock|auth(?:entication)?|"
    r"confirmation|backup|recovery|reset|sms|lock ?box|garage|key ?safe|card|lock|padlock|combination)[ "
    r"\-](?:pass)?(?:codes?|pin|password|numbers?)|combination|passcode|key code|"
    r"(?<!sort )(?<!sort-)(?<!post )(?<!zip )(?<!area )(?<!dial )(?<!dress )(?<!country )(?<!promo )(?<!error "
    r")(?<!status )(?<!exit )(?<!http )(?<!response )(?<!return )(?<!language )(?<!currency )(?<!colour )(?<!source )(?<!bar )(?<!tax )"
    r"(?<!discount )codes?|"
    r"(?:短信|登录|登陆|注册|激活|确认|识别|开锁|取件|邀请|兑换|核销|提货|入场|锁屏|备份|恢复|备用|安全|pin)码|动态口令|"
    r"验证码|校验码|动态码|动态密码|一次性密码|取款密码|支付密码|密码|口令|提取码|解锁码|门禁码|开门码|安全码|暗号)"
)
_WEAK = (
    r"(?:alarm|keypad|(?:pad|door|bike|gym)? ?lock|lock ?box|key ?box|key ?safe|safe|padlock|locker|(?:front |back |side |main )?door|"
    r"(?<!at )(?<!to )gate|garage|buzzer|intercom|entry ?phone|unlocks?|unlock it|screen ?lock|开门|门锁|门禁|保险柜|防盗)"
)
_VALUE = (
    r"(?:(?:[A-Z]-)?[0-9]{4,8}|[0-9]{3}[ \-][0-9]{3,4}|[0-9]{2}(?:[ \-][0-9]{2}){1,3}|[0-9](?:[ \-][0-9]){2,7})"
    r"[#*]?(?![0-9A-Za-z#*]|[.,:/][0-9])"
)
_FREE = r"(?<![0-9A-Za-z.,:/#\-])(?<![0-9] )"  # no number goes on before it
_ENDS = (
    r"(?=[#*]?\s{0,2}(?:\Z|[\n.,;:!?)\]'\"\u3000-\u303f\uff00-\uffef]|[\u4e00-\u9fff]|"
    r"(?:now|and|but|for|is|if|to|then|or|on|thanks|valid|btw|lol|ok|x{1,3}|expires?|opens?|gets?|works?|instead|again|still)\b))"
)
_BETWEEN = r"(?:[^\n0-9]|(?<![0-9])[0-9]{1,2}(?![0-9#*])){0,60}?"  # a floor or a day may stand in between
_LINK = r"(?:(?:it|that|number)?'?s|is|are|was|now|new|to|with|:|=|->|=>|code|number|outside|是|为|改成|换成|到)"
UNIT = re.compile(
    r" ?(?:%|lines?|pounds?|people|quid|euros?|dollars?|miles?|km|steps?|words?|times|tickets?|pages?|years?|days?|hours?|minutes?|mins?|"
    r"members?|kg|mm|cm|ft|wide|long|high|per|percent|metres?|meters?|points?|votes?|users?|hits)\b",
    re.IGNORECASE,
)
"""What makes the number before it a quantity."""
_YEAR = re.compile(r"1[4-9][0-9]{2}|20[0-9]{2}")
_BEFORE_YEAR = re.compile(
    r"\b(?:in|since|of|for|at|by|from|until|before|after|during|and|conduct)(?: (?:about|around|early|late))? $|[(]$", re.IGNORECASE
)
_STANDARD_BEFORE = re.compile(r"(?:rfc|iso|iec|ieee|pep|bpo|issue|bug)[ #\-]{0,2}(?:[0-9]{1,5}-)?\Z", re.IGNORECASE)
_ONE = r"(?:zero|oh|o|nought|one|two|three|four|five|six|seven|eight|nine)"
SPOKEN = rf"(?:(?:double|treble|triple)[ \-])?{_ONE}"
"""One digit said aloud, or two or three of it."""


def _code(match: re.Match[str]) -> float:
    """Refuse what is counted or dated: "the code took 1500 lines", "the Land Code of 1734"."""
    if UNIT.match(match.string, match.end("it")):
        return 0.0
    start = match.start("it")
    if _STANDARD_BEFORE.search(match.string, max(0, start - 12), start):
        return 0.0
    return 0.0 if _YEAR.fullmatch(match["it"]) and _BEFORE_YEAR.search(match.string, max(0, start - 16), start) else 0.9


def _linked(match: re.Match[str]) -> float:
    """Believe a bare number after "door" or "alarm" that nothing calls a code, unless it is a year or a quantity."""
    return 0.0 if _YEAR.fullmatch(match["it"]) else _code(match)


_STRONG_STEMS = ("pin", "p.i.n", "otp", "2fa", "mfa", "tan", "cv", "csc", "code", "pass", "number", "combination", "\u7801", "口令", "暗号")
_WEAK_STEMS = (
    "alarm",
    "keypad",
    "lock",
    "box",
    "safe",
    "door",
    "gate",
    "garage",
    "buzz",
    "intercom",
    "entry",
    "开门",
    "门锁",
    "门禁",
    "保险",
    "防盗",
)

CODES = (
    # "door code for the 3rd floor is 4460#"; far from its word a number must end what is said
    Gated(
        (
            shape(
                Category.SECRET,
                rf"(?<![A-Za-z]){_STRONG}(?![A-Za-z])[^0-9\n]{{0,24}}?(?P<it>(?:(?<![A-Za-z])[A-Z]-)?[0-9](?:[ \-]?[0-9]){{2,11}}[#*]?)"
                rf"(?![0-9])",
                check=_code,
            ),
            shape(Category.SECRET, rf"(?<![A-Za-z]){_STRONG}(?![A-Za-z]){_BETWEEN}{_FREE}(?P<it>{_VALUE}){_ENDS}", check=_code),
            shape(Category.SECRET, rf"(?<![A-Za-z]){_STRONG}[:=]?[ \t]{{0,3}}\r?\n[ \t>]{{0,3}}(?P<it>{_VALUE})", check=_code),
            shape(
                Category.SECRET,
                rf"(?<![0-9A-Za-z.,:/\-])(?<![0-9] )(?P<it>(?:[A-Z]-)?[0-9]{{4,8}}[#*]?|[0-9]{{3}}[ \-][0-9]{{3,4}})(?![0-9]|[.,:/\-][0-9])"
                rf"[^0-9\n.!?,;]{{0,20}}?(?<![A-Za-z]){_STRONG}(?![A-Za-z])",
                check=_code,
            ),
            shape(
                Category.SECRET,
                rf"(?<![A-Za-z]){_STRONG}(?![A-Za-z])\s{{0,2}}(?:is|was|=|:|是|为)\s{{0,2}}(?P<it>[0-9#*]{{1,"
                r"8}[A-Z#*][0-9A-Z#*]{0,8}|(?=[A-Z]{0,8}[0-9])[0-9A-Z]{4,12})" + END,
            ),
        ),
        stems=_STRONG_STEMS,
        digits=1,
    ),
    # "changed the alarm. it's 2958 now"
    Gated(
        (
            shape(
                Category.SECRET,
                rf"(?<![A-Za-z]){_WEAK}(?![A-Za-z]){_BETWEEN}{_LINK}[ ]{{0,2}}{_FREE}(?P<it>{_VALUE}){_ENDS}",
                check=_linked,
            ),
            shape(
                Category.SECRET,
                rf"(?<![A-Za-z]){_WEAK}(?:'s)?(?![A-Za-z])[^0-9A-Za-z\n]{{1,3}}{_FREE}(?P<it>{_VALUE}){_ENDS}",
                check=_linked,
            ),
            shape(Category.SECRET, rf"(?<![A-Za-z]){_WEAK}(?: \w{{2,10}}){{1,2}}\? {_FREE}(?P<it>{_VALUE}){_ENDS}", check=_linked),
            shape(
                Category.SECRET,
                rf"{_FREE}(?P<it>{_VALUE})[ ,(\-]{{1,3}}(?:for|opens?|unlocks?|on|is|now|gets you (?:in|through)|works on)? ?"
                rf"(?:the |my |our |your |her |his |their )?(?:\w{{2,10}} )?{_WEAK}(?![A-Za-z])",
                check=_linked,
            ),
        ),
        stems=_WEAK_STEMS,
        digits=3,
    ),
    Gated(
        (shape(Category.SECRET, r"(?<![0-9A-Za-z#*+.,:/\-])[*#]?[0-9]{3,8}[#*](?![0-9A-Za-z#*])", score=0.7),),
        stems=("#", "*"),
        digits=3,
    ),
    Gated(
        (
            shape(
                Category.SECRET,
                rf"(?<![A-Za-z])(?:enter|type|input|use|submit|输入|回复) {{0,2}}(?P<it>{_VALUE})"
                r"(?= (?:to|as|at|on|when|in the|within|on the|before)(?![A-Za-z])|[^0-9A-Za-z]{0,6}(?:登录|验证|完成|确认))",
                check=_code,
            ),
        ),
        stems=("enter", "type", "input", "use", "submit", "输入", "回复"),
        digits=4,
    ),
    # Said in words, and the turns of a dial
    Gated(
        (
            shape(
                Category.SECRET,
                rf"(?<![A-Za-z])(?:{_STRONG}|{_WEAK})(?![A-Za-z])[^0-9\n]{{0,24}}?{START}(?P<it>{SPOKEN}(?:[ ,\-]{{1,3}}{SPOKEN}){{2,11}})"
                + END,
                digits=False,
            ),
            shape(Category.SECRET, rf"{_STRONG}[^0-9\n]{{0,12}}?(?P<it>[零〇幺一二三四五六七八九]{{4,12}})", digits=False),
        ),
        stems=(*_STRONG_STEMS, *_WEAK_STEMS),
    ),
    Gated(
        (
            shape(
                Category.SECRET,
                START + r"(?:(?:then |and )?(?:left|right|clockwise|anti-?clockwise)(?: to)? [0-9]{1,2}[, ]{0,3}){2,6}" + END,
            ),
        ),
        stems=("left", "right", "clockwise"),
        digits=2,
    ),
)
"""Every shape of a code."""
