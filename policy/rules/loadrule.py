"""Read one [[rule]] of a policy's text."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from keepmum.memory.record import KINDS
from keepmum.policy.category import Category
from keepmum.policy.rules.lines import Place
from keepmum.policy.rules.policy import EVERYONE, TYPED, Form, Rule, Verdict
from keepmum.policy.rules.reader import ID, ID_IS, NAME, NAME_IS, Reader, listed
from keepmum.policy.rules.rule import MINOR, Confirm, Limits
from keepmum.policy.rules.terms import DEVICE, SORTS

_REQUIRED = ("id", "effect", "to", "for", "why")
_OPTIONAL = ("from", "threads", "about", "not_about", "classes", "level", "forms", "limits", "confirm", "dry_run")
_OF_PERMITS = ("forms", "limits")
_LIMITS = Limits.__slots__
_OVER = re.compile(r"over:quasi>([0-9]{1,6})")


class RuleReader:
    """Reads the rules of one text."""

    def __init__(self, reader: Reader, groups: Mapping[str, tuple[str, ...]], purposes: Collection[str]) -> None:
        """Read with what the text says elsewhere.

        Args:
            reader: Checks values.
            groups: The people of each group.
            purposes: The purposes that there are; empty for any.
        """
        self._reader, self._groups, self._purposes = reader, groups, purposes

    def read(self, fields: dict[str, Any], at: Place) -> Rule:
        """Return one rule.

        Raises:
            PolicySyntaxError: It is not complete, or has what no rule has.
        """
        reader = self._reader
        reader.known_keys(fields, (*_REQUIRED, *_OPTIONAL), at)
        reader.needed(fields, _REQUIRED, at)
        effect = Verdict(reader.word(fields["effect"], (*at, "effect"), [verdict.value for verdict in Verdict]))
        for key in _OF_PERMITS if effect is Verdict.FORBID else ():
            if key in fields:
                raise reader.error(f'a rule that forbids has no "{key}": it lets nothing out', (*at, key))
        confirm, over = self._confirm(fields.get("confirm"), (*at, "confirm"), effect)
        classes = self._optional(fields, "classes", at, [category.value for category in Category])
        return Rule(
            id=reader.match(fields["id"], (*at, "id"), ID, ID_IS),
            effect=effect,
            to=recipients(reader, fields["to"], (*at, "to"), wide=effect is Verdict.FORBID),
            purposes=self._for(fields["for"], (*at, "for"), effect),
            why=reader.sentence(fields["why"], (*at, "why")),
            kinds=self._optional(fields, "from", at, (TYPED, *sorted(KINDS))),
            threads=self._optional(fields, "threads", at),
            about=people(reader, fields, "about", at, self._groups),
            classes=tuple(Category(name) for name in classes),
            level=reader.level(fields["level"], (*at, "level")) if "level" in fields else None,
            not_about=people(reader, fields, "not_about", at, self._groups),
            forms=self._forms(fields.get("forms", {}), (*at, "forms")),
            limits=self._limits(fields.get("limits", {}), (*at, "limits")),
            confirm=confirm,
            over=over,
            dry_run=reader.flag(fields.get("dry_run", False), (*at, "dry_run")),
        )

    def _optional(self, fields: dict[str, Any], key: str, at: Place, allowed: Collection[str] | None = None) -> tuple[str, ...]:
        return self._reader.names(fields[key], (*at, key), allowed) if key in fields else ()

    def _for(self, value: object, at: Place, effect: Verdict) -> tuple[str, ...]:
        names = self._reader.names(value, at)
        for name in names:
            if name == EVERYONE:
                if effect is not Verdict.FORBID:
                    raise self._reader.error(f'only a rule that forbids may say "{EVERYONE}"; name whom and what this one is for', at)
            else:
                purpose(self._reader, name, at, self._purposes)
        return names

    def _forms(self, value: object, at: Place) -> tuple[tuple[Category, Form], ...]:
        found = self._reader.categories(value, at)
        if Category.SECRET in found:
            raise self._reader.error('no rule has a form for "secret": what [forms] says of it is final', at)
        return tuple((category, self._reader.form(category, form, (*at, category.value))) for category, form in found.items())

    def _limits(self, value: object, at: Place) -> Limits:
        found = self._reader.table(value, at)
        self._reader.known_keys(found, _LIMITS, at, "limit")
        return Limits(**{key: self._reader.number(bound, (*at, key)) for key, bound in found.items()})

    def _confirm(self, value: object, at: Place, effect: Verdict) -> tuple[Confirm, int]:
        if value is None:
            return Confirm.NEVER, 0
        if effect is not Verdict.PERMIT:
            raise self._reader.error('only a rule that permits has "confirm": one that asks always asks', at)
        over = _OVER.fullmatch(value) if isinstance(value, str) else None
        if over:
            return Confirm.OVER, int(over[1])
        allowed = [word.value for word in Confirm if word is not Confirm.OVER]
        return Confirm(self._reader.word(value, at, [*allowed, "over:quasi>N"])), 0


def recipients(reader: Reader, value: object, at: Place, *, wide: bool) -> tuple[str, ...]:
    """Return the recipients that `to` names.

    Args:
        reader: Checks values.
        value: What the text has.
        at: Where.
        wide: Whether it may mean everyone, and sorts of recipients beyond those on this device.

    Raises:
        PolicySyntaxError: It names no recipients, or more than it may.
    """
    names = reader.names(value, at)
    for name in names:
        if name == EVERYONE or name in SORTS:
            if not wide and name != DEVICE:
                raise reader.error(f'only what forbids or bounds may say "{name}"; a rule that forbids beats it, so name whom', at)
        elif name.startswith("@"):
            raise reader.error(f"unknown sort of recipients; known are {listed(SORTS)}", at)
        else:
            reader.match(name, at, NAME, NAME_IS)
    return names


def purpose(reader: Reader, name: object, at: Place, purposes: Collection[str]) -> str:
    """Return a purpose.

    Raises:
        PolicySyntaxError: It is none, or not one of those that the policy lists.
    """
    found = reader.match(name, at, NAME, NAME_IS)
    if purposes and found not in purposes:
        raise reader.error(f"[purposes] does not list this one; it lists {listed(purposes)}", at)
    return found


def people(reader: Reader, fields: Mapping[str, Any], key: str, at: Place, groups: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the people that a key names, groups written out; `MINOR` stays beside its people, for it means more than them.

    Raises:
        PolicySyntaxError: It holds no names, or a group that there is not.
    """
    if key not in fields:
        return ()
    found: dict[str, None] = {}
    for name in reader.names(fields[key], (*at, key)):
        if name == MINOR:
            found[MINOR] = None
        if name.startswith("@") and name[1:] in groups:
            found |= dict.fromkeys(groups[name[1:]])
        elif name.startswith("@") and name != MINOR and NAME.fullmatch(name[1:]) and not groups:
            found[name] = None  # a handle such as @mchen, as ever; where there are groups, it must be written without "@"
        elif name.startswith("@") and name != MINOR:
            raise reader.error("[people] has no such group; a handle is written without its @", (*at, key))
        elif name != MINOR:
            found[name] = None
    return tuple(found)
