"""Hostile replies as a program that shows them reads them: no link, image or attribute that it finds holds an original."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token as Node
from tests.policy.test_hostile_replies import REPLIES, TOKENS

from keepmum.policy.masking.restore import restore

_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")
_PIECES = st.lists(
    st.sampled_from(
        [
            "[PERSON_1]",
            "[PERSON_1]",
            "PERSON_1",
            "Robin Hayes",
            "[PERSON_9]",
            "[",
            "]",
            "(",
            ")",
            "<",
            ">",
            "!",
            "](",
            "![",
            "[a]: ",
            "]: ",
            "\n",
            "\n\n",
            " ",
            "<a href=",
            "<img src=",
            '"',
            "'",
            "=",
            "//",
            "https://",
            "evil.example",
            "/",
            "?q=",
            "\\",
            "&#x2f;",
            "&sol;",
            "`",
            "```\n",
            "* ",
            "1. ",
            "> ",
            "    ",
            "|",
            "x",
            "<!--",
            "-->",
            "<b>",
            "</b>",
            "<script>",
            "</script>",
            "mailto:",
            "@",
            ".",
            "^",
            "\u200b",
            "\t",
            "_",
            "**",
        ]
    ),
    max_size=24,
).map("".join)


class _Attributes(HTMLParser):
    """Collects what stands in attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [piece for name, value in attrs for piece in (name, value or "")]


def _attributes(text: str) -> list[str]:
    parser = _Attributes()
    with contextlib.suppress(AssertionError):  # Python's parser gives up at "<![x"
        parser.feed(text)
        parser.close()
    return parser.found


def _carried(text: str) -> Iterator[str]:
    """Yield all that a program would load, open or send of a text in Markdown and HTML."""
    yield from _attributes(text)  # a program may take all of it for HTML
    waiting: list[Node] = _MARKDOWN.parse(text)
    while waiting:
        node = waiting.pop()
        waiting += node.children or []
        yield from (str(value) for name, value in (node.attrs or {}).items() if name in {"href", "src"})
        if node.type in {"html_block", "html_inline"}:
            yield from _attributes(node.content)


def _holds_nothing(reply: str) -> None:
    for carried in _carried(restore(reply, TOKENS).text):
        assert "rsolya" not in unquote(carried).replace("mailto:orsolya@x.example", "")


@pytest.mark.parametrize("reply", REPLIES)
def test_known_tricks(reply: str) -> None:
    """Nothing that a Markdown parser takes for an address holds an original."""
    _holds_nothing(f"Dear [PERSON_1],\n\n{reply}\n\nBye")


@settings(max_examples=300, deadline=None)
@given(_PIECES)
def test_any_trick(reply: str) -> None:
    """However links, images, definitions and tags are put together."""
    _holds_nothing(reply)


@pytest.mark.soak
@settings(max_examples=30_000, deadline=None)
@given(_PIECES)
def test_many_tricks(reply: str) -> None:
    """The same, many times."""
    _holds_nothing(reply)
