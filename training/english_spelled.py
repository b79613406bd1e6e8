"""What is not written but said, or written as it is said: spelled names, mail addresses and numbers over the telephone."""

from __future__ import annotations

import random
import re

from training.english_numbers import spoken, spoken_digits

_RUNS = re.compile(r"[A-Za-z]+|[0-9]+|[^\w\s]|_")
_MARKS = {".": "dot", "@": "at", "_": "underscore", "-": "dash", "/": "slash"}
_LIKE_YOU = re.compile(r"(?:uni|eu|uk(?!u)|us[aeu]|ug|one\b|once|u\.?[sk]\b)", re.IGNORECASE)  # begins as "you" or "won"
_LETTERS = re.compile(r"[AEFHILMNORSX](?:[A-Z0-9]|\b)")  # letters whose names begin with a vowel
_EIGHTS = re.compile(r"(?:8|1[18](?!\d))")


def spelled(name: str, rng: random.Random) -> str:
    """Return a name letter by letter, as in "k e l l e r" or "K-E-double L-E-R"."""
    letters = [char for char in name if char.isalpha()]
    letters = [char.upper() for char in letters] if rng.random() < 0.6 else [char.lower() for char in letters]
    if rng.random() < 0.2:
        pairs = list(zip(letters, [*letters[1:], ""], strict=True))
        twice = next((at for at, (one, two) in enumerate(pairs) if one == two), -1)
        letters = letters if twice < 0 else [*letters[:twice], f"double {letters[twice]}", *letters[twice + 2 :]]
    return rng.choice((" ", " ", "-", ", ")).join(letters)


def spoken_mail(address: str, rng: random.Random) -> str:
    """Return an address of mail as it is said: "anne dot keller at mail dot example"."""
    return " ".join(_MARKS.get(run, spoken_digits(run, rng) if run.isdigit() else run) for run in _RUNS.findall(address))


def spoken_code(code: str, rng: random.Random) -> str:
    """Return a number of a case or an order as it is said: letters and digits one by one, slashes and, at times, dashes by name."""
    dashes = rng.random() < 0.5
    said: list[str] = []
    for run in _RUNS.findall(code):
        if run.isdigit():
            small = len(run) == 2 and run[0] != "0" and rng.random() < 0.3
            said.append(spoken(int(run)) if small else spoken_digits(run, rng))
        elif run.isalpha():
            said.append(" ".join(run))
        elif run == "/" or dashes:
            said.append(_MARKS.get(run, ""))
    return " ".join(word for word in said if word)


def plural(family: str) -> str:
    """Return what a whole family is called: "Kellers", "Jameses"."""
    return family + ("es" if family.lower().endswith(("s", "x", "z", "ch", "sh")) else "s")


def with_vowel(words: str) -> bool:
    """Return whether words are said with "an" before them."""
    if words[0].isdigit():
        return bool(_EIGHTS.match(words))
    if _LETTERS.match(words):
        return True
    return words[0].lower() in "aeiou" and not _LIKE_YOU.match(words)
