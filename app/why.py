"""The reasons of a hit in plain words: "matches Dentist, Tuesday", "said by Mei", "closest in meaning"."""

from __future__ import annotations

from collections.abc import Callable

from keepmum.memory.record import Hit
from keepmum.memory.words.marks import marks
from keepmum.memory.words.tokens import index_tokens

_MOST_WORDS = 6
_SPOKEN = frozenset({"message", "call"})


def plainly(hit: Hit) -> list[str]:
    """Return why a record was found, in the words of a person, strongest first.

    A reason of a kind that is not known here is shown as it stands.
    """
    return list(dict.fromkeys(_said(reason, hit) for reason in hit.why))


def matched(hit: Hit) -> list[str]:
    """Return the words of a record that the question has too, as the record spells them first, each once."""
    text = hit.record.text
    words: dict[tuple[str, ...], str] = {}
    for mark in marks(text, hit.words):
        word = " ".join(text[mark.start : mark.end].split())
        words.setdefault(tuple(index_tokens(word)), word)
    return list(words.values())


def _said(reason: str, hit: Hit) -> str:
    kind, _, detail = reason.partition(": ")
    say = _SAY.get(kind)
    return say(detail, hit) if say is not None else reason


def _words(detail: str, hit: Hit) -> str:
    words = matched(hit)
    more = f" and {len(words) - _MOST_WORDS} more" if len(words) > _MOST_WORDS else ""
    return f"matches {', '.join(words[:_MOST_WORDS]) or detail}{more}"


def _meaning(detail: str, _: Hit) -> str:
    return {"rank 1": "closest in meaning", "alike": "similar in meaning"}.get(detail, "close in meaning")


def _speaker(detail: str, hit: Hit) -> str:
    if hit.record.kind == "contact":
        return f"the card of {detail}"
    return f"{'said' if hit.record.kind in _SPOKEN else 'written'} by {detail}"


_SAY: dict[str, Callable[[str, Hit], str]] = {
    "words": _words,
    "meaning": _meaning,
    "speaker": _speaker,
    "person": lambda detail, _: f"with {detail}",
    "nearby": lambda detail, _: f"{detail} said nearby",
    "conversation": lambda _, __: "from the same conversation",
    "time": lambda detail, _: f"from {detail}",
    "kind": lambda detail, _: f"{'an' if detail[:1] in 'aeiou' else 'a'} {detail}",
    "thread": lambda detail, _: f"in {detail}",
}
