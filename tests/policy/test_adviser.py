"""The adviser: adds what a sentence means, takes nothing away, says when it is not there, and lets nothing out when it fails."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.policy.fakes import completion, draft, rules

from keepmum.memory.errors import ModelBroken, ModelCrashed, ModelMissing, ModelTimeout
from keepmum.memory.meaning import multilingual
from keepmum.memory.meaning.embed import Role
from keepmum.memory.vault import Vault
from keepmum.policy import detect
from keepmum.policy.category import Category
from keepmum.policy.detectors import adviser_head
from keepmum.policy.detectors.adviser import ENOUGH, AdviserDetector, clauses, find_adviser, parts, running
from keepmum.policy.detectors.adviser_head import Head, read_head
from keepmum.policy.detectors.sensitive import SensitiveDetector
from keepmum.policy.detectors.sensitive_terms import CATEGORIES
from keepmum.policy.errors import PolicyDenied
from keepmum.policy.gate import escalate
from keepmum.policy.masking.conversation import Conversations
from keepmum.policy.masking.tokens import TokenMap
from keepmum.policy.prepare import prepare
from keepmum.policy.proving.ledger import Ledger
from keepmum.policy.rules.decisions import Decisions
from keepmum.policy.rules.explain import explain
from keepmum.policy.rules.load import load
from keepmum.policy.rules.policy import Policy
from keepmum.policy.rules.standing import Counts

ROOT = Path(__file__).parent.parent.parent
MODEL = find_adviser()
needs_model = pytest.mark.skipif(MODEL is None, reason="the package with the multilingual embedding model is not installed")

TELLS = {
    "The nurse said his blood count is getting worse every week.": Category.HEALTH,
    "We have nothing left to pay the landlord with.": Category.MONEY,
    "I've told my mother that I love a girl.": Category.SEXUALITY,
    "医生说她的白血球越来越少了。": Category.HEALTH,
    "我们已经没有钱交给房东了。": Category.MONEY,
}
TELLS_NOTHING = (
    "Could you send me the slides before lunch?",
    "The second season was better than the first.",
    "Thanks, see you at the cinema!",
    "明天的会改到下午三点。",
    "这家店的面条很好吃。",
)
RULES = """
[[rule]]
id = "r"
effect = "permit"
to = ["cloud"]
for = ["answer"]
level = "sensitive"
why = "For a test."
"""


def policy(head: str) -> str:
    return f"schema = 1\n{head}\n{RULES}"


REQUIRED = load(policy('detectors = ["secrets", "shapes", "adviser"]'))
WANTED = load(policy('detectors = ["secrets", "shapes"]\nwanted = ["adviser"]'))
UNASKED = load(policy('detectors = ["secrets", "shapes"]'))


def real() -> AdviserDetector:
    assert MODEL is not None
    return MODEL


class Points:
    """An embedder that looks at one letter, and breaks where it is told to."""

    paired_scripts = True
    dim = 2
    model = "m"

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.asked = 0

    def embed(self, texts: Sequence[str], *, role: Role = "passage") -> NDArray[np.float32]:
        self.asked += len(texts)
        if self.error is not None:
            raise self.error
        return np.array([[1.0, 0.0] if "x" in text else [0.0, 1.0] for text in texts], dtype=np.float32)

    def pieces(self, word: str) -> int:
        return len(word)


HEAD = Head("m", (Category.HEALTH,), np.array([[9.0, 0.0], [0.0, 9.0]], dtype=np.float32), np.zeros(2, dtype=np.float32))


def made(monkeypatch: pytest.MonkeyPatch, error: Exception | None = None, head: Head = HEAD) -> AdviserDetector:
    """Return an adviser over `Points`; its own questions at loading are left out."""
    monkeypatch.setattr(adviser_head, "read_head", lambda: head)
    monkeypatch.setattr("keepmum.policy.detectors.adviser._probe", lambda *_: None)
    return AdviserDetector(lambda: Points(error))


@needs_model
@pytest.mark.parametrize(("text", "category"), TELLS.items())
def test_it_finds_what_no_list_has(text: str, category: Category) -> None:
    """What a sentence means counts, whatever its words; the span is the adviser's and of the right category."""
    assert [(span.category, span.detectors) for span in real().find(text)] == [(category, ("adviser",))]


@needs_model
@pytest.mark.parametrize("text", TELLS_NOTHING)
def test_it_leaves_what_tells_nothing(text: str) -> None:
    """Everyday sentences, questions and thanks are left."""
    assert list(real().find(text)) == []


@needs_model
def test_it_only_adds() -> None:
    """With it there is all that was found without it."""
    for text in (*TELLS, *TELLS_NOTHING, "I have asthma and Ann's number is 07700 900123"):
        without = detect(text, [*rules(), SensitiveDetector()])
        covered = [(span.start, span.end) for span in detect(text, [*rules(), SensitiveDetector(), real()])]
        assert all(any(start <= span.start and span.end <= end for start, end in covered) for span in without)


