"""Sensitive matters that are told by a number: a child's age, a dose, a blood pressure, a debt, a room."""

from __future__ import annotations

import re
from collections.abc import Iterator

from keepmum.policy.category import Category
from keepmum.policy.detectors.sensitive_terms import Hit, Role

_CHILD = r"(?:1[0-7]|[1-9]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen)"
_THING = (
    r"(?![- ]{1,2}(?:single|malt|whisk|scotch|rum|wine|port|cheddar|gouda|car|van|truck|laptop|phone|iphone|macbook|computer|pc|house|"
    r"building|"
    r"flat|bug|code|company|startup|business|firm|repo|project|bike|boiler|fridge|sofa|tree|dog|cat|puppy|kitten|horse|server|account|law|"
    r"contract|study|record|article|post|book|film|movie|show|debt|conflict|war))"
)
_UNIT = (
    r"[0-9:/%.,]|minutes|min|hours|days|weeks|months|km|miles|pm|am|pounds|kg|people|of|times|percent|points|and a\b|or\b|"
    r"years?\b(?! old)"
)
_SUM = r"[£$€¥]? ?[0-9][0-9,.]{0,12}k?"
_PATTERNS: tuple[tuple[Category, Role, str], ...] = (
    (
        Category.MINOR,
        Role.SAYS,
        (
            rf"\b{_CHILD}[- ](?:years?|yrs?|months?|weeks?)[- ]olds?"
            r"(?=[- ]{1,2}(?:son|daughter|kid|boy|girl|child|niece|nephew|brother|sister|grand))"
        ),
    ),
    (Category.MINOR, Role.PERSON, rf"\b{_CHILD}[- ]{{0,2}}(?:(?:years?|yrs?|months?|weeks?)[- ]olds?|yo|y/o)\b{_THING}"),
    (
        Category.MINOR,
        Role.PERSON,
        (
            r"\b(?:aged?|turns|turned|turning|(?:he|she|son|daughter|kid|boy|girl|niece|nephew|brother|sister|youngest|eldest|oldest|baby)"
            rf"(?:'s| is| was)(?: only| just| nearly| almost)?) {_CHILD}\b(?![- ]?(?:{_UNIT}))"
        ),
    ),
    (Category.MINOR, Role.HINT, r"\((?:aged? )?(?:1[0-7]|[1-9])\)"),
    (
        Category.MINOR,
        Role.PERSON,
        (
            r"(?<![0-9])(?:1[0-7]|[1-9])岁半?(?!半?的?(?:猫|狗|车))|"
            r"(?<![二三四五六七八九十百几多])(?:十[一二三四五六七]?|[一二两三四五六七八九])岁半?"
        ),
    ),
    (Category.MINOR, Role.SAYS, r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})个(?:半)?月大"),
    (Category.HEALTH, Role.PERSON, r"(?<![0-9/.])(?:[89][0-9]|1[0-9]{2}|2[01][0-9]) ?/ ?(?:[4-9][0-9]|1[0-3][0-9])\b(?! ?[/0-9])"),
    (Category.HEALTH, Role.MODIFIER, r"\b[0-9]{1,4}(?:\.[0-9]{1,2})? ?(?:mg|mcg|iu|ml|units|mmol|毫克|毫升)\b"),
    (Category.HEALTH, Role.SAYS, r"\b[0-9]{1,2} (?:weeks|months|wks) (?:pregnant|along|gone)\b"),
    (Category.HEALTH, Role.SAYS, r"怀孕?[0-9一二三四五六七八九十]{1,3}个?[周月]"),
    (
        Category.MONEY,
        Role.SAYS,
        rf"\bow(?:e|es|ed|ing)\b(?: [a-z']{{1,15}}){{0,4}} (?:about |over |nearly |almost |around )?{_SUM}\b",
    ),
    (Category.MONEY, Role.SAYS, rf"{_SUM} (?:in (?:debt|arrears|the red)|of (?:credit card )?debt|short|overdrawn|behind)\b"),
    (Category.MONEY, Role.SAYS, r"[欠亏赔输][^,。!?;\n]{0,8}?[0-9一二三四五六七八九十几两百千]{1,9}多?[万块元千]"),
    (
        Category.WHEREABOUTS,
        Role.PERSON,
        r"\b(?:room|suite|cabin|bay|bed|table|seat|platform|gate|carriage|coach|stand) (?:no\.? ?)?[a-z]?[0-9]{1,4}[a-z]?\b",
    ),
    (
        Category.WHEREABOUTS,
        Role.PERSON,
        (
            r"\b(?:gets|catches|takes|leaves|walks|runs|jogs|swims|cycles|finishes|comes|arrives)\b[^,.!?;\n]{0,40}?"
            r"\b(?:at|around|about|by|the) [0-9]{1,2}(?::[0-9]{2})?(?: ?[ap]m)?\b[^,.!?;\n]{0,24}?"
            r"\b(?:every|each|daily|weekdays|mondays|tuesdays|wednesdays|thursdays|fridays|saturdays|sundays)\b"
        ),
    ),
    (
        Category.WHEREABOUTS,
        Role.PERSON,
        (
            r"\b(?:at|in|outside|near|opposite|to|behind) [0-9]{1,4}[a-z]? [a-z]{2,20}(?: [a-z]{2,20})? "
            r"(?:street|st|road|rd|lane|avenue|ave|close|drive|court|terrace|crescent|way|place)\b"
        ),
    ),
    (Category.WHEREABOUTS, Role.PERSON, r"[a-z]?[0-9]{1,4}(?:号房|房间|房|室|号楼|栋|单元|号桌|号车厢|号登机口|号病房|病房)"),
)
_COMPILED = [(category, role, re.compile(pattern)) for category, role, pattern in _PATTERNS]
_DIGIT = re.compile(r"[0-9岁欠亏赔输月]|year|month|week|\bis\b|age|turn|only|just|ow(?:e|ing)")


_NAMED_AGE = re.compile(r"\b([A-Z][a-z]{2,14})(?: is| turns| turned|'s)?(?: only| just)? (?=[(0-9])\(?(1[0-7]|[1-9])\b(?![:/%.,0-9-])")


def named_ages(text: str) -> Iterator[tuple[str, Hit]]:
    """Yield what may be a child's age, "Lily (8)" or "Lily is 8", with the word before it in small letters.

    Args:
        text: A folded text in its own letters, for a name is told by its capital.
    """
    for match in _NAMED_AGE.finditer(text):
        if match[0].endswith(match[2]) and (text[match.end() : match.end() + 1] == ")" or match[0].find("(") < 0):
            yield match[1].lower(), Hit(match.start(2), match.end(2), Role.SAYS, Category.MINOR)


def shapes(low: str) -> Iterator[Hit]:
    """Yield the numbers in ``low``, a folded text in small letters, that tell something sensitive."""
    if not _DIGIT.search(low):
        return
    for category, role, pattern in _COMPILED:
        for match in pattern.finditer(low):
            yield Hit(match.start(), match.end(), role, category)
