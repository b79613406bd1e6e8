"""Finds records: words, meaning, neighbours and people, joined with what the question says of time, kind and thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import TracebackType
from typing import Self, get_args

import numpy as np

from keepmum.memory.finding.fuse import Scores, Weights, fuse
from keepmum.memory.finding.hits import Ranked, assemble, best, spare
from keepmum.memory.finding.reasons import Evidence, reasons
from keepmum.memory.finding.signals import Asked, collect, question_vector
from keepmum.memory.finding.view import CHROMA_FROM, View
from keepmum.memory.meaning.embed import Embedder
from keepmum.memory.meaning.export import find_embedder
from keepmum.memory.people.decisions import DecisionLog
from keepmum.memory.people.rollcall import RollCall
from keepmum.memory.question.alternatives import all_of, look_up
from keepmum.memory.question.anchors import with_anchors
from keepmum.memory.question.circle import Circle, CircleCache
from keepmum.memory.question.filters import allowed_by
from keepmum.memory.question.interpret import Interpreted, interpret, read_filters
from keepmum.memory.question.mentioned import names_time
from keepmum.memory.question.operators import Typed
from keepmum.memory.question.preferences import Preferences, by_preferences, newest_first, preferences, preferring
from keepmum.memory.question.understand import ThreadNames
from keepmum.memory.record import Hit, Kind, Query, Record
from keepmum.memory.store import catalogue
from keepmum.memory.store.catalogue import Catalogue, Ints, kind_name
from keepmum.memory.store.database import database_errors
from keepmum.memory.times.here import HERE
from keepmum.memory.vault import Vault
from keepmum.memory.when import Period, periods
from keepmum.memory.words.bm25 import Posting
from keepmum.memory.words.dictionary import Dictionary, Form
from keepmum.memory.words.terms import Term, english_share, paired_runs, part_read, terms
from keepmum.memory.words.translated import translations

__all__ = ["Retriever", "find_embedder"]

WEIGHTS = Weights()
_KINDS: tuple[Kind, ...] = get_args(Kind)
READ_FOR_TIMES = 40  # of the best positions: their texts are read for the time that the question names
NEWEST_FIRST = "newest first"  # the reason of a hit that nothing but the filters asks for
TOLD = 150  # records that are read to learn when something happened


class Retriever:
    """Searches one open vault; follows its changes by itself.

    Words are found the moment a record is in. Meaning follows when `index` has made the vectors.

    Attributes:
        view: The vault's indexes.
    """

    def __init__(
        self,
        vault: Vault,
        embedders: Embedder | Sequence[Embedder] | None,
        *,
        people: RollCall | None = None,
        dictionary: Callable[[], Dictionary | None] = lambda: None,
        chroma_from: int = CHROMA_FROM,
    ) -> None:
        """Prepare; nothing is read before the first search.

        Args:
            vault: The open vault.
            embedders: The models, or one; none to search by words alone. See `keepmum.memory.meaning.models` for which text is whose.
            people: Reads the people of the vault; none for one of its own, which sees no decision that is made meanwhile.
            dictionary: Gives the dictionary that leads across scripts, when it is first needed.
            chroma_from: Vectors of one kind from which unfiltered searches ask Chroma; 0 for never.
        """
        self._vault = vault
        self.view = View(vault, embedders, chroma_from=chroma_from)
        self._dictionary = dictionary
        self._kinds: tuple[Catalogue, frozenset[Kind]] | None = None
        self._threads = ThreadNames(())
        self._circle = CircleCache(people or RollCall(vault, DecisionLog(vault)))

    @property
    def has_model(self) -> bool:
        """Whether meaning can take part."""
        return bool(self.view.models.all)

    def pending(self) -> int:
        """Count the vectors still to be made; 0 without a model."""
        with self._vault.lock, database_errors():
            return self.view.pending()

    def index(self, progress: Callable[[int, int], None] | None = None) -> int:
        """Make all missing vectors; see `View.index`."""
        return self.view.index(progress)

    def search(self, query: Query) -> list[Hit]:
        """Find records.

        Args:
            query: What to look for. Its filters, and those typed into its text, are exact and come before ranking; a person, a
                time, a kind or a thread that the text names is a preference.

        Returns:
            The best first, at most `query.limit`; without a question, all that the filters leave, the newest first. None where
            nothing fits, or there is neither a question (a letter or digit) nor a filter.
        """
        now = query.now or datetime.now(HERE)
        typed = read_filters(query.text, now)
        typed = replace(typed, text=part_read(typed.text))
        with self._vault.courtesy:
            if not any(character.isalnum() for character in typed.text):
                return self._listed(query, typed)
            return self._found(query, typed, periods(typed.text, now), now)

    def _listed(self, query: Query, typed: Typed) -> list[Hit]:
        """List what the filters leave, where nothing else is asked."""
        with self._vault.lock, database_errors():
            records, units = self.view.refreshed()
            allowed = allowed_by(query, typed, self._circle.current(records), records)
            if allowed is None:
                return []
            scores = np.where(allowed, newest_first(records), np.float32(0))
            nothing = np.full(len(records), -1, dtype=np.float32)
            evidence = Evidence((), frozenset(), nothing)
            ranked = Ranked(best(scores, spare(query.limit)), scores, records, evidence, lambda _: (NEWEST_FIRST,))
            return assemble(ranked, query.limit, units, lambda each: self._read(each, records))

    def _found(self, query: Query, typed: Typed, times: Sequence[Period], now: datetime) -> list[Hit]:
        """Find records, while other work steps aside."""
        with self._vault.lock, database_errors():
            models = self.view.used()
        share = english_share(typed.text)
        chosen = [each for each in models if each.paired_scripts or share > 0]
        vectors = {each.model: question_vector(each, typed.text) for each in chosen}
        with self._vault.lock, database_errors():
            records, units = self.view.refreshed()
            if not len(records):
                return []
            circle = self._circle.current(records)
            asked = interpret(
                typed.text,
                self._counted(typed.text, times, now, circle, records),
                circle.roster,
                self._threads_of(records),
                self._kinds_of(records),
            )
            allowed = allowed_by(query, typed, circle, records)
            if allowed is not None and not allowed.any():
                return []
            words, people = self._looked_up(asked, records)
            forms = self._translated(typed.text, words)
            speakers = circle.names_speaking(asked.meant.speakers, owner=asked.meant.owner_spoke)
            any_script = any(each.paired_scripts for each in chosen)
            known = Asked(words, speakers, vectors, share, allowed, people, forms, any_script)
            signals, evidence = collect(known, self.view, records, units)
            wished = preferences(asked, circle, records)
            signals = preferring(signals, wished, records)
            if asked.is_bare:
                scores = by_preferences(signals, wished, [posting.positions for _, posting in people], allowed, records)
            else:
                scores = fuse(signals, WEIGHTS, allowed)
            places = best(scores, max(spare(query.limit), READ_FOR_TIMES if asked.periods else 0))
            if asked.periods:
                places = self._with_times(places, scores, asked.periods, wished.time, records)

            def why(place: int) -> tuple[str, ...]:
                found = reasons(place, records, units, evidence)
                return _of_bare(found, wished, place, records) if asked.is_bare else (*found, *wished.reasons(place, records))

            return assemble(Ranked(places, scores, records, evidence, why), query.limit, units, lambda each: self._read(each, records))

    def close(self) -> None:
        """Kill the child process where there is one, and let go of the vectors and the model; a search that runs is waited for."""
        with self._vault.lock:
            self.view.close()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close."""
        self.close()

    def _threads_of(self, records: Catalogue) -> ThreadNames:
        """Give the names of the threads; made anew where there is another one."""
        if self._threads.names != records.threads:
            self._threads = ThreadNames(records.threads)
        return self._threads

    def _kinds_of(self, records: Catalogue) -> frozenset[Kind]:
        """Give the kinds of record that there are; counted anew where records changed."""
        if self._kinds is None or self._kinds[0] is not records:
            there = {kind_name(code) for code in np.flatnonzero(np.bincount(records.kind)).tolist()}
            self._kinds = records, frozenset(kind for kind in _KINDS if kind in there)
        return self._kinds[1]

    def _counted(self, text: str, plain: Sequence[Period], now: datetime, circle: Circle, records: Catalogue) -> tuple[Period, ...]:
        """Add a time such as "the week before the wedding" to the plain ones, by what the records tell of it."""

        def tell(tokens: frozenset[str]) -> Iterable[Record]:
            return self._read(records.places(all_of(tokens, self.view)[-TOLD:]).tolist(), records).values()

        people = [(mention.begin, mention.end) for mention in circle.roster.find(text)]
        return with_anchors(text, plain, people, now, tell)

    def _looked_up(self, asked: Interpreted, records: Catalogue) -> tuple[tuple[Term, ...], tuple[tuple[Term, Posting], ...]]:
        """Give the words to look up, and where each person is named; a name that no record has is looked up as plain words."""
        words = asked.terms
        people: list[tuple[Term, Posting]] = []
        for named in asked.named:
            if asked.meant.said and not named.keys & asked.meant.about:
                continue  # whoever spoke, or was spoken to, is seldom named in what was said
            posting = look_up(named.forms, self.view, records, cards="contact" in asked.meant.kinds)
            if len(posting.positions):
                people.append((Term(named.word, prefix=False, word=named.word), posting))
            else:
                words += terms(named.text)
        return words, tuple(people)

    def _translated(self, text: str, words: Sequence[Term]) -> Mapping[Term, tuple[Form, ...]]:
        """Give the translations of what is looked up, where there is Chinese in the question or in the vault."""
        to_paired = self.view.has_paired()
        dictionary = self._dictionary() if words and (to_paired or paired_runs(text)) else None
        return {} if dictionary is None else translations(text, words, dictionary, to_paired=to_paired)

    def _with_times(self, places: Ints, scores: Scores, asked: Sequence[Period], times: Scores | None, records: Catalogue) -> Ints:
        """Lift those of the best positions whose text names a time that is asked about, and order them anew."""
        for place, record in self._read(places.tolist(), records).items():
            missing = 1 - (0 if times is None else float(times[place]))
            if missing > 0 and names_time(record, asked):
                scores[place] += WEIGHTS.time * missing
        ordered: Ints = places[np.argsort(-scores[places], kind="stable")]
        return ordered

    def _read(self, places: Iterable[int], records: Catalogue) -> Mapping[int, Record]:
        wanted = list(places)
        numbers = records.n[wanted].tolist()
        stored = catalogue.read(self._vault.connection(), numbers)
        return {place: stored[n].record for place, n in zip(wanted, numbers, strict=True) if n in stored}


def _of_bare(found: Iterable[str], wished: Preferences, place: int, records: Catalogue) -> tuple[str, ...]:
    """Give the reasons for what was found by preferences alone: neither words around nor meaning had a part in it."""
    own = [reason for reason in found if reason.startswith(("words: ", "speaker: "))]
    return (*own, *wished.reasons(place, records)) or (NEWEST_FIRST,)
