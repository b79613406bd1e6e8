"""Say which token of ours something in a reply means: only where exactly one can be meant, and never a guess."""

from __future__ import annotations

from collections import defaultdict

from keepmum.policy.category import Category
from keepmum.policy.detectors.words import is_common
from keepmum.policy.masking.alike import Alike, Finder, written_key
from keepmum.policy.masking.categorywords import categories_of
from keepmum.policy.masking.tokens import Token, TokenMap


class Meanings:
    """What the tokens of one conversation stand for, in every form in which a reply may have them.

    Attributes:
        finder: Finds what may be one.
    """

    def __init__(self, tokens: TokenMap) -> None:
        """Read the map of a conversation."""
        self._named = {token.name: token for token in tokens.tokens if not token.written}
        self._reserved = tokens.reserved
        self._alone: dict[str, list[Token]] = defaultdict(list)
        for token in self._named.values():
            self._alone[token.category.name].append(token)
        self._written = {written_key(token.written): (token, token.original) for token in tokens.tokens if token.written}
        self._parts = _parts(tokens)
        self.finder = Finder(tokens.tokens, [word for word, _, _ in self._parts.values()])

    def meaning(self, found: Alike) -> tuple[Token, str, bool] | None:
        """Return the token that is meant, what to put in its place, and whether that is a repair; none where no one token is."""
        if found.key:
            whole = self._written.get(found.key)
            if whole is not None:
                return (*whole, False)
            part = self._parts.get(found.key)
            return None if part is None else (part[1], part[2], True)
        if found.number is None:
            return self._without_number(found)
        names = [f"{category.name}_{found.number}" for category in categories_of().get(found.word, ())]
        if found.exact:
            token = self._named.get(f"{found.word.upper()}_{found.number}")
            return None if token is None else (token, token.original + found.tail, bool(found.tail))
        known = [self._named[name] for name in names if name in self._named]
        if len(known) != 1 or any(name in self._reserved for name in names):
            return None
        return known[0], known[0].original + found.tail, True

    def stranger(self, found: Alike) -> str | None:
        """Return the name by which a find that means no token of ours is reported; none for an ordinary word in brackets."""
        categories = categories_of().get(found.word)
        if found.key or not categories:
            return None
        category = categories[0].name
        if found.number is not None:
            return f"{category}_{found.number}"
        return category if found.shouted else None

    def _without_number(self, found: Alike) -> tuple[Token, str, bool] | None:
        """Return the only token of a category whose name stands there in capitals: "[Date]" is a blank to fill in, "[DATE]" is none."""
        category = found.word.upper()
        same = self._alone.get(category, []) if found.shouted and category not in self._reserved else []
        return (same[0], same[0].original, True) if len(same) == 1 else None


def names_alike(text: str) -> set[str]:
    """Return the names of all in a text that could be taken for a token in a reply: they are never given out."""
    finder, names = Finder(), set()
    at = 0
    while found := finder.find(text, at):
        categories = categories_of().get(found.word, ())
        if found.number is not None:
            names |= {f"{category.name}_{found.number}" for category in categories}
        elif found.shouted:
            names |= {category.name for category in categories[:1]}
        at = max(found.end, at + 1)
    return names


def _parts(tokens: TokenMap) -> dict[str, tuple[str, Token, str]]:
    """Return the words of two-word surrogates of people that mean one of them, each with what it stands for."""
    found: dict[str, list[tuple[str, Token, str]]] = defaultdict(list)
    for token in tokens.tokens:
        words, originals = token.written.split(), token.original.split()
        if token.category is not Category.PERSON or len(words) != 2:
            continue
        for word, original in zip(words, originals if len(originals) == 2 else [token.original] * 2, strict=True):
            if not is_common(word.lower()):
                found[written_key(word)].append((word, token, original))
    whole = {written_key(token.written) for token in tokens.tokens if token.written}
    return {key: meanings[0] for key, meanings in found.items() if len(meanings) == 1 and key not in whole}
