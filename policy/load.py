"""Read a policy from its TOML text. Whatever is not understood is refused: half a policy is worse than none.

docs/policy.md lists every key. Errors name the line and what may stand there.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from typing import Any, TypeVar

from keepmum.memory.record import KINDS
from keepmum.policy.category import Category, Level
from keepmum.policy.errors import PolicySyntaxError
from keepmum.policy.lines import Lines, Place
from keepmum.policy.policy import DETECTORS, EVERYONE, TYPED, Form, Policy, Rule, Verdict
from keepmum.policy.starting import default_text

__all__ = ["MAX_RULES", "MAX_TEXT", "SCHEMA", "default_text", "load"]

SCHEMA = 1
MAX_TEXT = 1_000_000  # characters; a policy is written by a person
MAX_RULES = 1_000

_TOP = ("detectors", "forms", "levels", "rule", "schema")
_REQUIRED = ("id", "effect", "to", "for", "why")
_OPTIONAL = ("from", "threads", "about", "classes", "level")
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")  # as in keepmum.policy.recipient
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_LEVELS = {level.name.lower(): level for level in Level}
_Value = TypeVar("_Value")


def load(text: str) -> Policy:
    """Return the policy that ``text`` states.

    Raises:
        PolicySyntaxError: It is no TOML, has an unknown key or value, no rule, no detector, or a rule that is not complete.
    """
    if len(text) > MAX_TEXT:
        raise PolicySyntaxError(f"the policy is longer than {MAX_TEXT} characters")
    try:
        tables = tomllib.loads(text)
    except ValueError as error:  # TOMLDecodeError is one; a number of ten thousand digits raises its base
        raise _not_toml(error) from None
    except RecursionError:
        raise PolicySyntaxError("the policy is nested too deeply") from None
    return _Reader(Lines(text)).policy(tables)


def _not_toml(error: ValueError) -> PolicySyntaxError:
    """Return our error for tomllib's, without what it quotes of the text: a policy names people."""
    line = re.search(r"at line (\d+)", str(error))
    return PolicySyntaxError("this is not TOML", int(line[1]) if line else None)


