"""The words for a person's relations, in English and in Chinese: who is called "mother" is called Mum, Mom and 妈妈 too.

One English word often covers several Chinese ones: 奶奶 and 外婆 are both grandmothers, and never one person. So a
Chinese word gives the English ones and its own synonyms, and an English word gives all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from keepmum.memory.people.aliases import fold, is_chinese, plain

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
    "stepmother, step-mother, stepmum, stepmom, 继母, 繼母, 后妈 | | stepmother, 继母, 后妈",
    "stepfather, step-father, stepdad, 继父, 繼父 | | stepfather, 继父",
    "stepson, 继子, 繼子 | | stepson, 继子",
    "stepdaughter, 继女, 繼女 | | stepdaughter, 继女",
    "godmother, 干妈, 乾媽, 教母 | | godmother, 干妈, 教母",
    "godfather, 干爹, 干爸, 乾爹, 教父 | | godfather, 干爹, 干爸, 教父",
    "son-in-law, son in law, 女婿 | | son-in-law, 女婿",
    "daughter-in-law, daughter in law, 儿媳, 儿媳妇, 兒媳 | | daughter-in-law, 儿媳",
    "brother-in-law, brother in law, 姐夫, 妹夫, 大舅子, 小舅子 | | brother-in-law",
    "sister-in-law, sister in law, 嫂子, 大嫂, 弟妹, 弟媳, 小姑子 | | sister-in-law",
    "grandson, 孙子, 孫子, 外孙, 外孫 | | grandson",
    "granddaughter, 孙女, 孫女, 外孙女, 外孫女 | | granddaughter",
    "nephew, 侄子, 姪子, 外甥 | | nephew",
    "niece, 侄女, 姪女, 外甥女 | | niece",
    "cousin, 表哥, 表姐, 表弟, 表妹, 堂哥, 堂姐, 堂弟, 堂妹 | | cousin",
    "partner, spouse, 伴侣, 伴侶, 爱人, 愛人 | | partner, spouse, 伴侣, 爱人",
    "boyfriend, 男朋友, 男友 | | boyfriend, 男朋友, 男友",
    "girlfriend, 女朋友, 女友 | | girlfriend, 女朋友, 女友",
    "fiancé, fiance, 未婚夫 | | fiancé, 未婚夫",
    "fiancée, fiancee, 未婚妻 | | fiancée, 未婚妻",
    "ex-husband, 前夫 | | ex-husband, 前夫",
    "ex-wife, 前妻 | | ex-wife, 前妻",
    "best friend, 闺蜜, 最好的朋友 | | best friend, 闺蜜",
    "landlord, landlady, 房东, 房東 | | landlord, 房东",
    "tenant, lodger, 租客, 房客 | | tenant, 租客, 房客",
    "flatmate, housemate, roommate, 室友 | | flatmate, housemate, roommate, 室友",
    "neighbour, neighbor, 邻居, 鄰居 | | neighbour, neighbor, 邻居",
    "boss, 老板, 老闆, 上司 | | boss, 老板, 上司",
    "manager, line manager, 经理, 經理 | | manager, 经理",
    "assistant, 助理, 秘书, 秘書 | | assistant, 助理",
    "mentor, supervisor, 导师, 導師 | | mentor, supervisor, 导师",
    "accountant, 会计, 會計 | | accountant, 会计",
    "lawyer, solicitor, attorney, 律师, 律師 | | lawyer, solicitor, 律师",
    "doctor, gp, physician, 医生, 醫生, 大夫 | | doctor, gp, 医生",
    "dentist, 牙医, 牙醫 | | dentist, 牙医",
    "nurse, 护士, 護士 | | nurse, 护士",
    "midwife, 助产士, 助產士 | | midwife, 助产士",
    "therapist, counsellor, counselor, 心理医生, 心理醫生, 咨询师 | | therapist, 心理医生",
    "physiotherapist, physio, 理疗师, 康复师 | | physiotherapist, physio, 理疗师",
    "carer, caregiver, 护工, 護工 | | carer, 护工",
    "vet, 兽医, 獸醫 | | vet, 兽医",
    "teacher, 老师, 老師 | | teacher, 老师",
    "tutor, 家教 | | tutor, 家教",
    "coach, trainer, 教练, 教練 | | coach, trainer, 教练",
    "nanny, babysitter, childminder, 保姆 | | nanny, babysitter, 保姆",
    "cleaner, 保洁, 清洁工, 鐘點工, 钟点工 | | cleaner, 保洁",
    "hairdresser, barber, 理发师, 理髮師 | | hairdresser, barber, 理发师",
    "plumber, 水管工 | | plumber, 水管工",
    "electrician, 电工, 電工 | | electrician, 电工",
    "builder, handyman, 装修师傅 | | builder, handyman, 装修师傅",
    "mechanic, 修车师傅, 汽修工 | | mechanic, 修车师傅",
    "gardener, 园丁, 園丁 | | gardener, 园丁",
    "driver, 司机, 司機 | | driver, 司机",
    "priest, pastor, vicar, 牧师, 牧師, 神父 | | priest, pastor, 牧师, 神父",
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
    asked, called, spoken = (tuple(filter(None, (word.strip() for word in part.split(",")))) for part in row.split("|"))
    return asked, _Relation(number, called, spoken)


_TABLE = {fold(word): relation for asked, relation in reversed([_row(number, row) for number, row in enumerate(_ROWS)]) for word in asked}

CALLED = {word: place for place, word in enumerate(dict.fromkeys(fold(word) for each in _TABLE.values() for word in each.called))}
"""All words by which relatives are called, folded, with the place of each: the commonest of a relation first."""


def relations() -> Iterator[tuple[str, ...]]:
    """Yield the words for each relation that keepmum knows, those for the owner first."""
    yield tuple(sorted(OWNER, key=lambda word: (is_chinese(word), word != "me", word)))
    for number, row in enumerate(_ROWS):
        yield _row(number, row)[0]


def is_relation(word: str) -> bool:
    """Say whether a word names a relation that keepmum knows, or the owner: with or without "my", in any capitals."""
    return is_owner(word) or _bare(word) in _TABLE


def is_owner(word: str) -> bool:
    """Say whether a word means the person whose memory it is: "me", 本人."""
    return fold(plain(word)) in OWNER


def fits_many(word: str) -> bool:
    """Say whether a word names a relation that says of nobody in particular who they are, such as "friend"."""
    return _bare(word) in _MANY


def near_relations(word: str) -> list[str]:
    """Return the words for relations that look most like a word, the best first."""
    return get_close_matches(_bare(word), _TABLE, n=3, cutoff=0.82)


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
