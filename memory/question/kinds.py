"""Which kinds of record a question names: "in that call", "my memo about", 电话里, "Wei's number"; and with which words."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from keepmum.memory.record import Kind

_WHOSE = r"(?:the|that|this|my|our|a|his|her|their)"
_ENGLISH: dict[Kind, tuple[str, ...]] = {
    "call": (
        r"phone ?calls?",
        rf"(?:in|on|during|from|after) {_WHOSE} (?:last |first |phone )?calls?",
        r"on the phone|over the phone|rang|phoned|voicemail",
        r"(?:the )?calls? (?:with|from|to|about)",
        r"(?:last|latest|previous|recent|first|my|all|any) (?:phone )?calls?|^calls",
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

_WHERE = rf"(?:(?:in|on|during|from|after|at|of) )?(?:(?:{_WHOSE}|any|all|some) )?"
_POINTING: dict[Kind, str] = {
    "call": (
        rf"(?:in|on|during|from|after) {_WHOSE} (?:last |first |phone )*calls?|(?:on|over) the phone"
        rf"|{_WHERE}(?:phone )?calls? (?:with|from|to|about)|(?:last|latest|previous|recent|first|my|all|any) (?:phone )?calls?|^calls"
    ),
    "memo": rf"{_WHERE}memos?(?: (?:about|on|for|from))?|(?:in|from|my) (?:(?:{_WHOSE}) )?notes?|notes? (?:about|from)",
    "email": rf"(?:in|from) {_WHOSE} e-?mails?|{_WHERE}e-?mails? (?:from|to|about)",
    "message": (
        rf"(?:in|from|on) {_WHOSE} (?:group )?(?:chat|messages?|texts?)|(?:in|on) whatsapp"
        rf"|{_WHERE}(?:text )?messages? (?:from|to|about)"
    ),
    "event": rf"(?:in|on|from) {_WHOSE} (?:calendar|diary)",
}
_POINTING_CHINESE: dict[Kind, str] = {
    "call": "(?:在|从|從)?(?:[这這那][一]?[通个個次])?(?:的)?(?:电话|電話|通话|通話)(?:里|裡|中|上)面?|[这這那]通(?:电话|電話)|通话|通話",
    "memo": "(?:在|从|從)?(?:[这這那][一]?[条條个個份])?(?:的)?(?:备忘录?|備忘錄?|笔记|筆記|便签|便簽)(?:里|裡|中|上)?面?",
    "email": "(?:在|从|從)?(?:[这這那][一]?[封个個])?(?:的)?(?:电子)?(?:邮件|郵件)(?:里|裡|中|上)面?",
    "message": "(?:在|从|從)?(?:[这這那][一]?[条條个個])?(?:的)?(?:短信|簡訊|微信|消息|訊息|聊天记录|聊天紀錄|聊天|群)(?:里|裡|中|上)面?",
    "event": "(?:在|从|從)?(?:的)?(?:日程|日历|日曆)(?:里|裡|中|上)面?",
}


def pointing(text: str, there: Collection[Kind]) -> tuple[tuple[int, int], ...]:
    """Find the words of a question that only say in which kind of record to look: "in that call", 备忘录里.

    No record repeats them, so they are not looked up.

    Args:
        text: The question.
        there: The kinds that there are; of a kind without a record the word may stand in one of another kind.

    Returns:
        Begin and end of each, in order of place for each kind.
    """
    found = [match.span() for kind, pattern in _pointing() if kind in there for match in pattern.finditer(text)]
    return tuple(sorted(found))


def kinds_meant(text: str) -> frozenset[Kind]:
    """Return the kinds of record that a question names; empty where it names none."""
    return frozenset(kind for kind, pattern in _patterns() if pattern.search(text))


@cache
def _patterns() -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(rf"\b(?:{'|'.join(_ENGLISH[kind])})\b|{_CHINESE[kind]}", re.IGNORECASE)) for kind in _ENGLISH)


@cache
def _pointing() -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(rf"\b(?:{_POINTING[kind]})\b|{_POINTING_CHINESE[kind]}", re.IGNORECASE)) for kind in _POINTING)
