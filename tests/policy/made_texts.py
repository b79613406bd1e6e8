"""Texts of ten kinds with a place for a name, a number or an address, and what `made_people` puts there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from random import Random
from urllib.parse import quote, quote_plus

from tests.policy.made_forms import addresses, chinese_names, emails, latin_names, phones
from tests.policy.made_people import ORDINARY, MadePerson


@dataclass(frozen=True, slots=True)
class Made:
    """One text in which one thing about one person stands."""

    kind: str
    what: str
    text: str
    start: int
    end: int

    def missing(self, hidden: set[int]) -> bool:
        """Return whether a letter or digit of the thing is not among the hidden places."""
        return any(at not in hidden for at in range(self.start, self.end) if self.text[at].isalnum())


CHAT_EN = [
    "tell ¤ i am late",
    "hi ¤ how was it",
    "is ¤ still coming tonight?",
    "i saw ¤ at the shop",
    "that was ¤ on the phone",
    "ask ¤ about the boiler",
    "can you pick up ¤ from the airport",
    "lunch with ¤ tomorrow?",
    "¤ said no",
    "¤ is in hospital again",
    "so ¤ and i are not speaking",
    "what did ¤ want",
    "I have to talk to ¤ about money",
    "give it to ¤ please",
    "with love, ¤",
    "cc ¤",
    "met ¤ at the school gate",
    "don't tell anyone but ¤ is pregnant",
    "¤ owes me 40 quid",
    "why is ¤ crying",
    "thanks ¤!",
    "omg ¤",
    "got a letter from ¤ today",
    "is that ¤?",
    "¤, are you there",
    "my boss ¤ has left",
    "(¤)",
    '"¤" was on the envelope',
    "photo of ¤ attached",
    "it's ¤ again",
    "Dear ¤,",
    "Regards, ¤",
    "I think ¤ knows",
    "¤ asked me for help",
    "call ¤ before six",
    "¤ rang twice",
    "the keys are with ¤",
    "¤ broke the window",
    "we went to see ¤",
    "did ¤ sign it",
]
CHAT_ZH = [
    "昨天¤说不来了",
    "我和¤去吃饭",
    "你问一下¤吧",
    "¤住院了",
    "给¤打个电话",
    "¤，你在吗",
    "这是¤的车",
    "跟¤讲过了",
    "¤今天生日",
    "帮我约¤",
    "听说¤离婚了",
    "¤刚才来过",
    "让¤来接我",
    "下午见¤",
    "不要告诉¤",
    "¤还欠我钱",
    "请把文件给¤",
    "谢谢¤！",
    "是¤吗？",
    "¤在吗",
    "找¤签字",
    "“¤”写在信封上",
    "我同事¤走了",
    "¤和我吵架了",
    "等¤回来再说",
    "借了¤五千块",
    "¤说：“好的。”",
    "联系¤",
    "我看到¤了",
    "¤明天到",
    "叫¤起床",
    "已经发给¤了",
    "¤病了",
    "陪¤去医院",
    "替¤交费",
    "¤换工作了",
    "问问¤的意见",
    "¤没来上班",
    "¤要搬家",
    "（¤）",
]
CHAT_MIXED = [
    "ok 我问一下¤ then call you",
    "¤ 说 he is late",
    "meeting with ¤ 下午三点",
    "帮我 remind ¤ please",
    "¤的deadline是周五",
    "把report发给¤ thanks",
    "我跟¤ had lunch",
    "can you 问问 ¤ 吗",
    "¤ 今天 WFH",
    "lol ¤又迟到了",
    "¤已经approve了",
    "明天 see ¤ at 机场",
    "cc 一下¤",
    "这个是¤的laptop",
    "hi ¤，在吗",
    "¤ said 没问题",
    "等¤ reply",
    "I think ¤不高兴",
    "发给¤ 的 email",
    "¤, 你好",
]
MAIL = """From: ¤ <someone@host.example>
To: ¤
Cc: boss@host.example, ¤
Subject: Re: ¤ and the lease
Hi ¤,

