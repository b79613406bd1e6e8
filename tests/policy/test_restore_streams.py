"""Restoring a reply that comes in pieces: where it is cut makes no difference, and what is not an address comes back exactly."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.policy.test_restore import HOSTILE

from keepmum.policy.category import Category
from keepmum.policy.masking.meant import Meanings
from keepmum.policy.masking.restore import Restored, Restorer, restore
from keepmum.policy.masking.tokens import Token, TokenMap
from keepmum.policy.masking.toolcalls import restore_tool_arguments

ORIGINALS = {
    "PERSON_1": "Mei Chen",
    "PERSON_2": "陈伟",
    "PERSON_10": "Bo O'Neil",
    "EMAIL_1": "mei@x.example",
    "URL_1": "https://x.example/a?b=",
    "PHONE_1": "+44 20 7946 0018",
    "OTHER_1": 'a "quoted" \\ line\nand another',
    "ADDRESS_1": "[PERSON_2] <b>",
}
TOKENS = TokenMap(
    (
        *(Token(name, Category[name.rpartition("_")[0]], original) for name, original in ORIGINALS.items()),
        Token("PERSON_3", Category.PERSON, "Orsolya Kiss", written="Robin Hayes"),
        Token("DATE_1", Category.DATE, "12 March 2024", written="2 April 2024"),
        Token("PHONE_2", Category.PHONE, "+36 1 555 1234", written="07700 900123"),
        Token("PERSON_4", Category.PERSON, "李娜", written="林安"),
    )
)
MEANINGS = Meanings(TOKENS)


def streamed(pieces: list[str]) -> Restored:
    restorer = Restorer(MEANINGS)
    text = "".join([*map(restorer.feed, pieces), restorer.close()])
    report = restorer.report
    return Restored(text, report.unknown, report.withheld, report.restored, report.repaired)


_AROUND = st.sampled_from(
    [
        " ",
        " ",
        ", ",
        ". ",
        "\n",
        "\n\n",
        " said ",
        "，",
        "。",
        "和",
        "’s ",
        "'s ",
        "! ",
        "- ",
        "**",
        " `",
        "` ",
        "> ",
        "# ",
        "| ",
        " 3 < 5 ",
        "(",
        ") ",
        "“",
        "”",
        "1. ",
        "告诉",
        " PERSON ",
        " [x] ",
        " [",
        "] ",
        " Robin ",
        " 2 ",
        " 07700 ",
        "&",
        " ",
        "person_",
        " at 10:30 ",
        " e.g. ",
        " — ",
    ]
)
_REPLY = st.lists(st.one_of(_AROUND, _AROUND, st.sampled_from(sorted(ORIGINALS))), min_size=1, max_size=16)


def _exact(parts: list[str]) -> None:
    """See that a reply of whole tokens, each between spaces, comes back exactly, at every cut and character by character."""
    reply = "".join(f" [{part}] " if part in ORIGINALS else part for part in parts)
    expected = "".join(f" {ORIGINALS[part]} " if part in ORIGINALS else part for part in parts)
    whole = restore(reply, MEANINGS)
    others = sum(part in ORIGINALS for part in parts)
    if whole.restored == others and not whole.repaired:
        assert whole.text == expected
    assert not whole.withheld or any(sign in reply for sign in ("](", "<", "]:", "[x] :"))
    assert streamed(list(reply)) == whole
    for cut in range(len(reply) + 1):
        assert streamed([reply[:cut], reply[cut:]]) == whole


@settings(max_examples=25, deadline=None)
@given(_REPLY)
def test_exact_at_every_cut(parts: list[str]) -> None:
    """Unmodified tokens come back exactly wherever the reply is cut."""
    _exact(parts)


@pytest.mark.soak
@settings(max_examples=1000, deadline=None)
@given(_REPLY)
def test_exact_at_every_cut_of_many(parts: list[str]) -> None:
    """The same for 1,000 replies."""
    _exact(parts)


_WILD = st.lists(
    st.sampled_from(
        [
            "[PERSON_1]",
            "PERSON_1",
            "[PERSON_",
            "1",
            "0",
            "]",
            "[",
            "\\",
            "_",
            "person",
            "_10",
            " ",
            "\n",
            "\n\n",
            "(",
            ")",
            "](",
            "<",
            ">",
            "<a ",
            "https://",
            "//",
            "/",
            ".",
            "evil.example",
            "@",
            "&",
            ";",
            "&#46;",
            "www.",
            "[URL_1]",
            "[URL_1",
            "{{",
            "}}",
            "{",
            "}",
            '"',
            ":",
            '{"a": "',
            "```json\n",
            "```\n",
            "Robin",
            "\\n",
            " Hayes",
            "Hay",
            "es",
            "2 April",
            " 2024",
            "07700",
            " 900",
            "123",
            "林",
            "安",
            "人物",
            "【人_",
            "】",
            "姓名",
            "[PERSONNE_1]",
            "<script>",
            "</script>",
            "<!--",
            "-->",
            "=",
            "'s",
            "ſ",
            "İ",
            "ı",
            "\u200b",
            "\u202e",
            "\u212a",
            "email",
            "e-mail 1",
            "url(",
        ]
    ),
    max_size=30,
).map("".join)


def _same(reply: str, cuts: list[int]) -> None:
    whole = restore(reply, MEANINGS)
    assert streamed(list(reply)) == whole
    for cut in {number % (len(reply) + 1) for number in cuts} | {len(reply)}:
        assert streamed([reply[:cut], reply[cut:]]) == whole


@settings(max_examples=150, deadline=None)
@given(_WILD, st.lists(st.integers(0, 400), max_size=6))
def test_any_cut_of_any_reply(reply: str, cuts: list[int]) -> None:
    """However wild the reply, its pieces come to the same as the whole: text, counts and names."""
    _same(reply, cuts)


@pytest.mark.soak
@settings(max_examples=20_000, deadline=None)
@given(_WILD, st.lists(st.integers(0, 400), max_size=12))
def test_any_cut_of_many_replies(reply: str, cuts: list[int]) -> None:
    """The same, many times."""
    _same(reply, cuts)


@pytest.mark.parametrize("reply", HOSTILE)
def test_hostile_in_pieces(reply: str) -> None:
    """A hostile reply gets nothing more by coming in pieces."""
    whole = restore(reply, MEANINGS)
    assert streamed(list(reply)) == whole
    assert "Mei" not in whole.text or reply.startswith("[PERSON_2](")  # ours here: no brackets are left for a link


def test_little_is_held_back() -> None:
    """At most one token's length, and what may be its host, waits for the next piece."""
    restorer, shown = Restorer(MEANINGS), ""
    text = "Dear friend, [PERSON_1] wrote [sic] that PERSON_2 is well: 好的，【PERSON_2】。Robins sing, 07 at 2 in April. " * 3
    for number, character in enumerate(text, start=1):
        shown += restorer.feed(character)
        assert len(restore(text[:number], MEANINGS).text) - len(shown) <= 24
    assert (shown + restorer.close()).count("Mei Chen") == 3