@needs_model
def test_it_marks_the_clause_that_says_it() -> None:
    """Of a sentence with several clauses those are marked that say it by themselves."""
    text = "The parcel came this morning, the doctor says her cancer is back, and lunch is at one."
    (span,) = real().find(text)
    assert "cancer is back" in text[span.start : span.end]
    assert "parcel" not in text[span.start : span.end]


@needs_model
def test_numbers_keep_their_own_kind() -> None:
    """A phone number or an e-mail address in a sensitive sentence is no part of its span: the whole would become a number."""
    text = "My psychiatrist changed my antidepressants on 07700 900123 mei@example.org last week."
    spans = list(real().find(text))
    assert spans
    assert all("900123" not in text[span.start : span.end] and "@" not in text[span.start : span.end] for span in spans)
    found = {span.category for span in detect(text, [*rules(), real()])}
    assert {Category.HEALTH, Category.PHONE, Category.EMAIL} <= found


def test_the_weights_are_of_this_model_and_these_categories() -> None:
    """The file in the package is for every category of the tier, and for the model that the package carries."""
    head = read_head()
    assert set(head.categories) == set(CATEGORIES)
    try:
        weights = multilingual.packaged_weights()
    except ModelMissing:
        pytest.skip("the package with the multilingual embedding model is not installed")
    assert head.model == multilingual.weights_identity(weights)


def test_no_sentence_of_the_blind_set_was_learnt() -> None:
    """No sentence that the adviser learnt from stands in the set that it is measured on."""
    blind = (ROOT / "tests" / "policy" / "sensitive_set.jsonl").read_text(encoding="utf-8").splitlines()
    texts = {_bare(json.loads(line)["text"]) for line in blind if line.strip()}
    learnt = {
        _bare(line) for file in (ROOT / "training" / "adviser_sentences").glob("*.txt") for line in file.read_text("utf-8").splitlines()
    }
    assert learnt
    assert not (texts & learnt), len(texts & learnt)


def _bare(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())


def test_it_is_absent_without_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the model is not on this device there is no adviser; nothing is downloaded and nothing raised."""
    monkeypatch.setattr(multilingual, "PACKAGE", "no_such_package_here")
    assert find_adviser() is None
    assert [detector.name for detector in running(rules(), WANTED.asked_for)] == ["secrets", "shapes"]


def test_it_runs_only_where_it_is_asked_for() -> None:
    """A policy that does not name it does without it, and pays nothing for it."""
    assert all(detector.name != "adviser" for detector in running(rules(), UNASKED.asked_for))


@needs_model
@pytest.mark.parametrize("asked", [REQUIRED, WANTED], ids=["required", "wanted"])
def test_it_runs_where_it_is_asked_for(asked: Policy) -> None:
    """Whether a policy needs it or wants it, it is among the detectors where its model is."""
    assert [detector.name for detector in running(rules(), asked.asked_for)] == ["secrets", "shapes", "adviser"]


def test_another_model_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Weights that were made for another model are not used: what they say would mean nothing."""
    monkeypatch.setattr(adviser_head, "read_head", lambda: Head("other", HEAD.categories, HEAD.weights, HEAD.bias))
    with pytest.raises(ModelBroken, match="another version"):
        list(AdviserDetector(Points).find("some text with x"))


def test_noise_is_an_error() -> None:
    """A model that does not know what everybody knows is not asked."""
    head = read_head()

    class Noise(Points):
        model = head.model
        dim = head.weights.shape[1]

        def embed(self, texts: Sequence[str], *, role: Role = "passage") -> NDArray[np.float32]:
            return np.full((len(texts), self.dim), 0.05, dtype=np.float32)

    with pytest.raises(ModelBroken, match="noise"):
        list(AdviserDetector(Noise).find("some text with x"))


@pytest.mark.parametrize("vectors", [np.zeros((1, 3)), np.full((1, 2), np.nan), np.zeros(2)], ids=["long", "no numbers", "flat"])
def test_vectors_that_are_none_are_an_error(vectors: NDArray[np.float32]) -> None:
    """Vectors of another length, or that hold no numbers, are never read as "nothing sensitive"."""
    with pytest.raises(ModelBroken):
        HEAD.likelihoods(vectors.astype(np.float32))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\x93NUMPY"], ids=["empty", "half a zip", "an array"])
def test_damaged_weights_are_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    """A file of weights that cannot be read, or is not there, is not taken for an adviser that finds nothing."""
    monkeypatch.setattr(adviser_head, "files", lambda _: tmp_path)
    with pytest.raises(ModelBroken):
        read_head()
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / adviser_head.FILE).write_bytes(data)
    with pytest.raises(ModelBroken):
        read_head()


FAILURES: dict[str, Exception] = {
    "crashed": ModelCrashed("the process ended by SIGSEGV"),
    "hung": ModelTimeout("no answer"),
    "broken": ModelBroken("the embedding model fails on an input"),
    "something else": RuntimeError("whatever"),
}


