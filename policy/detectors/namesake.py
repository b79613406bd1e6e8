"""Whether an ordinary word that is somebody's name means them here: "will", "may", "rose", "安".

A person who is known and an ordinary word of the same spelling: the word is theirs wherever it may well be. It has a capital that no
sentence and no month gives it; it owns something; it is spoken to, spoken of or says something; it stands beside another name, or alone
in a field for names. What is left is "will you come", "in May", "a rose".
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet

from keepmum.policy.detectors.words import is_common

_BEFORE = 48  # characters that are looked at before a word
_AFTER = 32

_PEOPLE = (
    "mr|mrs|ms|miss|dr|prof|sir|auntie|aunty|aunt|uncle|cousin|coach|nurse|nana|granny|grandma|grandpa|mum|mom|dad|son|daughter|brother|sister|"
    "husband|wife|friend|mate|boss|colleague|neighbour|neighbor|boyfriend|girlfriend|partner|niece|nephew|teacher|landlord|flatmate|roommate|"
    "baby|little|poor|dear|dearest|darling"
)
_CALLED = (
    "hi|hey|hello|dear|thanks|thank you|cheers|sorry|bye|morning|cc|fao|attn|love from|signed|named|called|name is|this is|yo|oi|omg|@"
)
_TOLD = "ask|asked|tell|told|remind|invite|introduce|fetch|phone|dear"  # no verb and no month follows these
_ADDRESSED = (
    "asks|asking|tells|telling|met|meeting|meet|text|texted|texting|ring|rang|phoned|email|emailed|message|messaged|"
    "reminded|invited|marry|married|dating|kissed|hugged|saw|seen|visit|visited|visiting|blame|blamed|forgive|miss|missed|"
    "adore|adores|hate|hates|love|loves|loved|know|knows|knew|pay|paid|owe|owes|help|helped|warn|warned|trust|believe|thank|thanked|"
    "introduced|fetched|drove|beat|fired|hired|sacked|divorced|dumped|cuddle|babysit|photo of|picture of|pic of|"
    "number of|mother of|father of|friend of|speak to|spoke to|speaking to|talk to|talked to|talking to|write to|wrote to|listen to|"
    "it to|them to|money to|keys to|package to|news to|message to|letter to|given to|sent to|belongs to|married to|"
    "it from|heard from|letter from|message from|call from|email from|present from|text from|"
    "lent|gave|give|gives|send|sent|show|showed|where's|where is|how's|how is|who's|who is|why is|why was|is that|was that"
)
_NEAR = "with|is|was|it's|its|that's|by|from|to|for|love"  # these say little
_SAYS = (
    "said|says|told|asked|asks|thinks|thought|wants|wanted|rang|called|texted|wrote|reckons|loves|hates|knows|knew|sent|came|cried|laughed|"
    "promised|agreed|replied|went|left|lost|got|gets|has|had|is|was|isn't|wasn't|hasn't|hadn't|doesn't|didn't|won't|wouldn't|can't|couldn't|"
    "isnt|wasnt|hasnt|doesnt|didnt|wont|cant|lives|lived|works|worked|died|moved|married|broke|borrowed|owes|owed|bought|forgot|"
    "needs|needed|looked|looks|seems|seemed|fell|hurt|met|took|gave|made|paid|drove|arrived|phoned|emailed|invited|and i|and me"
)
_DETERMINED = re.compile(
    r"\b(?:the|a|an|this|that|these|those|my|your|his|her|its|our|their|no|any|some|each|every|another|which|what|free|last|next|of|in|by|for|"
    r"one|two|three|four|five|six|more|i|we|you|they|he|she|it|who)(?: [a-z]{2,12})?[ ]{1,3}$",
    re.IGNORECASE,
)
_STRONG = re.compile(rf"(?:^|[^\w])(?:{_TOLD})[ ]{{1,3}}[@\"'(]?$", re.IGNORECASE)
_WEAK = re.compile(rf"(?:^|[^\w])(?:{_NEAR})[ ]{{1,3}}[@\"'(]?$", re.IGNORECASE)
_WEAK_AFTER = re.compile(
    r"\s*(?:$|[.,!?;)\n]|[^\x00-\x7f])|[ ]{1,3}(?:today|tonight|tomorrow|yesterday|now|again|later|earlier|last night|"
    r"this (?:morning|week)|and i|at the|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|coming|there|here|ok|alright|home|back|still)\b",
    re.IGNORECASE,
)
_CUE = re.compile(rf"(?:^|[^\w])(?:{_PEOPLE}|{_CALLED}|{_ADDRESSED})[ ,:.]{{0,3}}[@\"'(]?$", re.IGNORECASE)
_SAYING = re.compile(rf"[ ]{{1,3}}(?:{_SAYS})\b", re.IGNORECASE)
_BEING = re.compile(r"[ ]{1,3}(?:is|was|has|had)\b", re.IGNORECASE)
_NOT_AFTER = re.compile(
    r"[ ]{1,3}(?:be|have|not|also|take|you|your|i|we|they|it|he|she|the|a|an|this|that|these|those|my|our|his|her|their|need|me|us|him|"
    r"them|all|any|if|when|more|no|never|always|of|only|still|just|so|as)\b|[ ]{1,3}[a-z]{3,}ly\b",
    re.IGNORECASE,
)
_AS_ORDINARY = re.compile(r"[ ]{1,3}(?:of|is (?:a|the|that|what)|was (?:a|the|that))\b", re.IGNORECASE)
_VOCATIVE = re.compile(r"(?:^|[\n.!?])[\s\"'(]{0,3}$")
_CALL_AFTER = re.compile(r"[ ]?(?:,|!|\?{1,3}(?:\s|$)|:\s)")
_AT_END = re.compile(r",[ ]{1,2}$")
_ENDS = re.compile(r"[ ]?(?:[?!.]{0,3}\s*(?:$|\n))")
_MONTH_BEFORE = re.compile(
    r"(?:\b(?:in|of|since|until|till|by|during|next|last|this|early|mid|late|from|to|through|before|after|every|for|around|on|on the)"
    r"|[0-9](?:st|nd|rd|th)?)[ ,-]{1,3}$",
    re.IGNORECASE,
)
_MONTH_AFTER = re.compile(r",?[ ]{1,2}(?:[0-9]|and\b|to\b|-|or (?:june|july|april|august|march)\b)|-[0-9]", re.IGNORECASE)
_SENTENCE_START = re.compile(r"(?:^|[.!?:\n。！？…>*•]|- )[\"'“‘(\])]{0,2}\s{0,5}$|^\W{1,5}$")
_AFTER_INITIAL = re.compile(r"(?:^|[^\w])(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|St|Sr|Jr)\.[ ]?$|(?:Re|Fwd?|Subject|To|From|Cc|AW|WG): ?$")
_CELL_START = re.compile(r"[>\"|;,\t(\[][ ]?$|-- $")
_CELL_END = re.compile(r"[ ]?[<\"|;,\t)\]]| --")
_NOT_LATIN = re.compile(r"[ ]?[\u3400-\u9fff]")
_CHATTY = frozenset({"ok", "oh", "yo", "no", "so", "ha", "la", "lo"})
_POSSESSIVE = re.compile(r"['’]s(?![A-Za-z0-9])|['’](?=\s)")
_FIELD = re.compile(
    r"(?i:name|who|user|owner|from|to|author|contact|customer|client|display|first|last|given|family|nick|assignee|sender|recipient|patient|"
    r"person|member|guest|host|login|cc|bcc|by|employee|student)[\w.\-]{0,12}[\"'\\]{0,4}\s{0,2}[:=]\s{0,2}[\[(]?[\"'\\]{0,4}$"
)
_PATH = re.compile(r"(?i:/(?:u|users?|people|persons?|profiles?|team|members?|authors?|contacts?|staff|by)/)$")
_FIELD_END = re.compile(r"[\"'\\]{1,4}|[&;,/?#}\])\n]|\s*$")
_AND_BEFORE = re.compile(r"(?:,| and| &| or| \+|/|、|和|跟|与)[ ]{0,2}$", re.IGNORECASE)
_AND_AFTER = re.compile(r"(?:,| and| &| or| \+|/|、|和|跟|与)[ ]{0,2}", re.IGNORECASE)
_DONE_BY = re.compile(r"[a-z](?:ed|en|nt|de|id|wn) by $")  # "signed by May"
_SHORTENED = frozenset({"he", "she", "it"})  # written small, "he's late" is nobody's
_CLOSED = frozenset(
    [
        "he",
        "she",
        "an",
        "so",
        "do",
        "no",
        "my",
        "it",
        "in",
        "on",
        "at",
        "to",
        "is",
        "as",
        "or",
        "if",
        "we",
        "me",
        "us",
        "by",
        "up",
        "go",
        "be",
        "am",
        "was",
        "are",
        "you",
        "they",
        "ha",
        "la",
        "lo",
        "oh",
        "ok",
        "yo",
    ]
)
_MONTHS = frozenset({"may", "april", "june", "august", "march", "january"})
_HTML = frozenset(
    [
        "a",
        "b",
        "i",
        "p",
        "li",
        "ol",
        "ul",
        "em",
        "th",
        "td",
        "tr",
        "dl",
        "dt",
        "dd",
        "hr",
        "br",
        "col",
        "map",
        "nav",
        "del",
        "ins",
        "art",
        "page",
        "main",
        "mark",
        "base",
        "area",
        "menu",
    ]
)
_HAN_BEFORE = re.compile(r"(?:[跟和问找叫给帮陪约让等替请@与]|告诉|联系|遇见|看到|听说|同事|朋友|我是|这是|[，,。.!！?？:：;；\n]|^)[ ]?$")
_HAN_AFTER = re.compile(
    r"[ ]?(?:说|讲|问|打|发|去|来|吃|住|病|在|的|今天|明天|昨天|刚|已|没|不|要|想|会|也|还|都|是|回|到|走|接|签|借|"
    r"[，,。.!！?？、:：;；\s”」)）]|$)"
)


def is_tag(text: str, start: int, end: int) -> bool:
    """Return whether a word is the name of an HTML element: "<li>" is nobody."""
    return (
        text[start:end].lower() in _HTML
        and text[max(0, start - 2) : start].endswith(("<", "</"))
        and text[end : end + 1] in {">", " ", "/"}
    )


def is_name_here(text: str, start: int, end: int, *, plural: bool, is_given: bool) -> bool:
    """Return whether the ordinary word at ``text[start:end]`` stands for a person.

    Args:
        text: A folded text.
        start: Where the word begins.
        end: One past its last letter.
        plural: Whether an "s" follows that is no part of the name.
        is_given: Whether it is a name by which a person is called alone, not only a family name.
    """
    before, after = text[max(0, start - _BEFORE) : start], text[end : end + _AFTER]
    word = text[start:end]
    owns = _POSSESSIVE.match(after, int(plural)) and word not in _SHORTENED
    if owns or ((_FIELD.search(before) or _PATH.search(before)) and _FIELD_END.match(after)):
        return True
    if not word[0].isupper() or _is_shouted(text, start, end):
        return not plural and _small_name(word.lower(), before, after, is_given=is_given)
    return _capital_name(word.lower(), before, after, plural=plural, is_given=is_given)


def _small_name(word: str, before: str, after: str, *, is_given: bool) -> bool:
    """Return whether a word written small is spoken to, spoken of, or says something."""
    if before[-1:] == "@":
        return True
    if word in _CLOSED:
        return False
    if _STRONG.search(before) or (_CUE.search(before) and not _NOT_AFTER.match(after)):
        return True
    if is_given and word not in _MONTHS and _WEAK.search(before) and _WEAK_AFTER.match(after):
        return True
    if _VOCATIVE.search(before) and (_CALL_AFTER.match(after) or not after.strip()):
        return True
    if _AT_END.search(before) and _ENDS.match(after):
        return True
    return bool(_SAYING.match(after)) and not _DETERMINED.search(before) and not _AS_ORDINARY.match(after)


def _capital_name(word: str, before: str, after: str, *, plural: bool, is_given: bool) -> bool:
    """Return whether a capital is a name's, and not that of a month or a sentence."""
    starts = bool(_SENTENCE_START.search(before)) and not _AFTER_INITIAL.search(before)
    if plural:
        return not starts or not is_common(word + "s")
    if word in _MONTHS and (_MONTH_BEFORE.search(before) or _MONTH_AFTER.match(after)):
        told = not _MONTH_AFTER.match(after) and (_CUE.search(before) or _DONE_BY.search(before))
        return bool(told) or (bool(_SAYING.match(after)) and not _BEING.match(after))
    if not starts or (_CELL_START.search(before) and _CELL_END.match(after)):
        return True
    if _NOT_LATIN.match(after):
        return True  # "An和我"
    if word not in _CHATTY and not before.rpartition("\n")[2].strip() and not after.partition("\n")[0].strip():
        return True  # alone on its line
    if word in _CLOSED and not (word == "an" and (_SAYING.match(after) or _CALL_AFTER.match(after))):
        return False
    if _SAYING.match(after):
        return not _AS_ORDINARY.match(after)
    if is_given:
        return not _NOT_AFTER.match(after)
    return not re.match(r"[ ]{1,3}[a-z']", after)  # "Best wishes", "Young people"


def _is_shouted(text: str, start: int, end: int) -> bool:
    """Return whether the words around one are in capitals as it is, so that its capital says nothing."""
    around = re.findall(r"[A-Za-z]{2,}", text[max(0, start - _BEFORE) : start] + " " + text[end : end + _AFTER])
    return text[start:end].isupper() and len(around) >= 2 and all(word.isupper() for word in around)


def is_beside(text: str, start: int, end: int, begins: AbstractSet[int], ends: AbstractSet[int]) -> bool:
    """Return whether an ordinary word is joined with "and" or a comma to a name that is sure.

    Args:
        text: A folded text.
        start: Where the word begins.
        end: One past it.
        begins: Where names that are sure begin.
        ends: Where they end.
    """
    before = _AND_BEFORE.search(text, max(0, start - 8), start)
    after = _AND_AFTER.match(text, end)
    return (before is not None and before.start() in ends) or (after is not None and after.end() in begins)


def is_chinese_name_here(text: str, start: int, end: int) -> bool:
    """Return whether a Chinese word or character that is a name as well is spoken to or of here."""
    return bool(_HAN_BEFORE.search(text, max(0, start - 4), start)) and bool(_HAN_AFTER.match(text, end))
