"""The words for a person's relations, in English and in Chinese: who is called "mother" is called Mum, Mom and 妈妈 too.

One English word often covers several Chinese ones: 奶奶 and 外婆 are both grandmothers, and never one person. So a
Chinese word gives the English ones and its own synonyms, and an English word gives all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from keepmum.memory.aliases import fold, is_chinese, plain

OWNER = frozenset({"me", "i", "myself", "self", "owner", "我", "本人", "自己"})
"""The words by which a person means themselves."""

_ROWS = (  # words that are asked for | what that person is called | how the owner speaks of them, after "my"
    "mother, mum, mom, mummy, mommy, mama, 妈妈, 妈, 母亲, 老妈, 媽媽, 母親 | Mum, 妈妈, Mom, Mummy, Mommy, Mama, 老妈, 媽媽 | mother, 妈",
    "father, dad, daddy, papa, 爸爸, 父亲, 爸, 老爸, 父親 | Dad, 爸爸, Daddy, Papa, 老爸 | father, 爸",
    "wife, 妻子, 老婆, 太太, 媳妇 | 老婆 | wife",
    "husband, hubby, 丈夫, 先生, 老公 | 老公, Hubby | husband",
    "奶奶, 祖母, 嫲嫲, paternal grandmother | Grandma, Granny, Nana, 奶奶, 嫲嫲 | grandmother",
    "外婆, 姥姥, 外祖母, maternal grandmother | Grandma, Granny, Nana, 外婆, 姥姥 | grandmother",
    "grandmother, grandma, granny, nana, gran, nan, 婆婆 | Grandma, Granny, Nana, 奶奶, 外婆, 姥姥 | grandmother",
    "爷爷, 祖父, 爺爺, paternal grandfather | Grandpa, Granddad, 爷爷, 爺爺 | grandfather",
    "外公, 姥爷, 外祖父, 姥爺, maternal grandfather | Grandpa, Granddad, 外公, 姥爷 | grandfather",
    "grandfather, grandpa, granddad, grandad, gramps, 公公 | Grandpa, Granddad, 爷爷, 外公, 姥爷, 爺爺 | grandfather",
    "elder brother, older brother, big brother, 哥哥, 哥, 大哥 | 哥哥, 大哥 | brother, 哥",
    "elder sister, older sister, big sister, 姐姐, 姐, 大姐 | 姐姐, 大姐 | sister, 姐",
    "younger brother, little brother, 弟弟 | 弟弟 | brother, 弟",
    "younger sister, little sister, 妹妹 | 妹妹 | sister, 妹",
    "brother, 兄弟 | 哥哥, 弟弟 | brother, 哥, 弟",
    "sister, 姐妹, 姊妹 | 姐姐, 妹妹 | sister, 姐, 妹",
    "姑姑, 姑妈, 姑媽 | Auntie, 姑姑, 姑妈 | aunt",
    "姨妈, 阿姨, 姨媽, 大姨 | Auntie, 姨妈 | aunt",
    "小姨 | Auntie, 小姨 | aunt",
    "舅妈, 舅媽 | Auntie, 舅妈 | aunt",
    "婶婶, 嬸嬸 | Auntie, 婶婶 | aunt",
    "aunt, auntie, aunty | Auntie, 姑姑, 姨妈 | aunt",
    "舅舅 | Uncle, 舅舅 | uncle",
    "伯伯, 大伯 | Uncle, 伯伯 | uncle",
    "叔叔 | Uncle | uncle",
    "姑父, 姑丈 | Uncle, 姑父 | uncle",
    "uncle | Uncle, 舅舅, 伯伯 | uncle",
    "mother-in-law, mother in law, 岳母, 丈母娘 | 岳母, 丈母娘 | mother-in-law",
    "father-in-law, father in law, 岳父, 丈人 | 岳父, 老丈人 | father-in-law",
    "son, 儿子, 兒子 | 儿子, 兒子 | son",
    "daughter, 女儿, 女兒, 闺女 | 女儿, 女兒, 闺女 | daughter",
)
_MANY = frozenset(  # relations that say of nobody in particular who they are
    (
        *("friend", "colleague", "coworker", "co-worker", "acquaintance", "contact", "met", "other", "custom", "child", "kin", "agent"),
        *("朋友", "同事", "同学", "同學", "其他"),
    )
)
_ONE_ONLY = 4  # of the rows: people have one of these, so two names for it are one person


@dataclass(frozen=True, slots=True)
class _Relation:
    number: int
    called: tuple[str, ...]
    spoken: tuple[str, ...]


def _row(number: int, row: str) -> tuple[tuple[str, ...], _Relation]:
    asked, called, spoken = (tuple(word.strip() for word in part.split(",")) for part in row.split("|"))
    return asked, _Relation(number, called, spoken)


_TABLE = {word: relation for asked, relation in reversed([_row(number, row) for number, row in enumerate(_ROWS)]) for word in asked}

CALLED = {word: place for place, word in enumerate(dict.fromkeys(fold(word) for each in _TABLE.values() for word in each.called))}
"""All words by which relatives are called, folded, with the place of each: the commonest of a relation first."""


def kin(word: str) -> tuple[str, ...]:
    """Return how a relative is called: "mother" gives Mum, Mom, 妈妈 and the like; nothing for other words."""
    found = _TABLE.get(_bare(word))
    return found.called if found is not None else ()


def exact(words: Iterable[str]) -> list[str]:
    """Leave out English words for a relation where a Chinese one says more: who is 小姨 and "aunt" is no 姑姑."""
    given = list(words)
    known = {word: _TABLE.get(_bare(word)) for word in given}
    told = {relation.spoken[0] for word, relation in known.items() if relation is not None and is_chinese(_bare(word))}
    return [word for word in given if (found := known[word]) is None or is_chinese(_bare(word)) or found.spoken[0] not in told]


def only_one(word: str) -> int | None:
    """Return the number of the relation that a word names, if a person has one of its kind; else nothing."""
    found = _TABLE.get(_bare(word))
    return found.number if found is not None and found.number < _ONE_ONLY else None


def spoken_of(word: str) -> tuple[str, ...]:
    """Return how the owner, and nobody else, speaks of somebody who is this to them: "my landlord", 我房东, 我的房东.

    Words that fit many people, such as "friend", give nothing.

    Args:
        word: A relation as the person says it, with or without "my".
    """
    bare = _bare(word)
    if bare in _MANY:
        return ()
    found = _TABLE.get(bare)
    words = dict.fromkeys((*(found.spoken if found is not None else ()), *(found.called if found is not None else ()), bare))
    return tuple(phrase for each in words for phrase in ((f"我{each}", f"我的{each}") if is_chinese(each) else (f"my {each}",)))


def _bare(word: str) -> str:
    """Return a relation word as the table has it: "My Mum ❤️" is "mum"."""
    bare = fold(plain(word))
    for owner in ("my ", "我的", "我"):
        bare = bare.removeprefix(owner)
    return bare
