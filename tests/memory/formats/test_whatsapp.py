"""WhatsApp exports, whole."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keepmum.memory.errors import EmptyExport, ImportFailed, UnknownFormat, WrongEncoding
from keepmum.memory.formats.chat_body import Body, body, is_app_text
from keepmum.memory.formats.chat_line import header
from keepmum.memory.formats.interface import Item, Problem, ReadOptions, Skipped
from keepmum.memory.formats.text import split
from keepmum.memory.formats.whatsapp import WhatsApp, thread_of
from keepmum.memory.record import Record

SINGAPORE = timezone(timedelta(hours=8))

# How each language renders a message: the header with {day}.. {name}, and the chat's file name.
LOCALES = {
    "en-GB android": "{at:%d/%m/%Y, %H:%M} - {name}: {text}",
    "en-US android": "{at.month}/{at.day}/{at:%y, %I:%M\u202f%p} - {name}: {text}",
    "es android": "{at:%d/%m/%Y, %I:%M} {period} - {name}: {text}",
    "zh android": "{at.year}/{at.month}/{at.day} {chinese}{hour12}:{at:%M} - {name}: {text}",
    "zh ios": "[{at.year}/{at.month}/{at.day} {chinese}{hour12}:{at:%M:%S}] {name}: {text}",
    "de android": "{at:%d.%m.%y, %H:%M} - {name}: {text}",
    "en ios": "[{at:%d/%m/%Y, %H:%M:%S}] {name}: {text}",
    "us ios": "\u200e[{at.month}/{at.day}/{at:%y, %I:%M:%S\u202f%p}] {name}: {text}",
    "ja android": "{at:%Y/%m/%d, %H:%M} - {name}: {text}",
    "nl android": "{at:%d-%m-%Y %H:%M} - {name}: {text}",
}


def _render(locale: str, at: datetime, name: str, text: str) -> str:
    period, chinese = ("a. m.", "上午") if at.hour < 12 else ("p. m.", "下午")
    return LOCALES[locale].format(at=at, name=name, text=text, period=period, chinese=chinese, hour12=at.hour % 12 or 12)


def _read(path: Path, **known: object) -> list[Item]:
    return list(WhatsApp().read(path, ReadOptions(**{"zone": SINGAPORE, **known})))  # type: ignore[arg-type]  # a test's keywords


def _records(items: list[Item]) -> list[Record]:
    return [item for item in items if isinstance(item, Record)]


def _is_plain(text: str) -> bool:
    """Say whether the app would have written the text as it is."""
    return body(text) == Body(text) and not is_app_text(text) and all(header(line) is None for line in split(text))


NAMES = st.sampled_from(["Mei Chen", "妈妈", "Ah Huat 🌸", "+65 8123 4567", "O'Neil-Tan (work)", "J."])
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), min_size=1, max_size=40).filter(_is_plain)
MESSAGES = st.lists(st.tuples(st.datetimes(datetime(2019, 1, 1), datetime(2025, 1, 1)), NAMES, TEXTS), min_size=1, max_size=8)  # noqa: DTZ001 - local times


@pytest.mark.parametrize("locale", LOCALES)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much], deadline=None)
@given(messages=MESSAGES, mark=st.booleans(), crlf=st.booleans())
def test_round_trip(tmp_path: Path, locale: str, messages: list[tuple[datetime, str, str]], *, mark: bool, crlf: bool) -> None:
    """What a phone of any of these languages writes is read back: sender, time and text to the letter."""
    anchor = datetime(2019, 1, 31, 7, 5)  # noqa: DTZ001 - as above; a 31st decides the order of the date
    messages = [(anchor, "Mei Chen", "first"), *sorted(messages, key=lambda message: message[0])]
    seconds = locale.endswith("ios")
    whole = "\n".join(_render(locale, *message) for message in messages) + "\n"
    data = (whole.replace("\n", "\r\n") if crlf else whole).encode("utf-8-sig" if mark else "utf-8")
    path = tmp_path / "WhatsApp Chat with Family.txt"
    path.write_bytes(data)
    records = _records(_read(path))
    expected = [
        (at.replace(second=at.second if seconds else 0, microsecond=0, tzinfo=SINGAPORE), name, text) for at, name, text in messages
    ]
    assert [(r.at, r.speaker, r.text) for r in records] == expected
    assert {(r.kind, r.thread, r.source) for r in records} == {("message", "Family", "whatsapp")}
    assert len({r.ref for r in records}) == len(records)


def test_lines_of_all_kinds(write) -> None:
    """System lines and deleted messages are skipped by line, files become names, several lines one message."""
    path = write(
        "WhatsApp Chat with Mei.txt",
        "20/01/24, 09:00 - Messages and calls are end-to-end encrypted.\n"
        "20/01/24, 09:01 - Mei: Mum's knee is better.\n\nShe walked\n"
        "20/01/24, 09:02 - Ann: <Media omitted>\n"
        "20/01/24, 09:03 - Mei: This message was deleted\n"
        "20/01/24, 09:04 - Mei: IMG-20240120-WA0001.jpg (file attached)\nthe garden\n",
    )
    items = _read(path)
    assert [(item.line, item.reason) for item in items if isinstance(item, Skipped)] == [
        (1, "the app itself says this"),
        (6, "the message was deleted by its sender"),
    ]
    assert [(r.text, r.who, r.attachments) for r in _records(items)] == [
        ("Mum's knee is better.\n\nShe walked", ("Mei", "Ann"), ()),
        ("", ("Ann", "Mei"), ("media",)),
        ("the garden", ("Mei", "Ann"), ("IMG-20240120-WA0001.jpg",)),
    ]


def test_the_app_under_a_group_s_name(write) -> None:
    """On iOS the app speaks under the group's name: that is nobody. In a chat of two the same name is a person."""
    stamp, mark = "[20/01/24, 09:00:00]", "\u200e"
    path = write(
        "WhatsApp Chat - 顾家.txt",
        f"{stamp} 顾家: {mark}Mei created this group\n{stamp} 顾家: {mark}Mei added you\n"
        f"{stamp} Mei: hi\n{stamp} Ann: {mark}image omitted\n",
    )
    items = _read(path)
    assert [r.who for r in _records(items)] == [("Mei", "Ann"), ("Ann", "Mei")]
    assert len([item for item in items if isinstance(item, Skipped)]) == 2
    two = write("WhatsApp Chat - Mei.txt", f"{stamp} Mei: {mark}Location: here\n{stamp} Ann: ok\n")
    assert [r.speaker for r in _records(_read(two))] == ["Mei", "Ann"]