class _Reader:
    """Checks the tables of one text, and knows the lines on which they stand."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines

    def policy(self, tables: dict[str, Any]) -> Policy:
        self._known_keys(tables, _TOP, ())
        schema = tables.get("schema")
        if schema != SCHEMA or not isinstance(schema, int) or isinstance(schema, bool):
            raise self._error(f"schema must be {SCHEMA}", ("schema",))
        detectors = self._names(tables.get("detectors"), ("detectors",), DETECTORS)
        forms = self._table(tables, "forms", {form.value: form for form in Form})
        levels = self._table(tables, "levels", _LEVELS)
        for name, value in forms:
            if name is Category.SECRET and value is Form.KEEP:
                raise self._error('a secret never leaves in clear: "secret" is "block" or "placeholder"', ("forms", "secret"))
        for name, level in levels:
            if name is Category.SECRET and level is not Level.SECRET:
                raise self._error('the level of "secret" is fixed', ("levels", "secret"))
        return Policy(detectors, self._rules(tables.get("rule")), forms, levels)

    def _rules(self, found: object) -> tuple[Rule, ...]:
        if found is None or found == []:
            raise self._error("a policy has at least one [[rule]]; without one nothing may leave", ())
        if not isinstance(found, list) or not all(isinstance(rule, dict) for rule in found):
            raise self._error("rules are written as [[rule]]", ("rule",))
        if len(found) > MAX_RULES:
            raise self._error(f"a policy has at most {MAX_RULES} rules", ("rule",))
        rules: list[Rule] = []
        for number, fields in enumerate(found):
            rule = self._rule(fields, ("rule", number))
            if any(rule.id == other.id for other in rules):
                raise self._error(f'two rules have the id "{rule.id}"', ("rule", number, "id"))
            rules.append(rule)
        return tuple(rules)

    def _rule(self, fields: dict[str, Any], at: Place) -> Rule:
        self._known_keys(fields, (*_REQUIRED, *_OPTIONAL), at)
        for key in _REQUIRED:
            if key not in fields:
                raise self._error(f'the rule has no "{key}"; every rule has {_list(_REQUIRED)}', at)
        effect = Verdict(self._word(fields["effect"], (*at, "effect"), [verdict.value for verdict in Verdict]))
        level = self._word(fields["level"], (*at, "level"), _LEVELS) if "level" in fields else None
        classes = self._optional(fields, "classes", at, [category.value for category in Category])
        return Rule(
            id=self._match(fields["id"], (*at, "id"), _ID, "an id is 1 to 64 small letters, digits, '_' and '-'"),
            effect=effect,
            to=self._parties(fields["to"], (*at, "to"), effect),
            purposes=self._parties(fields["for"], (*at, "for"), effect),
            why=self._sentence(fields["why"], (*at, "why")),
            kinds=self._optional(fields, "from", at, (TYPED, *sorted(KINDS))),
            threads=self._optional(fields, "threads", at),
            about=self._optional(fields, "about", at),
            classes=tuple(Category(name) for name in classes),
            level=None if level is None else _LEVELS[level],
        )

    def _parties(self, value: object, at: Place, effect: Verdict) -> tuple[str, ...]:
        names = self._names(value, at)
        for name in names:
            if name == EVERYONE:
                if effect is not Verdict.FORBID:
                    raise self._error(f'only a rule that forbids may say "{EVERYONE}"; name whom and what this one is for', at)
            else:
                self._match(name, at, _NAME, "a name here is 1 to 32 small letters, digits, '_' and '-', a letter first")
        return names

    def _optional(self, fields: dict[str, Any], key: str, at: Place, allowed: Collection[str] | None = None) -> tuple[str, ...]:
        return self._names(fields[key], (*at, key), allowed) if key in fields else ()

    def _names(self, value: object, at: Place, allowed: Collection[str] | None = None) -> tuple[str, ...]:
        """Return a list of names. An empty one is refused: whether it means all or none would be a guess."""
        key = at[-1]
        if not isinstance(value, list) or not value or not all(isinstance(name, str) and name.strip() for name in value):
            raise self._error(f'"{key}" must be a list of at least one name' + (f" among {_list(allowed)}" if allowed else ""), at)
        for name in value:
            if allowed is not None and name not in allowed:
                raise self._error(f'"{key}" holds an unknown name; known are {_list(allowed)}', at)
        if len(set(value)) != len(value):
            raise self._error(f'"{key}" holds a name twice', at)
        return tuple(value)

    def _table(self, tables: dict[str, Any], name: str, allowed: dict[str, _Value]) -> tuple[tuple[Category, _Value], ...]:
        found = tables.get(name, {})
        if not isinstance(found, dict):
            raise self._error(f"[{name}] is a table", (name,))
        self._known_keys(found, [category.value for category in Category], (name,), "category")
        return tuple((Category(key), allowed[self._word(value, (name, key), allowed)]) for key, value in found.items())

    def _known_keys(self, fields: dict[str, Any], known: Collection[str], at: Place, noun: str = "key") -> None:
        for key in fields:
            if key not in known:
                raise self._error(f"unknown {noun}; known are {_list(known)}", (*at, key))

    def _word(self, value: object, at: Place, allowed: Collection[str]) -> str:
        if not isinstance(value, str) or value not in allowed:
            raise self._error(f'"{at[-1]}" must be one of {_list(allowed)}', at)
        return value

    def _match(self, value: object, at: Place, pattern: re.Pattern[str], reason: str) -> str:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise self._error(reason, at)
        return value

    def _sentence(self, value: object, at: Place) -> str:
        if not isinstance(value, str) or not value.strip():
            raise self._error(f'"{at[-1]}" must say in words why the rule is there', at)
        return value.strip()

    def _error(self, reason: str, at: Place) -> PolicySyntaxError:
        return PolicySyntaxError(reason, self._lines.find(at))


def _list(names: Collection[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
