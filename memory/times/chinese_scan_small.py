"""Scanning the small words: parts of the day, seasons, month ends, now, what joins times, and what only looks like time."""

from __future__ import annotations

import re
from functools import lru_cache

from keepmum.memory.times.chinese_atoms import (
    AmountAtom,
    DayWordAtom,
    EdgeAtom,
    NowAtom,
    PartAtom,
    Role,
    SeasonAtom,
    Unit,
    VagueAtom,
    WordAtom,
)
from keepmum.memory.times.chinese_numbers import NUMERALS, read_number
from keepmum.memory.times.chinese_scan_numbers import Made, Rule
from keepmum.memory.times.chinese_scan_words import NOT_TURN, any_of, first_characters
from keepmum.memory.times.chinese_words import FUSED_DAYS, PARTS, SHORT_PARTS

_NO_TIMES = (
    "一点点", "一点(?=[儿都也不没])", "差一点", "差点(?!五分)", "有一点(?!钟|整|半)", "有点", "周岁", "周年", "今日头条",
    "三天两头", "三年五载", "整天", "成天", "时时", "点点", "今后", "今朝", "日后", "日前", "日常", "时间", "时候",
    "那年的?[春夏秋冬][天季]?", "往年", "当年", "当[天日晚]", "同[年月日天]", "次[日年]", "翌[日年]", "一早", "从前", "从来",
    "从此", "从小", "从不", "从没", "从事", "从中", "从头", "自己", "自然", "自由", "自动", "和平", "和好", "到底", "到处",
    "前面", "前后脚", "后来", "后面", "上面", "下面", "上班", "下班", "上课", "下课", "上午好", "月亮", "月饼", "年级",
    "立[春夏秋冬]", "青春", "秋千", "春联", "春卷", "夏令", "冬瓜", "星期几", "周几", "礼拜几", "几[号点月年]", "周期", "周围",
    "周到", "晚安", "早安", "晚点", "早点", "晚饭", "早饭", "晚餐", "早餐", "晚会", "早晚", "昨今", "明前", "今明", "开始吧",
    "这一下", "一下", "一起(?!床)", "一直(?!到)", "一定", "一样", "一共", "一切", "一家", "一边", "一会儿?", "一次", "一时半[会刻]", "一般",
    "和尚", "间接", "约会",
)  # fmt: skip
_ROLES = {
    Role.DEADLINE: ("截", "截止到|截止至|截至到|截至|截止"),
    Role.FROM: ("自从由打", "自从|自打|打从|从|自(?=[0-9去今昨上本大])|由(?=[0-9去今昨上本])"),
    Role.TO: ("一直到至-~", "一直到|直到|直至|到|至(?!少|今|于|多)|-{1,3}|~"),
    Role.UNTIL: ("及或和", "[及或和](?:以前|之前)"),
    Role.SINCE: ("及或和以", "[及或和](?:以后|之后)|以来"),
    Role.STARTING: ("开起", "开始|起(?!床|飞|来|码|得|身|义|点|源|因|诉|草|步|初)"),
    Role.BETWEEN: ("之期中间", "之间|期间|中间|之内|间(?!隔|谍|接|断|歇|或)"),
    Role.BEFORE: ("之以前", "之前|以前|前(?!面|台|后|往|途|夕|锋|辈|任|妻|夫|女|男|提|言|来|去|方|部|几|两|三|[0-9])"),
    Role.AFTER: ("之以过后", "之后|以后|过后|后(?!天|面|来|勤|续|台|悔|果|期|者|辈|门|院|排|备|视|半|几|两|三|[0-9])"),
    Role.AND: ("和与跟", "[和与跟]"),
    Role.ABOUT: ("大约差将接快", "大约|大概|约(?!会|好|了|定|见|谈|他|她|你|我)|差不多|将近|接近|快到|快(?=[0-9一二两三四五六七八九十])"),
    Role.AROUND: ("左前上许", "左右|前后|上下|许(?!多|可|愿|诺)"),
    Role.EVERY: (
        "每天日年月夜周逢",
        (
            "每(?:个|一|逢|到|隔)?\\s?(?:天|日(?!本)|年|月|周(?!末|[一二三四五六日天])|星期(?![一二三四五六日天])|礼拜(?![一二三四五六日天])|小时|分钟|季度?|"
            "晚上?|早上?)?|天天|日日|年年|月月|夜夜|周周|逢(?=年|周|星期|礼拜)"
        ),
    ),
    Role.LEFT: ("还", "还剩下?|还有"),
    Role.LUNAR: ("农阴旧夏", "农历|阴历|旧历|夏历"),
    Role.LAST_TIME: ("上", "上一?[次个回]|上一(?=[中春国端元清五六])"),
    Role.NEXT_TIME: ("下", "下一?[次个回]"),
    Role.THIS_TIME: ("这今", "这一?[次个回]|今次"),
    Role.DAYS_ROUND: ("那假长小黄放", "那[几两]天|那阵子?|那段时间|那会儿?|假期|长假|小长假|黄金周|放假"),
    Role.OF: ("的在那", "的|在|那一?天|那(?!么|个|样|里|边|些)"),
}
_SEASONS = {"春": 0, "夏": 1, "秋": 2, "冬": 3, "暑": 4, "寒": 5}
_EDGES = {"初": 0, "头": 0, "上": 0, "中": 1, "底": 2, "末": 2, "尾": 2, "下": 2}
_VAGUE = {  # days from today, half-open
    **dict.fromkeys(("前几天", "前两天", "前些天", "前些日子", "前不久", "不久前"), (-10, 0)),
    **dict.fromkeys(("这几天", "这两天", "最近几天", "最近两天", "近几天", "近日"), (-4, 1)),
    **dict.fromkeys(("前阵子", "前一阵", "前一阵子", "前段时间", "前一段时间", "前段日子"), (-60, -3)),
    **dict.fromkeys(("最近", "近来", "近期", "这阵子", "这段时间"), (-30, 1)),
    **dict.fromkeys(("前几周", "前几个星期", "前几个礼拜"), (-45, -4)),
    "前几个月": (-270, -30),
    **dict.fromkeys(("前几年", "前些年"), (-9 * 365, -365)),
}
_FEW = {
    "几": (2, 9),
    "两三": (2, 3),
    "三四": (3, 4),
    "三五": (3, 5),
    "四五": (4, 5),
    "五六": (5, 6),
    "七八": (7, 8),
    "十几": (11, 19),
    "几十": (20, 90),
}
_FEW_UNITS = {"天": 1, "周": 7, "星期": 7, "礼拜": 7, "月": 30, "年": 365}  # days


