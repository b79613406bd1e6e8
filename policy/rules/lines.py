"""On which line of a TOML text a key stands, so that an error can name it. `tomllib` reads; this only points."""

from __future__ import annotations

import re

Place = tuple[str | int, ...]
"""The way to a value: table, number in a list of tables, key. The empty one is the whole text."""

_HEADER = re.compile(r"\s*(\[{1,2})\s*([A-Za-z0-9_\-.\"' ]+?)\s*\]{1,2}\s*(?:#.*)?$")
_KEY = re.compile(r"\s*([A-Za-z0-9_\-]+|\"[^\"]*\"|'[^']*')\s*(?:\.|=)")
_STRING = re.compile(r"\"\"\"|'''")
_SIMPLE = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'|#.*")


class Lines:
    """The lines of the tables and keys of one text."""

    def __init__(self, text: str) -> None:
        """Read ``text`` once. It may be any text; lines of what is no TOML are a guess."""
        self._found: dict[Place, int] = {}
        counts: dict[str, int] = {}
        table: Place = ()
        inside = ""  # the quotes of a string over several lines, or "[" within an array over several lines
        depth = 0
        for number, line in enumerate(text.splitlines(), 1):
            if inside:
                if inside in line:
                    inside = ""
                continue
            if depth == 0:
                header, key = _HEADER.match(line), _KEY.match(line)
                if header:
                    name = header[2].strip("\"' ")
                    if header[1] == "[[":
                        table = (name, counts.get(name, 0))
                        counts[name] = counts.get(name, 0) + 1
                        self._found.setdefault((name,), number)
                    else:
                        first, *rest = (part.strip("\"' ") for part in name.split("."))
                        table = (first, counts[first] - 1, *rest) if first in counts else (first, *rest)
                    self._found.setdefault(table, number)
                    continue
                if key:
                    self._found.setdefault((*table, key[1].strip("\"'")), number)
            quotes = _STRING.findall(line)
            if len(quotes) % 2:
                inside = quotes[-1]
                continue
            bare = _SIMPLE.sub("", line)
            depth = max(0, depth + bare.count("[") - bare.count("]"))

    def find(self, place: Place) -> int | None:
        """Return the line of ``place``, counted from 1, or that of the nearest table around it; none for the whole text."""
        while place:
            if place in self._found:
                return self._found[place]
            place = place[:-1]
        return None
