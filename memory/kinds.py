"""Which kinds of record a question names: "in that call", "my memo about", 电话里, "Wei's number"."""

from __future__ import annotations

import re
from functools import cache

from keepmum.memory.record import Kind

_WHOSE = r"(?:the|that|this|my|our|a|his|her|their)"
_ENGLISH: dict[Kind, tuple[str, ...]] = {
    "call": (
        r"phone ?calls?",
        rf"(?:in|on|during|from|after) {_WHOSE} (?:last |first |phone )?calls?",
        r"on the phone|over the phone|rang|phoned|voicemail",
        r"(?:the )?call (?:with|from|to|about)",
        r"when \w+ (?:called|rang)",
    ),
    "memo": (
        r"memos?|my notes?|(?:in|from) (?:the|a|that) notes?|notes? (?:about|on|from|for)|noted|wrote down|write down|jotted",
        r"my (?:\w+ )?list|(?:shopping|packing|to-?do|moving|guest) list|checklist",
    ),
    "email": (r"e-?mails?(?! address)|e-?mailed|inbox",),
    "message": (
        r"texted|text messages?|messages? (?:from|to|about)|in (?:the|that|our) (?:\w+ )?(?:group )?chat|group chat|whatsapp|messaged",
    ),
    "event": (r"(?:in|on) (?:my|the) (?:calendar|diary)|calendar (?:entry|event)s?",),
    "contact": (
        r"(?:phone|mobile|cell|telephone) (?:number|no)s?|(?:e-?mail|postal|home) address|contact (?:details|card)",
        r"\w+['’]s (?:number|address|birthday|date of birth|e-?mail)",
        r"(?:number|address|birthday|e-?mail) (?:of|for)",
    ),
}
_CHINESE: dict[Kind, str] = {
    "call": "电话里|電話裡|电话中|電話中|通话|通話|打电话|打電話|那通|电话上|電話上|来电|來電",
    "memo": "备忘|備忘|笔记|筆記|记下|記下|清单|清單|便签|便簽",
    "email": "邮件|郵件",
    "message": "短信|簡訊|微信|群里|群裡|消息里|訊息裡|聊天里|聊天裡|聊天记录|聊天紀錄",
    "event": "日程|日历|日曆",
    "contact": "电话号码|電話號碼|手机号|手機號|号码是|號碼是|联系方式|聯絡方式|邮箱|郵箱|生日|出生|的电话|的電話|的地址|住址",
}


def kinds_meant(text: str) -> frozenset[Kind]:
    """Return the kinds of record that a question names; empty where it names none."""
    return frozenset(kind for kind, pattern in _patterns() if pattern.search(text))


@cache
def _patterns() -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(rf"\b(?:{'|'.join(_ENGLISH[kind])})\b|{_CHINESE[kind]}", re.IGNORECASE)) for kind in _ENGLISH)
