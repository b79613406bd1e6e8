"""Files with random bytes changed: whatever comes, a reader gives items or an `ImportFailed`, and does work in proportion to the size."""

from __future__ import annotations

import contextlib
import io
import random
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import pytest

from keepmum.memory.errors import ImportFailed
from keepmum.memory.formats.detect import read_path
from keepmum.memory.formats.interface import Problem, ReadOptions, Skipped
from keepmum.memory.record import Record

CHAT = (
    "20/01/24, 09:00 - Messages and calls are end-to-end encrypted.\r\n"
    "20/01/24, 09:01 - Mei Chen: Mum's knee is better.\r\nShe walked\r\n"
    "21/01/24, 9:02 - 妈妈 🌸: <Media omitted>\r\n"
    "21/01/24, 09:03 - Mei Chen: IMG-1.jpg (file attached)\r\n"
    "22/01/24, 21:04 - ~\u202fAnn: ok <This message was edited>\r\n"
).encode()
IOS = (
    "\ufeff[2024/1/20 下午9:01:05] 妈妈: 膝盖好点了\n"
    "\u200e[2024/1/21 上午9:02:06] Mei: \u200e<附件：1-PHOTO.jpg>\n"
    "[2024/1/22 中午12:03:07] Mei: hi\n"
).encode()
VTT = (
    b"WEBVTT\nRecorded: 2025-03-04 14:30\n\nNOTE x\n\n"
    b"1\n00:00:01.000 --> 00:00:02.000\n<v Mei>hello &amp; <b>hi</b></v>\n\n00:02.000 --> 00:03.000\nAnn: oh\n"
)
SRT = "1\n00:00:01,000 --> 00:00:02,000\nMei: hello\n\n2\n00:00:02,500 --> 00:00:03,000\n妈妈：你好\n".encode()
MEMO = "---\ntitle: Knee\ndate: 2025-03-04\ntags: [a, b]\n---\n\n# Clinic\n\nAsk about stairs #膝盖\n".encode()
CARD = (
    b"BEGIN:VCARD\r\nVERSION:2.1\r\nUID:1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E9=99=88;=\r\n=E7=BE=8E;;;\r\n"
    b"item1.TEL;TYPE=CELL:+65 8123\r\n 4567\r\nitem1.X-ABLabel:x\r\nADR:;;1 Road;;;;\r\nPHOTO;ENCODING=b:/9j/4AAQ\r\n"
    b"RELATED;TYPE=aunt;VALUE=text:me\r\nNOTE:a\\nb\r\nEND:VCARD\r\n"
)


def _zip() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("_chat.txt", CHAT)
        file.writestr("IMG-1.jpg", b"\xff\xd8")
    return held.getvalue()


SEEDS = {
    "WhatsApp Chat with Mei.txt": CHAT,
    "_chat.txt": IOS,
    "WhatsApp Chat - Mei.zip": _zip(),
    "call.vtt": VTT,
    "call.srt": SRT,
    "memo.md": MEMO,
    "contacts.vcf": CARD,
}
SPICE = (
    b"\n",
    b"\r\n",
    b"\0",
    b"\xff",
    b"\xfe\xff",
    b":",
    b": ",
    b";",
    b"<",
    b">",
    b"-->",
    b"=",
    b"=\r\n",
    b"\xe2\x80\x8e",
    b"\xed\xa0\x80",
    b"99",
    b"[",
    b"&#xD800;",
)


def _mutated(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(changed) + 1)
        match chance.randrange(5):
            case 0:
                changed[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del changed[at : at + chance.randint(1, 20)]
            case 2:
                changed[at:at] = chance.choice(SPICE) * chance.choice((1, 1, 1, 3, 200))
            case 3:
                other = chance.randrange(len(changed) + 1)
                changed[at:at] = changed[other : other + chance.randint(1, 60)]
            case _:
                del changed[at:]
    return bytes(changed)


def _steps(action: Callable[[], None]) -> int:
    """Return how many lines of Python ran: a measure of time that is the same on every machine."""
    count = 0

    def trace(frame: FrameType, event: str, arg: object) -> Callable[..., object]:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        action()
    finally:
        sys.settrace(before)
    return count


def _read(path: Path) -> None:
    with contextlib.suppress(ImportFailed):
        for item in read_path(path, ReadOptions()):
            assert isinstance(item, Record | Problem | Skipped)


def _fuzz(folder: Path, name: str, rounds: range) -> None:
    path = folder / name
    for number in rounds:
        chance = random.Random(f"{name} {number}")
        path.write_bytes(_mutated(SEEDS[name], chance))
        _read(path)


@pytest.mark.parametrize("name", SEEDS)
def test_mutated_files(tmp_path: Path, name: str) -> None:
    """Of 200 changed files a format, none makes a reader raise anything but an `ImportFailed`."""
    _fuzz(tmp_path, name, range(200))


@pytest.mark.soak
@pytest.mark.parametrize("name", SEEDS)
def test_many_mutated_files(tmp_path: Path, name: str) -> None:
    """Of 2,000 changed files a format, none makes a reader raise anything but an `ImportFailed`."""
    _fuzz(tmp_path, name, range(200, 2200))


@pytest.mark.parametrize("name", [name for name in SEEDS if not name.endswith(".zip")])
def test_work_grows_with_size(tmp_path: Path, name: str) -> None:
    """Eight times the file is at most sixteen times the work: counted in steps, not seconds; a small memo is not split at all."""
    path = tmp_path / name
    steps = []
    for times in (20, 160):
        path.write_bytes(SEEDS[name] * times)
        steps.append(_steps(lambda: _read(path)))
    assert steps[1] < 16 * steps[0]