see below.
On 3 June ¤ wrote:
> ok
> ¤ told me so
Best wishes,
¤
Attendees: ¤; the team
Sent on behalf of ¤
To: "¤" <x@host.example>
--
¤
Reply-To: ¤
Please contact ¤ for details.
Forwarded by ¤
FYI, ¤ has replied.
As agreed with ¤ last week:
The lease was signed by ¤.
Kind regards
¤ | Sales
Yours, ¤""".replace(">\n", ">").split("\n")
URL = [
    "https://host.example/people/¤/",
    "https://host.example/search?q=¤&page=2",
    "http://host.example/u/¤",
    "https://host.example/?name=¤",
    "https://host.example/a/b/¤/photo.jpg",
    "see https://host.example/profile/¤ for more",
    "https://host.example/x#¤",
    "https://host.example/api?user=¤&x=1",
    "www.host.example/team/¤.html",
    "https://host.example/?from=a&to=¤",
    "/people/¤/edit",
    "ftp://host.example/¤/cv.pdf",
    "[page](https://host.example/¤)",
    "https://host.example/login?next=/u/¤",
    "host.example/¤",
]
JSON = [
    '{"name": "¤"}',
    '{"user":{"id":7,"display":"¤"}}',
    '["a", "¤", 3]',
    '{"text": "ask ¤ about it"}',
    '{"a":"x","owner":"¤","b":null}',
    '{"¤": 1}',
    '{"to": ["¤"], "n": 2}',
    '{"note": "¤\\nline two"}',
    '{\\"name\\": \\"¤\\"}',
    "data = {'customer': '¤'}",
]
CODE = [
    "const ¤ = load();",
    "def get_¤(): pass",
    "let ¤Phone = '';",
    "class ¤Report {}",
    "¤_id = 7",
    "// ask ¤ first",
    "SELECT * FROM t WHERE who = '¤'",
    "user.¤.save()",
    "export ¤_TOKEN=x",
    'print("¤")',
    "# TODO(¤): fix",
    'git config user.name "¤"',
    "import ¤_notes",
    'assert owner == "¤"',
    'find("¤", depth=2)',
]
CSV = ["id,name,age", "1,¤,44", "1;¤;x", '"¤","7","yes"', "a\t¤\tb", "¤,1,2", "| ¤ | 7 |", 'x,"¤",y', "1|¤|2", "name=¤;id=4", "¤\t12"]
HTML = [
    "<p>¤</p>",
    "<b>¤</b> called",
    '<a href="/x" title="¤">x</a>',
    "<td>¤</td><td>7</td>",
    "<li>ask ¤</li>",
    '<input value="¤">',
    "<p>Dear ¤,<br>thanks</p>",
    '<span class="n">¤</span>',
    "<option>¤</option>",
    "<!-- ¤ -->",
]
FILES = [
    "cv_¤.pdf",
    "¤-passport.jpg",
    "scan of ¤.png",
    "/home/x/docs/¤/tax.xlsx",
    "IMG_2041 ¤.heic",
    "contract(¤).docx",
    "C:\\docs\\¤\\a.txt",
    "¤.vcf",
    "notes-¤-final2.md",
    "backup/¤_2024.zip",
]


def _camel(value: str) -> str:
    words = re.findall(r"\w+", value)
    return words[0].lower() + "".join(word.capitalize() for word in words[1:])


def _same(value: str) -> str:
    return value


def _json(value: str) -> str:
    return json.dumps(value)[1:-1]


def _names(value: str, joint: str) -> str:
    return joint.join(re.findall(r"\w+", value)).lower()


def _numeric(value: str) -> str:
    return "".join(char if char.isascii() else f"&#x{ord(char):X};" for char in value)


def _with_place(templates: list[str]) -> list[str]:
    return [template for template in templates if "¤" in template]


WRITINGS: dict[str, tuple[list[str], tuple[Callable[[str], str], ...]]] = {
    "chat en": (CHAT_EN, (_same,)),
    "chat zh": (CHAT_ZH, (_same,)),
    "chat mixed": (CHAT_MIXED, (_same,)),
    "mail": (MAIL, (_same,)),
    "url": (
        URL,
        (
            lambda value: quote(value, safe=""),
            lambda value: quote(value, safe="").lower(),
            lambda value: quote(quote(value, safe=""), safe=""),
            quote_plus,
            lambda value: _names(value, "-"),
            lambda value: _names(value, "_"),
            lambda value: quote(_names(value, ".")),
        ),
    ),
    "json": (JSON, (_same, _json, lambda value: _json(_json(value)), lambda value: "".join(f"\\u{ord(char):04X}" for char in value))),
    "code": (
        CODE,
        (
            _same,
            _camel,
            lambda value: _camel(value)[:1].upper() + _camel(value)[1:],
            lambda value: _names(value, "_"),
            lambda value: _names(value, "_").upper(),
            lambda value: value.encode("unicode_escape").decode(),
        ),
    ),
    "csv": (CSV, (_same,)),
    "html": (
        HTML,
        (
            escape,
            lambda value: value.encode("ascii", "xmlcharrefreplace").decode(),
            _numeric,
            lambda value: "".join(f"&#{ord(char)};" for char in value),
            lambda value: escape(value).replace(" ", "&nbsp;"),
            lambda value: "</b> <i>".join(value.split(" ")),
        ),
    ),
    "file": (FILES, (_same, lambda value: _names(value, "_"), lambda value: _names(value, "-"), lambda value: _names(value, " "))),
}
"""Each kind of text: its templates, "¤" where the thing stands, and the ways in which this kind writes it."""

_PLAIN = {"whole", "family first", "family", "given", "nickname", "Chinese", "Chinese given", "老", "titled", "阿", "handle bare"}
_PLAIN |= {"phone", "phone digits", "mail", "address", "street", "town", "code", "road", "no accents"}
_SHORT_PIECES = {"given", "family", "nickname", "family first"}


def texts(who: MadePerson, random: Random) -> Iterator[Made]:
    """Yield, for one person, every form of every thing in a text of each kind that can hold it."""
    for kind, (templates, writings) in WRITINGS.items():
        is_chat = kind.startswith("chat")
        for what, value in _things(who, random):
            if not (is_chat or kind == "mail" or what in _PLAIN) or (kind == "chat zh" and value[0] in "([<"):
                continue
            ordinary = who.culture == "ambiguous" or _marked(value)[1].lower() in ORDINARY
            for writing in (random.choice(writings),) if is_chat else writings:
                if what in _SHORT_PIECES and kind in {"url", "code", "file", "json"} and ordinary:
                    continue  # "/will/", "mark = 1": a word by itself
                head, body, tail = _marked(value)
                written = head + writing(body) + tail
                left, _, right = random.choice(_with_place(templates)).partition("¤")
                start = len(left) + len(head)
                yield Made(kind, what, left + written + right, start, len(left) + len(written) - len(tail))


def _marked(value: str) -> tuple[str, str, str]:
    """Return a thing with what stands before and after it: the rest need not be hidden."""
    head, _, rest = value.rpartition("‹")
    body, _, tail = rest.partition("›")
    return head, body, tail


def _things(who: MadePerson, random: Random) -> Iterator[tuple[str, str]]:
    yield from latin_names(who, random)
    yield from chinese_names(who, random)
    yield from phones(who, random)
    yield from emails(who)
    yield from addresses(who)
