"""Made-up people of many cultures. Seeded; nobody in it is real."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from random import Random

from keepmum.memory.record import Record

# culture: given names; family names; the endings that its grammar puts on names
CULTURES = {
    "english": (
        "Katherine Robert Elizabeth Oliver Harriet Samuel Rebecca Thomas Imogen Duncan Philippa Nigel Mary-Jane Anne-Marie",
        "Whitlock Ashdown Pemberton Trelawney Okonkwo Sanderson Fairbairn O'Rourke MacAllister Ellingham Smith-Harlow Lister Dunmore",
        "s",
    ),
    "ambiguous": ("Will May Grace Rose Mark Hope Bill Faith Joy Frank", "Price Young Banks Cook Winters Stone Marsh Rivers Long Best", ""),
    "chinese": (
        "Wei Xiaoming Jing Hao Meiling Jianguo Yifan Li Na Zhiyuan Ting Bo An Yuxuan",
        "Chen Wang Zhang Liu Huang Zhao Wu Li Ouyang Zheng He Ma Xu Sun",
        "s",
    ),
    "german": (
        "Jürgen Annelies Friedrich Käthe Sören Lieselotte Günther Heidrun",
        "Müller Weiß Schönfeld Krämer Vogelsang Brückner Hofstetter",
        "s",
    ),
    "polish": (
        "Agnieszka Wojciech Małgorzata Paweł Zofia Marek Katarzyna Łukasz",
        "Kowalczyk Wiśniewski Nowakowski Zielińska Dąbrowski",
        "a em owi",
    ),
    "czech": ("Anna Jiří Zdeněk Tereza Pavel Božena Ondřej Ludmila", "Petrov Novotný Dvořáková Procházka Havelka", "i a em ovi"),
    "finnish": ("Matti Aino Pekka Marjatta Mikko Eeva Juhani Kaisu", "Virtanen Korhonen Lehtinen Laaksonen Järvinen", "n lla lle"),
    "turkish": ("Mehmet Ayşe Yusuf Zeynep İbrahim Elif Hüseyin Gülşen", "Yılmaz Demirtaş Kaplan Öztürk Şahin Karaca", "'in 'e 'den"),
    "spanish": ("José Lucía Álvaro Inés Joaquín Pilar Iñigo Remedios", "García Núñez Ibáñez Ruiz-Peña Zubiría Salcedo", "s"),
    "russian": ("Sergei Tatiana Dmitri Olga Natasha Vladimir Ludmilla", "Volkov Smirnova Orlov Kuznetsov Belyaev", "u om a"),
    "indian": ("Priya Arjun Lakshmi Sanjay Deepika Rohan Meenakshi", "Ramanathan Chaudhary Iyer Bhattacharya Kapoor Patel", "s"),
    "arabic": ("Fatima Omar Layla Youssef Khadija Ibrahim Nadia", "Haddad El-Sayed Mansour Benali Khoury", "s"),
}
CHINESE_FAMILIES = dict(
    zip(
        ["Chen", "Wang", "Zhang", "Liu", "Huang", "Zhao", "Wu", "Li", "Ouyang", "Zheng", "He", "Ma", "Xu", "Sun"],
        ["陈", "王", "张", "刘", "黄", "赵", "吴", "李", "欧阳", "郑", "何", "马", "徐", "孙"],
        strict=True,
    ),
)
CHINESE_GIVENS = dict(
    zip(
        ["Wei", "Xiaoming", "Jing", "Hao", "Meiling", "Jianguo", "Yifan", "Li", "Na", "Zhiyuan", "Ting", "Bo", "An", "Yuxuan"],
        ["伟", "晓明", "静", "浩", "美玲", "建国", "一凡", "丽", "娜", "志远", "婷", "博", "安", "宇轩"],
        strict=True,
    ),
)
TRADITIONAL = str.maketrans("陈张刘黄赵吴欧阳郑马孙伟晓静玲建国凡丽娜远宇轩", "陳張劉黃趙吳歐陽鄭馬孫偉曉靜玲建國凡麗娜遠宇軒")
ORDINARY = frozenset(["sun", "he", "ma", "an", "so", "li", "na", "bo", "wu", "xu"])
"""Names that are ordinary words as well, or too short to tell; those of the culture "ambiguous" are too."""
NICKNAMES = [
    "Bubbles",
    "Kitto",
    "Pogo",
    "Zuzu",
    "Squeaky",
    "Momo",
    "Jazzy",
    "Birdie",
    "Tigger",
    "Pepe",
    "Fizzgig",
    "Gigi",
    "Dimples",
    "Tuppence",
]
STREETS = ["Larkspur", "Harbour", "Juniper", "Wexcombe", "Tannery", "Orchard", "Millbrae", "Cobden", "Saltmarsh", "Pilgrim"]
STREET_KINDS = (("Road", "Rd"), ("Street", "St"), ("Lane", "Ln"), ("Avenue", "Ave"), ("Close", "Cl"), ("Drive", "Dr"), ("Crescent", "Cres"))
TOWNS = ["Wexmouth", "Ellerby", "Thornwick", "Marlingate", "Kessock", "Ambersham", "Dunstow", "Rilchester", "Ravensby", "Oxcombe"]
CHINESE_STREETS = ["延平路", "梧桐街", "青年大道", "和平里路", "翠湖路", "石榴巷"]
CHINESE_TOWNS = (("杭州市", "西湖区"), ("上海市", "徐汇区"), ("成都市", "武侯区"), ("北京市", "海淀区"))
EMPLOYERS = ["Halvorsen Lindqvist", "Brightmoor Dental", "Kestrel Analytics", "Oakmere Logistics", "Tideway Labs", "云帆科技", "蓝田设计"]


@dataclass(frozen=True, slots=True)
class MadePerson:
    """Somebody who does not exist."""

    culture: str
    given: str
    family: str
    chinese: tuple[str, str]  # family and given name in characters; two empty ones for none
    nickname: str
    handle: str
    email: str
    phones: tuple[str, ...]
    house: str
    street: tuple[str, str, str]  # name, kind, kind in short
    town: str
    code: str
    chinese_address: tuple[str, ...]  # city, district, road, house, flat; or nothing
    employer: str

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    @property
    def address(self) -> str:
        if self.chinese_address:
            return "".join(self.chinese_address)
        return f"{self.house} {self.street[0]} {self.street[1]}, {self.town}, {self.code}"

    def card(self, number: int) -> Record:
        """Return the contact that the person's address book holds, as the reader of contacts writes it."""
        lines = [self.name, f"nick: {self.nickname}", f"given: {self.given}", f"family: {self.family}"]
        lines += [f"nick: {''.join(self.chinese)}"] if self.chinese[0] else []
        lines += [*(f"phone: {phone}" for phone in self.phones), f"email: {self.email}", f"handle: {self.handle}"]
        lines += [f"address: {self.address}", f"org: {self.employer}"]
        return Record("\n".join(lines), kind="contact", ref=f"made-{number}")


