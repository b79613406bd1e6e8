"""Shapes of dates, times of day, sums of money, ages, and how long somebody was sentenced to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from keepmum.policy.category import Category
from keepmum.policy.detectors.gated import Gated
from keepmum.policy.detectors.pattern import END, HAN_NUMBER, START, shape
from keepmum.policy.span import Span

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
_FULL_DAY = r"(?:mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?)"
_ONE = r"(?:0?[1-9]|[12][0-9]|3[01])"
_YEAR = r"(?:(?:19|20)[0-9]{2})"
_OLD = r"(?:(?:1[6-9]|20)[0-9]{2})"  # beside a day and a month
_SEASON = r"(?:spring|summer|autumn|winter)"
_SUM = r"[0-9]{1,3}(?:,[0-9]{3}){1,5}(?:\.[0-9]{1,2})?|[0-9]{1,12}(?:\.[0-9]{1,4})?|[0-9]{1,3}(?:[. ][0-9]{3}){1,4}(?:,[0-9]{2})?"
_BIG = r"(?: ?(?:k|m|bn|mn|million|billion|thousand|hundred|grand|lakh|crore|万|亿|千|百)\b)?"
_N = f"[{HAN_NUMBER}]"
_NTH = rf"{_ONE}(?:st|nd|rd|th|\.)?"
_AND = r"(?:, ?(?:and |on )?|,? (?:and|or|to|until|till|through|bis|&)(?: on| the)? | ?[\-\u2010-\u2015/] ?)"
_SOME_DAY = rf"(?:{_NTH}(?: of)? {_MONTH}|{_MONTH} {_NTH}(?![0-9:]))(?:,? {_YEAR})?"

_ISO = rf"{_YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_TO = r" ?(?:[至到~～\-\u2010-\u2015]|——) ?"

DATES = (
    shape(Category.DATE, rf"(?<![0-9/.\-]){_ISO}(?:/| (?:to|until|-) ?|{_TO}){_ISO}(?![0-9/.\-][0-9]|[0-9])"),
    shape(Category.DATE, rf"(?<![0-9/.\-]){_YEAR}([\-/.])(?:0?[1-9]|1[0-2])\1{_ONE}(?![0-9/.\-][0-9]|[0-9])"),
    shape(Category.DATE, rf"(?<![0-9/.\-]){_ONE}([\-/.])(?:{_ONE})\1(?:{_YEAR}|[0-9]{{2}})(?![0-9/.\-][0-9]|[0-9])"),
    shape(
        Category.DATE, r"(?<![0-9/.\-])(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?:T[0-9]{4,6}Z?)?(?![0-9])", score=0.6
    ),
    shape(
        Category.DATE,
        START
        + rf"(?:{_DAY}\.?,? (?:the )?)?{_ONE}(?:st|nd|rd|th)?(?: of)?[ \-]{_MONTH}\.?(?:,?[ \-](?:{_OLD}|'?[0-9]{{2}}(?![0-9:])))?"
        + END,
    ),
    shape(
        Category.DATE,
        START + rf"(?:{_DAY}\.?,? )?{_MONTH}\.?[ \-](?:the )?{_ONE}(?:st|nd|rd|th)?(?![0-9:])(?:,? {_OLD})?" + END,
    ),
    shape(Category.DATE, START + rf"{_SEASON}(?: (?:and|or) {_SEASON})?(?: of)? {_YEAR}" + END),
    shape(Category.DATE, START + rf"{_MONTH}\.?,?(?: of)? {_YEAR}" + END),
    # "14 and 27 July 1999", "30 May, 10 July and 17 October", "July and December 1995": one span, so that no part is left
    shape(Category.DATE, START + rf"{_NTH}(?:{_AND}{_NTH}){{1,6}}(?: of)? {_MONTH}(?:,? {_YEAR})?" + END),
    shape(Category.DATE, START + rf"{_MONTH} {_NTH}(?:{_AND}{_NTH}(?![0-9:])){{1,6}}(?:,? {_YEAR})?" + END),
    shape(Category.DATE, START + rf"{_SOME_DAY}(?:{_AND}{_SOME_DAY}){{1,6}}" + END),
    shape(Category.DATE, START + rf"{_MONTH}(?:{_AND}{_MONTH}){{1,6}},? {_YEAR}" + END),
    shape(Category.DATE, rf"(?<![0-9A-Za-z_.,/\-]){_YEAR}(?:{_AND}{_YEAR}){{1,6}}(?![0-9A-Za-z_]|[.,\-/][0-9])", score=0.5),
    shape(
        Category.DATE,
        START + r"(?:January|February|March|April|June|July|August|September|October|November|December)" + END,
        case=True,
        digits=False,
        score=0.7,
    ),
    shape(
        Category.DATE,
        START + r"(?:in|since|until|by|during|next|last|this|early|mid|late) (?P<it>May)" + END,
        case=True,
        digits=False,
        score=0.6,
    ),
    shape(Category.DATE, START + _FULL_DAY + END, digits=False, score=0.7),
    shape(Category.DATE, rf"(?<![0-9A-Za-z_.,/\-]){_YEAR}(?:s|[\-/](?:{_YEAR}|[0-9]{{2}}))?(?![0-9A-Za-z_]|[.,\-/][0-9])", score=0.5),
    shape(
        Category.DATE,
        rf"(?:{_N}{{2,4}} ?年 ?)?{_N}{{1,3}} ?月(?:份| ?{_N}{{1,3}} ?[日号](?:{_TO}(?:{_N}{{1,3}} ?月 ?)?{_N}{{1,3}} ?[日号])?)?",
        digits=False,
        han=True,
    ),
    shape(
        Category.DATE,
        rf"(?<![{HAN_NUMBER}])(?:[0-9]{{4}}|[一二三四五六七八九零〇]{{4}}|[0-9]{{2}}) ?年(?:底|初|中|代)?",
        digits=False,
        han=True,
        score=0.8,
    ),
    shape(
        Category.DATE,
        r"(?:农历|阴历|旧历)?(?:[正一二三四五六七八九十冬腊]|十[一二])月(?:初[一二三四五六七八九十]|廿[一二三四五六七八九]?|"
        r"二?十[一二三四五六七八九]?|三十)",
        digits=False,
        han=True,
    ),
    shape(
        Category.DATE, r"(?:下下|上上|下|上|这|本|每)?(?:周|星期|礼拜)[一二三四五六日天1-6](?![0-9岁年])", digits=False, han=True, score=0.7
    ),
    shape(Category.DATE, rf"(?<![{HAN_NUMBER}]){_N}{{1,3}}[日号](?=[早晚上下中凌]|$|[ ,。，!？?！])", digits=False, han=True, score=0.5),
)
"""Dates; months and days of the week too."""

_BIRTH = r"(?:birth ?days?|b-?days?|birth ?dates?|dates? of birth|d\.?o\.?b\.?|born|生日|诞辰|出生(?:日期|年月)?|生于)"
_BIRTH_BEFORE = re.compile(rf"(?<![A-Za-z]){_BIRTH}(?![A-Za-z])[^\n.!?。！？;；]{{0,24}}$", re.IGNORECASE)
_BIRTH_AFTER = re.compile(
    rf"[^\nA-Za-z0-9.!?。！？]{{0,3}}(?:(?:is|was|for|that'?s|it'?s) )?(?:[^\s.!?,;]{{1,16}} ){{0,2}}{_BIRTH}(?![A-Za-z])"
    rf"|[^\n,.!?，。！？0-9]{{0,8}}(?:生日|出生|生的)",
    re.IGNORECASE,
)
_DAY_OF_WEEK = re.compile(rf"{_FULL_DAY}|[^0-9]*(?:周|星期|礼拜).", re.IGNORECASE)


def births(text: str, dates: Iterable[Span]) -> Iterator[Span]:
    """Yield the dates that say when somebody was born, as their age: whoever keeps dates in clear keeps no birthdays in clear.

    Args:
        text: A folded text.
        dates: Its dates.
    """
    for span in dates:
        if span.category is not Category.DATE or _DAY_OF_WEEK.fullmatch(text, span.start, span.end):
            continue
        if _BIRTH_BEFORE.search(text, max(0, span.start - 40), span.start) or _BIRTH_AFTER.match(text, span.end, span.end + 60):
            yield replace(span, category=Category.AGE)


_COUNTED = re.compile(r"[出这那第有提共分要述几讲说每论]\Z")


def _hour(match: re.Match[str]) -> float:
    """Refuse 三点 where points are counted: 请列出三点."""
    counted = match[0].endswith("点") and _COUNTED.search(match.string, max(0, match.start() - 1), match.start())
    return 0.0 if counted else 0.7


TIMES = (
    shape(Category.TIME, r"(?<![0-9:.])(?:[01]?[0-9]|2[0-4])[:h.][0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,6})?)? ?[ap]\.?m\b\.?", score=0.9),
    shape(
        Category.TIME,
        r"(?<![0-9:.])(?:[01]?[0-9]|2[0-4]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,6})?)?(?:Z| ?(?:GMT|UTC|BST|CET|"
        r"EST|PST)(?:[+\-][0-9]{1,2})?)?(?![0-9:])",
    ),
    shape(Category.TIME, START + r"12 (?:noon|midnight)" + END),
    shape(Category.TIME, START + r"(?:1[0-2]|0?[1-9]) ?(?:[ap]\.?m\b\.?|o'?clock)"),
    shape(
        Category.TIME,
        rf"(?:凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|半夜)? ?{_N}{{1,3}} ?(?:(?<!一)点钟?|"
        rf"(?<=[晚午上晨]一)点|点(?=半|钟|整)|时)(?:半|整|一刻|三刻|{_N}{{1,3}}分?)?(?![儿个心])",
        digits=False,
        han=True,
        check=_hour,
    ),
)
"""Times of day."""

# ISO 4217, those that the euro and others replaced too; in capitals only, as "try" and "all" are words
_CODE = (
    r"(?:(?-i:A(?:ED|FN|LL|MD|NG|OA|RS|TS|UD|WG|ZN)|B(?:AM|BD|DT|EF|GN|HD|IF|MD|ND|OB|RL|SD|TN|WP|YN|YR|ZD)|C(?:AD|DF|HF|LP|NY|OP|RC|UP|VE|YP|ZK)"
    r"|D(?:EM|JF|KK|OP|ZD)|E(?:EK|GP|RN|SP|TB|TH|UR)|F(?:IM|JD|KP|RF)|G(?:BP|EL|HS|IP|MD|NF|RD|TQ|YD)|H(?:KD|NL|RK|TG|UF)|I(?:DR|EP|LS|NR|QD|RR|SK|TL)"
    r"|J(?:MD|OD|PY)|K(?:ES|GS|HR|MF|PW|RW|WD|YD|ZT)|L(?:AK|BP|KR|RD|SL|TL|UF|VL|YD)|M(?:AD|DL|GA|KD|MK|NT|OP|RU|TL|UR|VR|WK|XN|YR|ZN)"
    r"|N(?:AD|GN|IO|LG|OK|PR|ZD)|OMR|P(?:AB|EN|GK|HP|KR|LN|TE|YG)|QAR|R(?:OL|ON|SD|UB|UR|WF)|S(?:AR|BD|CR|DG|EK|GD|HP|IT|KK|LE|OS|RD|TN|VC|YP|ZL)"
    r"|T(?:HB|JS|MT|ND|OP|RL|RY|TD|WD|ZS)|U(?:AH|GX|SDT|YU|ZS)|V(?:ES|ND|UV)|W(?:ON|ST)|X(?:AF|CD|OF|PF)|Y(?:ER|TL|UM)|Z(?:AR|MW|WL))"
    r"|USD|EUR|GBP|CNY|RMB|HKD|BTC|ETH)"
)
_MONEY = (
    r"(?:dollars?|pounds?(?: sterling)?|sterling|quid|bucks?|euros?|yuan|yen|rupees?|francs?|pence|cents?|kron[eo]r|kron[ae]s?|krónur|"
    r"zlotys?|złoty(?:ch)?|liras?|lire|schillings?|shillings?|deutsch(?:e )?marks?|d-?marks?|marks|forints?|rubles?|roubles?|pesos?|won|"
    r"dirhams?|dinars?|riyals?|baht|guilders?|hryvnias?|korunas?|reais|naira|cedis?|rand|ringgit|rupiahs?|shekels?|levs?|leva|lei)"
)
_OF = r"(?:(?:new )?(?:(?-i:[A-Z])[a-z]{2,12} )?|us )"
_AGAIN = (
    rf"(?: ?[(\[][^()\[\]\n]{{0,40}}?(?<![A-Za-z])(?:{_CODE}|{_MONEY})(?![A-Za-z])[^()\[\]\n]{{0,24}}(?:\((?-i:[A-Z]{{3}})\))?[)\]]){{0,2}}"
)
_NUMERAL = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|"
    r"hundred|thousand|million|billion)"
)

AMOUNTS = (
    shape(Category.AMOUNT, rf"(?:US|A|C|HK|NZ|S|NT|R)?[$£€¥₹₩₽₺₫฿₴₦] ?(?:{_SUM}){_BIG}"),
    shape(
        Category.AMOUNT,
        START + rf"(?-i:[A-Z]{{3}}) ?[0-9]{{1,3}}(?:[,.][0-9]{{3}}){{1,4}}(?:[.,][0-9]{{1,2}})?(?![0-9]){_AGAIN}",
    ),
    shape(Category.AMOUNT, START + rf"{_CODE} ?(?:{_SUM}){_BIG}{_AGAIN}"),
    shape(Category.AMOUNT, rf"(?<![0-9A-Za-z.,])(?:{_SUM}){_BIG} ?(?:{_CODE}|{_OF}?{_MONEY}){END}{_AGAIN}"),
    shape(Category.AMOUNT, rf"{START}{_NUMERAL}(?:[ \-](?:and )?{_NUMERAL}){{0,6}} {_OF}?{_MONEY}{END}{_AGAIN}", digits=False, score=0.7),
    shape(
        Category.AMOUNT,
        r"(?<![0-9A-Za-z.,])(?!一块(?!钱))(?:[0-9]{1,12}(?:[.,][0-9]{1,4}){0,4}|"
        r"[一二三四五六七八九十百千万零两半]{1,10})[多几来]?[万亿千百]{0,2} ?(?:元|块钱?|圆|人民币|美元|美金|欧元|"
        r"英镑|日元|港币|港元)"
        r"[0-9一二三四五六七八九]?",
        digits=False,
        han=True,
    ),
)
"""Sums of money."""

_TENS = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|"
    r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:[ \-](?:one|two|three|four|five|six|seven|eight|nine))?)"
)

AGES = (
    shape(Category.AGE, START + r"(?:born|birthday)\b[^\n.!?]{0,12}?(?P<it>'[0-9]{2})" + END),
    shape(Category.AGE, START + r"b\. ?(?P<it>(?:1[89]|20)[0-9]{2})" + END),
    shape(Category.AGE, START + r"(?P<it>(?:1[01][0-9]|[1-9]?[0-9])(?:\.5)?[ \-](?:years?|yrs?|months?|weeks?)[ \-]old)" + END),
    shape(Category.AGE, START + r"(?P<it>(?:1[01][0-9]|[1-9]?[0-9]) ?(?:yo|y/o|y\.o\.))" + END),
    shape(
        Category.AGE,
        START + r"(?:aged?|turn(?:s|ed|ing)?|ages?)(?: is| of|:)? (?P<it>(?:1[01][0-9]|[1-9]?[0-9]))(?![0-9:/%.]|,[0-9])" + END,
    ),
    shape(
        Category.AGE,
        START + r"(?:i'm|i am|he's|she's|he is|she is|im) (?P<it>(?:1[01][0-9]|[1-9][0-9]))(?= (?:and|now|today|but)\b|[.,!?]|$)",
    ),
    shape(
        Category.AGE,
        START + r"in (?:his|her|my|their|your) (?:early |mid |late )?(?P<it>[1-9]0s|teens|twenties|thirties|forties|"
        r"fifties|sixties|seventies|eighties|nineties)" + END,
        digits=False,
    ),
    shape(
        Category.AGE,
        START + rf"{_TENS}[ \-](?:years?|months?)[ \-]old" + END,
        digits=False,
    ),
    shape(
        Category.AGE,
        START + rf"(?:aged|(?:at|until|from) the age of) (?P<it>{_TENS})(?! (?:per|and|in the))" + END,
        digits=False,
    ),
    shape(Category.AGE, START + rf"(?P<it>(?:1[01][0-9]|[1-9]?[0-9]|{_TENS}) (?:years|months) of age)" + END, digits=False),
    shape(Category.AGE, rf"(?:今年|年龄[是:]?)? ?{_N}{{1,4}}[多几]? ?(?:周?岁|个月大)", digits=False, han=True),
)
"""Ages."""

_LONG = rf"(?:[0-9]{{1,3}}|an?|{_TENS})(?: and a half)?[ \-](?:years?|months?|weeks?|days?)"
_TERM = rf"(?P<it>(?:{_LONG}|life)(?:,? (?:and )?{_LONG})?)"

TERMS = Gated(
    (
        shape(
            Category.OTHER,
            START + r"(?:sentenced?|sentencing|jailed|imprisoned)(?: (?:him|her|them|me|us|the [a-z]{3,20}))? (?:to|of|for)"
            rf"(?: a total of| a (?:prison )?term of)? {_TERM}" + END,
            digits=False,
        ),
        shape(
            Category.OTHER,
            START + rf"{_TERM}(?:['’]s?)? (?:of )?(?:imprisonment|in (?:prison|jail|custody)|(?:suspended|prison|jail) sentence)",
            digits=False,
        ),
    ),
    stems=("senten", "prison", "jail", "custody"),
)
"""How long somebody was sentenced to: what a court said of a person (GDPR, article 10), and of few."""