def test_a_header_of_another_form_is_text(write) -> None:
    """A quoted message of another export stays in the message that quotes it."""
    path = write("chat.txt", "[20/01/24, 09:00:00] Mei: he wrote\n13/01/24, 08:00 - Bob: no\n[20/01/24, 09:01:00] Ann: oh\n")
    assert [r.text for r in _records(_read(path))] == ["he wrote\n13/01/24, 08:00 - Bob: no", "oh"]


def test_refs_find_overlaps(write) -> None:
    """Exports that overlap, from any folder, agree on the refs of what is in both; equal messages of one minute stay apart."""
    lines = ["13/01/24, 09:00 - Mei: ok\n", "13/01/24, 09:00 - Mei: ok\n", "14/01/24, 09:00 - Ann: hi\n", "15/01/24, 09:00 - Mei: ok\n"]
    first = _records(_read(write("a/WhatsApp Chat with Mei.txt", "".join(lines[:3]))))
    second = _records(_read(write("b/WhatsApp Chat with Mei (2).txt", "".join(lines)), zone=UTC))
    assert [r.ref for r in second[:3]] == [r.ref for r in first]
    assert len({r.ref for r in second}) == 4
    ios = _records(_read(write("WhatsApp Chat - Mei.txt", "[13/01/24, 09:00:59] Mei: ok\n")))
    assert ios[0].ref == first[0].ref


def test_the_guess_is_said(write) -> None:
    """Where nothing tells the day from the month a problem says how it was read, unless the person decides."""
    path = write("chat.txt", "03/04/24, 09:00 - Mei: hi\n")
    problem, record = _read(path)
    assert isinstance(problem, Problem)
    assert "dmy" in problem.reason
    assert isinstance(record, Record)
    assert record.at == datetime(2024, 4, 3, 9, tzinfo=SINGAPORE)
    (record,) = _read(path, date_order="mdy")
    assert isinstance(record, Record)
    assert record.at == datetime(2024, 3, 4, 9, tzinfo=SINGAPORE)


def test_daylight_saving(write) -> None:
    """A local time has the offset of its own season."""
    path = write("chat.txt", "15/01/24, 09:00 - Mei: hi\n15/07/24, 09:00 - Mei: hi\n")
    winter, summer = _records(_read(path, zone=ZoneInfo("Europe/London")))
    assert (winter.at.astimezone(UTC).hour, summer.at.astimezone(UTC).hour) == (9, 8)


def test_the_machine_s_own_zone(write) -> None:
    """Without a zone a time is this machine's, and has an offset."""
    (record,) = _records(_read(write("chat.txt", "15/01/24, 09:00 - Mei: hi\n"), zone=None))
    assert record.at == datetime(2024, 1, 15, 9).astimezone()


