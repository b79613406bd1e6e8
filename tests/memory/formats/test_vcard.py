"""Contacts."""

from __future__ import annotations

import quopri
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keepmum.memory.errors import EmptyExport, ImportFailed, TruncatedExport, UnknownFormat, WrongEncoding
from keepmum.memory.formats.interface import Item, Problem, ReadOptions
from keepmum.memory.formats.vcard import VCard
from keepmum.memory.formats.vcard_line import Property, cut, unescape
from keepmum.memory.record import Record


def _read(path: Path) -> list[Item]:
    return list(VCard().read(path, ReadOptions(zone=UTC)))


def _only(path: Path) -> Record:
    (record,) = _read(path)
    assert isinstance(record, Record)
    return record


def _card(*lines: str, version: str = "3.0", end: str = "\r\n") -> str:
    return end.join(("BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""))


def test_a_full_card(write) -> None:
    """Every field that people keep has its line, in a fixed order; pictures and formatting are left out."""
    path = write(
        "contacts.vcf",
        _card(
            "UID:urn:uuid:42",
            "REV:2024-02-03T04:05:06Z",
            "N:Chen;Mei;;Dr;",
            "FN:Dr Mei Chen",
            "NICKNAME:Mimi,Little\\, M",
            "item1.TEL;TYPE=CELL,VOICE:+65 8123 4567",
            "TEL;VALUE=uri:tel:+65-6123-4567",
            "EMAIL;TYPE=INTERNET:mei@example.org",
            "ADR;TYPE=HOME:;;12 Bukit Road\\, #03-04;Singapore;;123456;Singapore",
            "ORG:Knee Clinic;Surgery",
            "TITLE:Surgeon",
            "BDAY:1980-03-04",
            "item2.X-ABRELATEDNAMES:Bob Tan",
            "item2.X-ABLabel:_$!<Spouse>!$_",
            "RELATED;TYPE=friend;VALUE=text:Ann Lim",
            "RELATED;TYPE=sibling:urn:uuid:43",
            "RELATED;TYPE=aunt;VALUE=text:me",
            "X-SOCIALPROFILE;TYPE=twitter:https://twitter.example/meichen",
            "IMPP:xmpp:mei@chat.example",
            "X-WECHAT:mei_chen80",
            "CATEGORIES:Family,Doctors",
            "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD",
            " /2wBDAAEBAQEBAQEBAQEBAQEBAQEBAQE",
            "NOTE:first line\\nsecond\\; line",
            version="4.0",
        ),
    )
    record = _only(path)
    assert record.text.split("\n") == [
        "Dr Mei Chen",
        "nick: Mimi",
        "nick: Little, M",
        "given: Mei",
        "family: Chen",
        "phone: +65 8123 4567",
        "phone: +65-6123-4567",
        "email: mei@example.org",
        "handle: @meichen",
        "handle: mei@chat.example",
        "handle: mei_chen80",
        "address: 12 Bukit Road, #03-04, Singapore, 123456, Singapore",
        "org: Knee Clinic, Surgery",
        "title: Surgeon",
        "birthday: 1980-03-04",
        "relation: aunt",
        "related: Bob Tan (spouse)",
        "related: Ann Lim (friend)",
        "note: first line",
        "note: second; line",
    ]
    assert record.at == datetime(2024, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert (record.kind, record.who, record.thread, record.source, record.ref) == (
        "contact",
        ("Dr Mei Chen",),
        "contacts",
        "contacts",
        "urn:uuid:42",
    )
    assert record.tags == ("Doctors", "Family")


def test_version_2_1(write) -> None:
    """Bare parameters, quoted-printable with soft breaks, a character set of its own, and a picture folded without spaces."""
    qp = quopri.encodestring("陈美;膝盖".encode()).decode().replace("\n", "\r\n")
    path = write(
        "old.vcf",
        (
            "BEGIN:VCARD\r\nVERSION:2.1\r\n"
            "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E9=99=88;=\r\n=E7=BE=8E;;;\r\n"
            "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E9=99=88=\r\n=E7=BE=8E\r\n"
            "TEL;HOME;PREF:5673334444\r\n"
            "PHOTO;JPEG;ENCODING=BASE64:/9j/4AAQ\r\nSkZJRgABAQ+/\r\nAAD=\r\n\r\n"
            f"NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:{qp}\r\nEND:VCARD\r\n"
        ).encode()
        + b"BEGIN:VCARD\r\nVERSION:2.1\r\nFN;CHARSET=ISO-8859-1:Ren\xe9\r\nEND:VCARD\r\n"
        + b"BEGIN:VCARD\r\nVERSION:2.1\r\nFN;CHARSET=GBK:\xb3\xc2\xc3\xc0\r\nEND:VCARD\r\n",
    )
    assert [item.text for item in _read(path) if isinstance(item, Record)] == ["陈美\nphone: 5673334444\nnote: 陈美;膝盖", "René", "陈美"]


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (("N:Chen;Mei;Li;;",), "Mei Li Chen"),
        (("N:陈;美;;;",), "陈美"),
        (("NICKNAME:Mimi", "TEL:1"), "Mimi"),
        (("ORG:Knee Clinic", "TEL:1"), "Knee Clinic"),
        (("EMAIL:mei@example.org",), "mei@example.org"),
        (("TEL:+65 8123 4567",), "+65 8123 4567"),
    ],
)
def test_a_card_without_a_name(write, lines: tuple[str, ...], name: str) -> None:
    """A card is named by the best that it has."""
    assert _only(write("a.vcf", _card(*lines))).who == (name,)


def test_nicknames_and_sounds(write) -> None:
    """Nicknames in Android's own field and names as they sound are kept."""
    lines = ("FN:陈美", "X-PHONETIC-FIRST-NAME:Mei", "X-ANDROID-CUSTOM:vnd.android.cursor.item/nickname;Mimi;1;;;;;;;;;;;;;")
    assert _only(write("a.vcf", _card(*lines))).text == "陈美\nnick: Mimi\nphonetic: Mei"


def test_folding(write) -> None:
    """A line that begins with a space or tab goes on with the one before it, also inside a word."""
    assert _only(write("a.vcf", _card("FN:Mei Ch", " en", "NOTE:long", "\t note"))).text == "Mei Chen\nnote: long note"


def test_refs(write) -> None:
    """Without a UID the ref comes from name and first number: stable over other changes, different for two of one name."""
    cards = [("FN:Wei Chen", "TEL:1"), ("FN:Wei Chen", "TEL:1", "NOTE:new"), ("FN:Wei Chen", "TEL:2"), ("FN:Wei Chen",)]
    refs = [_only(write(f"{number}.vcf", _card(*lines))).ref for number, lines in enumerate(cards)]
    assert refs[0] == refs[1]
    assert len(set(refs)) == 3


def test_what_is_wrong_is_named(write) -> None:
    """A line that is no property, bytes that fit no set, a card without end, and one without a name are problems; the rest is kept."""
    path = write(
        "a.vcf",
        b"BEGIN:VCARD\nFN:Ann\nno property\nNOTE:caf\xe9\nEND:VCARD\n"
        b"BEGIN:VCARD\nFN:Bob\nBEGIN:VCARD\nNOTE:x\nEND:VCARD\nBEGIN:VCARD\nFN:Eve\n",
    )
    items = _read(path)
    assert [item.text for item in items if isinstance(item, Record)] == ["Ann"]
    assert [item.line for item in items if isinstance(item, Problem)] == [3, 4, 6, 8, 11]


@pytest.mark.parametrize(
    ("content", "error", "line"),
    [
        (b"", EmptyExport, None),
        (b" \n", EmptyExport, None),
        (b"hello\n", UnknownFormat, None),
        (b"BEGIN:VCARD\nFN:Mei\n", TruncatedExport, 1),
        (b"BEGIN:VCARD\nFN:Ren\xe9\nEND:VCARD\n", WrongEncoding, 2),
        (b"BEGIN:VCARD\nFN;CHARSET=idna:Ren\xe9\nEND:VCARD\n", WrongEncoding, 2),
        (b"BEGIN:VCARD\nFN;ENCODING=QUOTED-PRINTABLE;CHARSET=unicode_escape:=5Cud800\nEND:VCARD\n", WrongEncoding, 2),
        (b"BEGIN:VCARD\nFN:Mei\0\nEND:VCARD\n", WrongEncoding, 2),
    ],
)
def test_bad_files(write, content: bytes, error: type[ImportFailed], line: int | None) -> None:
    """Each bad file has its own error, with the line."""
    with pytest.raises(error) as caught:
        _read(write("a.vcf", content))
    assert (type(caught.value), caught.value.line) == (error, line)
    assert "Mei" not in str(caught.value)


def test_utf_16(write) -> None:
    """A file with a byte order mark is read by it."""
    assert _only(write("a.vcf", _card("FN:陈美").encode("utf-16"))).text == "陈美"


def test_escapes() -> None:
    r"""A backslash keeps the next character from meaning anything; ``\n`` is a line break."""
    assert unescape(r"a\,b\;c\\d\ne\Nf") == "a,b;c\\d\ne\nf"
    assert cut(r"a\;b;c\\;d", ";") == [r"a\;b", r"c\\", "d"]


VALUE = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=30)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
@given(name=VALUE, note=VALUE, quoted=st.booleans(), width=st.integers(3, 20))
def test_round_trip(tmp_path: Path, name: str, note: str, *, quoted: bool, width: int) -> None:
    """What is escaped and folded, or quoted-printable, is read back."""
    escaped = [value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,") for value in (name, note)]
    if quoted:
        coded = ["".join(f"={byte:02X}" for byte in value.encode()) for value in escaped]
        broken = ["=\r\n".join(value[at : at + 3 * width] for at in range(0, len(value), 3 * width)) for value in coded]
        lines = [f"{key};CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:{value}" for key, value in zip(("FN", "NOTE"), broken, strict=True)]
    else:
        folded = ["\r\n ".join(value[at : at + width] for at in range(0, len(value), width)) for value in escaped]
        lines = [f"{key}:{value}" for key, value in zip(("FN", "NOTE"), folded, strict=True)]
    path = tmp_path / "a.vcf"
    path.write_bytes(_card(*lines).encode())
    assert _only(path).text == f"{name}\nnote: {note}"


@pytest.mark.parametrize(
    "hostile",
    [
        ";" * 50_000,
        '";' * 25_000,
        "\\" * 50_000,
        "=" * 50_000,
        "a." * 25_000,
        ":" * 50_000,
        "N;ENCODING=QUOTED-PRINTABLE:" + "=\r\n" * 12_000,
    ],
)
def test_hostile_lines(write, hostile: str) -> None:
    """A line of 50,000 characters made to be slow is read as any other."""
    assert _read(write("a.vcf", _card("FN:Ann", hostile, f"N:{hostile}", f"NOTE:{hostile}")))


def test_nothing_private_in_a_repr() -> None:
    """Nothing that a line says shows in its repr: of a broken line the name can be anything."""
    assert repr(Property(7, "MEI CHEN", "MEI", ("mei",), "Mei")) == "Property(line=7)"
