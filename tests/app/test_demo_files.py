"""The demo's files are what its generator writes, are rich enough, and their list of private things is whole."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from keepmum.app.demo import generate
from keepmum.app.demo.truth import Gold, Truth, load_truth
from keepmum.memory.formats.detect import read_path
from keepmum.memory.formats.interface import Problem, ReadOptions
from keepmum.memory.record import Record
from keepmum.policy.category import Category

# The surnames that nine in ten people in China have, and those of the story.
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白"
    "邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤简"
)
TITLED = re.compile(r"[老小阿][一-鿿]|[一-鿿](?:医生|老师|叔叔|护士|主任|先生|女士|太太)")
KIN = frozenset("公板爸群北姨勺时点腿轿做跟")  # what stands beside 老, 小, 阿 or a title in common words of the story


@pytest.fixture(scope="module")
def truth() -> Truth:
    return load_truth()


@pytest.fixture(scope="module")
def items() -> list[object]:
    return list(read_path(generate.FILES, ReadOptions(zone=ZoneInfo("Europe/London"), me="Siqi Gu")))


@pytest.fixture(scope="module")
def records(items: list[object]) -> list[Record]:
    return [item for item in items if isinstance(item, Record)]


@pytest.fixture(scope="module")
def texts(records: list[Record]) -> str:
    """All that people wrote, their names as senders, and the threads' names without their dates."""
    threads = {re.sub(r"^Call [\d -]+", "", record.thread) for record in records}
    return "\n".join([record.text for record in records] + sorted(threads | {name for record in records for name in record.who}))


