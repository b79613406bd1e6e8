"""Who the people of a vault are to its records: whose turn each is, and who takes part in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from keepmum.memory.finding.fuse import Scores
from keepmum.memory.people.rollcall import RollCall
from keepmum.memory.people.roster import Roster
from keepmum.memory.store.catalogue import SPOKEN, Catalogue, Ints, kind_codes

_FEWEST = 3  # threads in which somebody must speak …
HEARD = 0.75  # of somebody who is not named by what was said in their group
_SHARE = 0.6  # … and of all threads that are spoken, to be taken for the owner


@dataclass(frozen=True, slots=True)
class Circle:
    """The people of a vault, beside its catalogue.

    Attributes:
        roster: Everybody, with all forms of their names.
        names: The tuples of names by code, as the catalogue has them.
        speaker: For each code of names in the catalogue, the people who may have spoken.
        present: For each code, the people who take part, the speaker among them.
        owner: Codes of names whose speaker is the vault's owner.
    """

    roster: Roster = field(repr=False)
    names: tuple[tuple[str, ...], ...] = field(repr=False)
    speaker: tuple[frozenset[str], ...] = field(repr=False)
    present: tuple[frozenset[str], ...] = field(repr=False)
    owner: frozenset[int]

    def takes_part(self, keys: frozenset[str], records: Catalogue) -> Ints:
        """Give 1 for each position in which one of some people takes part, else 0."""
        return _marked([bool(each & keys) for each in self.present], records)

    def hears(self, keys: frozenset[str], records: Catalogue) -> Scores:
        """Say who of some people was spoken to: 1 where one takes part, `HEARD` in talks in which one speaks; else 0.

        A message to a group names only who wrote it: whoever speaks in the group is taken to have read it.
        """
        spoke = _marked([bool(each & keys) for each in self.speaker], records).astype(bool) & np.isin(records.kind, kind_codes(SPOKEN))
        same = np.isin(records.thread, records.thread[spoke]) & np.isin(records.kind, kind_codes(SPOKEN))
        return np.maximum(self.takes_part(keys, records), np.float32(HEARD) * same).astype(np.float32)

    def names_speaking(self, keys: frozenset[str], *, owner: bool) -> frozenset[str]:
        """Return the names, as records write them, under which some people speak.

        Args:
            keys: The people.
            owner: Whether the vault's owner is meant too.
        """
        return frozenset(
            names[0] for code, names in enumerate(self.names) if names and (self.speaker[code] & keys or (owner and code in self.owner))
        )


class CircleCache:
    """Keeps the people of one open vault beside its catalogue, made anew when a person or a name changes."""

    def __init__(self, people: RollCall) -> None:
        """Prepare; nothing is read before the first use.

        Args:
            people: Reads the people of the vault.
        """
        self._people = people
        self._held: tuple[tuple[tuple[str, ...], ...], Circle] | None = None  # with the names that it was made for

    def current(self, records: Catalogue) -> Circle:
        """Return the people beside a catalogue; under the vault's lock.

        Args:
            records: The catalogue as it is now.

        Raises:
            VaultDamaged: A decision is not what keepmum writes.
        """
        roster = self._people.read()
        if self._held is None or self._held[0] != records.people or self._held[1].roster is not roster:
            self._held = (records.people, circle(roster, records))
        return self._held[1]


def circle(roster: Roster, records: Catalogue) -> Circle:
    """Set people beside a catalogue.

    Args:
        roster: The people of the same vault.
        records: Its records.
    """
    keys: Mapping[str, frozenset[str]] = {name: roster.keys_of(name) for names in records.people for name in names}
    speaker = tuple(keys[names[0]] if names else frozenset() for names in records.people)
    present = tuple(frozenset().union(*(keys[name] for name in names)) for names in records.people)
    owner = _owner_name(records)
    owners = frozenset(
        code for code, names in enumerate(records.people) if names and (names[0] == owner or not roster.owner.isdisjoint(speaker[code]))
    )
    return Circle(roster, records.people, speaker, present, owners)


def _owner_name(records: Catalogue) -> str | None:
    """Say by which name the owner speaks, where a file did not say "me": the one that is in nearly every talk."""
    spoken = np.isin(records.kind, kind_codes(SPOKEN))
    pairs = np.unique(records.thread[spoken] * max(len(records.people), 1) + records.who[spoken])
    threads: dict[str, set[int]] = {}
    for thread, who in (divmod(pair, len(records.people)) for pair in pairs.tolist()):
        if records.people[who]:
            threads.setdefault(records.people[who][0], set()).add(thread)
    whole = len(set().union(*threads.values()))
    best = max(threads, key=lambda name: len(threads[name]), default=None)
    return best if best is not None and len(threads[best]) >= max(_FEWEST, _SHARE * whole) else None


def _marked(codes: list[bool], records: Catalogue) -> Ints:
    marks = np.array(codes, dtype=np.int64)
    return marks[records.who] if len(marks) else np.zeros(len(records), dtype=np.int64)
