"""Chinese postal addresses: from a house, a block or a room back to the road, the estate and the town before it.

A pattern that reads from the left would have to guess where a name begins. Read from the right nothing is guessed: the number and its
unit (12号, 3栋, 201室) are certain, and what stands before them up to a word such as 在 or 到 is the name that they belong to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from keepmum.policy.category import Category
from keepmum.policy.detectors.pattern import HAN
from keepmum.policy.span import Span

_NUMBER = r"(?:[0-9]{1,5}|[一二三四五六七八九十百零〇两甲乙丙丁]{1,6})"
_SURE = r"(?:[号號]院|[号號][楼樓]|[号號][门門]|[号號]房|弄|支弄|[栋棟]|幢|座|[单單]元|室)"
_UNSURE = r"(?:号|號|楼|樓|层|層|组|組|队|隊|户|戶|房|排|社|巷|[Ff](?![A-Za-z]))"
_DASHED = r"[0-9]{1,3}(?:[\-#][0-9]{1,4}){1,3}(?![0-9\-/.:])"  # 3-2-501: block, unit, flat
_UNIT = rf"(?:[A-Za-z]?{_NUMBER}(?:[\-之]{_NUMBER})? ?|[A-Za-z])(?:{_SURE}|{_UNSURE})"
_STEP = rf"(?:{_UNIT}|{_DASHED})"
_CHAIN = rf"(?<![0-9.,:])(?<![0-9][A-Za-z]){_STEP}(?:[ ,\-]?{_STEP}){{0,6}}(?:[ \-]?[A-Za-z]?[0-9]{{2,5}}(?![0-9]))?"
_TOWN = r"(?:自治区|自治州|自治县|特别行政区|街道|新区|开发区|省|市|[区區]|[县縣]|旗|[镇鎮]|[乡鄉]|州)"
_LOCAL = (
    r"(?:大道|胡同|小区|花园|公寓|大厦|大廈|广场|中心|新村|家园|国际|大楼|大樓|大院|宿舍|校区|工业园|产业园|科技园|商城|市场|路|街|巷|道|弄|段|"
    r"村|庄|莊|屯|寨|坊|里|苑|园|園|城|府|庭|湾|灣|楼|厦|院|邨|墅|居|轩|阁|塘|埠|营|铺|堡)"
)
_STOPS = frozenset("我你您他她它们們在住去到从的了是跟就也给把说问寄送这那请往至于回被让叫")
_NAMED_WITH = frozenset("平谐顺睦美畅义兴盛")  # 和平里 is a name, 我和文三路 is not
_NO_ROAD = (
    "知道|味道|难道|报道|渠道|频道|通道|轨道|管道|这里|那里|哪里|家里|公里|手里|心里|城里|村里|房里|屋里|走路|一路|半路|马路|铁路|网路|"
    "思路|顺路|上街|逛街|法院|医院|学院|阶段|手段|时段|片段|小时|电影院|一楼|二楼|三楼|上楼|下楼|公园"
)
_LATIN_NAME = re.compile(rf"[{HAN}] ?[A-Za-z][A-Za-z0-9]{{0,6}}(?:[{HAN}]| ?\Z)")
_LIVES = frozenset("住在到家寄送")
_NO_ESTATE = (
    "谢谢|附近|旁边|对面|那边|集合|见面|吃饭|开会|快递|收件|电话|左右|之前|之后|以后|以前|上午|下午|晚上|早上|明天|今天|麻烦|不要|可以|"
    "没有|有人|门口|楼下"
)


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Return the patterns: number and unit; a name before them; an estate after them; any name after them; towns without a number."""
    name = rf"(?![{''.join(sorted(_STOPS))}])[{HAN}]"
    return (
        re.compile(_CHAIN),
        re.compile(
            rf"[A-Za-z0-9]{_SURE}(?!\Z(?<=室))|[0-9]{{2,4}}室|(?:{_UNIT}.?){{2}}|(?:{_SURE}|{_UNSURE})[ \-]?[A-Za-z]?[0-9]{{3,5}}\Z"
        ),
        re.compile(rf"(?:{_TOWN}|{_LOCAL})[东西南北中]?[口侧]?\Z"),
        re.compile(rf"(?:{_NO_ROAD})\Z"),
        re.compile(rf"(?:{name}){{2,10}}?{_LOCAL}(?:[一二三四五六七八九十东西南北0-9]{{1,2}}[区期])?"),
        re.compile(rf"(?!{_NO_ESTATE})(?:{name}){{3,6}}?(?=门口|楼下|[见等接吧了哦哈呀啊]|[^{HAN}]|\Z)"),
        re.compile(
            rf"(?:(?:{name}){{2,8}}?{_TOWN}[ ,]?)"
            rf"(?:(?:{name}){{1,6}}?{_TOWN}[ ,]?){{0,4}}(?:(?:{name}){{1,8}}?(?:{_TOWN}|{_LOCAL}){{1,2}}){{1,3}}"
        ),
    )


