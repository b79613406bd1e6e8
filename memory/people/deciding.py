"""What the person decided, carried out on the people that their contacts and chats show.

Decisions are replayed in order on the people as they are now, so that a merge holds for cards and speakers that come later
too. A decision whose people are not there changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from keepmum.memory.people.aliases import fold, plain, spelled
from keepmum.memory.people.decisions import Decision, Decisions, Someone
from keepmum.memory.people.kin import OWNER, kin, spoken_of
from keepmum.memory.people.person import Draft, Person, World, finished
from keepmum.memory.people.senders import address_key, is_email, is_phone, same_number, sender, tail


class Decided:
    """The people after the person's decisions.

    Attributes:
        people: Sorted by key.
        keys: Every key that was ever one person's, with the key of who that is now.
        owners: The keys of the person whose memory it is; empty where no card says so.
        present: The keys of those whom contacts or records show; others are there only because a decision made them.
    """

    def __init__(self, world: World, decisions: Decisions) -> None:
        """Carry out the decisions; ``world`` is used up."""
        self._world = world
        self._groups: dict[str, list[str]] = {key: [key] for key in world.drafts}
        self._root = {key: key for key in world.drafts} | world.same
        self._led: defaultdict[str, list[str]] = defaultdict(list)  # the keys of each root
        for key, root in self._root.items():
            self._led[root].append(key)
        self._forms: dict[str, frozenset[str]] = {}
        self._names: dict[str, frozenset[str]] = {}
        self._speaking_tails = {tail(key) for key in world.speaking if key.startswith("phone:")}
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
        self.present = frozenset(root for root, group in self._groups.items() if any(map(self._is_shown, group)))

    def find(self, someone: Someone) -> str | None:
        """Return the key of the one person whom a decision is about, or none.

        A key goes when a card comes in under a new id, or a speaker turns out to be a contact; the name then finds them.
        """
        if someone.key in self._root:
            return self._root[someone.key]
        roots = {self._root[key] for key in self._called(someone.name)}
        return roots.pop() if len(roots) == 1 else None

    def shows(self, word: str) -> bool:
        """Say whether contacts or records show a name, number or address, whatever was decided about it."""
        return bool(self._bearers(word))

    def renewed(self, someone: Someone) -> Someone:
        """Return whom a decision is about, under a key and a name that they have in the vault as it is now."""
        root = self.find(someone)
        if root is None:
            return someone
        key = someone.key if someone.key in self._root else min(self._called(someone.name))
        own = [self._forms_of(piece) for piece in self._groups[root]]
        own += [frozenset(map(_compared, self._added.get(root, {})))]
        if any(_compared(someone.name) in forms for forms in own):
            return Someone(key, someone.name)
        piece = self._world.same.get(key, key)
        draft = self._world.drafts.get(piece)
        return Someone(key, self._made[piece] if draft is None else draft.label())

    def _called(self, name: str) -> list[str]:
        """Return whom a name, number or address means before any decision."""
        world = self._world
        if is_phone(name):
            return world.by_number(name)
        if is_email(name):
            return world.by_address(name)
        return world.by_name(name) or world.by_name(plain(name)) or world.by_short_name(name)

    def _is_shown(self, key: str) -> bool:
        """Say whether contacts or records show somebody, if only among those whose name a decision has taken."""
        world = self._world
        spoken = key in world.speaking or (key.startswith("phone:") and tail(key) in self._speaking_tails)
        return key in world.drafts or spoken

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
            for name in [name for name in self._dropped.get(one, {}) if self._bears_one(bearer, name)]:
                del self._dropped[one][name]
        self._groups[root] += self._groups.pop(other)
        self._lead(root, self._led.pop(other))
        for kept in (self._added, self._dropped, self._relations):
            if other in kept:
                kept[root] = kept.get(root, {}) | kept.pop(other)

    def _is_borne(self, word: str) -> bool:
        return any(_compared(word) not in self._dropped.get(self._root[key], {}) for key in self._bearers(word))

    def _bearers(self, word: str) -> list[str]:
        world = self._world
        return world.by_number(word) if is_phone(word) else world.by_address(word) or world.by_short_name(plain(word))

    def _bears_one(self, root: str, compared: str) -> bool:
        """Say whether somebody has a name or number without being given it."""
        return compared not in self._dropped.get(root, {}) and any(compared in self._forms_of(key) for key in self._groups[root])

    def _forms_of(self, key: str) -> frozenset[str]:
        """Return the names and numbers that somebody has before any decision but the one that made them, as decisions compare them."""
        if key not in self._forms:
            draft = self._world.drafts.get(key)
            own = (self._made[key],) if draft is None else (*draft.aliases, *draft.phones, *draft.emails, *draft.handles)
            self._forms[key] = frozenset(map(_compared, own))
        return self._forms[key]

    def _lead(self, root: str, keys: list[str]) -> None:
        """Let keys lead to somebody."""
        self._led[root] += keys
        self._root |= dict.fromkeys(keys, root)

    def _part(self, root: str, word: str, *, make: bool) -> None:
        """Let ``word`` mean somebody else: one of those who were merged into this person, others who have it, or a new person.

        Args:
            root: The person.
            word: A name, number or address of theirs.
            make: Whether to make a new person where nobody else has it.
        """
        group = self._groups[root]
        who = sender(word)
        pieces = self._known_as(group, word)
        if not pieces:
            bearers = self._bearing(group, word)
            pieces = bearers if len(bearers) == 1 and bearers != group[:1] else []  # a form that only one of the later ones has
        if len(group) > 1 and pieces:
            self._drop(self._detach(root, pieces[-1]), word)
            return
        self._drop(root, word)
        if make and who is not None and who.key not in self._root and not self._is_borne(word):
            self._groups[who.key] = [who.key]
            self._lead(who.key, [who.key])
            self._made[who.key] = word

    def _detach(self, root: str, piece: str) -> str:
        """Part one of those who were merged from the others; returns the key of the others."""
        rest = [key for key in self._groups.pop(root) if key != piece]
        led = self._led.pop(root)
        self._groups |= {rest[0]: rest, piece: [piece]}
        theirs = [key for key in led if piece in (key, self._world.same.get(key))]
        self._lead(piece, theirs)
        self._lead(rest[0], [key for key in led if piece not in (key, self._world.same.get(key))])
        if rest[0] != root:
            for kept in (self._added, self._dropped, self._relations):
                if root in kept:
                    kept[rest[0]] = kept.pop(root)
        return rest[0]

    def _bearing(self, group: list[str], word: str) -> list[str]:
        """Return those of a group who have a name, number or address, in whichever form."""
        if is_phone(word):
            drafts = ((key, self._world.drafts.get(key)) for key in group)
            return [key for key, draft in drafts if draft is not None and any(same_number(word, phone) for phone in draft.phones)]
        compared = _compared(word)
        return [key for key in group if key in self._world.drafts and compared in self._forms_of(key)]

    def _known_as(self, group: list[str], word: str) -> list[str]:
        """Return those of a group whose own name this is, or who are known only by this number."""
        drafts = ((key, self._world.drafts.get(key)) for key in group)
        if is_phone(word):
            called = [key for key, draft in drafts if draft is not None and not draft.name and key in self._bearing([key], word)]
        else:
            name = fold(plain(word))
            called = [key for key, draft in drafts if draft is not None and name in self._names_of(draft)]
        who = sender(word)
        own = {*called, *(() if who is None else (who.key,))}
        return [key for key in group if key in own]

    def _names_of(self, draft: Draft) -> frozenset[str]:
        if draft.key not in self._names:
            self._names[draft.key] = frozenset((fold(draft.name), fold(plain(draft.name))))
        return self._names[draft.key]

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
        if self._dropped.get(root):
            _take_away(draft, self._dropped[root])
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


def _take_away(draft: Draft, dropped: Collection[str]) -> None:
    """Take names, numbers and addresses from a person, however they are written there.

    Args:
        draft: The person.
        dropped: What to take, as decisions compare it.
    """
    numbers: defaultdict[str, list[str]] = defaultdict(list)
    for word in filter(is_phone, dropped):
        numbers[tail(word)].append(word)
    for owned in (draft.aliases, draft.related, draft.phones, draft.emails, draft.handles):
        for form in list(owned):
            if _compared(form) in dropped or any(same_number(form, number) for number in numbers.get(tail(form), ())):
                del owned[form]
    draft.whole -= {name for name in draft.whole if _compared(name) in dropped}
    draft.short -= {name for name in draft.short if _compared(name) in dropped}
    if draft.name and _compared(draft.name) in dropped:
        draft.name = next(iter(draft.aliases), "")


def _compared(word: str) -> str:
    """Return a name, number or address as decisions compare it."""
    if is_phone(word):
        return " ".join(word.split())
    return address_key(word) if is_email(word) or word.startswith("@") else fold(plain(word)) or fold(word)