def _fused(match: re.Match[str]) -> Made:
    begin = match.start()
    return DayWordAtom(begin, begin + 1, FUSED_DAYS[match["day"]]), PartAtom(begin + 1, match.end(), match["part"])


def _part(match: re.Match[str]) -> Made:
    return (PartAtom(*match.span(), match.group()),)


def _season(match: re.Match[str]) -> Made:
    return (SeasonAtom(*match.span(), _SEASONS[match.group()[0]]),)


def _edge(match: re.Match[str]) -> Made:
    units: dict[str, Unit] = {"年": "year", "月": "month"}
    return (EdgeAtom(*match.span(), _EDGES[match["edge"][0]], units.get(match["unit"] or "")),)


def _short(match: re.Match[str]) -> Made:
    number, (begin, end) = read_number(match["n"]), match.span()
    size = 900 if match["unit"].startswith("刻") else 60
    return (WordAtom(begin, begin + 1, Role.SHORT_OF), AmountAtom(begin + 1, end, "minute", seconds=size * number)) if number else ()


def _now(match: re.Match[str]) -> Made:
    return (NowAtom(*match.span(), gone=match.group().startswith("刚")),)


def _past(match: re.Match[str]) -> Made:
    return (WordAtom(*match.span(), Role.PAST),)


def _future(match: re.Match[str]) -> Made:
    return (WordAtom(*match.span(), Role.FUTURE),)


def _vague(match: re.Match[str]) -> Made:
    return (VagueAtom(*match.span(), *_VAGUE[match.group()]),)


