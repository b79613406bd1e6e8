"""The forms in which a person's name is written, in English and in Chinese.

All of them come by rule from a name and its parts; nothing here looks at a text. Family names are of the frequent ones in
mainland China, Taiwan and Hong Kong, two-character ones included.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from keepmum.memory.people.diminutives import diminutives

_SINGLE = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
    "温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚"
    "岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝"
    "張劉陳楊黃趙吳孫馬羅鄭謝許韓馮鄧蕭葉蘇魏呂盧鍾譚陸賈韋鄒龍陶賀顧龔萬錢嚴湯溫齊喬龐顏莊聶魯歐關蘭紀單塗駱藍華饒陽農繆簡車連蘆麥婁竇黨宮費衛應邊師榮叢鞏鄺"
)
_DOUBLE = frozenset(
    (
        *("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "长孙", "宇文"),
        *("司徒", "夏侯", "南宫", "端木", "百里", "轩辕", "歐陽", "司馬", "諸葛", "東方", "尉遲", "公孫", "長孫", "南宮"),
    )
)
_LATIN_TITLES = ("Mr", "Mrs", "Ms", "Miss", "Mdm", "Dr", "Doctor", "Prof", "Professor", "Nurse", "Uncle", "Aunt", "Auntie")
_CHINESE_TITLES = (
    *("先生", "女士", "小姐", "太太", "阿姨", "叔叔", "姨", "叔", "哥", "姐", "总", "工"),
    *("医生", "护士", "主任", "老师", "教授", "校长", "律师", "经理", "师傅", "同学"),
)
_NOT_NAMES = frozenset(  # what a family name with a title would be, were it not an everyday word
    ("老师", "小时", "小车", "小路", "小米", "小康", "小满", "小农", "老农", "老牛", "小雷", "施工", "童工", "包工", "华工", "农工", "时工")
)
_PREFIXES = frozenset(["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "dame", "rev", "fr", "mdm", "madam"])
_SUFFIXES = frozenset(["jr", "sr", "ii", "iii", "iv", "phd", "md"])
_LABELS = frozenset(  # what people add in brackets to tell two numbers apart
    (
        *("work", "home", "mobile", "cell", "office", "new", "old", "school", "private", "personal", "main", "phone", "whatsapp", "wechat"),
        *("公司", "工作", "手机", "手機", "家", "家里", "新", "旧", "舊", "学校", "學校", "单位", "微信"),
    )
)
_ASIDE = re.compile(r"[(（\[【\"“'‘](?P<inside>[^()（）\[\]【】\"“”]{1,60})[)）\]】\"”'’]")
_LONGEST = 200  # characters of a name
_CHINESE_RUN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·]{1,20}")


def fold(name: str) -> str:
    """Return a name as it is compared: NFKC, without case, single spaces, straight apostrophes."""
    if name.isascii():
        return " ".join(name.lower().split())
    return " ".join(unicodedata.normalize("NFKC", name).casefold().replace("\u2019", "'").split())


def plain(name: str) -> str:
    """Return a name without emoji, asides in brackets, marks of direction and other symbols."""
    without = _ASIDE.sub(" ", name)
    kept = "".join(letter if _is_kept(letter) else " " for letter in without)
    return " ".join(kept.split()).strip(" .,-·")


def _is_kept(letter: str) -> bool:
    return letter in " .'’-·,@_" or (unicodedata.category(letter)[0] in "LMN" and not "\ufe00" <= letter <= "\ufe0f")


def asides(name: str) -> Iterator[str]:
    """Yield what stands in brackets or quotes in a name: a nickname, or the name in another script."""
    for found in _ASIDE.finditer(name):
        inside = plain(found["inside"])
        if inside and fold(inside) not in _LABELS and (is_chinese(inside) or (inside[0].isupper() and len(inside.split()) <= 3)):
            yield inside


def is_chinese(name: str) -> bool:
    """Say whether a name is written in Chinese characters only."""
    return bool(name) and _CHINESE_RUN.fullmatch(name) is not None


def parts(name: str) -> tuple[str, str]:
    """Return a full name's given and family part; empty where the name does not show them.

    Chinese names begin with the family name, if it is a known one; others end with it, unless a comma turns them round.
    """
    if is_chinese(name):
        if not 2 <= len(name) <= 4:
            return "", ""
        length = 2 if name[:2] in _DOUBLE and len(name) > 2 else 1 if name[0] in _SINGLE and len(name) < 4 else 0
        return (name[length:], name[:length]) if length else ("", "")
    family, comma, given = name.partition(",")
    if comma and given.strip():
        return given.strip(), family.strip()
    words = [word for word in name.split() if fold(word).strip(".") not in _PREFIXES | _SUFFIXES]
    if len(words) < 2 or any(is_chinese(word) for word in words):
        return "", ""
    return words[0], words[-1]


def forms(name: str, given: str = "", family: str = "") -> Iterator[str]:
    """Yield the forms of one full name: itself, its given name and short forms of it, its family name with titles.

    Args:
        name: The full name as written.
        given: The given name, where the source says it.
        family: The family name, where the source says it.
    """
    yield from (form for form, _ in spelled(name, given, family))
    yield from familiar(name, given)


def familiar(name: str, given: str = "") -> Iterator[str]:
    """Yield the short forms of an English given name, with and without the family name: they may mean the person, and prove nothing.

    Args:
        name: The full name as written.
        given: The given name, where the source says it.
    """
    shown = plain(name)
    own, family = parts(shown)
    first, *_ = (given or own or shown).split(maxsplit=1) or ("",)
    for short in diminutives(first):
        yield short
        if family:
            yield f"{short} {family}"


def spelled(name: str, given: str = "", family: str = "") -> Iterator[tuple[str, bool]]:
    """Yield the forms of one full name, each with whether it is a whole name.

    A whole name tells one person from another. A given name, or a family name with a title, does not: others share it.

    Args:
        name: The full name as written.
        given: The given name, where the source says it.
        family: The family name, where the source says it.
    """
    shown = plain(name)
    yield name, True
    yield shown, True
    yield from ((aside, True) for aside in asides(name))
    chinese = [run for run in _CHINESE_RUN.findall(shown) if run != shown]
    latin = " ".join(_CHINESE_RUN.sub(" ", shown).split())
    if chinese and latin:  # "Mei Chen 陈美": two names in one
        for half in (latin, *chinese):
            is_whole = parts(half) != ("", "")
            yield from ((form, whole and is_whole) for form, whole in spelled(half))
    if not (given and family):
        given, family = parts(shown)
    if is_chinese(given + family):
        yield from _chinese(given, family)
    elif given or family:
        yield from _latin(given, family)


def _latin(given: str, family: str) -> Iterator[tuple[str, bool]]:
    first = given.split(maxsplit=1)[0] if given else ""
    if given and family:
        yield f"{given} {family}", True
        yield f"{first} {family}", True
    if given:
        yield given, False
        yield first, False
    if len(family) >= 2:
        yield from ((f"{title} {family}", False) for title in _LATIN_TITLES)
        if len(family) >= 3:  # "Li" and "Wu" alone are too often something else
            yield family, False


def _chinese(given: str, family: str) -> Iterator[tuple[str, bool]]:
    if family and given:
        yield family + given, True
    if len(given) == 2:
        yield given, False
    if family:
        called = (*(f"{family}{title}" for title in _CHINESE_TITLES), *(f"{familiar}{family}" for familiar in "老小阿"))
        yield from ((form, False) for form in called if form not in _NOT_NAMES)


def is_alias(name: str) -> bool:
    """Say whether a form can mean somebody: two characters to 200, with a letter among them."""
    return 2 <= len(name) <= _LONGEST and (name[0].isalpha() or any(letter.isalpha() for letter in name))
