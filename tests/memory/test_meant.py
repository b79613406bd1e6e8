"""What a question says beside its words, through a real vault: people, times, kinds, threads, filters, copies, corrections."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keepmum.memory.finding.retrieve import Retriever
from keepmum.memory.record import Hit, Kind, Query, Record
from keepmum.memory.sealing.keys import FLOOR
from keepmum.memory.vault import Vault

NOW = datetime(2026, 1, 2, 10, 30, tzinfo=UTC)
MOMENTS = st.integers(0, 365).map(lambda day: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(days=day))
NEWS = "The clinic on Harbour Road moved to number 14, go in by the side door and ring twice"


def said(text: str, who: tuple[str, ...], at: str, thread: str = "Mei", kind: Kind = "message") -> Record:
    return Record(text, kind, datetime.fromisoformat(at).replace(tzinfo=UTC), who, thread)


RECORDS = (
    Record("王淑芬\nnick: Mum\nnick: 妈妈\nphone: +86 139 0280 4417\nrelation: mother", "contact", NOW, ("王淑芬",), "contacts", ref="c1"),
    Record("Mei Chen\nphone: +65 9123 4567", "contact", NOW, ("Mei Chen",), "contacts", ref="c2"),
    said("the boat leaves at nine, tell Tom", ("Mei Chen", "me"), "2025-03-04 10:00"),
    said("I painted the boat blue", ("me", "Mei Chen"), "2025-03-04 10:01"),
    said("Mei says the boat is too old", ("Tom Reed", "me"), "2025-07-01 08:00", "Tom"),
    said("the boat sank", ("Tom Reed", "me"), "2025-11-05 08:00", "Tom"),
    said("你妈妈的膝盖好多了", ("me", "Mei Chen"), "2025-04-02 09:00"),
    said("医生说膝盖没问题", ("王淑芬", "me"), "2025-04-03 09:00", "家"),
    said("so the roof needs new tiles by winter", ("Gil Park", "me"), "2025-05-06 09:30", "Call Gil", "call"),
    Record("Roof: two quotes, tiles 40 each", "memo", datetime(2025, 5, 20, tzinfo=UTC), (), "memos"),
    said("dinner at the harbour is on Friday at 3", ("Mei Chen", "me"), "2025-06-02 09:00"),
    said("great", ("me", "Mei Chen"), "2025-06-02 09:01"),
    said("no, make it 4", ("Mei Chen", "me"), "2025-06-02 09:02"),
    said(NEWS, ("Mei Chen", "me"), "2025-08-01 09:00"),
    said(NEWS, ("Tom Reed", "me"), "2025-08-02 09:00", "Tom"),
    said("see you on the 14th at the old mill", ("Tom Reed", "me"), "2025-09-02 09:00", "Tom"),
    said("the old mill is closed for good", ("Tom Reed", "me"), "2025-10-20 09:00", "Tom"),
    said("我们十点到", ("me",), "2025-04-03 09:05", "家"),
)


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    folder: Path = tmp_path_factory.mktemp("meant") / "me.keep"
    with Vault.create(folder, "passphrase", cost=FLOOR) as vault:
        vault.put(RECORDS)
        with Retriever(vault, None) as opened:
            yield opened


def found(retriever: Retriever, text: str, **filters: object) -> list[Hit]:
    return retriever.search(Query(text, now=NOW, **filters))  # type: ignore[arg-type]  filters of any type


def texts(hits: list[Hit]) -> list[str]:
    return [hit.record.text for hit in hits]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("what did Mei say about the boat", "the boat leaves at nine, tell Tom"),
        ("what did I tell Mei about the boat", "I painted the boat blue"),
        ("what did Tom say about Mei", "Mei says the boat is too old"),
        ("what did Mum say about the knee 膝盖", "医生说膝盖没问题"),
        ("the boat last November", "the boat sank"),
        ("the boat in July 2025", "Mei says the boat is too old"),
        ("what did the call with Gil say about tiles", "so the roof needs new tiles by winter"),
        ("my memo about tiles", "Roof: two quotes, tiles 40 each"),
        ("what is at the old mill on 14 September 2025", "see you on the 14th at the old mill"),
        ("Mei's number", "Mei Chen\nphone: +65 9123 4567"),
    ],
)
def test_what_is_meant_comes_first(retriever: Retriever, question: str, first: str) -> None:
    """Of records with the same words the one comes first whose speaker, time, kind or named day the question means."""
    assert texts(found(retriever, question))[0] == first


def test_an_alias_finds_every_form_of_a_name(retriever: Retriever) -> None:
    """Who asks about Mum finds 妈妈, and her own turns by the name that she writes under."""
    shown = texts(found(retriever, "how is Mum"))
    assert "你妈妈的膝盖好多了" in shown


def test_preferences_leave_nothing_out(retriever: Retriever) -> None:
    """A time or a person that a question names is a wish: what has its words is still found."""
    assert "the boat sank" in texts(found(retriever, "what did Mei say about the boat last spring"))


def test_reasons_name_the_time_and_the_kind(retriever: Retriever) -> None:
    """A hit says that it is of the time and of the kind that was asked for."""
    (hit, *_) = found(retriever, "the call about tiles in May 2025")
    assert "kind: call" in hit.why
    assert any(reason.startswith("time: ") and "May 2025" in reason for reason in hit.why)


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("boat from:mei", {"the boat leaves at nine, tell Tom"}),
        ("boat from:Tom since:november", {"the boat sank"}),
        ("tiles kind:memo", {"Roof: two quotes, tiles 40 each"}),
        ("膝盖 from:mum", {"医生说膝盖没问题"}),
        ("boat in:tom before:2025-08-01", {"Mei says the boat is too old"}),
    ],
)
def test_typed_filters_are_exact(retriever: Retriever, question: str, wanted: set[str]) -> None:
    """A filter in the question leaves out everything else; a person is meant by any form of their name."""
    assert set(texts(found(retriever, question))) == wanted


def test_a_person_filter_means_the_person(retriever: Retriever) -> None:
    """`who` takes any form of a name: "Mum" leaves the records of 王淑芬, and a name that is nobody's leaves none."""
    assert texts(found(retriever, "膝盖", who="Mum")) == ["医生说膝盖没问题"]
    assert found(retriever, "膝盖", who="Nobody Atall") == []


