"""The people and things of one invented Chinese text, and the texts that are made of the templates."""

from __future__ import annotations

import random
from collections.abc import Iterator

from training.chinese_grammar import sections, write
from training.chinese_people import PERSON_FIELDS, Person
from training.chinese_style import restyled
from training.labelled import ANY, Labelled, joined
from training.template import KINDS, Node, expand, parse, templates

PEOPLE = "pqruvws"
THINGS = {
    "o": "organisation",
    "t": "place",
    "d": "date",
    "m": "amount",
    "k": "amount",
    "n": "id_number",
    "z": "secret",
    "i": "url",
    "x": "other",
}
"""The category of each kind of slot."""

EXCEPTIONS = {"n.account": "account", "n.member": "account", "d.dom": ANY, "t.workplace": "address", "x.public": ANY}
_PREFIXES = ("{=}：", "{=}: ", "{=}:", "{=}说：", "【{=}】", "[{=clock}] {=}：", "{=} {=clock}\n", "{=} {d.stamp}\n", "<{=}> ")


class ChineseScene:
    """Fills slots; the same name of a slot means the same person or organisation, while dates, sums and places differ each time."""

    def __init__(self, rng: random.Random) -> None:
        """Make everything by ``rng``, when it is first asked for."""
        self._rng = rng
        self._people: dict[str, Person] = {}
        self._said: dict[str, str] = {}

    def fill(self, slot: str) -> tuple[str, str]:
        """Return what stands in a slot, and its category; none where it is not personal.

        Raises:
            ValueError: There is no such slot.
        """
        if slot.startswith("="):
            return write(slot, self._rng), ""
        name, _, field = slot.partition(".")
        if name[0] in PEOPLE and field in PERSON_FIELDS:
            if name not in self._people:
                self._people[name] = Person(self._rng, kin=self._people.get("p") if name[0] == "r" else None)
            return self._people[name].said(field), PERSON_FIELDS[field]
        section = f"{name[0]}.{field}"
        if name[0] not in THINGS or section not in sections():
            raise ValueError(f"there is no slot {slot}")
        if name[0] != "o":
            return write(section, self._rng), EXCEPTIONS.get(section, THINGS[name[0]])
        if slot not in self._said:
            self._said[slot] = write(section, self._rng)
        return self._said[slot], THINGS["o"]


def texts(seed: int, count: int) -> Iterator[Labelled]:
    """Yield Chinese texts, all kinds equally often; the same seed gives the same texts.

    Args:
        seed: What decides.
        count: How many.
    """
    rng = random.Random(seed)  # noqa: S311  nothing secret is drawn: invented texts, the same ones each time
    for number in range(count):
        yield document(KINDS[number % len(KINDS)], rng)


def document(kind: str, rng: random.Random) -> Labelled:
    """Return one text of a kind."""
    scene = ChineseScene(rng)

    def one(node: tuple[Node, ...] | None = None) -> Labelled:
        return expand(node or rng.choice(templates("zh", kind)), scene, rng, language="zh", kind=kind)

    if kind == "chat" and rng.random() < 0.6:
        text = _talk(scene, rng)
    elif kind in {"chat", "call"}:
        text = joined([one() for _ in range(rng.choice((1, 1, 1, 2)))], "\n")
    elif kind in {"form", "code"}:
        text = joined([one() for _ in range(rng.choice((1, 1, 1, 2, 2)))], "\n" * rng.choice((1, 2)))
    elif kind in {"memo", "post", "prompt", "mail"}:
        text = _among(joined([one() for _ in range(1 + (rng.random() < 0.12))], "\n"), scene, rng)
    else:
        text = one()
    return restyled(text, rng)


def _talk(scene: ChineseScene, rng: random.Random) -> Labelled:
    """Return a chat of several lines, with the names of those who speak before them or not."""
    prefix = rng.choice(_PREFIXES) if rng.random() < 0.6 else ""
    names = rng.choice(("{p.nick}", "{p.full}", "{p.call}", "{p.handle}")), rng.choice(("{q.nick}", "{q.full}", "{q.call}", "我", "{=kin}"))
    lines = []
    for number in range(rng.randint(2, 6)):
        body = (
            rng.choice(templates("zh", "chat")) if rng.random() < 0.65 else parse(rng.choice(("{=smalltalk}", "{=sentence}", "{=plain}")))
        )
        before = parse(prefix.replace("{=}", names[number % 2]).replace("<", "\\<").replace("> ", "\\> ")) if prefix else ()
        lines.append(expand((*before, *body), scene, rng, language="zh", kind="chat"))
    return joined(lines, "\n")


def _among(text: Labelled, scene: ChineseScene, rng: random.Random) -> Labelled:
    """Return a text with a few everyday sentences before or after it, now and then."""
    if rng.random() < 0.55:
        return text
    around = [
        rng.choice(("{=smalltalk}", "{=fact}。", "{=saying}", "{=prose}", "{=sentence}。{=sentence}。", "{=sentence}，{=sentence}。"))
    ]
    around += ["{=prose}"] * rng.choice((0, 0, 1, 2))
    other = expand(parse("".join(around)), scene, rng, language="zh", kind=text.kind)
    return joined([text, other] if text.kind == "mail" or rng.random() < 0.5 else [other, text], rng.choice(("\n", "\n", " ", "")))
