"""Holidays of the English-speaking world, and the feasts that chats speak of, by the rule that gives their date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

from keepmum.memory.times import calendar
from keepmum.memory.times.calendar import Shape
from keepmum.memory.times.english_line import Line, remembered
from keepmum.memory.times.english_months import relative
from keepmum.memory.times.english_nodes import Day
from keepmum.memory.times.english_numbers import any_year

Yearly = Callable[[int], date | None]
LONGEST = 6  # words of a name

_FIXED = {
    (1, 1): "new year|new years|new year's|new year day|new years day|new year's day|yuandan",
    (2, 2): "groundhog day|ground hog day|groundhogs day",
    (2, 14): "valentine|valentines|valentine's|valentine day|valentines day|valentine's day|saint valentine's day|st valentine's day",
    (3, 8): "women's day|womens day|international women's day",
    (1, 20): "inauguration day",
    (3, 7): "girls' day|girl's day|girls day",
    (3, 12): "arbor day|tree planting day",
    (3, 14): "white day|pi day",
    (3, 17): "saint patrick's day|st patrick's day|st patricks day|saint patrick day|st patrick day|patrick's day",
    (4, 1): "april fools|april fools day|april fool's day|fool's day|fools day|all fool's day",
    (4, 22): "earth day",
    (4, 23): "saint george's day|st george's day|st george day",
    (5, 1): "may day|mayday|labour day|international workers' day|international workers day",
    (5, 4): "youth day|star wars day",
    (5, 5): "cinco de mayo",
    (6, 1): "children's day|childrens day",
    (6, 14): "flag day",
    (6, 19): "juneteenth|freedom day|jubilee day|juneteenth day",
    (7, 4): "independence day|us independence day|usa independence day",
    (7, 14): "bastille day",
    (6, 24): "saint jean baptiste day|st jean baptiste day|midsummer day",
    (9, 10): "teacher's day|teachers' day|teachers day",
    (10, 31): "halloween|halloween day|hallowe'en|all hallows' eve|all hallows eve",
    (11, 1): "all saints day|all saints' day|all hallow day|all hallows' day",
    (11, 2): "all souls day|all souls' day",
    (11, 5): "guy fawkes day|bonfire night|guy fawkes night",
    (11, 11): "veterans day|veteran's day|veterans' day|armistice day|remembrance day|single day|single's day|singles day|singles' day",
    (12, 24): "christmas eve|xmas eve",
    (12, 25): "christmas|christmas day|xmas|xmas day",
    (12, 26): "boxing day|saint stephen's day|st stephen's day",
    (12, 31): "new year eve|new year's eve|new years eve|nye",
}
# (month, weekday, which): the nth such weekday of the month; -1 is the last
_NTH = {
    (1, 0, 3): "mlk day|martin luther king day|martin luther king jr day|martin luther king's day",
    (2, 0, 3): "presidents day|president's day|presidents' day|washington's birthday",
    (5, 6, 2): "mother's day|mothers day|mother day|mothers' day",
    (5, 0, -1): "memorial day",
    (6, 6, 3): "father's day|fathers day|father day|fathers' day",
    (9, 0, 1): "labor day",
    (10, 0, 2): "columbus day|indigenous peoples day|indigenous peoples' day|canadian thanksgiving",
    (11, 3, 4): "thanksgiving|thanksgiving day|thanks giving|thanks giving day|turkey day",
}
# Days from Easter Sunday
_EASTER = {
    -48: "clean monday",
    -47: "shrove tuesday|pancake day|mardi gras|fat tuesday",
    -46: "ash wednesday",
    -7: "palm sunday",
    -3: "maundy thursday",
    -2: "good friday",
    -1: "easter saturday|holy saturday",
    0: "easter|easter day|easter sunday",
    1: "easter monday",
    39: "ascension day",
    56: "trinity sunday",
    49: "pentecost|whit sunday|whitsun",
    50: "whit monday|pentecost monday",
    60: "corpus christi",
}
# Days from American Thanksgiving
_AFTER_THANKSGIVING = {1: "black friday", 4: "cyber monday"}
# Words that are also an ordinary first or family name, or a thing: never a holiday without "day" or a capital
_NEED_CAPITAL = frozenset({"valentine", "valentines", "nye", "flag day"})


def _on(month: int, day: int) -> Yearly:
    return lambda year: calendar.on(year, month, day)


def _nth(month: int, weekday: int, nth: int) -> Yearly:
    return lambda year: calendar.nth_weekday(calendar.first(year, month), calendar.first(year, month + 1), weekday, nth)


def _from_easter(days: int) -> Yearly:
    return lambda year: calendar.easter(year) + timedelta(days=days)


def _from_thanksgiving(days: int) -> Yearly:
    thanksgiving = _nth(11, 3, 4)
    return lambda year: (found + timedelta(days=days)) if (found := thanksgiving(year)) else None


@cache
def _names() -> dict[tuple[str, ...], Yearly]:
    """Return every name, as the words of a line, with its rule; built when first asked for."""
    table: list[tuple[str, Yearly]] = []
    table += [(names, _on(*key)) for key, names in _FIXED.items()]
    table += [(names, _nth(*key)) for key, names in _NTH.items()]
    table += [(names, _from_easter(key)) for key, names in _EASTER.items()]
    table += [(names, _from_thanksgiving(key)) for key, names in _AFTER_THANKSGIVING.items()]
    return {tuple(name.replace("s'", "s '").replace("'s", " 's").split()): rule for names, rule in table for name in names.split("|")}


@cache
def first_words() -> frozenset[str]:
    """Return the words that names of holidays begin with."""
    return frozenset(name[0] for name in _names())


def _name(line: Line, at: int) -> tuple[Yearly, int] | None:
    if line.words[at] not in first_words() or (line.glued(at) and line.words[at - 1].isalpha()):
        return None
    for count in range(LONGEST, 0, -1):
        words = tuple(line.words[at : at + count])
        rule = _names().get(words)
        if rule and not (" ".join(words) in _NEED_CAPITAL and not line.raw[at][:1].isupper()):
            return rule, at + count
    return None


@remembered
def holiday(line: Line, at: int) -> tuple[Day, int] | None:
    """Read a holiday: "Christmas Eve", "last Easter", "Thanksgiving 2023", "Christmas of next year"."""
    here = line.skip(at, "the")
    seen = relative(line, here)
    if seen and line.words[seen[1]] == "year" and line.words[seen[1] + 1] == "'s":
        seen = (seen[0] * 10, seen[1] + 2)
    found = _name(line, seen[1] if seen else here)
    if not found:
        return None
    rule, after = found
    if (
        line.words[here] == "new"
        and line.words[after - 1] == "year"
        and line.words[after].isalpha()
        and line.words[after] not in {"is", "was"}
    ):
        return None  # a new year resolution
    if seen:
        return _seen(line, rule, seen[0]), after
    later = relative(line, line.skip(after, "of", ","))
    if later and line.words[later[1]] == "year":
        return _in_year(rule, line.now.year + later[0]), later[1] + 1
    years = any_year(line, after)
    if years and (line.words[after] != "in" or len(years[0]) == 1):
        return _in_year(rule, years[0][0]), years[1]
    shape = Shape(yearly=rule)
    return Day(shape.options(line.now), shape), after


def _in_year(rule: Yearly, year: int) -> Day:
    day = rule(year) if 1 <= year <= 9999 else None
    return Day((day,) if day else (), Shape(year, yearly=rule))


def _seen(line: Line, rule: Yearly, seen: int) -> Day:
    if abs(seen) == 10 or seen == 0:
        return _in_year(rule, line.now.year + seen // 10)
    shape = Shape(yearly=rule)
    found = shape.after(line.now) if seen > 0 else shape.before(line.now)
    return Day((found,) if found else ())
