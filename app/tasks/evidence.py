"""Which turns a question may be answered from, and whether a sentence says no more than they do. Rules only, no model."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from keepmum.memory.record import Hit, Record
from keepmum.memory.words.tokens import index_tokens

MOST_TURNS = 6
"""Turns that a small model is given; with more it loses the question."""

TURN_CHARACTERS = 400
"""Characters of one turn that the model is shown."""

FAIR_SHARE = 0.5
"""A turn that is cited must have this share of the words that the best one has."""

_MOST_BYTES = 1_500  # of all turns together: at worst one token a byte, which fits a context of 2,048
_ENOUGH = 1 / 3  # share of the question's words that a turn and its neighbours must have,
_ENOUGH_WORDS = 2  # or so many of them that the turn itself must have: long questions ask for several things
_NEIGHBOUR = 0.5  # a word beside the turn counts half
_FIRST = 3  # places by meaning that count as "the embedding puts it first"

_FUNCTION_WORDS = frozenset(
    """a about after again ago all also am an and another any anyone anything are as ask at be because been before being but by can
    could did do does doing done for from get give go got had has have he her here hers herself him himself his how i if in into is
    it its itself just know last let like me mean mine more most much my myself of off on one or our ours out over own please re
    recently remember said same say she should so some someone something talk tell than that the their them then there these they
    thing think this those time to told too until up us use very want was we went were what whatever when where which while who whom
    whose why will with would you your yours answer question note notes there's""".split()  # noqa: SIM905 - a table of words
)
_NEGATIONS = frozenset(
    ["not", "no", "never", "none", "nobody", "nothing", "cannot", "cant", "dont", "didnt", "doesnt", "isnt", "wont", "wasnt"]
)
_CHINESE_NEGATION = re.compile("[不没沒别別未无無]")
_CHINESE_FUNCTION = frozenset(
    "的了吗嗎呢吧啊呀我你您他她它们們是在和跟与與就也都还還有这這那哪谁誰几幾什么甚麼怎样樣时時候为為把被给給对對于於么说說问問告诉訴"
    "个個位做会會能要從从到最"
)
_SENTENCE_END = re.compile(r"[.!?;:] |[。！？；] ?| [-*•] ")
_LETTERS_OR_DIGITS = re.compile(r"\d+|\D+")
_STEMMED = frozenset(token for word in _FUNCTION_WORDS for token in index_tokens(word))


@dataclass(frozen=True, slots=True)
class Evidence:
    """The turns that may be cited.

    Attributes:
        turns: In order of time, each once.
        best: The places in `turns` of those that fit the question best, best first; never empty.
        covers: For each turn, the share of the question's words that it has, 0 to 1; where it answers a question of the turn
            before, that turn's words count half.
    """

    turns: tuple[Record, ...] = field(repr=False)
    best: tuple[int, ...]
    covers: tuple[float, ...]


def pick(question: str, hits: Sequence[Hit]) -> Evidence | None:
    """Choose the turns to answer from.

    Args:
        question: What the person asks.
        hits: What was found, best first, with the turns around each.

    Returns:
        At most `MOST_TURNS` turns; none where nothing that was found has enough to do with the question.
    """
    asked = asked_words(question)
    strong = [hit for hit in hits if _is_strong(asked, hit)]
    if not asked or not strong:
        return None
    chosen: dict[str, Record] = {}
    left = _MOST_BYTES
    # The hits first, then their neighbours: an answer often stands in the turn after the one with the question's words.
    for record in [hit.record for hit in strong] + [turn for hit in strong for turn in _nearest(hit)]:
        size = len(shown(record, asked).encode())
        if record.id in chosen or len(chosen) == MOST_TURNS or (chosen and size > left):
            continue
        chosen[record.id] = record
        left -= size
    turns = tuple(sorted(chosen.values(), key=lambda turn: (turn.at, turn.id)))
    covers = tuple(cover(asked, turn, _asked_before(turns, number)) for number, turn in enumerate(turns))
    place = {turn.id: number for number, turn in enumerate(turns)}
    found = [place[hit.record.id] for hit in strong if hit.record.id in place]
    # As they were found, which no count of words betters; but what has far fewer of them than another comes after it.
    fair = FAIR_SHARE * max(covers[number] for number in found)
    return Evidence(turns, tuple(sorted(found, key=lambda number: covers[number] < fair)), covers)