def crowd(count: int, seed: int = 20) -> list[MadePerson]:
    """Return so many people; the same for the same seed."""
    random = Random(seed)
    return [_person(random, list(CULTURES)[at % len(CULTURES)]) for at in range(count)]


def flat(text: str) -> str:
    flat = text.translate(str.maketrans({"ł": "l", "Ł": "L", "ß": "ss", "ı": "i", "'": None, "-": None, " ": None}))
    return unicodedata.normalize("NFKD", flat).encode("ascii", "ignore").decode().lower()


def _person(random: Random, culture: str) -> MadePerson:
    givens, families, _ = CULTURES[culture]
    given, family = random.choice(givens.split()), random.choice(families.split())
    chinese = (CHINESE_FAMILIES[family], CHINESE_GIVENS[given]) if culture == "chinese" else ("", "")
    g, f = flat(given), flat(family)
    handle = random.choice([f"@{g[0]}{f}{random.randrange(10, 99)}", f"@{g}_{f[0]}x", f"@{f}{g}", f"@sunny{random.randrange(1000, 9999)}"])
    email = random.choice([f"{g}.{f}", f"{g[0]}{f}", f"{f}{random.randrange(10, 99)}", f"fox{random.randrange(100, 999)}tail"])
    domain = random.choice(["example.org", "mail.example.com", "post.example.net"])
    if chinese[0]:
        mobile = "1" + random.choice(["38", "39", "86", "57"]) + "".join(random.choices("0123456789", k=8))
        phones = (random.choice([mobile, f"+86 {mobile[:3]} {mobile[3:7]} {mobile[7:]}"]),)
    else:
        digits = "".join(random.choices("0123456789", k=9))
        country = random.choice(["+44 7", "+49 15", "+358 4", "+90 53", "+1 2", "07", "0"])
        phones = (
            random.choice([f"{country}{digits[:3]} {digits[3:]}", f"{country}{digits[:3]}-{digits[3:6]}-{digits[6:]}", country + digits]),
        )
    kind = random.choice(STREET_KINDS)
    code = random.choice(["{a}{n} {m}{b}", "{n}{m}{n}{m}7", "{a}{n}{a} {m}{b}"]).format(
        a="".join(random.choices("BCEGHLMNPRS", k=random.choice([1, 2]))),
        n=random.randrange(1, 9),
        m=random.randrange(1, 9),
        b="".join(random.choices("ABDEHLNPRTX", k=2)),
    )
    city, district = random.choice(CHINESE_TOWNS)
    road = (
        city,
        district,
        random.choice(CHINESE_STREETS),
        f"{random.randrange(2, 400)}号",
        f"{random.randrange(1, 20)}栋{random.randrange(101, 2400)}室",
    )
    return MadePerson(
        culture=culture,
        given=given,
        family=family,
        chinese=chinese,
        nickname=random.choice(NICKNAMES),
        handle=handle,
        email=f"{email}@{domain}",
        phones=phones,
        house=str(random.randrange(1, 199)),
        street=(random.choice(STREETS), *kind),
        town=random.choice(TOWNS),
        code=code,
        chinese_address=road if chinese[0] and random.random() < 0.7 else (),
        employer=random.choice(EMPLOYERS),
    )
