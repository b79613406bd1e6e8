"""The commands that keep and find, on a real vault."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

CHAT = """[31/05/2026, 14:02:11] Mei Lin: Shall we go to the lake on Saturday?
[31/05/2026, 14:03:20] Sam: Yes, I bring the tent
[13/06/2026, 09:00:00] Mei Lin: 星期六下雨，改星期天
"""


def test_a_record_lives_from_add_to_forget(home: Any) -> None:
    """What was added is found word for word, can be changed and labelled, and is gone when it is forgotten."""
    record = home.ok(
        "add", "The boiler man comes on Friday", "--thread", "house", "--tag", "repairs", "--at", "2026-06-05T09:00+02:00", "--who", "me"
    )["id"]
    hit = home.ok("search", "boiler")[0]
    assert hit["record"]["id"] == record
    assert hit["record"]["text"] == "The boiler man comes on Friday"
    assert hit["record"]["at"] == "2026-06-05T09:00:00+02:00"
    assert hit["why"]
    assert home.ok("edit", record, "--text", "The boiler man comes on Monday")["text"] == "The boiler man comes on Monday"
    assert home.ok("tag", record, "urgent", "flat")["tags"] == ["flat", "repairs", "urgent"]
    assert home.ok("untag", record, "urgent")["tags"] == ["flat", "repairs"]
    receipt = home.ok("forget", record, "--yes")[0]
    assert receipt["level"] == "purged"
    assert receipt["destroyed"]
    assert home.ok("search", "boiler") == []
    assert home.run("tag", record, "x").exit == 24


def test_a_text_on_stdin_stays_out_of_the_arguments(home: Any) -> None:
    """With "-" or no argument a text is read from stdin, line breaks and all."""
    record = home.ok("add", "-", input="first line\nsecond line\n")["id"]
    assert home.ok("search", input="second line")[0]["record"] == home.ok("edit", record, "--thread", "x") | {"thread": ""}
    assert home.ok("search", "second")[0]["record"]["text"] == "first line\nsecond line"
    assert home.run("add", input="").exit == 2


def test_only_what_is_named_is_edited(home: Any, found: Callable[[str], str]) -> None:
    """An edit changes the named fields and no other; without any it is a mistake."""
    record = found("dentist")
    assert home.run("edit", record).exit == 2
    changed = home.ok("edit", record, "--who", "Mei", "--who", "me", "--kind", "event", "--ends", "2026-06-02T15:30")
    assert (changed["who"], changed["kind"], changed["text"], changed["thread"]) == (
        ["Mei", "me"],
        "event",
        "Dentist said Tuesday 3pm",
        "memos",
    )


@pytest.mark.parametrize(
    "args",
    [
        ["add", "x", "--at", "yesterday"],
        ["add", "x", "--at", "9999-12-31T23:59:59-14:00"],
        ["add", "x", "--at", "0001-01-01T00:00:00+14:00"],
        ["add", ""],
        ["add", "x", "--tag", " "],
        ["search", "  "],
        ["ask", ""],
        ["add", "x", "--kind", "poem"],
        ["search", "x", "--kind", "poem"],
        ["search", "x", "--since", "32.5."],
        ["import", "x", "--zone", "Mars/Olympus"],
        ["thread", "no such thread"],
        ["edit", "01JT5Q2M8W3C9X4V7B6N1K0ZRH"],
    ],
)
def test_values_that_make_no_sense_are_2(home: Any, args: list[str]) -> None:
    """A time, kind, zone or thread that is none is the person's mistake: exit 2, with a message."""
    done = home.run("--json", *args)
    assert (done.exit, done.data["error"]) == (2, "usage")


def test_a_name_or_thread_can_be_taken_away(home: Any, found: Callable[[str], str]) -> None:
    """An empty name or thread clears the field, and an empty tag is a mistake."""
    record = found("dentist")
    cleared = home.ok("edit", record, "--who", "", "--thread", "")
    assert (cleared["who"], cleared["thread"]) == ([], "")
    assert home.run("tag", record, "").exit == 2
    assert home.run("untag", record, "").exit == 2


def test_search_can_be_narrowed(home: Any) -> None:
    """Kind, person, thread and time each leave out what is elsewhere."""
    assert len(home.ok("search", "knee 膝盖", "--kind", "message")) == 2
    assert [hit["record"]["who"] for hit in home.ok("search", "knee", "--who", "mum")] == [["Mum"], ["妈妈"]]  # both are she
    assert home.ok("search", "knee", "--who", "me") == []
    assert [hit["record"]["thread"] for hit in home.ok("search", "膝盖", "--thread", "家")] == ["家"]
    assert home.ok("search", "knee", "--until", "2026-01-01") == []
    assert len(home.ok("search", "dentist", "--since", "2026-05-31", "--limit", "1")) == 1


def test_a_person_sees_lines(home: Any) -> None:
    """Without --json a hit is a line with its id, time, thread, speaker and words; nothing found is said on stderr."""
    done = home.run("search", "dentist", "--why")
    cells = done.out.strip().split("\t")
    assert cells[2:5] == ["memos", "me", "Dentist said Tuesday 3pm"]
    assert len(cells) == 6
    nothing = home.run("search", "zeppelin")
    assert (nothing.exit, nothing.out, nothing.err) == (0, "", "nothing found\n")


def test_threads_are_listed_and_shown(home: Any) -> None:
    """`thread` lists the threads; with a name it shows one in order of time."""
    assert [(thread["name"], thread["count"]) for thread in home.ok("thread")] == [("Mum", 1), ("memos", 1), ("家", 1)]
    assert [record["text"] for record in home.ok("thread", "memos")] == ["Dentist said Tuesday 3pm"]
    assert "memos\t1\t" in home.run("thread").out