def test_only_a_time_or_a_person(retriever: Retriever) -> None:
    """A question of nothing but a time finds what happened then, the newest first."""
    assert texts(found(retriever, "last August")) == [NEWS]
    assert texts(found(retriever, "September 2025")) == ["see you on the 14th at the old mill"]


def test_words_that_point_to_a_time_are_not_looked_up(retriever: Retriever) -> None:
    """Of "last November" the month is looked up, because records name it, and "last" is not."""
    for hit in found(retriever, "what did Tom say about the boat last November"):
        assert "last" not in " ".join(hit.why).replace("time: last November", "")


def test_who_spoke_comes_before_who_was_there(retriever: Retriever) -> None:
    """Asked for nothing but what somebody said at a time, their own turns come first."""
    hits = found(retriever, "what did Mei say in June 2025")
    assert [hit.record.speaker for hit in hits][:2] == ["Mei Chen", "Mei Chen"]


def test_copies_fold(retriever: Retriever) -> None:
    """A forwarded message is one hit that lists its copies."""
    hits = found(retriever, "where did the clinic on Harbour Road move")
    assert texts(hits).count(NEWS) == 1
    (copy,) = hits[0].copies
    assert copy.text == NEWS
    assert copy.thread != hits[0].record.thread


def test_a_correction_is_shown_beside(retriever: Retriever) -> None:
    """A later turn that corrects a hit comes with it."""
    hit = next(hit for hit in found(retriever, "when is dinner at the harbour") if "dinner" in hit.record.text)
    assert [turn.text for turn in hit.corrections] == ["no, make it 4"]


def test_words_of_a_hit(retriever: Retriever) -> None:
    """A hit says which of the question's words it has itself."""
    (hit, *_) = found(retriever, "painted the boat")
    assert set(hit.words) == {"painted", "boat"}


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("from:mum", ["医生说膝盖没问题", "王淑芬\nnick: Mum\nnick: 妈妈\nphone: +86 139 0280 4417\nrelation: mother"]),
        ("kind:call", ["so the roof needs new tiles by winter"]),
        ("  kind:memo ?! ", ["Roof: two quotes, tiles 40 each"]),
        ("since:2025-10 kind:message", ["the boat sank", "the old mill is closed for good"]),
        ("in:家", ["我们十点到", "医生说膝盖没问题"]),
        ("from:mum since:april before:may", ["医生说膝盖没问题"]),
        ("from:mum since:june kind:message", []),
    ],
)
def test_filters_alone_list_what_they_leave(retriever: Retriever, question: str, wanted: list[str]) -> None:
    """Without a question all that the filters leave is listed, the newest first; a contact, which has no time of its own, last."""
    hits = found(retriever, question)
    assert texts(hits) == wanted
    assert {hit.why for hit in hits} <= {("newest first",)}
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_a_query_of_filters_alone_lists_too(retriever: Retriever) -> None:
    """Filters of the query do as those that are typed; with no filter there is nothing to list."""
    assert texts(found(retriever, "", kinds=frozenset({"call"}))) == ["so the roof needs new tiles by winter"]
    assert texts(found(retriever, " ", who="Mum", kinds=frozenset({"message"}))) == ["医生说膝盖没问题"]
    assert len(found(retriever, "", since=datetime(2025, 1, 1, tzinfo=UTC), limit=3)) == 3
    assert found(retriever, "") == []