def _several_ago(match: re.Match[str]) -> Made:
    low, high = _FEW[match["few"]]
    days = _FEW_UNITS[match["unit"]]
    return (VagueAtom(*match.span(), -high * days - days // 2, -low * days + days // 2 + (days == 1)),)


def _nothing(_: re.Match[str]) -> Made:
    return ()


def _word(role: Role) -> tuple[str, Rule]:
    starts, pattern = _ROLES[role]
    return starts, (re.compile(pattern), lambda match: (WordAtom(*match.span(), role),))


@lru_cache(maxsize=1)
def stop_rules() -> tuple[tuple[str, Rule], ...]:
    """Return the rules for words that contain a word of time and are none; they come before all others.

    Returns:
        What the word can begin with, its pattern and what makes atoms of a match.
    """
    starts = "".join(sorted({character for word in _NO_TIMES for character in word[0]}))
    long = any_of(part for part in PARTS if part not in SHORT_PARTS)
    several = rf"好?(?P<few>{any_of(_FEW)})个?(?P<unit>{any_of(_FEW_UNITS)})[之以]?前(?![面台后])"
    return (
        (first_characters([*_FEW, "好"]), (re.compile(several), _several_ago)),
        (starts, (re.compile(any_of(_NO_TIMES)), _nothing)),
        ("《", (re.compile("《[^《》]{1,40}》"), _nothing)),  # the title of a book or film
        ("整一", (re.compile(rf"(?:整个?|一)(?:{long})"), _nothing)),
    )


@lru_cache(maxsize=1)
def small_rules() -> tuple[tuple[str, Rule], ...]:
    """Return the rules for small words, the first that fits wins.

    Returns:
        What the word can begin with, its pattern and what makes atoms of a match; None from it lets the next rule try.
    """
    num = rf"(?:[0-9]{{1,4}}|[{NUMERALS}]{{1,4}})"
    amount = rf"(?:{num}\s?(?:年|个?半?月|个?季度|周|个?星期|个?礼拜|天|日|个?半?小时|个?半?钟头|分钟|秒)|半(?:年|个月|个?小时|个?钟头|天))"
    short, long = any_of(SHORT_PARTS), any_of(part for part in PARTS if part not in SHORT_PARTS)
    hour = r"\s?(?:[0-9]|[零〇两二三四五六七八九十]|一点[钟整半])"
    rules = (
        ("昨今明前", rf"(?<![之以目提文])(?P<day>[昨今明前])(?P<part>{long}|{short})", _fused),
        (first_characters(PARTS), rf"(?:{long})(?!好(?![像多久难几不])|礼服|茶)", _part),
        (
            first_characters(SHORT_PARTS),
            rf"(?:{short})(?={hour})|(?<=[日号天一二三四五六七八九十0-9])(?:{short})(?![饭餐点些就了年恋晚礼起])",
            _part,
        ),
        ("春夏秋冬暑寒", r"[暑寒]假|[春夏秋冬](?:天(?!气)|季|日(?!本))|(?<=[年初盛深仲隆寒暮])[春夏秋冬](?![节装菜游运分至])", _season),
        ("年月", r"(?P<unit>年|月)(?P<edge>初|底|末|尾|中(?!国|文|学|秋)|头(?!条|发))", _edge),
        ("上中下初底末", r"(?P<unit>)(?P<edge>[上中下]旬|(?<=[月份年])[初底末])", _edge),
        (
            "过最近上",
            rf"(?:过去|最近|(?<![最附])近|{NOT_TURN}上)[的这]?\s?(?={amount})",
            _past,
        ),
        (
            "未接往下",
            rf"(?:未来|接下来|往后|(?<![一底地手之当])下)[的这]?\s?(?={amount})",
            _future,
        ),
        (first_characters(_VAGUE), rf"(?:{any_of(_VAGUE)})(?!\s?[0-9])", _vague),
        ("差", rf"差\s?(?P<n>{num})\s?(?P<unit>分钟?|刻钟?)", _short),
        ("现马立刚这当此眼目", "现在|马上|立刻|刚刚才?|刚才|这会儿|当下|此刻|眼下|目前", _now),
    )
    return (*((starts, (re.compile(pattern), make)) for starts, pattern, make in rules), *(_word(role) for role in _ROLES))