def test_closed_is_closed() -> None:
    """Nothing comes after the end; ending twice gives nothing twice."""
    restorer = Restorer(TOKENS)
    assert restorer.feed("[PERSON_1]") + restorer.close() == "Mei Chen"
    assert restorer.close() == ""
    with pytest.raises(ValueError, match="closed"):
        restorer.feed("x")


@settings(max_examples=60, deadline=None)
@given(
    value=st.recursive(
        st.lists(st.sampled_from([*(f"[{name}]" for name in ORIGINALS if name != "URL_1"), " ", "x ", "\n", '"', "\\"]), max_size=6).map(
            " ".join
        ),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "c"]), inner, max_size=3),
        max_leaves=8,
    ).filter(lambda value: not isinstance(value, str)),
    fenced=st.booleans(),
)
def test_json_stays_json(*, value: object, fenced: bool) -> None:
    """JSON stays JSON, with each original in its place: in a reply, in a fenced block, in strings of JSON, in a tool's arguments."""

    def expected(part: object) -> object:
        if isinstance(part, str):
            return "".join(piece if at % 2 == 0 else ORIGINALS[piece] for at, piece in enumerate(part.replace("]", "[").split("[")))
        if isinstance(part, list):
            return [expected(item) for item in part]
        assert isinstance(part, dict)
        return {key: expected(item) for key, item in part.items()}

    for reply, read in (
        (json.dumps(value), json.loads),
        (json.dumps({"x": json.dumps(value)}), lambda text: json.loads(json.loads(text)["x"])),
    ):
        back = restore(f"```json\n{reply}\n```" if fenced else reply, MEANINGS).text
        assert read(back.removeprefix("```json\n").removesuffix("\n```") if fenced else back) == expected(value)
        arguments = restore_tool_arguments("save", reply, TOKENS, {"save"}).text
        assert read(arguments) == expected(value)


@pytest.mark.parametrize(
    "piece", ["[", "[PERSON_", "PERSON_1", "[URL_1]", "[URL_1].", "Robin ", "2 April ", "a.", "(", "{\\", '"', "&", "<", "07", "İ"]
)
def test_linear_time_in_pieces(piece: str) -> None:
    """A hostile reply that comes in small pieces is read in a moment."""
    started, restorer = time.process_time(), Restorer(MEANINGS)
    for _ in range(4_000 // len(piece)):
        restorer.feed(piece)
    restorer.close()
    assert time.process_time() - started < 5
