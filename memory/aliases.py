"""The forms in which a person's name is written, in English and in Chinese.

All of them come by rule from a name and its parts; nothing here looks at a text. Family names are of the frequent ones in
mainland China, Taiwan and Hong Kong, two-character ones included.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

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
_KIN = (  # words for one relation, then what that person is called
    ("mother mum mom mummy mommy mama 妈妈 母亲 妈 老妈 媽媽 母親", "Mum Mom Mummy Mommy Mama 妈妈 老妈 媽媽"),
    ("father dad daddy papa 爸爸 父亲 爸 老爸 父親", "Dad Daddy Papa 爸爸 老爸"),
    ("grandmother grandma granny nana 奶奶 外婆 姥姥 婆婆 祖母", "Grandma Granny Nana 奶奶 外婆 姥姥"),
    ("grandfather grandpa granddad 爷爷 外公 姥爷 公公 祖父 爺爺", "Grandpa Granddad 爷爷 外公 姥爷 爺爺"),
    ("wife 妻子 老婆 太太", "老婆"),
    ("husband 丈夫 老公 先生", "老公"),
    ("elder brother|older brother|big brother|哥哥|哥|大哥", "哥哥|大哥"),
    ("elder sister|older sister|big sister|姐姐|姐|大姐", "姐姐|大姐"),
    ("younger brother|little brother|弟弟", "弟弟"),
    ("younger sister|little sister|妹妹", "妹妹"),
    ("aunt auntie 阿姨 姑姑 姨妈 舅妈 婶婶", "Auntie 姑姑 姨妈"),
    ("uncle 叔叔 舅舅 伯伯 姑父", "Uncle 舅舅 伯伯"),
)
_PREFIXES = frozenset(["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "dame", "rev", "fr", "mdm", "madam"])
_SUFFIXES = frozenset(["jr", "sr", "ii", "iii", "iv", "phd", "md"])
_ASIDE = re.compile(r"[(（\[【\"“'‘](?P<inside>[^()（）\[\]【】\"“”]{1,60})[)）\]】\"”'’]")
_CHINESE_RUN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·]{1,20}")


def fold(name: str) -> str:
    """Return a name as it is compared: NFKC, without case, single spaces, straight apostrophes."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().replace("\u2019", "'").split())


def plain(name: str) -> str:
    """Return a name without emoji, asides in brackets, marks of direction and other symbols."""
    without = _ASIDE.sub(" ", name)
    kept = "".join(letter if unicodedata.category(letter)[0] in "LMN" or letter in " .'’-·,@_" else " " for letter in without)
    return " ".join(kept.split()).strip(" .,-·")


def asides(name: str) -> Iterator[str]:
    """Yield what stands in brackets or quotes in a name: a nickname, or the name in another script."""
    for found in _ASIDE.finditer(name):
        inside = plain(found["inside"])
        if inside and (is_chinese(inside) or (inside[0].isupper() and len(inside.split()) <= 3)):
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
        return given.strip().split()[0], family.strip()
    words = [word for word in name.split() if fold(word).strip(".") not in _PREFIXES | _SUFFIXES]
    if len(words) < 2 or any(is_chinese(word) for word in words):
        return "", ""
    return words[0], words[-1]


def forms(name: str, given: str = "", family: str = "") -> Iterator[str]:
    """Yield the forms of one full name: itself, its given name, its family name with titles, and the familiar Chinese ones.

    Args:
        name: The full name as written.
        given: The given name, where the source says it.
        family: The family name, where the source says it.
    """
    shown = plain(name)
    yield name
    yield shown
    yield from asides(name)
    chinese = [run for run in _CHINESE_RUN.findall(shown) if run != shown]
    latin = " ".join(_CHINESE_RUN.sub(" ", shown).split())
    if chinese and latin:  # "Mei Chen 陈美": two names in one
        for half in (latin, *chinese):
            yield from forms(half)
    if not (given and family):
        given, family = parts(shown)
    if is_chinese(given + family):
        yield from _chinese(given, family)
    elif given or family:
        yield from _latin(given, family)


def _latin(given: str, family: str) -> Iterator[str]:
    if given and family:
        yield f"{given} {family}"
    if given:
        yield given
        yield given.split(maxsplit=1)[0]
    if len(family) >= 2:
        yield from (f"{title} {family}" for title in _LATIN_TITLES)
        if len(family) >= 3:  # "Li" and "Wu" alone are too often something else
            yield family


def _chinese(given: str, family: str) -> Iterator[str]:
    if family and given:
        yield family + given
    if len(given) == 2:
        yield given
    if family:
        yield from (f"{family}{title}" for title in _CHINESE_TITLES)
        yield from (f"{familiar}{family}" for familiar in "老小阿")


def kin(word: str) -> tuple[str, ...]:
    """Return how a relative is called: "mother" gives Mum, Mom, 妈妈 and the like; nothing for other words."""
    wanted = fold(word).removeprefix("my ")
    for names, called in _KIN:
        separator = "|" if "|" in names else " "
        if wanted in names.split(separator):
            return tuple(called.split("|" if "|" in called else " "))
    return ()


def is_alias(name: str) -> bool:
    """Say whether a form is long enough to mean somebody: two characters with a letter among them."""
    return len(name) >= 2 and any(letter.isalpha() for letter in name)