def content_words(text: str) -> frozenset[str]:
    """Return the stems that carry meaning: no articles, pronouns or question words; Chinese as pairs of characters."""
    return frozenset(
        token
        for token in index_tokens(text)
        if token not in _STEMMED
        and token not in _NEGATIONS
        and (len(token) > 1 or token.isdigit())
        and not _CHINESE_FUNCTION.issuperset(token)
    )


def asked_words(question: str) -> frozenset[str]:
    """Return the content words to look for: without the pairs of characters that only join two Chinese words."""
    return frozenset(word for word in content_words(question) if _CHINESE_FUNCTION.isdisjoint(word))


def cover(asked: frozenset[str], turn: Record, neighbours: Iterable[Record] = ()) -> float:
    """Return the share of ``asked`` that the turn has, its speaker and thread included; a word of a neighbour counts half."""
    if not asked:
        return 0.0
    own = asked & _words_of(turn)
    near = {word for neighbour in neighbours for word in asked & _words_of(neighbour)} - own
    return (len(own) + _NEIGHBOUR * len(near)) / len(asked)


def is_grounded(sentence: str, question: str, turns: Sequence[Record]) -> bool:
    """Whether a sentence says nothing that is not in what the model was shown of the turns.

    Each word with a meaning and each number must be in a turn or the question, at least one must be news to the question,
    and it may neither add a negation nor drop one. Words in another order can still lie: the turns are shown beside it.
    """
    texts = [shown(turn, asked_words(question)) for turn in turns]
    told = (" ".join((f"{turn.at:%Y-%m-%d %A %B}", text, turn.thread, *turn.who)) for turn, text in zip(turns, texts, strict=True))
    evidence, asked, said = _parts(" ".join(told)), _parts(question), _parts(sentence)
    if not said <= evidence | asked or said <= asked:
        return False
    return _negated(sentence) == any(map(_negated, texts))


def is_question(turn: Record) -> bool:
    """Whether a turn asks something."""
    return turn.text.rstrip().endswith(("?", "？"))


def shown(turn: Record, asked: frozenset[str], most: int = TURN_CHARACTERS) -> str:
    """Return a turn's text on one line; of one of more than ``most`` characters, the stretch that has most of the words asked for."""
    text = " ".join(turn.text.split())
    if len(text) <= most:
        return text
    starts = [0, *(found.end() for found in _SENTENCE_END.finditer(text) if found.end() < len(text))]
    counts = [len(asked & content_words(text[start : start + most])) for start in starts]
    # The last of the best stretches begins with the sentence that has the words.
    start = max(start for start, count in zip(starts, counts, strict=True) if count == max(counts)) if max(counts) else 0
    end = start + most
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"


def _is_strong(asked: frozenset[str], hit: Hit) -> bool:
    own, share = asked & _words_of(hit.record), cover(asked, hit.record, hit.context)
    if hit.record.kind == "contact" and own <= content_words(" ".join(hit.record.who)):
        return False  # a question that names somebody finds their card; the name alone answers nothing
    alike = hit.meaning_rank is not None and hit.meaning_rank <= _FIRST
    if not own:  # then only for the person who is meant: "Mum" is the contact whose name is another
        return alike and hit.speaker_named
    return share >= _ENOUGH or len(own) >= _ENOUGH_WORDS or alike


def _asked_before(turns: Sequence[Record], place: int) -> Sequence[Record]:
    """Return the turn before, if it is a question in the same thread."""
    before = turns[max(0, place - 1) : place]
    return [turn for turn in before if is_question(turn) and turn.thread == turns[place].thread]


def _nearest(hit: Hit) -> list[Record]:
    """Return the turn after the hit, then the one before."""
    after = [turn for turn in hit.context if turn.at >= hit.record.at]
    before = [turn for turn in hit.context if turn.at < hit.record.at]
    return after[:1] + before[-1:]


def _words_of(turn: Record) -> frozenset[str]:
    return content_words(" ".join((turn.text, turn.thread, *turn.who)))


def _parts(text: str) -> frozenset[str]:
    """Return the words of meaning, with letters and digits apart: "3pm" and "3 pm" are one."""
    return frozenset(part for word in content_words(text) for part in _LETTERS_OR_DIGITS.findall(word))


def _negated(text: str) -> bool:
    folded = text.casefold().replace("'", "").replace("’", "")
    return not _NEGATIONS.isdisjoint(re.findall(r"[a-z]+", folded)) or _CHINESE_NEGATION.search(text) is not None
