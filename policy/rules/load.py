"""Read a policy from its TOML text. Whatever is not understood is refused: half a policy is worse than none.

docs/policy.md lists every key. Errors name the line and what may stand there.
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

from keepmum.policy.category import Category, Level
from keepmum.policy.errors import PolicySyntaxError
from keepmum.policy.rules.case import Case
from keepmum.policy.rules.lines import Lines
from keepmum.policy.rules.loadparts import PartReader
from keepmum.policy.rules.loadrule import RuleReader
from keepmum.policy.rules.policy import BY_MODEL, DETECTORS, Form, Policy
from keepmum.policy.rules.reader import Reader
from keepmum.policy.rules.starting import default_text

__all__ = ["MAX_CASES", "MAX_RULES", "MAX_TEXT", "SCHEMA", "default_text", "load"]

SCHEMA = 1
MAX_TEXT = 1_000_000  # characters; a policy is written by a person
MAX_RULES = 1_000
MAX_CASES = 1_000

_TOP = (
    *("budget", "case", "classes", "detectors", "forms", "levels"),
    *("people", "purposes", "recipients", "retention", "rule", "schema", "wanted"),
)
_Table = tuple[tuple[Category, Any], ...]


def load(text: str) -> Policy:
    """Return the policy that ``text`` states. Its cases are read, and run by `keepmum.policy.rules.trial`.

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
    return _policy(Reader(Lines(text)), tables)


def _not_toml(error: ValueError) -> PolicySyntaxError:
    """Return our error for tomllib's, without what it quotes of the text: a policy names people."""
    line = re.search(r"at line (\d+)", str(error))
    return PolicySyntaxError("this is not TOML", int(line[1]) if line else None)


def _policy(reader: Reader, tables: dict[str, Any]) -> Policy:
    reader.known_keys(tables, _TOP, ())
    schema = tables.get("schema")
    if schema != SCHEMA or not isinstance(schema, int) or isinstance(schema, bool):
        raise reader.error(f"a policy begins with schema = {SCHEMA}", ("schema",))
    detectors = reader.names(tables.get("detectors"), ("detectors",), DETECTORS)
    wanted = reader.names(tables["wanted"], ("wanted",), BY_MODEL) if "wanted" in tables else ()
    if twice := sorted({*wanted} & {*detectors}):
        raise reader.error(f'"{twice[0]}" stands in "detectors" too', ("wanted",))
    forms, levels = _classes(reader, tables)
    parts = PartReader(reader)
    purposes = parts.purposes(tables.get("purposes"))
    groups = parts.groups(tables.get("people"))
    if not tables.get("rule"):
        raise reader.error("a policy has at least one [[rule]]; without one nothing may leave", ("rule",))
    rule = RuleReader(reader, groups, dict(purposes))
    rules = tuple(rule.read(fields, ("rule", n)) for n, fields in enumerate(reader.tables(tables["rule"], ("rule",), MAX_RULES)))
    found = reader.tables(tables.get("budget"), ("budget",), MAX_RULES)
    budgets = tuple(parts.budget(fields, ("budget", n)) for n, fields in enumerate(found))
    ids: set[str] = set()
    for at, id_ in [(("rule", n), r.id) for n, r in enumerate(rules)] + [(("budget", n), b.id) for n, b in enumerate(budgets)]:
        if id_ in ids:
            raise reader.error(f'two {at[0]}s have the id "{id_}"' if at[0] == "rule" else f'the id "{id_}" is taken', (*at, "id"))
        ids.add(id_)
    found = reader.tables(tables.get("case"), ("case",), MAX_CASES)
    cases: tuple[Case, ...] = tuple(parts.case(fields, ("case", n), groups, ids) for n, fields in enumerate(found))
    return Policy(
        detectors=detectors,
        rules=rules,
        forms=forms,
        levels=levels,
        recipients=parts.recipients(tables.get("recipients")),
        purposes=purposes,
        budgets=budgets,
        payloads_days=parts.retention(tables.get("retention")),
        cases=cases,
        wanted=wanted,
    )


def _classes(reader: Reader, tables: dict[str, Any]) -> tuple[tuple[tuple[Category, Form], ...], tuple[tuple[Category, Level], ...]]:
    """Return the forms and levels of [forms], [levels] and [classes], each of a category only once."""
    forms = {
        category: reader.form(category, value, ("forms", category.value))
        for category, value in reader.categories(tables.get("forms", {}), ("forms",)).items()
    }
    levels = {
        category: reader.level(value, ("levels", category.value))
        for category, value in reader.categories(tables.get("levels", {}), ("levels",)).items()
    }
    for category, value in reader.categories(tables.get("classes", {}), ("classes",)).items():
        at = ("classes", category.value)
        fields = reader.table(value, at)
        reader.known_keys(fields, ("level", "form"), at)
        for key, elsewhere in (("form", forms), ("level", levels)):
            if key in fields and category in elsewhere:
                raise reader.error(f'the {key} of "{category.value}" stands in [{key}s] too', (*at, key))
        if "form" in fields:
            forms[category] = reader.form(category, fields["form"], (*at, "form"))
        if "level" in fields:
            levels[category] = reader.level(fields["level"], (*at, "level"))
    if levels.get(Category.SECRET, Level.SECRET) is not Level.SECRET:
        raise reader.error('the level of "secret" is fixed', ("levels" if "levels" in tables else "classes", "secret"))
    return tuple(forms.items()), tuple(levels.items())
