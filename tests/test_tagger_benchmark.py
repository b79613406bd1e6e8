"""The tagger's measure counts as its docstrings say, and its transformations keep units in place; all texts here are made up."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from benchmarks import tagger_cultures as cultures
from benchmarks import tagger_robust as robust
from benchmarks import tagger_sets as sets
from benchmarks.redaction_sets import Piece, Rates
from hypothesis import given, settings
from hypothesis import strategies as st
from training.labelled import ANY, Labelled, Unit

ROOT = Path(__file__).resolve().parent.parent

TEXT = "Dr. Abel Quine (42) of Ostrel plays chess."
UNITS = (("Dr.", ANY), ("Abel Quine", "person"), ("42", "age"), ("Ostrel", "place"))
CHINESE = "小雯住在3栋1202室，月薪1万8。"
CHINESE_UNITS = (("小雯", "person"), ("3栋1202室", "address"), ("1万8", "amount"))


def _labelled(text: str, *units: tuple[str, str], language: str = "en", kind: str = "chat") -> Labelled:
    found: list[Unit] = []
    for words, category in units:
        start = text.index(words, found[-1].end if found else 0)
        found.append(Unit(start, start + len(words), category))
    return Labelled(text, tuple(found), language, kind)


def _masks(text: str, *words: str) -> list[Piece]:
    return [Piece(text.index(each), text.index(each) + len(each), "") for each in words]


def _units(item: Labelled) -> list[str]:
    return [item.text[unit.start : unit.end] for unit in item.units]


ENGLISH = _labelled(TEXT, *UNITS)
HAN = _labelled(CHINESE, *CHINESE_UNITS, language="zh", kind="form")


def _file(folder: Path) -> Path:
    path = folder / "made.jsonl"
    lines = (
        {
            "id": str(at),
            "lang": item.language,
            "kind": item.kind,
            "text": item.text,
            "units": [[u.start, u.end, u.category] for u in item.units],
        }
        for at, item in enumerate((ENGLISH, HAN))
    )
    path.write_text("\n".join(json.dumps(line) for line in lines) + "\n", encoding="utf-8")
    return path


def test_reading(tmp_path: Path) -> None:
    """A set is read as it is written; number plates and card numbers are accounts, as the tagger does not tell them apart."""
    assert sets.read(_file(tmp_path)) == [ENGLISH, HAN]
    path = tmp_path / "plate.jsonl"
    path.write_text(json.dumps({"lang": "en", "kind": "form", "text": "QX 1", "units": [[0, 4, "plate"]]}), encoding="utf-8")
    assert sets.read(path)[0].units == (Unit(0, 4, "account"),)


@pytest.mark.parametrize("units", [[[0, 0, "person"]], [[0, 5, "person"]], [[0, 3, "name"]], [[2, 4, "person"], [0, 2, "person"]]])
def test_a_wrong_set_is_refused(tmp_path: Path, units: list[list[object]]) -> None:
    """A unit outside its text, out of order or of no category stops the measure: its figures would be of something else."""
    path = tmp_path / "wrong.jsonl"
    path.write_text(json.dumps({"lang": "en", "kind": "chat", "text": "Abel", "units": units}), encoding="utf-8")
    with pytest.raises(ValueError, match=r"unit|category"):
        sets.read(path)


def test_a_unit_is_found_when_all_of_it_is_masked() -> None:
    """Every letter and digit must be under a mask, in one piece or in several; the space between need not be."""
    assert sets.figures(ENGLISH, _masks(TEXT, "Abel", "Quine")).units == Rates(1, 1, 3)
    assert sets.figures(ENGLISH, _masks(TEXT, "Abel Quin", "(42)", "Ostrel plays")).units == Rates(2, 2, 3)
    signs = _labelled("code *#* ok", ("*#*", "secret"))
    assert [sets.figures(signs, _masks(signs.text, words)).units.hits for words in ("*#", "*#*")] == [0, 1]


def test_precision_and_share() -> None:
    """Letters and digits count once each, however many masks lie on them; the title's count nowhere; the share is of all characters."""
    got = sets.figures(ENGLISH, _masks(TEXT, "Dr. Abel", "Abel", "of Ostrel"))
    assert got.letters == Rates(10, 12, 17)
    assert (got.masked, got.characters) == (17, len(TEXT))
    assert got.share == pytest.approx(17 / len(TEXT))


