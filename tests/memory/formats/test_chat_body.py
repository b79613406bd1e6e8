"""Senders, files, and what the app itself says."""

from __future__ import annotations

import pytest

from keepmum.memory.formats.chat_body import Body, Senders, body, clean_name, is_app_text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<Media omitted>", Body("", ("media",))),
        ("\u200eimage omitted", Body("", ("image",))),
        ("\u200eGIF omitted", Body("", ("gif",))),
        ("\u200eContact card omitted", Body("", ("contact card",))),
        ("图像已省略", Body("", ("image",))),
        ("\u200e图片已忽略", Body("", ("image",))),
        ("<媒体文件已省略>", Body("", ("media",))),
        ("<省略多媒体文件>", Body("<省略多媒体文件>")),
        ("<省略媒体文件>", Body("", ("media",))),
        ("<Multimedia omitido>", Body("", ("media",))),
        ("\u200e<attached: 00000012-PHOTO-2024-03-04.jpg>", Body("", ("00000012-PHOTO-2024-03-04.jpg",))),
        ("the garden \u200e<attached: 12-PHOTO.jpg>", Body("the garden", ("12-PHOTO.jpg",))),
        ("\u200e<附件：00000012-PHOTO.jpg>", Body("", ("00000012-PHOTO.jpg",))),
        ("<附件:合同 v2.pdf>", Body("", ("合同 v2.pdf",))),
        ("\u200eIMG-20240304-WA0001.jpg (file attached)", Body("", ("IMG-20240304-WA0001.jpg",))),
        ("IMG-20240304-WA0001.jpg (file attached)\nour garden\nin May", Body("our garden\nin May", ("IMG-20240304-WA0001.jpg",))),
        ("合同.pdf（文件附件）", Body("", ("合同.pdf",))),
        ("Tuesday then \u200e<This message was edited>", Body("Tuesday then")),
        ("Tuesday <This message was edited>", Body("Tuesday")),
        ("星期二<此消息已编辑>", Body("星期二")),
        ("This message was deleted", Body("", deleted=True)),
        ("\u200eYou deleted this message.", Body("", deleted=True)),
        ("此消息已删除", Body("", deleted=True)),
        ("I think this message was deleted", Body("I think this message was deleted")),
        ("a < b and c > d", Body("a < b and c > d")),
        ("the image omitted my face", Body("the image omitted my face")),
        ("", Body("")),
    ],
)
def test_what_a_text_holds(text: str, found: Body) -> None:
    """Files become names, the app's marks go, and the person's own words stay to the letter."""
    assert body(text) == found


@pytest.mark.parametrize(
    "rest",
    [
        'Mei created group "Trip: Japan"',
        "Mei changed the subject to “Lunch: 12:30”",
        "Messages and calls are end-to-end encrypted. Tap to learn more: here",
        "You were added",
        "Mei left",
        "Mei 更改了群组名称: 旅行",
        "消息和通话都进行端到端加密。",
        ": no name",
        "",
        "x" * 200 + ": too long for a name",
    ],
)
def test_the_app_speaks(rest: str) -> None:
    """A line without a sender is the app's own, also if a colon stands in it."""
    assert Senders([rest, "Mei: hi"]).part(rest) is None


@pytest.mark.parametrize(
    ("rest", "sender", "text"),
    [
        ("Mei: hi", "Mei", "hi"),
        ("Mei: a: b", "Mei", "a: b"),
        ("~\u202fMei 🌸: hi", "Mei 🌸", "hi"),
        ("\u202a+65 8123 4567\u202c: hi", "+65 8123 4567", "hi"),
        ("妈妈: 膝盖好点了", "妈妈", "膝盖好点了"),
        ("John-John O'Neil (work): first\nsecond: third", "John-John O'Neil (work)", "first\nsecond: third"),
    ],
)
def test_senders(rest: str, sender: str, text: str) -> None:
    """The sender ends at the first colon and space of the first line; marks and the tilde of strangers go."""
    assert Senders([rest]).part(rest) == (sender, text)


def test_a_known_sender_without_a_space() -> None:
    """A colon without a space ends the name only of somebody who wrote elsewhere."""
    senders = Senders(["Mei: hi"])
    assert senders.part("Mei:.") == ("Mei", ".")
    assert senders.part("Bob:.") is None


def test_a_colon_in_a_name() -> None:
    """A name may hold a colon if at least three messages, and all of that shorter name, begin so."""
    senders = Senders(["Dr: Chen: a", "Dr: Chen: b", "Dr: Chen: c: d", "Mei: Re: x", "Mei: Re: y"])
    assert senders.part("Dr: Chen: c: d") == ("Dr: Chen", "c: d")
    assert senders.part("Mei: Re: x") == ("Mei", "Re: x")


def test_texts_of_the_app_behind_a_name() -> None:
    """An iPhone puts the chat's name before the app's own first text."""
    assert is_app_text("\u200eMessages and calls are end-to-end encrypted. No one outside of this chat can read them.")
    assert not is_app_text("Messages are fun")


def test_a_name_of_marks_only() -> None:
    """A name that cleaning would empty stays as it is."""
    assert clean_name("~") == "~"
