"""Check single values of a policy's text; each error names the line and what may stand there, and quotes nothing."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from typing import Any

from keepmum.policy.category import Category, Level
from keepmum.policy.errors import PolicySyntaxError
from keepmum.policy.rules.lines import Lines, Place
from keepmum.policy.rules.rule import FITS, Form

NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")  # as in keepmum.policy.recipient
ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
NAME_IS = "a name here is 1 to 32 small letters, digits, '_' and '-', a letter first"
ID_IS = "an id is 1 to 64 small letters, digits, '_' and '-'"
LEVEL_NAMES: Mapping[str, Level] = {level.name.lower(): level for level in Level}
MAX_NUMBER = 1_000_000_000


class Reader:
    """Checks values of one text, and knows the lines on which they stand."""

    def __init__(self, lines: Lines) -> None:
        """Read values of the text with these lines."""
        self._lines = lines

    def error(self, reason: str, at: Place) -> PolicySyntaxError:
        """Return the error that says what is wrong, and on which line."""
        return PolicySyntaxError(reason, self._lines.find(at))

    def line(self, at: Place) -> int:
        """Return the line of a place; 0 for the whole text."""
        return self._lines.find(at) or 0

    def table(self, value: object, at: Place) -> dict[str, Any]:
        """Return a table.

        Raises:
            PolicySyntaxError: It is none.
        """
        if not isinstance(value, dict):
            raise self.error(f"[{'.'.join(str(key) for key in at)}] is a table", at)
        return value

    def tables(self, value: object, at: Place, most: int) -> list[dict[str, Any]]:
        """Return a list of tables, such as [[rule]]; an absent one is empty.

        Raises:
            PolicySyntaxError: It is no such list, or longer than ``most``.
        """
        name = at[-1]
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise self.error(f"{name}s are written as [[{name}]]", at)
        if len(value) > most:
            raise self.error(f"a policy has at most {most} {name}s", at)
        return value

    def known_keys(self, fields: Mapping[str, Any], known: Collection[str], at: Place, noun: str = "key") -> None:
        """See that a table has no key that nobody knows.

        Raises:
            PolicySyntaxError: It has one.
        """
        for key in fields:
            if key not in known:
                raise self.error(f"unknown {noun}; known are {listed(known)}", (*at, key))

    def needed(self, fields: Mapping[str, Any], keys: Collection[str], at: Place) -> None:
        """See that a table has these keys.

        Raises:
            PolicySyntaxError: One is missing.
        """
        for key in keys:
            if key not in fields:
                raise self.error(f'the {at[0]} has no "{key}"; every {at[0]} has {listed(keys)}', at)

    def names(self, value: object, at: Place, allowed: Collection[str] | None = None) -> tuple[str, ...]:
        """Return a list of names. An empty one is refused: whether it means all or none would be a guess.

        Raises:
            PolicySyntaxError: It is no list of names, or holds one twice or one that is not ``allowed``.
        """
        key = at[-1]
        if not isinstance(value, list) or not value or not all(isinstance(name, str) and name.strip() for name in value):
            raise self.error(f'"{key}" must be a list of at least one name' + (f" among {listed(allowed)}" if allowed else ""), at)
        for name in value:
            if allowed is not None and name not in allowed:
                raise self.error(f'"{key}" holds an unknown name; known are {listed(allowed)}', at)
        if len(set(value)) != len(value):
            raise self.error(f'"{key}" holds a name twice', at)
        return tuple(value)

    def word(self, value: object, at: Place, allowed: Collection[str]) -> str:
        """Return one of some words.

        Raises:
            PolicySyntaxError: It is another.
        """
        if not isinstance(value, str) or value not in allowed:
            raise self.error(f'"{at[-1]}" must be one of {listed(allowed)}', at)
        return value

    def match(self, value: object, at: Place, pattern: re.Pattern[str], reason: str) -> str:
        """Return a text that fits a pattern.

        Raises:
            PolicySyntaxError: It does not, for this ``reason``.
        """
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise self.error(reason, at)
        return value

    def sentence(self, value: object, at: Place) -> str:
        """Return a text that is not empty.

        Raises:
            PolicySyntaxError: It is none.
        """
        if not isinstance(value, str) or not value.strip():
            raise self.error(f'"{at[-1]}" must say in words why it is there', at)
        return value.strip()

    def number(self, value: object, at: Place, least: int = 0) -> int:
        """Return a whole number from ``least`` on.

        Raises:
            PolicySyntaxError: It is none.
        """
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= MAX_NUMBER:
            raise self.error(f'"{at[-1]}" must be a whole number from {least} to {MAX_NUMBER}', at)
        return value

    def money(self, value: object, at: Place) -> int:
        """Return an amount in millionths of its unit, rounded up.

        Raises:
            PolicySyntaxError: It is no number from 0 on.
        """
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= MAX_NUMBER:
            raise self.error(f'"{at[-1]}" must be a number from 0 on, in your own unit of money', at)
        return math.ceil(round(value * 1_000_000, 3))

    def flag(self, value: object, at: Place) -> bool:
        """Return true or false.

        Raises:
            PolicySyntaxError: It is neither.
        """
        if not isinstance(value, bool):
            raise self.error(f'"{at[-1]}" must be true or false', at)
        return value

    def level(self, value: object, at: Place) -> Level:
        """Return a level.

        Raises:
            PolicySyntaxError: It is none.
        """
        return LEVEL_NAMES[self.word(value, at, LEVEL_NAMES)]

    def form(self, category: Category, value: object, at: Place) -> Form:
        """Return the form in which a category may leave.

        Raises:
            PolicySyntaxError: It is none, or has no meaning for this category.
        """
        form = Form(self.word(value, at, [form.value for form in Form]))
        if category is Category.SECRET and form not in {Form.BLOCK, Form.PLACEHOLDER, Form.DROP}:
            raise self.error('a secret never leaves in clear: "secret" is "block", "placeholder" or "drop"', at)
        fits = FITS.get(form)
        if fits is not None and category.value not in fits:
            raise self.error(f'"{form.value}" has a meaning for {listed(sorted(fits & set(Category)))} alone', at)
        return form

    def categories(self, value: object, at: Place) -> dict[Category, Any]:
        """Return a table whose keys are categories.

        Raises:
            PolicySyntaxError: It is none, or has another key.
        """
        found = self.table(value, at)
        self.known_keys(found, [category.value for category in Category], at, "category")
        return {Category(key): value for key, value in found.items()}


def listed(names: Collection[str]) -> str:
    """Return names as they stand in an error: quoted, with commas."""
    return ", ".join(f'"{name}"' for name in names)