def test_nothing_masked() -> None:
    """A redactor that masks nothing is never wrong and finds nothing; no texts have no share."""
    got = sets.figures(ENGLISH, [])
    assert (got.units.recall, got.letters.precision, got.share) == (0, 1, 0)
    assert sets.Figures().share == 0


def test_figures_add_up() -> None:
    """Texts are pooled: a set's figures are those of all its units and letters, by language, kind and category."""
    items = [ENGLISH, HAN, ENGLISH]
    masks = [_masks(TEXT, "Abel Quine"), _masks(CHINESE, "小雯", "1万8"), _masks(TEXT, "42", "chess")]
    got = sets.grouped(items, masks, lambda item: item.language)
    assert list(got) == ["en", "zh"]
    assert (got["en"].texts, got["en"].units, got["en"].letters) == (2, Rates(2, 2, 6), Rates(11, 16, 34))
    assert sets.grouped(items, masks, lambda item: item.kind)["form"].units == Rates(2, 2, 3)
    rates = sets.by_category(items, masks)
    assert rates["person"] == Rates(2, 2, 3)
    assert rates["address"] == Rates(0, 0, 1)
    assert ANY not in rates


SAID = _labelled(
    "Hi O'Neil Quine, don't ring +44 7700 900123 or anne@example.org: she's 34, owes £1,250.40 since 1987.\nFlat 2, BS3 4QT!",
    *(("O'Neil Quine", "person"), ("+44 7700 900123", "phone"), ("anne@example.org", "email"), ("34", "age"), ("£1,250.40", "amount")),
    *(("1987", "date"), ("Flat 2, BS3 4QT", "address")),
)


@pytest.mark.parametrize(
    ("name", "text", "units"),
    [
        ("upper case", TEXT.upper(), ["DR.", "ABEL QUINE", "42", "OSTREL"]),
        ("lower case", TEXT.lower(), ["dr.", "abel quine", "42", "ostrel"]),
        ("title case", "Dr. Abel Quine (42) Of Ostrel Plays Chess.", ["Dr.", "Abel Quine", "42", "Ostrel"]),
        ("no punctuation", "Dr Abel Quine 42 of Ostrel plays chess", ["Dr", "Abel Quine", "42", "Ostrel"]),
        ("recogniser text", "dr abel quine forty two of ostrel plays chess", ["dr", "abel quine", "forty two", "ostrel"]),
        ("spaced names", "Dr. A b e l Q u i n e (42) of Ostrel plays chess.", ["Dr.", "A b e l Q u i n e", "42", "Ostrel"]),
        ("line breaks", "Dr. Abel\nQuine (42) of Ostrel plays chess.", ["Dr.", "Abel\nQuine", "42", "Ostrel"]),
    ],
)
def test_english_examples(name: str, text: str, units: list[str]) -> None:
    """Each transformation that leaves no choice gives this text, with the units where they belong."""
    [item] = robust.transformed(name, [ENGLISH])
    assert (item.text, _units(item)) == (text, units)


@pytest.mark.parametrize(
    ("name", "text", "units"),
    [
        ("upper case", CHINESE, ["小雯", "3栋1202室", "1万8"]),
        ("no punctuation", "小雯住在3栋1202室月薪1万8", ["小雯", "3栋1202室", "1万8"]),
        ("recogniser text", "小雯住在三栋一二零二室月薪一万八", ["小雯", "三栋一二零二室", "一万八"]),
        ("homoglyphs", CHINESE, ["小雯", "3栋1202室", "1万8"]),
        ("spaced names", "小 雯住在3栋1202室，月薪1万8。", ["小 雯", "3栋1202室", "1万8"]),
        ("line breaks", "小\n雯住在3栋1202室，月薪1万8。", ["小\n雯", "3栋1202室", "1万8"]),
    ],
)
def test_chinese_examples(name: str, text: str, units: list[str]) -> None:
    """The same for Chinese: numbers as they are said, breaks and spaces between characters."""
    [item] = robust.transformed(name, [HAN])
    assert (item.text, _units(item)) == (text, units)