@pytest.mark.parametrize(
    ("stem", "thread"),
    [
        ("WhatsApp Chat with Mei", "Mei"),
        ("WhatsApp Chat - Mei & Co", "Mei & Co"),
        ("WhatsApp Chat with Mei (3)", "Mei"),
        ("与Mei的WhatsApp聊天", "Mei"),
        ("與陈美的 WhatsApp 對話", "陈美"),
        ("WhatsApp 与 Mei 的聊天记录", "Mei"),
        ("WhatsApp-Chat mit Mei", "Mei"),
        ("Chat de WhatsApp con Mei", "Mei"),
        ("_chat", ""),
        ("diary", ""),
    ],
)
def test_thread_names(stem: str, thread: str) -> None:
    """The chat's name is what the export's name says, in any language and copy."""
    assert thread_of(stem) == thread


def test_a_nameless_chat(write) -> None:
    """A chat whose file has no name is named after its folder, else the people in it without the owner."""
    line = "13/01/24, 09:00 - Mei: hi\n13/01/24, 09:01 - Ann: hi\n"
    assert _records(_read(write("_chat.txt", line)))[0].thread == "Ann, Mei"
    assert _records(_read(write("_chat.txt", line), me="ann"))[0].thread == "Mei"
    assert _records(_read(write("WhatsApp Chat - Bob/_chat.txt", line)))[0].thread == "Bob"


def test_a_cut_file(write) -> None:
    """A file cut inside a character keeps its messages, and a problem names the line."""
    path = write("chat.txt", "13/01/24, 09:00 - Mei: hi\n13/01/24, 09:01 - Mei: 妈妈".encode()[:-1])
    items = _read(path)
    assert [r.text for r in _records(items)] == ["hi", "妈"]
    assert [item.line for item in items if isinstance(item, Problem)] == [2]


def test_a_date_that_does_not_exist(write) -> None:
    """A line with an impossible date is kept in the message before it, and named; before all messages it is only named."""
    path = write("chat.txt", "31/02/24, 08:00 - Mei: x\n13/01/24, 09:00 - Mei: hi\n31/02/24, 09:01 - Mei: y\n14/01/24, 09:00 - Mei: z\n")
    items = _read(path)
    assert [item.line for item in items if isinstance(item, Problem)] == [1, 3]
    assert [r.text for r in _records(items)] == ["hi\nMei: y", "z"]


def test_text_before_the_first_message(write) -> None:
    """What stands before the first header belongs to no message, and is named."""
    path = write("WhatsApp Chat with Mei.txt", "the end of something\n13/01/24, 09:00 - Mei: hi\n")
    assert WhatsApp().recognises(path, path.read_bytes())
    assert [type(item) for item in _read(path)] == [Problem, Record]


def test_a_message_too_long(write) -> None:
    """A message of more than a million characters, over many lines, is a problem; the others are kept."""
    path = write(
        "chat.txt", "13/01/24, 09:00 - Mei: hi\n13/01/24, 09:01 - Mei: x\n" + ("y" * 999 + "\n") * 1001 + "14/01/24, 09:00 - Mei: z\n"
    )
    items = _read(path)
    assert [r.text for r in _records(items)] == ["hi", "z"]
    assert [item.line for item in items if isinstance(item, Problem)] == [2]


@pytest.mark.parametrize(
    ("content", "error", "line"),
    [
        (b"", EmptyExport, None),
        (b" \n\r\n", EmptyExport, None),
        (b"\xef\xbb\xbf", EmptyExport, None),
        (b"dear diary\n", UnknownFormat, None),
        (b"13/01/24, 09:00 - Mei: hi\n13/01/24, 09:01 - Ren\xe9: salut\n", WrongEncoding, 2),
    ],
)
def test_bad_files(write, content: bytes, error: type[ImportFailed], line: int | None) -> None:
    """An empty file, one in another encoding and one that is no chat each have their own error."""
    with pytest.raises(error) as caught:
        _read(write("chat.txt", content))
    assert (type(caught.value), caught.value.line) == (error, line)
    assert "Mei" not in str(caught.value)


@pytest.mark.parametrize(
    "hostile", ["13/01/24, " * 5000, "[" * 50_000, "1" * 50_000, "13/01/24, 09:00 - " + "a: " * 17_000, "<" * 50_000, "\u200e" * 50_000]
)
def test_hostile_lines(write, hostile: str) -> None:
    """A line of 50,000 characters made to be slow is read as any other: every expression takes time in proportion."""
    path = write("WhatsApp Chat with Mei.txt", f"13/01/24, 09:00 - Mei: hi\n{hostile}\n13/01/24, 09:01 - Mei: {hostile}\n")
    assert _records(_read(path))
