"""Leaves: what is escaped is read, and what is put in its place leaves the text valid."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
import time
from collections.abc import Iterator
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.policy.fakes import Words, draft

from keepmum.policy.category import Category
from keepmum.policy.detectors.detect import default_detectors, detect, resolve
from keepmum.policy.masking.leaves import Decoded, leaves, redact_json
from keepmum.policy.masking.redact import Redaction, redact
from keepmum.policy.masking.restore import restore
from keepmum.policy.masking.tokens import TokenMap
from keepmum.policy.rules.decide import Decision
from keepmum.policy.rules.rule import Form
from keepmum.policy.span import Span

P = Category.PERSON
WORDS = Words(
    (
        ("Mei Chen", P, "p1"),
        ("陈伟", P, "p2"),
        ("Zoë", P, ""),
        ('Bo "B" Li', P, "p4"),
        ("447700900123", Category.PHONE, ""),
        ("nWei", P, ""),
    )
)


def redacted(text: str, form: Form = Form.PLACEHOLDER) -> Redaction:
    """Return a text as it leaves where the detector looks at its leaves."""
    spans = resolve(text, Decoded(WORDS).find(text))
    decision = Decision("permit", (), (), (tuple((span, form) for span in spans),), "")
    return redact(draft(text), decision, TokenMap(seed=b"x"))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ('{"who": "Mei Chen"}', '{"who": "[PERSON_1]"}'),
        ('{"who": "\\u9648\\u4f1f", "Mei Chen": 1}', '{"who": "[PERSON_1]", "[PERSON_2]": 1}'),
        ('{"n": 447700900123, "m": 12}', '{"n": "[PHONE_1]", "m": 12}'),
        ('{"a": "Hi\\nMei Chen"}', '{"a": "Hi\\n[PERSON_1]"}'),
        ('{"a": "{\\"b\\": \\"Bo \\\\\\"B\\\\\\" Li\\"}"}', '{"a": "{\\"b\\": \\"[PERSON_1]\\"}"}'),
        ("https://x.example/a?q=Mei%20Chen&r=Zo%C3%AB#c", "https://x.example/a?q=PERSON_1&r=PERSON_2#c"),
        ("https://x.example/a?q=Mei+Chen", "https://x.example/a?q=PERSON_1"),
        ("name=Mei+Chen&who=%E9%99%88%E4%BC%9F", "name=PERSON_1&who=PERSON_2"),
        ("<p title='Zo&euml;'>&#38472;&#x4f1f; said</p>", "<p title='[PERSON_1]'>[PERSON_2] said</p>"),
        ('x = "Zo\\u00eb"; y = "Mei Chen"', 'x = "[PERSON_1]"; y = "[PERSON_2]"'),
        ("| Mei Chen | 1 |\n|---|---|", "| [PERSON_1] | 1 |\n|---|---|"),
        ('"Bo ""B"" Li",1', '"[PERSON_1]",1'),
        ("Mei Chen & Zoë", "[PERSON_1] & [PERSON_2]"),
        ('{"a": "Mei Chen"', '{"a": "[PERSON_1]"'),
        ("nothing here", "nothing here"),
    ],
)
def test_masked_in_its_layout(text: str, left: str) -> None:
    """A value is found as a reader reads it, and a token is written so that the text around it stays what it was."""
    assert redacted(text).texts == (left,)


@pytest.mark.parametrize(
    ("text", "start", "end", "left"),
    [
        ('["Hi\\nMei"]', 5, 9, '["Hi\\n[PERSON_1]"]'),
        ('["Mei\\nHi"]', 2, 6, '["[PERSON_1]\\nHi"]'),
        ('["Zo\\u00eb."]', 2, 7, '["[PERSON_1]."]'),
        ('["a\\u00ebb"]', 6, 10, '["a[PERSON_1]"]'),
        ('["Hi\\nMei"]', 5, 6, '["Hi\\nMei"]'),
    ],
)
def test_a_span_that_cuts_an_escape(text: str, start: int, end: int, left: str) -> None:
    """A span that begins or ends inside an escape takes the whole letter, and leaves a line break or a quote alone."""
    decision = Decision("permit", (), (), (((Span(start, end, P), Form.PLACEHOLDER),),), "")
    assert redact(draft(text), decision, TokenMap()).texts == (left,)


def test_where_the_spans_stand() -> None:
    """A redaction says where each span stands in what leaves."""
    done = redacted('{"who": "\\u9648\\u4f1f", "Mei Chen": 447700900123}')
    assert [done.texts[0][start:end] for start, end in done.places[0]] == ["[PERSON_1]", "[PERSON_2]", '"[PHONE_1]"']
    kept = redacted("Mei Chen and Zoë", Form.KEEP)
    assert [kept.texts[0][start:end] for start, end in kept.places[0]] == ["Mei Chen", "Zoë"]
    dropped = redacted("so Mei Chen and Zoë", Form.DROP)
    assert dropped.texts == ("so and",)
    assert dropped.places == (((2, 2), (6, 6)),)


_TEXT = st.lists(
    st.sampled_from(["Mei Chen", "陈伟", "Zoë", 'Bo "B" Li', " ", "\n", '"', "\\", "x", "/", "é", "😀", "\ud7ff", "{", "["]), max_size=6
).map("".join)
_VALUE = st.recursive(
    _TEXT | st.integers(-5, 5) | st.just(447700900123) | st.none() | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3) | inner.map(lambda value: json.dumps([value])),
    max_leaves=8,
)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    else:
        yield str(value)


def _deep(value: object) -> object:
    """Return a value with the JSON in its texts read, for how an inner text is escaped means nothing."""
    if isinstance(value, str) and value[:1] == "[":
        with contextlib.suppress(ValueError):
            return _deep(json.loads(value))
    if isinstance(value, dict):
        return {key: _deep(item) for key, item in value.items()}
    return [_deep(item) for item in value] if isinstance(value, list) else value


@settings(max_examples=200, deadline=None)
@given(value=_VALUE, ascii_only=st.booleans(), form=st.sampled_from([Form.PLACEHOLDER, Form.SURROGATE, Form.DROP]))
def test_json_stays_valid(*, value: object, ascii_only: bool, form: Form) -> None:
    """Any JSON, escaped or not, is JSON when it is redacted, holds no value that is masked, and comes back as it was."""
    text = json.dumps([value], ensure_ascii=ascii_only)
    done = redacted(text, form)
    left = json.loads(done.texts[0])
    assert not [
        word for found in _texts(left) for word in ("Mei Chen", "陈伟", "447700900123") if re.search(rf"(?<!\w){word}(?!\w)", found)
    ]
    back = restore(done.texts[0], done.tokens)
    if form is Form.PLACEHOLDER and not back.withheld and "447700900123" not in text:
        assert _deep(json.loads(back.text)) == _deep([value])


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["a", "b", "q"]), _TEXT.filter(bool)), min_size=1, max_size=4))
def test_urls_stay_urls(query: list[tuple[str, str]]) -> None:
    """A URL has the same keys when it is redacted, and no value that is masked."""
    url = "https://x.example/p?" + "&".join(f"{key}={quote(value, safe='')}" for key, value in query)
    left = urlsplit(redacted(f"see {url} now").texts[0].split()[1])
    assert (left.scheme, left.netloc, left.path) == ("https", "x.example", "/p")
    values = parse_qs(left.query, keep_blank_values=True)
    assert sorted(values) == sorted({key for key, _ in query})
    assert not [found for same in values.values() for found in same if re.search(r"(?<!\w)(Mei Chen|陈伟)(?!\w)", found)]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(["Mei Chen", "a, Zoë", 'x "y"', "陈伟", "1", ""]), min_size=2, max_size=2), min_size=1, max_size=4),
    st.sampled_from(list(Form)),
)
def test_tables_stay_tables(rows: list[list[str]], form: Form) -> None:
    """A table in CSV has the same cells when it is redacted, in every form."""
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    left = list(csv.reader(io.StringIO(redacted(written.getvalue(), form).texts[0])))
    assert [len(row) for row in left] == [2] * len(rows)
    assert all(
        cell == old
        for row, before in zip(left, rows, strict=True)
        for cell, old in zip(row, before, strict=True)
        if old in {"1", 'x "y"', ""}
    )


def test_redact_json() -> None:
    """Every text of a value is masked: keys, numbers, JSON inside texts; the rest stays as it is."""

    def mask(text: str) -> str:
        return text.replace("Mei", "[PERSON_1]").replace("4477", "[PHONE_1]")

    value = {"Mei": ["x", 4477, 12, True, None, 1.5], "in": '{"Mei": "Mei", "n": [4477]}', "bad": "{Mei"}
    assert redact_json(value, mask) == {
        "[PERSON_1]": ["x", "[PHONE_1]", 12, True, None, 1.5],
        "in": '{"[PERSON_1]":"[PERSON_1]","n":["[PHONE_1]"]}',
        "bad": "{[PERSON_1]",
    }
    assert redact_json("Mei", mask) == "[PERSON_1]"


def test_a_detector_only_adds() -> None:
    """What a detector finds in the text as it stands is found, escapes or none, and its name stays."""
    assert Decoded(WORDS).name == WORDS.name
    text = 'Mei Chen, "Hi\\nWei", Zo&euml;'
    found = set(Decoded(WORDS).find(text))
    assert set(WORDS.find(text)) <= found
    assert Span(text.index("Zo&"), len(text), P, 1.0, ("people",), "") in found


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "\\u9648",
                "\\",
                "u",
                "%",
                "E9",
                "%E9%99%88",
                "&",
                "#38472;",
                "&amp;",
                '"',
                "{",
                "}",
                "[",
                "]",
                ":",
                ",",
                "a",
                "\\ud83d",
                "\\n",
                "+",
                "=",
                "1",
                "://",
            ]
        ),
        max_size=24,
    ).map("".join)
)
def test_any_text_has_leaves(text: str) -> None:
    """Every place of the leaves lies in the text, in order, and what they say of a stretch is no more than its neighbours say."""
    layout = leaves(text)
    at = 0
    for leaf in layout.leaves:
        assert len(leaf.places) == len(leaf.text) + 1
        assert list(leaf.places) == sorted(leaf.places)
        assert at <= leaf.places[0] <= leaf.places[-1] <= len(text)
        at = leaf.places[-1]
    read = layout.text()
    for start in range(len(read)):
        for left, right in layout.back(start, start + 1):
            assert 0 <= left < right <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"from": "陈美玲", "to": ["Oluwaseun Adebayo"], "text": "Hi\nDr Krzysztof Wójcik rang 020 7946 0018"}),
        json.dumps({"arguments": json.dumps({"to": "Oluwaseun Adebayo", "cc": "Krzysztof Wójcik <k.wojcik@mail.example>"})}),
        "https://x.example/search?who=Oluwaseun+Adebayo&mail=k.wojcik%40mail.example&tel=020%207946%200018",
        "<td>Krzysztof W&oacute;jcik</td><td>k&#46;wojcik&#64;mail.example</td>",
        'send("Oluwaseun\\tAdebayo\\nKrzysztof W\\u00f3jcik")',
    ],
)
def test_strangers_in_escapes(text: str) -> None:
    """What nobody told keepmum is found in its escapes by the detectors of every day, and the layout stays."""
    spans = detect(text, [Decoded(detector) for detector in default_detectors()])
    done = redact(draft(text), Decision("permit", (), (), (tuple((span, Form.PLACEHOLDER) for span in spans),), ""), TokenMap())
    left = leaves(done.texts[0]).text()
    assert not [word for word in ("美玲", "Oluwaseun", "Adebayo", "jcik", "wojcik", "7946") if word in left]
    if text.startswith("{"):
        assert set(json.loads(done.texts[0])) <= {"from", "to", "text", "arguments"}


def test_nothing_is_shown() -> None:
    """A layout is as secret as its text."""
    layout = leaves('{"a": "Mei Chen"}')
    assert "Mei" not in repr(layout) + repr(layout.leaves) + repr(list(layout.edits(7, 15, "Mei Chen", "Mei Chen")))


@pytest.mark.parametrize("piece", ['{"a":', "[", '"', "\\", "%E9", "&amp;", "a=b&", "https://", "\\u0041", "1 ", '"a",', "+a"])
def test_linear_time(piece: str) -> None:
    """A hostile text of 100,000 characters has its leaves in a moment."""
    started = time.process_time()
    for text in (piece * (100_000 // len(piece)), "[" + piece * (100_000 // len(piece)) + "]", f'["{piece * 5000}"]'):
        leaves(text)
    assert time.process_time() - started < 3