def test_how_numbers_are_read_out() -> None:
    """Small numbers and sums are said as numbers, years in halves, all others digit by digit; what joins an address is a word."""
    [item] = robust.transformed("recogniser text", [SAID])
    assert _units(item) == [
        "o'neil quine",
        "plus forty four seven seven zero zero nine zero zero one two three",
        "anne at example dot org",
        "thirty four",
        "one thousand two hundred and fifty point forty",
        "nineteen eighty seven",
        "flat two bs three four qt",
    ]
    assert item.text.startswith("hi o'neil quine don't ring plus")
    months = _labelled("10月14日，23岁，110号", ("10月14日", "date"), ("23岁", "age"), language="zh")
    assert robust.transformed("recogniser text", [months])[0].text == "十月十四日二十三岁一一零号"


@pytest.mark.parametrize("kind", ["json", "code"])
def test_structure_keeps_its_marks(kind: str) -> None:
    """JSON and code without marks would be nothing that anybody sends: they stay as they are."""
    item = _labelled('{"name": "Abel"}', ("Abel", "person"), kind=kind)
    assert robust.transformed("no punctuation", [item]) == robust.transformed("recogniser text", [item]) == [item]


def test_the_same_texts_each_time() -> None:
    """A transformation draws the same for the same set, and not the same for each text of it."""
    items = [SAID] * 4
    for name in robust.TRANSFORMATIONS:
        assert robust.transformed(name, items) == robust.transformed(name, items)
    assert len({item.text for item in robust.transformed("zero width", items)}) == 4


def test_one_word_of_eight_is_mistyped() -> None:
    """A long text has one slip for each eight words of three letters or more, English or Chinese."""
    words = ["abel", "plays", "chess", "with", "the", "others"] * 80
    [typed] = robust.transformed("typos", [_labelled(" ".join(words))])
    wrong = sum(one != other for one, other in zip(typed.text.split(), words, strict=True))
    assert 55 <= wrong <= 60
    [chinese] = robust.transformed("typos", [_labelled("今天天气很好我们去公园走走吧" * 40, language="zh")])
    assert chinese.text != "今天天气很好我们去公园走走吧" * 40


UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


def _plain(text: str) -> str:
    """Return what no transformation but a slip changes: letters and digits, without case, each look-alike as its Latin letter."""
    latin = {ord(one): other for other, one in robust._ALIKE.items()}
    return "".join(char for char in text.translate(UNSEEN | latin).casefold() if char.isalnum())


_word = st.text(alphabet="abcdeiopxyzABCDEIOPXYZßé", min_size=1, max_size=9)
_han = st.text(alphabet="小雯老王住在上海第二中学李张的", min_size=1, max_size=6)
_digits = st.from_regex(r"[0-9]{1,6}", fullmatch=True)
_piece = st.lists(st.one_of(_word, _han, _digits), min_size=1, max_size=4)
_gap = st.sampled_from([" ", ", ", ". ", " (", "\n", "，", "。", " - "])


@st.composite
def _made(draw: st.DrawFn) -> Labelled:
    text, units = "", list[Unit]()
    for _ in range(draw(st.integers(1, 6))):
        text += draw(_gap).join(draw(_piece)) + draw(_gap)
        inside = draw(st.sampled_from([" ", "-", "", "'"])).join(draw(_piece))
        units.append(Unit(len(text), len(text) + len(inside), draw(st.sampled_from(["person", "place", ANY]))))
        text += inside + draw(st.one_of(_gap, st.just("'s "), st.just("")))
    return Labelled(text, tuple(units), draw(st.sampled_from(["en", "zh"])), draw(st.sampled_from(["chat", "code"])))


@pytest.mark.parametrize(
    "name", ["upper case", "lower case", "title case", "no punctuation", "zero width", "homoglyphs", "spaced names", "line breaks"]
)
@given(item=_made())
@settings(max_examples=30)
def test_units_keep_what_is_in_them(name: str, item: Labelled) -> None:
    """Each unit holds the letters and digits that it held, no more and no less, and is of the category that it was."""
    [moved] = robust.transformed(name, [item])
    assert [_plain(words) for words in _units(moved)] == [_plain(words) for words in _units(item)]
    assert [unit.category for unit in moved.units] == [unit.category for unit in item.units]
    assert (moved.language, moved.kind) == (item.language, item.kind)


@given(item=_made())
@settings(max_examples=30)
def test_slips_stay_where_they_are(item: Labelled) -> None:
    """A slip changes a word by a letter or two, in the unit or the gap where it stands, and loses no unit."""
    [moved] = robust.transformed("typos", [item])
    assert [unit.category for unit in moved.units] == [unit.category for unit in item.units]
    for parts in zip(_cut(item), _cut(moved), strict=True):
        most = len(parts[0]) // 8 + 1  # words, and so slips
        assert abs(len(parts[0]) - len(parts[1])) <= most
        assert "".join(char for char in parts[0] if not char.isalpha()) == "".join(char for char in parts[1] if not char.isalpha())


