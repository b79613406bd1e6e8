"""How a person is called beyond what their card says: turned round, by initials, as a handle, by a Chinese title or nickname.

All of it follows by rule from a name that is known. `keepmum.memory.people.aliases` has the forms that can answer a question too; here are
those that only have to be hidden, so that they may be many and may mean somebody else as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from keepmum.memory.people.aliases import is_chinese, parts
from keepmum.policy.detectors.reading import compared, is_han
from keepmum.policy.detectors.words import is_common, is_everyday, words

_TITLES = (
    *("先生", "女士", "小姐", "太太", "夫人", "老师", "教授", "医生", "大夫", "护士", "律师", "经理", "总监", "总", "董", "主任", "主席"),
    *("院长", "校长", "处长", "科长", "局长", "部长", "厅长", "市长", "书记", "秘书", "会计", "工程师", "工", "师傅", "教练", "导演", "导"),
    *("警官", "法官", "队长", "队", "班长", "组长", "同学", "阿姨", "叔叔", "伯伯", "伯母", "爷爷", "奶奶", "大爷", "大妈", "大叔", "大姐"),
    *("大哥", "哥", "姐", "弟", "妹", "婶", "嫂", "姨", "叔", "伯", "妈", "爸", "老板", "博士", "院士", "站长", "店长", "总裁", "局", "处"),
    *("某", "某某", "太", "生", "老", "姑娘", "家"),
)
_LATIN_TITLES = frozenset(["mr", "mrs", "ms", "miss", "mdm", "dr", "doctor", "prof", "professor", "nurse", "uncle", "aunt", "auntie"])
_TELLING = 3  # letters of a family name that is found by itself
_TITLE_SET = frozenset(_TITLES)
_NOT_CALLED = frozenset(  # what a surname or a given name would be with a title, were it not an everyday word
    (
        *(
            "老师",
            "小时",
            "小车",
            "小路",
            "小米",
            "小康",
            "小满",
            "小农",
            "老农",
            "老牛",
            "小雷",
            "施工",
            "童工",
            "包工",
            "华工",
            "农工",
            "时工",
        ),
        *(
            "大家",
            "国家",
            "人家",
            "安家",
            "成家",
            "全家",
            "居家",
            "安生",
            "管家",
            "何处",
            "连队",
            "车队",
            "马队",
            "文书",
            "平安",
            "小包",
            "小段",
        ),
        *(
            "大王",
            "大方",
            "大牛",
            "大连",
            "大金",
            "大安",
            "大文",
            "大海",
            "大江",
            "大雪",
            "小雪",
            "大明",
            "大华",
            "大军",
            "大龙",
            "大石",
            "小于",
            "大于",
        ),
        *(
            "花生",
            "学生",
            "医生",
            "先生",
            "明明",
            "大河",
            "大车",
            "大路",
            "大麦",
            "小麦",
            "大米",
            "大田",
            "大熊",
            "小熊",
            "老家",
            "王家",
            "儿子",
        ),
        *(
            "安处",
            "包子",
            "石子",
            "房子",
            "叶子",
            "李子",
            "燕子",
            "竹子",
            "君子",
            "才子",
            "美女",
            "文子",
            "大师",
            "大白",
            "小白",
            "老白",
            "大水",
        ),
    )
)
_FAMILIAR = ("老", "小", "阿", "大")
_KIND_NAMES = ("哥", "姐", "总", "弟", "妹", "叔", "姨", "仔", "儿", "子", "老师", "同学", "大哥", "大姐", "医生")
_ROLES = frozenset(
    [
        "info",
        "admin",
        "contact",
        "hello",
        "mail",
        "office",
        "sales",
        "support",
        "team",
        "noreply",
        "service",
        "enquiries",
        "accounts",
        "billing",
        "press",
        "jobs",
        "help",
        "post",
        "webmaster",
    ]
)
_LETTERS_APART = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "å": "aa", "æ": "ae", "œ": "oe", "þ": "th", "ð": "dh"}
)
_LIGATURES = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"})
_TOGETHER = re.compile("ss|ae|oe|ue|aa")
_JOINED = {"ss": "s", "ae": "a", "oe": "o", "ue": "u", "aa": "a"}  # as the two are compared once accents are off


class Form(NamedTuple):
    """A form of somebody's name.

    Attributes:
        text: As it is compared.
        needs_capital: Whether it counts only where it begins or ends with a single capital: "W Chen", "Chen W".
        inflects: Whether it is one word that a grammar may put endings on.
        is_part: Whether it is a word by which many may be called, so that an ordinary word of this spelling has to look like a name.
        is_weak: Whether it is so short, or so ordinary, that it has to look like a name in any case.
    """

    text: str
    needs_capital: bool = False
    inflects: bool = False
    is_part: bool = False
    is_weak: bool = False


def forms(name: str, aliases: Iterable[str]) -> Iterator[Form]:
    """Yield every form of one person's names, as they are compared.

    Args:
        name: The name by which they are shown.
        aliases: Their other names, as written.
    """
    family = parts(name)[1]
    for alias in dict.fromkeys((name, *aliases)):
        title, _, rest = alias.partition(" ")
        if rest == family and len(rest) >= _TELLING and title.lower() in _LATIN_TITLES:
            continue  # the name alone is found
        if is_chinese(alias):
            yield from _chinese(alias)
        else:
            yield from _latin(alias)
        if rest and title.lower() not in _LATIN_TITLES:
            yield from _whole(alias)


def _latin(alias: str) -> Iterator[Form]:
    """Yield one alias as written and as other spellings have it."""
    title, _, rest = alias.partition(" ")
    if rest and title.isascii() and alias.isascii() and title.lower() in _LATIN_TITLES:
        yield Form(f"{title.lower()} {compared(rest)}")  # the name alone is found in every spelling
        return
    for written in _respelled(alias):
        low = compared(written)
        found = low.split(" ")
        yield Form(low, inflects=len(found) == 1, is_part=len(found) == 1)
        if len(found) > 1 and len(low) >= 5:
            yield Form("".join(found))
    if "-" in alias and " " not in alias.strip():
        yield from (Form(compared(half), inflects=True, is_part=True) for half in alias.split("-") if len(half) >= 3)


def _respelled(name: str) -> Iterator[str]:
    """Yield a name with its umlauts and the like as they are, taken apart, and joined."""
    yield name
    small = name.lower()
    if not name.isascii() and (partly := small.translate(_LIGATURES)) != small:
        yield partly
    if not name.isascii() and (apart := small.translate(_LETTERS_APART)) != small:
        yield apart
    if len(name) >= 5 and (joined := _TOGETHER.sub(lambda pair: _JOINED[pair[0]], small)) != small:
        yield joined


def _whole(name: str) -> Iterator[Form]:
    """Yield what follows from a whole name in Latin letters: the family name first, initials, handles."""
    given, family = parts(name)
    if not given or not family or is_han(family[0]) or is_han(given[0]):
        return
    for first, last in zip(_respelled(given), _respelled(family), strict=False):
        yield from _turned(compared(first), compared(last))
    for last in dict.fromkeys(_respelled(family)):
        yield from _turned(compared(given), compared(last))


def _turned(given: str, family: str) -> Iterator[Form]:
    if not given or not family or not given[0].isalpha():
        return
    initial, joined_given, joined = given[0], given.replace(" ", ""), family.replace(" ", "")
    yield Form(f"{family} {given}", is_weak=is_everyday(family) and is_everyday(given))
    yield Form(joined + joined_given)
    yield Form(family, inflects=True, is_part=True)
    yield from (Form(f"{title} {family}") for title in ("mr", "mrs", "ms", "dr") if len(family) == 2)
    for initials in {initial, " ".join(part[0] for part in given.split(" "))}:
        yield Form(f"{initials} {family}", needs_capital=True)
        yield Form(f"{family} {initials}", needs_capital=True)
    for handle in (initial + joined, joined + initial, joined_given + joined[0]):
        if len(handle) == 3:
            yield Form(handle, is_weak=True)
        elif len(handle) >= 4 and not is_common(handle) and handle not in words("given_names"):
            yield Form(handle)


def _chinese(alias: str) -> Iterator[Form]:
    """Yield one Chinese alias and what people make of it."""
    yield Form(compared(alias), is_part=True)
    given, family = parts(alias)
    if not family or not given or given in _TITLE_SET or alias[0] in _FAMILIAR:
        return
    short, last = compared(family), compared(given)
    called = [short + title for title in _TITLES]
    called += [familiar + one for familiar in _FAMILIAR for one in (short, last[-1])]
    called += [last[-1] + kind for kind in _KIND_NAMES]
    called += [last[-1] * 2, "阿" + last, "小" + last]
    if len(last) == 2:
        called.append(last)
    yield from (Form(form, is_part=True) for form in dict.fromkeys(called) if form not in _NOT_CALLED)


def single_characters(names: Iterable[str]) -> Iterator[str]:
    """Yield the family name and the given name of Chinese names where they are one character."""
    for name in names:
        if is_chinese(name):
            yield from (compared(part) for part in parts(name) if len(part) == 1)


def local_part(email: str) -> str:
    """Return the part of an e-mail address before "@", compared; empty where it names no person, such as "info"."""
    local = compared(email.partition("@")[0])
    joined = local.replace(" ", "")
    return "" if len(joined) < 3 or joined in _ROLES or is_common(joined) or joined.isdigit() else local