def _is_latin_name(text: str, at: int) -> bool:
    """Return whether the letter before ``at`` is one of few that stand between Chinese characters: 古北SOHO大厦."""
    return text[at - 1].isascii() and text[at - 1].isalnum() and bool(_LATIN_NAME.search(text, max(0, at - 8), at + 1))


def _begin(text: str, end: int, ends_name: re.Pattern[str]) -> int:
    """Return where the name that ends at ``end`` begins: at most 48 characters before, 14 of them since the last part of an address."""
    at = last = end
    while at > max(0, end - 48) and last - at < 14:
        char = text[at - 1]
        if char in " ,":
            if at < 3 or not ends_name.search(text, max(0, at - 4), at - 1):
                break
        elif (
            char in _STOPS
            or (char == "和" and text[at : at + 1] not in _NAMED_WITH)
            or not ("\u4e00" <= char <= "\u9fff" or _is_latin_name(text, at))
        ):
            break
        at -= 1
        if ends_name.search(text, max(0, at - 4), at):
            last = at
    while at < end and text[at] in " ,":
        at += 1
    return at


def chinese_addresses(text: str, detector: str) -> Iterator[Span]:
    """Yield Chinese addresses, from the largest part that is said to the room.

    Args:
        text: A folded text.
        detector: The name for the spans.
    """
    if text.isascii():
        return
    chain, sure, ends_name, no_road, estate, named, towns = _patterns()
    for match in towns.finditer(text):
        yield Span(match.start(), match.end(), Category.ADDRESS, 0.7, (detector,))
    start = end = -1
    for match in chain.finditer(text):
        begin = _begin(text, match.start(), ends_name)
        before = text[max(0, match.start() - 1) : match.start()]
        is_sure = (bool(sure.search(match[0])) and before != "第") or (match[0].count("-") == 2 and before in _LIVES)
        if start >= 0 and begin <= end + 1:  # it goes on: a road and its number, then an estate and its block
            end = match.end()
        else:
            if not is_sure and (begin == match.start() or not _is_place(text, begin, match.start(), ends_name, no_road)):
                continue
            if start >= 0:
                yield Span(start, end, Category.ADDRESS, 0.8, (detector,))
            start, end = begin, match.end()
        if after := estate.match(text, end, end + 16) or named.match(text, end, end + 9):
            end = after.end()
    if start >= 0:
        yield Span(start, end, Category.ADDRESS, 0.8, (detector,))


def _is_place(text: str, begin: int, end: int, ends_name: re.Pattern[str], no_road: re.Pattern[str]) -> bool:
    """Return whether what stands before a number with an unsure unit ends as a road, a village or a house does."""
    while end > begin and text[end - 1] == " ":
        end -= 1
    return bool(ends_name.search(text, begin, end)) and not no_road.search(text, begin, end)
