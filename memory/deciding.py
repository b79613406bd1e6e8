"""What the person decided, carried out on the people that their contacts and chats show.

Decisions are replayed in order on the people as they are now, so that a merge holds for cards and speakers that come later
too. A decision whose people are not there changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from keepmum.memory.aliases import fold, plain, spelled
from keepmum.memory.decisions import Decision, Decisions, Someone
from keepmum.memory.kin import OWNER, kin, spoken_of
from keepmum.memory.people import Draft, Person, World, finished
from keepmum.memory.senders import address_key, is_email, is_phone, same_number, sender


class Decided:
    """The people after the person's decisions.

    Attributes:
        people: Sorted by key.
        keys: Every key that was ever one person's, with the key of who that is now.
        owners: The keys of the person whose memory it is; empty where no card says so.
    """

    def __init__(self, world: World, decisions: Decisions) -> None:
        """Carry out the decisions; ``world`` is used up."""
        self._world = world
        self._groups: dict[str, list[str]] = {key: [key] for key in world.drafts}
        self._root = {key: key for key in world.drafts} | world.same
        self._added: dict[str, dict[str, None]] = {}
        self._dropped: dict[str, dict[str, None]] = {}
        self._relations: dict[str, dict[str, None]] = {}
        self._made: dict[str, str] = {}
        for decision in decisions.in_force():
            self._carry_out(decision)
        drafts = [self._draft(root) for root in self._groups]
        self.people: tuple[Person, ...] = finished(drafts)
        self.keys = self._root
        self.owners = frozenset(draft.key for draft in drafts if draft.is_owner)

    def find(self, someone: Someone) -> str | None:
        """Return the key of the one person whom a decision is about, or none.

        A key goes when a card comes in under a new id, or a speaker turns out to be a contact; the name then finds them.
        """
        if someone.key in self._root:
            return self._root[someone.key]
        world = self._world
        if is_phone(someone.name):
            found = world.by_number(someone.name)
        elif is_email(someone.name):
            found = world.by_address(someone.name)
        else:
            found = world.by_name(someone.name) or world.by_name(plain(someone.name)) or world.by_short_name(someone.name)
        roots = {self._root[key] for key in found}
        return roots.pop() if len(roots) == 1 else None

    def merged(self, key: str) -> tuple[Someone, ...]:
        """Return those who were merged into a person, each with a name or number that tells them from the others."""
        drafts = ((piece, self._world.drafts.get(piece)) for piece in self._groups.get(key, [])[1:])
        return tuple(Someone(piece, self._made[piece] if draft is None else draft.label()) for piece, draft in drafts)

    def _carry_out(self, decision: Decision) -> None:
        found = [self.find(someone) for someone in decision.people()]
        roots = [root for root in found if root is not None]
        if len(roots) < len(found):
            return
        word = decision.word
        if decision.what == "merge":
            self._join(roots[0], roots[1])
        elif decision.what == "split":
            self._part(roots[0], word, make=True)
        elif decision.what == "alias":
            self._add(roots[0], word)
        elif decision.what == "unalias":
            who = sender(word)
            speaks = who is not None and who.key in self._world.speaking  # who speaks does not vanish with a name
            self._part(roots[0], word, make=speaks)
        else:
            self._relations.setdefault(roots[0], {})[word] = None

    def _join(self, root: str, other: str) -> None:
        if root == other:
            return
        for one, bearer in ((root, other), (other, root)):
            for name in self._borne(bearer):
                self._dropped.get(one, {}).pop(name, None)
        self._groups[root] += self._groups.pop(other)
        for key, now in self._root.items():
            if now == other:
                self._root[key] = root
        for kept in (self._added, self._dropped, self._relations):
            if other in kept:
                kept[root] = kept.get(root, {}) | kept.pop(other)

    def _is_borne(self, word: str) -> bool:
        world = self._world
        found = world.by_number(word) if is_phone(word) else world.by_address(word) or world.by_short_name(plain(word))
        return any(_compared(word) not in self._dropped.get(self._root[key], {}) for key in found)

    def _borne(self, root: str) -> set[str]:
        """Return the names and numbers that somebody has without being given them, as decisions compare them."""
        borne = {_compared(self._made[key]) for key in self._groups[root] if key in self._made}
        for draft in (self._world.drafts[key] for key in self._groups[root] if key in self._world.drafts):
            borne |= {_compared(form) for form in (*draft.aliases, *draft.phones, *draft.emails, *draft.handles)}
        return borne - self._dropped.get(root, {}).keys()

    def _part(self, root: str, word: str, *, make: bool) -> None:
        """Let ``word`` mean somebody else: one of those who were merged into this person, others who have it, or a new person.

        Args:
            root: The person.
            word: A name, number or address of theirs.
            make: Whether to make a new person where nobody else has it.
        """
        group = self._groups[root]
        who = sender(word)
        pieces = [key for key in group if (who is not None and key == who.key) or self._is_called(self._world.drafts.get(key), word)]
        if not pieces:
            bearers = [key for key in group if self._bears(key, word)]
            pieces = bearers if len(bearers) == 1 and bearers != group[:1] else []  # a form that only one of the later ones has
        if len(group) > 1 and pieces:
            self._drop(self._detach(root, pieces[-1]), word)
            return
        self._drop(root, word)
        if make and who is not None and who.key not in self._root and not self._is_borne(word):
            self._groups[who.key] = [who.key]
            self._root[who.key] = who.key
            self._made[who.key] = word

    def _detach(self, root: str, piece: str) -> str:
        """Part one of those who were merged from the others; returns the key of the others."""
        rest = [key for key in self._groups.pop(root) if key != piece]
        for group in (rest, [piece]):
            self._groups[group[0]] = group
            for key, now in list(self._root.items()):
                if key in group or (now == root and self._world.same.get(key) in group):
                    self._root[key] = group[0]
        if rest[0] != root:
            for kept in (self._added, self._dropped, self._relations):
                if root in kept:
                    kept[rest[0]] = kept.pop(root)
        return rest[0]

    def _bears(self, key: str, word: str) -> bool:
        """Say whether one of those who were merged has a name, number or address, in whichever form."""
        draft = self._world.drafts.get(key)
        if draft is None:
            return False
        if is_phone(word):
            return any(same_number(word, phone) for phone in draft.phones)
        return any(_compared(form) == _compared(word) for form in (*draft.aliases, *draft.emails, *draft.handles))

    @staticmethod
    def _is_called(draft: Draft | None, word: str) -> bool:
        if draft is None:
            return False
        if is_phone(word):
            return not draft.name and any(same_number(word, phone) for phone in draft.phones)
        return fold(plain(word)) in {fold(draft.name), fold(plain(draft.name))}

    def _add(self, root: str, word: str) -> None:
        """Call somebody ``word`` too. Who is known under this name and nothing else is then this person."""
        self._dropped.get(root, {}).pop(_compared(word), None)
        self._added.setdefault(root, {})[word] = None
        who = sender(word)
        if who is None:
            return
        numbered = [*map(self._world.by_number, who.phones), *map(self._world.by_address, who.addresses)]
        for key in (who.key, *(key for keys in numbered for key in keys if key.startswith(("phone:", "email:")))):
            if self._groups.get(key) == [key]:
                self._join(root, key)

    def _drop(self, root: str, word: str) -> None:
        self._dropped.setdefault(root, {})[_compared(word)] = None
        added = self._added.get(root, {})
        for form in [form for form in added if _compared(form) == _compared(word)]:
            del added[form]

    def _draft(self, root: str) -> Draft:
        """Return a person as decided."""
        first, *others = self._groups[root]
        draft = self._world.drafts.get(first) or _new(first, self._made[first])
        for key in others:
            draft.take(self._world.drafts.get(key) or _new(key, self._made[key]))
        draft.key = root
        for word in self._dropped.get(root, {}):
            _take_away(draft, word)
        for word in self._added.get(root, {}):
            _give(draft, word)
        for relation in self._relations.get(root, {}):
            if fold(plain(relation)) in OWNER:
                draft.is_owner = True
                continue
            draft.related |= dict.fromkeys(kin(relation))
            draft.spoken |= dict.fromkeys(spoken_of(relation))
            draft.called((form, True) for form in kin(relation) if fold(form) == fold(plain(relation)))  # as good as a name
        return draft


def _new(key: str, word: str) -> Draft:
    draft = Draft(key, "" if is_phone(word) or is_email(word) else word)
    _give(draft, word)
    if draft.name:
        draft.called(spelled(word))
    return draft


def _give(draft: Draft, word: str) -> None:
    shown = " ".join(word.split())
    if is_phone(shown):
        if not any(same_number(shown, phone) for phone in draft.phones):
            draft.phones[shown] = None
    elif is_email(shown):
        draft.emails[shown] = None
    elif shown.startswith("@"):
        draft.handles[shown] = None
        draft.aliases[shown] = None
    else:
        draft.called((form, True) for form in _written(shown))


def _written(word: str) -> Iterator[str]:
    yield word
    yield plain(word)


def _take_away(draft: Draft, compared: str) -> None:
    """Take a name, number or address from a person, however it is written there."""
    for owned in (draft.aliases, draft.related, draft.phones, draft.emails, draft.handles):
        for form in [form for form in owned if _compared(form) == compared or (is_phone(compared) and same_number(form, compared))]:
            del owned[form]
    draft.whole -= {name for name in draft.whole if _compared(name) == compared}
    draft.short -= {name for name in draft.short if _compared(name) == compared}
    if draft.name and _compared(draft.name) == compared:
        draft.name = next(iter(draft.aliases), "")


def _compared(word: str) -> str:
    """Return a name, number or address as decisions compare it."""
    if is_phone(word):
        return " ".join(word.split())
    return address_key(word) if is_email(word) or word.startswith("@") else fold(plain(word)) or fold(word)