@pytest.fixture(scope="module")
def left(truth: Truth, texts: str) -> str:
    """What is left of the texts without everything on the private list."""
    forms = {form for private in (*truth.names, *truth.numbers, *truth.addresses, *truth.others) for form in private.forms}
    return re.sub("|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True)), "\0", texts)


def held(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_files_are_the_generators(tmp_path: Path):
    """The generator writes, byte for byte, the files that the repository ships, and no others."""
    generate.main([str(tmp_path / "new")])
    assert held(tmp_path / "new") == held(generate.FILES)


def test_files_are_small():
    """Files, story and truth together stay under 400 kB."""
    demo = generate.FILES.parent
    assert sum(len(data) for name in ("files", "story", "truth") for data in held(demo / name).values()) < 400_000


def test_files_import_without_a_problem(items: list[object]):
    """Every reader takes its files whole."""
    assert [item for item in items if isinstance(item, Problem)] == []


def test_counts_are_as_promised(records: list[Record]):
    """There are at least 400 messages over a year in four chats, 20 memos, 5 calls and 15 contacts, in both languages."""
    count = Counter(record.kind for record in records)
    messages = [record for record in records if record.kind == "message"]
    assert count["message"] >= 400
    assert len({record.thread for record in messages}) == 4
    assert count["memo"] == 20
    assert len({record.thread for record in records if record.kind == "call"}) == 5
    assert count["contact"] == 15
    assert (max(record.at for record in messages) - min(record.at for record in messages)).days > 350
    chinese = sum(bool(re.search("[一-鿿]", record.text)) for record in messages)
    assert 100 < chinese < len(messages) - 100


def test_messages_are_varied(records: list[Record]):
    """No text of more than 12 characters is said twice by anybody."""
    said = Counter(record.text for record in records if record.kind == "message" and len(record.text) > 12)
    assert [text for text, times in said.items() if times > 1] == []


def test_both_phones_write_their_own_form():
    """Two chats are Android's text and two are iOS's zip, with edited and deleted messages, files left out and texts of several lines."""
    assert len(list(generate.FILES.glob("WhatsApp Chat with *.txt"))) == 2
    assert len(list(generate.FILES.glob("WhatsApp Chat - *.zip"))) == 2
    both = b"\n".join(path.read_bytes() for path in generate.FILES.glob("WhatsApp*")).decode(errors="replace")
    for mark in (
        "<This message was edited>",
        "<Media omitted>",
        "\u200eimage omitted",
        "This message was deleted",
        "end-to-end encrypted",
        "\n- my mum no crab",
    ):
        assert mark in both


def test_every_capitalised_word_is_known(truth: Truth, left: str):
    """A word with a capital is on the private list or was reviewed as harmless."""
    words = {word.lower() for word in re.findall(r"[A-Z][A-Za-zÀ-ÿ0-9]*(?:['’][a-z]+)?", left)}
    assert words - truth.harmless == set()


def test_every_chinese_name_is_known(truth: Truth, left: str):
    """A surname with what follows it, or a form of address, is on the private list or was reviewed as harmless."""
    assert set(re.findall(f"[{SURNAMES}][一-鿿]", left)) - truth.harmless == set()
    assert {found for found in TITLED.findall(left) if not KIN & set(found)} == set()


def test_every_long_number_is_known(left: str):
    """A number of five digits or more, however it is written, is on the private list."""
    assert re.findall(r"\d(?:[ ,.:/-]?\d){4,}", left) == []


def test_every_private_thing_occurs(truth: Truth, texts: str):
    """The private list holds nothing that the files do not, and no form twice."""
    forms = [form for private in (*truth.names, *truth.numbers, *truth.addresses, *truth.others) for form in private.forms]
    assert [form for form in forms if form not in texts] == []
    assert [form for form, times in Counter(forms).items() if times > 1] == []
    assert not {form.lower() for form in truth.leaks} & truth.harmless


def test_people_and_addresses_without_a_contact_are_on_the_list(truth: Truth, records: list[Record]):
    """Many of the names and places stand in no contact, and two people share one name twice."""
    contacts = "\n".join(record.text for record in records if record.kind == "contact")
    absent = [private for private in (*truth.names, *truth.addresses) if not any(form in contacts for form in private.forms)]
    assert sum(private.category is Category.PERSON for private in absent) >= 20
    assert sum(private.category in {Category.PLACE, Category.ADDRESS} for private in absent) >= 6
    for name in ("Wei", "Sarah"):
        assert (
            sum(any(form.startswith(f"{name} ") for form in private.forms) for private in truth.names if len(private.forms) > 1)
            + (name == "Sarah")
            >= 2
        )


def found(gold: Gold, records: list[Record]) -> list[Record]:
    return [
        record
        for record in records
        if record.thread == gold.thread and gold.text in record.text and (not gold.at or f"{record.at:%Y-%m-%d %H:%M}" == gold.at)
    ]


def test_gold_is_found(truth: Truth, records: list[Record]):
    """Each gold record of each question is exactly one record of the files."""
    for question in (*truth.questions, truth.device, truth.cloud):
        assert [gold for gold in question.gold if len(found(gold, records)) != 1] == [], question.id


def test_questions_need_several_records(truth: Truth):
    """There are 20 questions in two languages, each with at least two gold records; the device's has one."""
    assert len({question.id for question in truth.questions}) == 20
    assert all(len(question.gold) >= 2 for question in truth.questions)
    assert sum(bool(re.search("[一-鿿]", question.text)) for question in truth.questions) >= 5
    assert sum(len({gold.thread for gold in question.gold}) > 1 for question in truth.questions) >= 8
    assert len(truth.device.gold) == 1
    assert truth.cloud.purpose == "draft_reply"


def test_numbers_are_invented_or_well_formed(truth: Truth, texts: str):
    """British numbers are from Ofcom's ranges for drama, mail is at reserved domains (RFC 2606), and checksums fit."""
    phones = [re.sub(r"\D", "", form) for private in truth.numbers if private.category is Category.PHONE for form in private.forms]
    british = [phone for phone in phones if phone.startswith(("44", "07", "016"))]
    assert len(british) >= 14
    assert all(re.fullmatch(r"(?:447700|07700)900\d{3}|01632960\d{3}", phone) for phone in british)
    assert all(re.search(r"[@.]example\.(?:com|org|net)$", mail) for mail in re.findall(r"[\w.+-]+@[\w.-]+\w", texts))
    digits = [int(digit) for digit in "4539148803436467"]
    assert sum(digits[1::2]) % 10 == -sum(sum(divmod(2 * digit, 10)) for digit in digits[::2]) % 10
    assert int("".join(str(int(letter, 36)) for letter in "BARC10201530093459GB94")) % 97 == 1
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1)
    assert sum(weight * int(digit) for weight, digit in zip(weights, "510107196403120021", strict=True)) % 11 == 1
    assert sum(weight * int(digit) for weight, digit in zip(range(10, 0, -1), "9434765919", strict=True)) % 11 == 0
