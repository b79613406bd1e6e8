"""Read what stands in a policy's text beside its rules: recipients, purposes, groups of people, budgets, retention, cases."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from keepmum.memory.record import KINDS
from keepmum.policy.category import Category
from keepmum.policy.rules.budget import MAX_DAYS, Budget
from keepmum.policy.rules.case import Case
from keepmum.policy.rules.lines import Place
from keepmum.policy.rules.loadrule import people, recipients
from keepmum.policy.rules.policy import TYPED
from keepmum.policy.rules.reader import ID, ID_IS, NAME, NAME_IS, Reader
from keepmum.policy.rules.rule import MINOR
from keepmum.policy.rules.terms import Kind, Terms

_TERMS = ("kind", "operator", "retention_days", "trains", "max_level", "cost", "model")
_BOUNDS = ("requests", "chars", "cost", "subjects", "quasi")
_BUDGET = ("id", "to", "days", "why")
_GIVEN = ("from", "to", "for", "about", "thread", "text", "classes", "chars", "before")
_RESULTS = ("permit", "ask", "block")


class PartReader:
    """Reads the tables of one text that are no rules."""

    def __init__(self, reader: Reader) -> None:
        """Read with what checks values."""
        self._reader = reader

    def recipients(self, value: object) -> tuple[Terms, ...]:
        """Return what the text says of recipients.

        Raises:
            PolicySyntaxError: It says what it cannot say.
        """
        found = self._reader.table({} if value is None else value, ("recipients",))
        return tuple(self._terms(name, fields, ("recipients", name)) for name, fields in found.items())

    def purposes(self, value: object) -> tuple[tuple[str, str], ...]:
        """Return the purposes that the text lists, each with what it means.

        Raises:
            PolicySyntaxError: One has no name, or is not said in words.
        """
        found = self._reader.table({} if value is None else value, ("purposes",))
        return tuple(
            (self._reader.match(name, ("purposes", name), NAME, NAME_IS), self._reader.sentence(words, ("purposes", name)))
            for name, words in found.items()
        )

    def groups(self, value: object) -> dict[str, tuple[str, ...]]:
        """Return the groups of people that the text names.

        Raises:
            PolicySyntaxError: One has no name, or nobody in it.
        """
        found = self._reader.table({} if value is None else value, ("people",))
        return {
            self._reader.match(name, ("people", name), NAME, NAME_IS): self._reader.names(names, ("people", name))
            for name, names in found.items()
        }

    def retention(self, value: object) -> int | None:
        """Return for how many days payloads are kept; none for ever.

        Raises:
            PolicySyntaxError: It is no number of days.
        """
        found = self._reader.table({} if value is None else value, ("retention",))
        self._reader.known_keys(found, ("payloads_days",), ("retention",))
        return self._reader.number(found["payloads_days"], ("retention", "payloads_days")) if found else None

    def budget(self, fields: dict[str, Any], at: Place) -> Budget:
        """Return one [[budget]].

        Raises:
            PolicySyntaxError: It is not complete, bounds nothing, or has what no budget has.
        """
        reader = self._reader
        reader.known_keys(fields, (*_BUDGET, *_BOUNDS), at)
        reader.needed(fields, _BUDGET, at)
        days = reader.number(fields["days"], (*at, "days"), 1)
        if days > MAX_DAYS:
            raise reader.error(f'"days" is {MAX_DAYS} at most: counts are kept no longer', (*at, "days"))
        bounds = {key: reader.number(fields[key], (*at, key)) for key in _BOUNDS if key in fields and key != "cost"}
        if "cost" in fields:
            bounds["cost"] = reader.money(fields["cost"], (*at, "cost"))
        if not bounds:
            raise reader.error('a budget bounds at least one of "requests", "chars", "cost", "subjects", "quasi"', at)
        return Budget(
            id=reader.match(fields["id"], (*at, "id"), ID, ID_IS),
            to=recipients(reader, fields["to"], (*at, "to"), wide=True),
            days=days,
            why=reader.sentence(fields["why"], (*at, "why")),
            **bounds,
        )

    def case(self, fields: dict[str, Any], at: Place, groups: Mapping[str, tuple[str, ...]], ids: Collection[str]) -> Case:
        """Return one [[case]].

        Raises:
            PolicySyntaxError: It is not complete, or has what no case has.
        """
        reader = self._reader
        reader.known_keys(fields, ("given", "expect", "rule"), at)
        reader.needed(fields, ("given", "expect"), at)
        where = (*at, "given")
        given = reader.table(fields["given"], where)
        reader.known_keys(given, _GIVEN, where)
        for key in ("to", "for"):
            if key not in given:
                raise reader.error(f'"given" has no "{key}"; it says at least to whom and what for', where)
        if "text" in given and "classes" in given:
            raise reader.error('"given" has a "text" or "classes", not both', where)
        kinds = given.get("from", TYPED)
        classes = reader.names(given["classes"], (*where, "classes"), [c.value for c in Category]) if "classes" in given else ()
        about = people(reader, given, "about", where, groups)
        return Case(
            kinds=reader.names([kinds] if isinstance(kinds, str) else kinds, (*where, "from"), (TYPED, *sorted(KINDS))),
            to=reader.match(given["to"], (*where, "to"), NAME, NAME_IS),
            purpose=reader.match(given["for"], (*where, "for"), NAME, NAME_IS),
            expect=reader.word(fields["expect"], (*at, "expect"), _RESULTS),
            about=tuple(name for name in about if name != MINOR),
            thread=reader.sentence(given["thread"], (*where, "thread")) if "thread" in given else "",
            text=reader.sentence(given["text"], (*where, "text")) if "text" in given else "",
            classes=tuple(Category(name) for name in classes),
            chars=reader.number(given.get("chars", 0), (*where, "chars")),
            before=reader.number(given.get("before", 0), (*where, "before")),
            rule=reader.word(fields["rule"], (*at, "rule"), sorted(ids)) if "rule" in fields else "",
            line=reader.line(at),
        )

    def _terms(self, name: str, value: object, at: Place) -> Terms:
        reader = self._reader
        reader.match(name, at, NAME, NAME_IS)
        fields = reader.table(value, at)
        reader.known_keys(fields, _TERMS, at)
        days = fields.get("retention_days")
        trains = fields.get("trains")
        return Terms(
            name=name,
            kind=Kind(reader.word(fields.get("kind", Kind.CLOUD.value), (*at, "kind"), [kind.value for kind in Kind])),
            operator=reader.sentence(fields["operator"], (*at, "operator")) if "operator" in fields else "",
            retention_days=None if days is None else reader.number(days, (*at, "retention_days")),
            trains=None if trains is None else reader.flag(trains, (*at, "trains")),
            max_level=reader.level(fields["max_level"], (*at, "max_level")) if "max_level" in fields else None,
            cost=reader.money(fields.get("cost", 0), (*at, "cost")),
            model=reader.sentence(fields["model"], (*at, "model")) if "model" in fields else "",
        )