@pytest.mark.parametrize("question", ["what did I tell Mum", "what have I said to Mum", "我跟妈妈说过什么", "我告诉妈妈什么了"])
def test_who_is_told_in_a_group(retriever: Retriever, question: str) -> None:
    """What the owner says in a group is said to those who speak there, though the record does not name them."""
    (hit,) = found(retriever, question)
    assert hit.record.text == "我们十点到"
    assert any(reason in {"told: Mum", "told: 妈妈"} for reason in hit.why)


def test_who_is_told_leads(retriever: Retriever) -> None:
    """What was said to whom the question names comes before what the same person said to others."""
    hits = found(retriever, "what did I tell Mei")
    assert {hit.record.text for hit in hits} == {"I painted the boat blue", "你妈妈的膝盖好多了", "great"}
    assert all("told: Mei" in hit.why for hit in hits)


@pytest.mark.parametrize("question", ["January 2026", "what happened this month", "2026年1月", "这个月发生了什么"])
def test_a_contact_happens_at_no_time(retriever: Retriever, question: str) -> None:
    """A card is of the day it was changed, which is no answer to what happened then."""
    assert found(retriever, question) == []


@pytest.mark.parametrize("question", ["what did Mum say last December", "妈妈2019年说了什么", "calls with Gil in 2019"])
def test_a_time_without_records_is_given_up(retriever: Retriever, question: str) -> None:
    """Where somebody said nothing at a time, what they said at others is found, and no reason claims the time."""
    hits = found(retriever, question)
    assert hits
    assert {hit.record.speaker for hit in hits} <= {"王淑芬", "Gil Park"}
    assert not any(reason.startswith("time: ") for hit in hits for reason in hit.why)


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("备忘录里", ["Roof: two quotes, tiles 40 each"]),
        ("in my memos", ["Roof: two quotes, tiles 40 each"]),
        ("电话里说了什么", ["so the roof needs new tiles by winter"]),
        ("the last call", ["so the roof needs new tiles by winter"]),
    ],
)
def test_a_kind_alone_is_listed(retriever: Retriever, question: str, wanted: list[str]) -> None:
    """A question of nothing but a kind lists its records."""
    assert texts(found(retriever, question)) == wanted


def test_a_word_for_a_kind_is_not_looked_up(retriever: Retriever) -> None:
    """Of "in that call" no word is looked up: it says where, not what."""
    (first, *_) = found(retriever, "what was said about tiles in that call")
    assert first.record.kind == "call"
    assert first.words == ("tiles",)


@pytest.mark.parametrize(
    ("question", "now", "wanted"),
    [
        ("yesterday", "2025-11-06", ["the boat sank"]),
        ("昨天", "2025-11-06", ["the boat sank"]),
        ("last month", "2025-12-10", ["the boat sank"]),
        ("上个月", "2025-12-10", ["the boat sank"]),
        ("June", "2025-12-10", ["no, make it 4", "great", "dinner at the harbour is on Friday at 3"]),
        ("6月", "2025-12-10", ["no, make it 4", "great", "dinner at the harbour is on Friday at 3"]),
        ("yesterday", "2025-11-10", []),
    ],
)
def test_a_time_alone_is_listed(retriever: Retriever, question: str, now: str, wanted: list[str]) -> None:
    """A question of one word for a time lists what happened then, the newest first, and says of each that it was then."""
    hits = retriever.search(Query(question, now=datetime.fromisoformat(now).replace(hour=12, tzinfo=UTC)))
    assert texts(hits) == wanted
    assert {hit.why for hit in hits} <= {(f"time: {question}",), (f"words: {question}", f"time: {question}")}


def test_an_anchor_at_the_beginning(retriever: Retriever) -> None:
    """The week before the day on which the mill was to be seen is that week, not this one."""
    (hit, *_) = found(retriever, "the fortnight before the mill, what did Tom say")
    assert hit.record.text == "see you on the 14th at the old mill"
    assert any(reason.startswith("time: the fortnight before") for reason in hit.why)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.sampled_from(["", "boat", "Mei 膝盖", "last spring", "from:mei", "tiles since:may", "Mum", "妈妈 the call 去年"]),
    since=st.none() | MOMENTS,
    until=st.none() | MOMENTS,
    kinds=st.none() | st.frozensets(st.sampled_from(["message", "call", "memo", "contact"]), min_size=1),
)
def test_no_wish_gets_past_a_filter(
    retriever: Retriever, text: str, since: datetime | None, until: datetime | None, kinds: frozenset[str] | None
) -> None:
    """Whatever a question wishes for, every hit passes the query's filters."""
    for hit in found(retriever, text, since=since, until=until, kinds=kinds):
        assert since is None or hit.record.at >= since
        assert until is None or hit.record.at < until
        assert kinds is None or hit.record.kind in kinds
