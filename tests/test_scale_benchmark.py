"""The scale benchmark's messages, questions and drawing; its figures are for a quiet machine and not for a test."""

from __future__ import annotations

import sys
import zipfile
from itertools import islice, pairwise
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree as ET

import pytest
from benchmarks.chart import Line, line_chart

FOLDER = Path(__file__).resolve().parent.parent / "benchmarks"


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The corpus module, over a small archive of the same form, made here."""
    messages = "".join(
        f"<message id='{number}'><text>word{number} goes &amp; comes {number % 7} times</text>"
        f"<source><userProfile><userID>user{number % 5}</userID></userProfile></source></message>"
        for number in range(60)
    )
    (tmp_path / "nus-sms").mkdir()
    with zipfile.ZipFile(tmp_path / "nus-sms" / "smsCorpus_en_xml_2015.03.09_all.zip", "w") as archive:
        archive.writestr("all.xml", f"<smsCorpus>{messages}<message id='x'><text> </text></message></smsCorpus>")
    monkeypatch.setenv("KEEPMUM_DATA", str(tmp_path))
    monkeypatch.syspath_prepend(str(FOLDER))
    for name in ("data", "corpus"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    import corpus as module

    return module


def test_messages_are_the_same_each_time(corpus: ModuleType) -> None:
    """Any number of messages, in order of time, the same in each run; the second round tells them with other words."""
    told = list(islice(corpus.messages(150), 150))
    assert told == list(corpus.messages(150))
    assert [message.ref for message in told] == list(range(1, 151))
    assert all(before.at <= after.at for before, after in pairwise(told))
    first, later = {message.text for message in told[:60]}, {message.text for message in told[60:]}
    assert len(first) == 60
    assert any("&" in text for text in first)
    assert len(later - first) > 40
    assert {message.person for message in told} == {f"Person {number}" for number in range(1, 6)}


def test_questions_have_an_answer_behind_the_filter(corpus: ModuleType) -> None:
    """Each question is made of words of a message that its own filter leaves."""
    told = list(corpus.messages(150))
    for asked in corpus.questions(told, 20):
        left = [message for message in told if message.person == asked.person and asked.since <= message.at < asked.until]
        assert any(set(asked.text.split()) <= set(message.text.split()) for message in left)


def test_the_drawing() -> None:
    """The chart is well-formed SVG with a line for each series, names escaped."""
    lines = [Line("a & b", ((1e3, 0.5), (1e5, 20))), Line("a & b, filtered", ((1e3, 0.1), (1e5, 2)), dashed=True), Line("c", ((1e3, 4),))]
    root = ET.fromstring(line_chart("A <title>", "sizes", "ms", lines))
    names = [element.tag.rsplit("}", 1)[1] for element in root.iter()]
    assert names.count("polyline") == 3
    assert names.count("circle") == 5
    assert "a & b" in [element.text for element in root.iter()]