def test_an_import_can_be_repeated(home: Any) -> None:
    """A chat comes in once; the same file again, or a longer export, adds only what is new."""
    chat = home.write("WhatsApp Chat with Mei Lin.txt", CHAT)
    first = home.ok("import", chat)["files"][0]
    assert (first["added"], first["duplicates"]) == (3, 0)
    again = home.ok("import", chat)["files"][0]
    assert (again["added"], again["duplicates"]) == (0, 3)
    chat.write_text(CHAT + "[14/06/2026, 08:00:00] Sam: I am at the lake\n")
    assert home.ok("import", chat)["files"][0]["added"] == 1
    assert home.ok("search", "tent")[0]["record"]["who"][0] == "Sam"
    card = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:7\r\nFN:Marlow\r\nTEL:+44 7700 90011{}\r\nEND:VCARD\r\n"
    assert home.ok("import", home.write("cards.vcf", card.format(1)))["files"][0]["updated"] == 0
    assert home.ok("import", home.write("cards.vcf", card.format(2)))["files"][0]["updated"] == 1


def test_an_import_says_why_lines_were_left_out(home: Any) -> None:
    """What holds no message is counted by its reason, the commonest first, in words and in the JSON, without any of the content."""
    lines = (
        *("Messages and calls are end-to-end encrypted.", "Mei Lin joined", "Mei Lin: hello", "Sam: This message was deleted"),
        "Mei Lin: are you there?",
    )
    text = "".join(f"12/03/2025, 18:0{minute} - {line}\n" for minute, line in enumerate(lines))
    chat = home.write("WhatsApp Chat with Mei Lin.txt", text)
    (report,) = home.ok("import", chat, "--no-index")["files"]
    assert (report["added"], report["skipped"]) == (2, 3)
    reasons = [("the app itself says this", 2), ("the message was deleted by its sender", 1)]
    assert report["left_out"] == [{"reason": reason, "count": count} for reason, count in reasons]
    said = home.run("import", chat, "--no-index").out
    assert "3 left out (2 because the app itself says this; 1 because the message was deleted by its sender)" in said


def test_an_import_without_a_model_finds_by_words(home: Any) -> None:
    """Where there is no embedding model the import says so, succeeds, and search works by words."""
    done = home.run("import", home.write("WhatsApp Chat with Mei Lin.txt", CHAT))
    assert done.exit == 0
    assert "search by words only" in done.err
    assert home.ok("search", "下雨")
    assert home.run("index").exit == 41


@pytest.mark.parametrize(
    ("name", "content", "code", "exit_code"),
    [
        ("picture.bin", bytes(range(256)) * 8, "unknown-format", 31),
        ("chat.txt", b"", "empty-export", 32),
        ("chat.zip", b"PK\x03\x04 and then nothing", "truncated-export", 34),
        ("contacts.vcf", b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Mei\r\n", "truncated-export", 34),
    ],
)
def test_a_file_that_is_no_export_says_why(home: Any, name: str, content: bytes, code: str, exit_code: int) -> None:
    """An unknown, empty or cut file has an exit code and a hint of its own; the message has none of its content."""
    done = home.run("--json", "import", home.write(name, content))
    assert (done.data["error"], done.exit) == (code, exit_code)
    assert "Mei" not in done.err


def test_what_came_before_a_broken_file_is_kept(home: Any) -> None:
    """Of several files, those before the broken one are in the vault, and the others can be brought in later."""
    good = home.write("WhatsApp Chat with Mei Lin.txt", CHAT)
    assert home.run("import", good, home.write("chat.txt", b"")).exit == 32
    assert home.ok("search", "tent")


def test_forgetting_asks_first(home: Any, found: Callable[[str], str]) -> None:
    """Without --yes a person is asked; any answer but yes, or none, changes nothing."""
    record = found("dentist")
    for answer in ("", "n\n", "no\n", "what\n"):
        done = home.run("--json", "forget", record, input=answer)
        assert done.exit == 3
        assert json.loads(done.err.splitlines()[-1])["error"] == "not-confirmed"
    assert home.run("forget", record, input="yes\n").exit == 0


def test_all_or_none_of_several_ids_are_forgotten(home: Any, found: Callable[[str], str]) -> None:
    """One id that does not exist is noticed before anything is destroyed."""
    assert home.run("forget", found("dentist"), "01JT5Q2M8W3C9X4V7B6N1K0ZRH", "--yes").exit == 24
    assert home.ok("search", "dentist")


def test_a_broken_file_in_a_folder_is_named_and_the_others_come_in(home: Any) -> None:
    """In a folder, a file that cannot be read is a problem on stderr, by name and without content; the rest is kept."""
    folder = home.folder / "notes"
    folder.mkdir()
    (folder / "good.md").write_text("The plumber is called Marlow Quint")
    (folder / "bad.vcf").write_bytes(b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Zebrawood\r\n")
    done = home.run("import", folder)
    assert done.exit == 0
    assert "bad.vcf" in done.err
    assert "Zebrawood" not in done.err
    assert home.ok("search", "plumber")


def test_an_argument_that_is_no_text_is_2(home: Any) -> None:
    """Bytes that are no UTF-8 in a text, name or tag are refused, not stored and no fault."""
    for args in (["search", "\udcff"], ["add", "x", "--tag", "\udcff"], ["add", "\udcff"], ["thread", "\udcff"]):
        assert home.run(*args).exit == 2