@pytest.mark.parametrize("error", FAILURES.values(), ids=FAILURES.keys())
@pytest.mark.parametrize("asked", [REQUIRED, WANTED], ids=["required", "wanted"])
def test_one_that_fails_lets_nothing_out(vault: Vault, monkeypatch: pytest.MonkeyPatch, asked: Policy, error: Exception) -> None:
    """A crash, a timeout or anything else blocks, also where the policy only wants it; nothing is sent, and the ledger says why."""
    detectors = [*running(rules(), UNASKED.asked_for), made(monkeypatch, error)]
    prepared = prepare(draft("Is x well?"), asked, detectors, TokenMap())
    assert (prepared.decision.effect, prepared.body, prepared.redaction.texts) == ("block", b"", ("",))
    assert type(error).__name__ in prepared.decision.reasons[0]
    ledger, sent = Ledger(vault), Sent()
    with pytest.raises(PolicyDenied):
        escalate(draft("Is x well?"), asked, detectors, sent, ledger, Conversations(vault))
    assert not sent.bodies
    assert [entry.type for entry in ledger.entries()] == ["refusal"]


class Sent:
    def __init__(self) -> None:
        self.bodies: list[bytes] = []

    def send(self, body: bytes) -> bytes:
        self.bodies.append(body)
        return completion("ok")


def test_its_absence_is_recorded(vault: Vault) -> None:
    """A policy that wants it and does not have it decides without it, and the record of the decision says so in words."""
    counts, sent, ledger = Counts(vault), Sent(), Ledger(vault)
    escalate(draft("Is it well?"), WANTED, running(rules(), UNASKED.asked_for), sent, ledger, Conversations(vault), counts=counts)
    assert len(sent.bodies) == 1
    (record,) = Decisions(vault).all()
    assert (record.detectors, record.absent) == (("secrets", "shapes"), ("adviser", "ner"))
    lines = explain(record)
    assert "looked at by: secrets, shapes" in lines
    assert "not there to look at it: adviser, ner" in lines


def test_one_that_is_needed_and_absent_blocks(vault: Vault) -> None:
    """A policy that needs it lets nothing out without it; who is missing stands in the record of the refusal."""
    with pytest.raises(PolicyDenied, match="the detector adviser is missing"):
        escalate(
            *(draft("Is it well?"), REQUIRED, running(rules(), UNASKED.asked_for), Sent(), Ledger(vault), Conversations(vault)),
            counts=Counts(vault),
        )
    (record,) = Decisions(vault).all()
    assert (record.effect, record.detectors, record.absent) == ("block", (), ("adviser", "ner"))
    assert any("nobody" in line for line in explain(record))


def test_its_presence_is_recorded(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it looked the record says so, and what it found is its own."""
    detectors = [*running(rules(), UNASKED.asked_for), made(monkeypatch)]
    counts, sent = Counts(vault), Sent()
    escalate(draft("Is the xylophone fine? It is."), WANTED, detectors, sent, Ledger(vault), Conversations(vault), counts=counts)
    assert b"xylophone" not in sent.bodies[0]
    (record,) = Decisions(vault).all()
    assert (record.detectors, record.absent) == (("adviser", "secrets", "shapes"), ("ner",))
    assert [span.detectors for part in record.parts for span in part.spans] == [("adviser",)]


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("ax .,!?\n我，。好5@\u200b-b;:'"), max_size=900))
def test_spans_lie_in_the_text(text: str) -> None:
    """Whatever the text, sentences and clauses lie in it, in order, none overlapping, none empty or longer than is read."""
    last = 0
    for start, end in parts(text):
        assert last <= start < end <= len(text)
        assert end - start <= 300
        assert text[start:end] == text[start:end].strip()
        inner = start
        for left, right in clauses(text, start, end):
            assert inner <= left < right <= end
            inner = right
        last = end
    with pytest.MonkeyPatch.context() as patched:
        assert all(0 <= span.start < span.end <= len(text) for span in made(patched).find(text))


HOSTILE: dict[str, Callable[[int], str]] = {
    "one word": lambda length: "x" * length,
    "no letter": lambda length: "." * length,
    "short sentences": lambda length: "ax bx. " * (length // 7),
    "clauses": lambda length: "axes and boxes, " * (length // 16),
    "spaces": lambda length: "x" + " " * length,
    "Chinese": lambda length: "我x好，" * (length // 4),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_cutting_takes_time_that_grows_with_the_text(text: Callable[[int], str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Four times the text takes at most some eight times as long, models aside."""
    detector = made(monkeypatch)
    list(detector.find("warm x"))

    def seconds(length: int) -> float:
        said, taken = text(length), []
        for _ in range(3):
            before = time.process_time()
            list(detector.find(said))
            taken.append(time.process_time() - before)
        return max(min(taken), 0.003)

    assert seconds(40_000) < 8 * seconds(10_000)


def test_equal_sentences_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that says one thing a thousand times costs what it costs to say it once."""
    monkeypatch.setattr(adviser_head, "read_head", lambda: HEAD)
    monkeypatch.setattr("keepmum.policy.detectors.adviser._probe", lambda *_: None)
    points = Points()
    assert len(list(AdviserDetector(lambda: points).find("a box of boxes.\n" * 1000))) == 1000
    assert points.asked == 1


def test_the_bar_is_a_likelihood() -> None:
    """The bar lies above an even chance: one sentence has one category at most."""
    assert 0.5 < ENOUGH < 1