def _cut(item: Labelled) -> list[str]:
    borders = [0, *(border for unit in item.units for border in (unit.start, unit.end)), len(item.text)]
    return [item.text[one:other] for one, other in pairwise(borders)]


@given(item=_made())
@settings(max_examples=30)
def test_a_unit_is_read_out_alone_as_in_its_text(item: Labelled) -> None:
    """What a recogniser makes of a unit is what it makes of the unit by itself: nothing crosses its border."""
    apart = Labelled(re.sub(r"\s+", " ", item.text), item.units, item.language, item.kind)
    [said] = robust.transformed("recogniser text", [apart])
    assert len(said.units) == len(item.units)
    alone = [Labelled(words, (Unit(0, len(words), "person"),), item.language, item.kind) for words in _units(apart)]
    for words, one in zip(_units(said), robust.transformed("recogniser text", alone), strict=True):
        assert _letters(words) == _letters(one.text)


def _letters(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", text) if char.isalnum())


def test_cultures() -> None:
    """Sixteen cultures and Chinese characters, 60 whole names each, none twice, each in each of ten sentences as its one unit."""
    named = cultures.cultures()
    assert len(named) == 17
    assert [culture.name for culture in named if culture.language == "zh"] == [cultures.CHARACTERS]
    for culture in named:
        assert len(culture.people) == len(set(culture.people)) == 60
        sentences = cultures.sentences(culture)
        assert len(sentences) == 600
        assert [_units(item) for item in sentences[::10]] == [[person] for person in culture.people]


def test_no_name_was_learned(tmp_path: Path) -> None:
    """A name of which a part stands in the list for training is left out; who puts the family name first is called so."""
    names, trained = tmp_path / "cultures.txt", tmp_path / "names.txt"
    names.write_text("# some\nostrian: Abel, Bela | Quine, Rook\nfarlandic*: Xu, Yi | Zo\n", encoding="utf-8")
    trained.write_text("= culture\nBela Cora\nRook\n", encoding="utf-8")
    got = cultures.cultures(path=names, trained=trained)
    assert [(culture.name, culture.people) for culture in got] == [("ostrian", ("Abel Quine",)), ("farlandic", ("Zo Xu", "Zo Yi"))]


def _run(*arguments: str, path: Path = ROOT) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("KEEPMUM_")} | {"PYTHONPATH": str(path)}
    command = [sys.executable, str(ROOT / "benchmarks" / "tagger.py"), "--no-peer", "--no-ner", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def test_it_runs(tmp_path: Path) -> None:
    """All tables are printed for each redactor, those that --also names among them, without any words of a text."""
    (tmp_path / "others.py").write_text(
        "from keepmum.policy.category import Category\nfrom keepmum.policy.span import Span\n\n"
        "def perfect():\n    yield 'masks all', lambda texts: [[Span(0, len(text), Category.OTHER)] for text in texts]\n",
        encoding="utf-8",
    )
    more = ("--by", "category", "--robust", "--cultures", "--names", "1", "--also", "others:perfect")
    done = _run("--set", str(_file(tmp_path)), *more, path=tmp_path)
    assert done.returncode == 0, done.stderr
    [whole] = [line for line in done.stdout.splitlines() if line.startswith("masks all  ")]
    # 17 of the 29 English letters that count lie in units, and 12 of the 16 Chinese ones.
    assert re.findall(r"[0-9.]+", whole)[:12] == [
        "3",
        "1.000",
        "0.586",
        "1.000",
        "3",
        "1.000",
        "0.750",
        "1.000",
        "6",
        "1.000",
        "0.644",
        "1.000",
    ]
    assert all(name in done.stdout for name in (*robust.TRANSFORMATIONS, "turkish", "spread", "person", "keepmum, no model"))
    assert not {"Quine", "Ostrel", "小雯"} & set(re.findall(r"\w+", done.stdout + done.stderr))


def test_by_kind(tmp_path: Path) -> None:
    """--by kind gives each kind of text a line of its own."""
    done = _run("--set", str(_file(tmp_path)), "--by", "kind")
    assert [line.split("|")[0].split()[-1] for line in done.stdout.splitlines()[-3:]] == ["model", "chat", "form"]
