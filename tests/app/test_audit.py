"""What the auditor sees: numbers that add up, marks in colour, findings with hints, a page with nothing from elsewhere."""

from __future__ import annotations

import importlib
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from keepmum.app.audit import machine, sent
from keepmum.app.audit.doctor import without_key
from keepmum.app.audit.findings import Finding
from keepmum.app.audit.overview import finding_lines, lines_of, request_lines, rows_of
from keepmum.app.audit.report import page
from keepmum.app.audit.summary import Request, between, requests_in, summarise
from keepmum.app.audit.words import destroyed_words, money, reasons_words, sent_words, sentence
from keepmum.app.config import Config
from keepmum.app.lines import _ASCII, _UNICODE
from keepmum.app.render import Line
from keepmum.policy.detectors.ner import FOLDER
from keepmum.policy.proving.entry import Entry
from keepmum.policy.proving.marks import Mark

MONDAY = datetime(2026, 3, 2, 12, tzinfo=UTC)
COUNTS = (("person", "placeholder", 2), ("date", "keep", 1))
BASE = Entry(0, "intent", MONDAY, "d", b"", "near", "h", "m", "answer", "x", ("my-notes",), COUNTS, 100, False, "s", b"")


def a_ledger() -> list[Entry]:
    """Return 4 requests: answered, failed, refused, and one that nobody knows of, over three weeks."""
    return [
        replace(BASE, cost=1_500_000),
        replace(BASE, index=1, type="outcome", intent=0, status="answered", bytes_in=40),
        replace(BASE, index=2, recipient="far", at=MONDAY + timedelta(days=14)),
        replace(BASE, index=3, type="outcome", intent=2, status="failed", error="CloudTimeout", recipient="far"),
        replace(BASE, index=4, type="refusal", bytes_out=0, at=MONDAY + timedelta(days=15)),
        replace(BASE, index=5, at=MONDAY + timedelta(days=20)),
    ]


REQUESTS = requests_in(a_ledger())
SUMMARY = summarise(REQUESTS, UTC)


def text(lines: Any) -> str:
    return "\n".join("".join(piece for piece, _ in line) for line in lines)


def test_requests_end_as_they_ended() -> None:
    """An intent and its outcome are one request; one without outcome was perhaps sent; an error's name is said."""
    assert [(r.entry.index, r.shown, r.masked) for r in REQUESTS] == [
        (0, "answered", 2),
        (2, "failed: CloudTimeout", 2),
        (4, "refused", 2),
        (5, "perhaps sent", 2),
    ]


def test_a_summary_adds_up() -> None:
    """What was refused counts nowhere but as refused; weeks without requests are weeks too."""
    total = SUMMARY.total
    assert (total.requests, total.refused, total.failed, total.perhaps) == (3, 1, 1, 1)
    assert (total.bytes_out, total.bytes_in, total.masked, total.kept, total.cost) == (300, 40, 6, 3, 1_500_000)
    assert [(name, row.requests) for name, row in SUMMARY.recipients] == [("near", 2), ("far", 1)]
    assert [(week.isoformat(), number) for week, number in SUMMARY.weeks] == [("2026-03-02", 1), ("2026-03-09", 0), ("2026-03-16", 2)]
    assert SUMMARY.categories == (("person", "placeholder", 6), ("date", "keep", 3))
    assert sum(row.requests for _, row in SUMMARY.recipients) == sum(number for _, number in SUMMARY.weeks) == total.requests


def test_a_time_can_be_chosen() -> None:
    """The first time counts, the last does not."""
    chosen = between(REQUESTS, MONDAY + timedelta(days=14), MONDAY + timedelta(days=20))
    assert [r.entry.index for r in chosen] == [2, 4]
    assert between(REQUESTS, None, None) == REQUESTS


def test_nothing_is_a_summary_too() -> None:
    """An empty ledger, and one of refusals alone, are said in words."""
    assert text(lines_of(summarise([]), 80, _UNICODE)) == "Nothing was sent or refused."
    refused: list[Request] = [r for r in REQUESTS if r.end == "refused"]
    assert summarise(refused, UTC).weeks == ()
    assert "0 requests left, 1 refused" in text(lines_of(summarise(refused, UTC), 80, _UNICODE))
    assert "Nothing was sent" in page(summarise([]), [], "c", MONDAY)


@pytest.mark.parametrize("width", [40, 80, 120])
def test_a_summary_fits_the_screen(width: int) -> None:
    """At 80 columns everything is there, and at no width is a line wider than the screen."""
    lines = text(lines_of(SUMMARY, width, _ASCII)).split("\n")
    assert max(map(len, lines)) <= width
    if width >= 80:
        shown = "\n".join(lines)
        for part in ("2 March 2026 to 22 March 2026: 3 requests left, 1 of them perhaps", "1.50", "person, masked", "9 Mar 2026"):
            assert part in shown


def test_a_summary_in_a_pipe_is_rows_of_numbers() -> None:
    """The first field of each row says what it is of."""
    rows = rows_of(SUMMARY)
    assert rows[0] == ("total", "", 3, 1, 1, 1, 300, 40, 6, 3, 1_500_000)
    assert [row[0] for row in rows[1:]] == ["recipient"] * 2 + ["week"] * 3 + ["category"] * 2


BODY = 'say "[PERSON_1]" on 5\\nMay to 伟'.encode()
MARKS = (
    Mark(5, 15, "person", "placeholder", ("people", "safelist")),
    Mark(20, 26, "date", "keep", ("shapes",)),
    Mark(26, 26, "age", "drop"),
)


def test_marks_in_brackets() -> None:
    """Without colours each marked place stands in brackets with what it is; without marks the bytes stand alone."""
    shown = sent.bracketed(BODY, MARKS)
    assert "{{[PERSON_1]|person placeholder by people+safelist}}" in shown
    assert "{{5\\nMay|date keep by shapes}}" in shown or "{{5\\nMa|date keep by shapes}}" in shown
    assert sent.bracketed(BODY, ()) == BODY.decode()


def test_marks_in_colour_hold_the_exact_bytes() -> None:
    """The lines, put together, are the bytes; a line ends after an escaped line break, and each form has its colour."""
    lines: list[Line] = list(sent.lines_of(BODY, MARKS))
    assert len(lines) == 2
    assert "".join(piece for line in lines for piece, _ in line) == BODY.decode()
    styles = {style for line in lines for _, style in line}
    assert len(styles - {""}) == 3
    assert sent.legend(MARKS)[0] == ("age", "drop", "", 1)


def test_a_request_cannot_steer_the_terminal() -> None:
    """Control characters in the bytes are shown, not obeyed."""
    lines = text(sent.lines_of(b"a\x1b[2Jb\xff", ()))
    assert "\x1b" not in lines
    assert "\\x1b" in lines


class _Page(HTMLParser):
    """Collects what a page would load, run, or show."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


def test_a_page_loads_nothing_and_runs_nothing() -> None:
    """No script, link, image or address; hostile names in the ledger are text; the page forbids itself every connection."""
    hostile = [replace(r, entry=replace(r.entry, recipient="<script>x</script>", model='"><img src=x>', rules=("&<b>",))) for r in REQUESTS]
    made = page(summarise(hostile, UTC), hostile, "origin\n4\n<root>\n", MONDAY)
    parsed = _Page()
    parsed.feed(made)
    assert not set(parsed.tags) & {"script", "link", "img", "iframe", "object", "embed", "base", "form", "a"}
    assert not [n for n, _ in parsed.attributes if n in {"src", "href", "action", "srcset"} or n.startswith("on")]
    assert "default-src 'none'" in made
    assert not re.search(r"url\(|@import|https?://", made)
    assert "&lt;script&gt;" in made


def test_a_page_says_what_left() -> None:
    """Numbers, a chart for week, recipient and category, a row for each request, and the checkpoint."""
    made = page(SUMMARY, REQUESTS, "the checkpoint", MONDAY)
    assert made.count("<svg") == 3
    assert made.count("<tr>") == 5
    for part in ("the checkpoint", "failed: CloudTimeout", "perhaps sent", "person, masked", "1.50", "masked: 2 person; as it is: 1 date"):
        assert part in made
    assert made.startswith("<!doctype html>")


def test_money_and_days_are_said() -> None:
    """A price that nobody stated is not 0.00."""
    assert (money(0), money(2_345_678)) == ("not stated", "2.35")
    assert sentence(summarise(REQUESTS[:1], UTC), UTC) == "2 March 2026: 1 request left."


def status(finding: Finding) -> tuple[str, str]:
    return finding.what, finding.status


def test_the_doctor_sees_rights(tmp_path: Path) -> None:
    """A folder that others can enter, or that others may rename, is found; a missing one is bad."""
    home = tmp_path / "home"
    vault = home / "me.keep"
    vault.mkdir(parents=True, mode=0o700)
    assert status(machine.permissions(vault)) == ("permissions", "ok")
    vault.chmod(0o755)
    assert status(machine.permissions(vault)) == ("permissions", "bad")
    vault.chmod(0o700)
    home.chmod(0o777)
    assert status(machine.permissions(vault)) == ("permissions", "warn")
    assert status(machine.permissions(tmp_path / "none")) == ("permissions", "bad")


def test_the_doctor_sees_where_the_vault_lies(tmp_path: Path) -> None:
    """A folder that a program copies to a cloud is found by its name."""
    vault = tmp_path / "Dropbox" / "me.keep"
    vault.mkdir(parents=True)
    assert machine.place(vault).status == "warn"
    assert machine.place(tmp_path).status == "ok"
    assert machine.free_disk(tmp_path).what == "disk"


@pytest.mark.parametrize(
    ("swaps", "expected"),
    [("", "ok"), ("/dev/zram0 partition 1 0 5", "ok"), ("/dev/dm-1 partition 1 0 5", "ok"), ("/dev/sda2 partition 1 0 5", "warn")],
)
def test_the_doctor_sees_swap(tmp_path: Path, swaps: str, expected: str) -> None:
    """Swap on a disk that is not encrypted is found; in memory, encrypted, or none is well."""
    sealed = tmp_path / "block" / "dm-1" / "dm"
    sealed.mkdir(parents=True)
    (sealed / "uuid").write_text("CRYPT-PLAIN-swap\n")
    (tmp_path / "swaps").write_text(f"Filename Type Size Used Priority\n{swaps}\n" if swaps else "Filename Type\n")
    assert machine.swap(tmp_path, tmp_path).status == expected
    assert machine.swap(tmp_path / "none", tmp_path).status == "skipped"


def test_the_doctor_sees_core_dumps_and_other_programs(tmp_path: Path) -> None:
    """A program that takes core dumps, and a system on which every program may read every other, are found."""
    kernel = tmp_path / "sys" / "kernel"
    (kernel / "yama").mkdir(parents=True)
    (kernel / "core_pattern").write_text("|/usr/share/apport/apport -p%p\n")
    (kernel / "yama" / "ptrace_scope").write_text("0\n")
    assert "apport" in machine.core_dumps(tmp_path).found
    assert machine.other_programs(tmp_path).status == "warn"
    (kernel / "core_pattern").write_text("core\n")
    (kernel / "yama" / "ptrace_scope").write_text("1\n")
    assert machine.core_dumps(tmp_path).status in {"ok", "warn"}
    assert machine.other_programs(tmp_path).status == "ok"
    assert machine.other_programs(tmp_path / "none").status == "skipped"


def test_the_doctor_sees_switches() -> None:
    """A variable that makes a library call home is named, its value is not."""
    assert machine.telemetry({"PATH": "/bin", "ANONYMIZED_TELEMETRY": "False"}).status == "ok"
    loud = machine.telemetry({"SENTRY_DSN": "https://key@example", "ANONYMIZED_TELEMETRY": "TRUE"})
    assert loud.status == "warn"
    assert "SENTRY_DSN" in loud.found
    assert "ANONYMIZED_TELEMETRY" in loud.found
    assert "key@" not in loud.found


def test_the_doctor_needs_no_vault(tmp_path: Path) -> None:
    """Where there is no vault, that is bad, and the machine is looked at all the same."""
    found = dict(map(status, without_key(tmp_path / "none", Config())))
    assert (found["permissions"], found["vault"]) == ("bad", "bad")
    assert {"swap", "core dumps", "telemetry", "model: language"} <= set(found)


def test_the_doctor_runs_the_ner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package of the small NER without its model, or with one that does not load, is bad; one that is not there could be stronger."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr("keepmum.policy.detectors.ner.PACKAGE", "damaged_ner")

    def seen() -> Finding:
        return next(finding for finding in without_key(tmp_path / "none", Config()) if finding.what == "model: ner")

    assert seen().status == "warn"
    package = tmp_path / "damaged_ner"
    package.mkdir()
    (package / "__init__.py").touch()
    importlib.invalidate_caches()
    assert (seen().status, "Install it again" in seen().hint) == ("bad", True)
    folder = package / FOLDER
    folder.mkdir(parents=True)
    for name in ("config.json", "tokenizer.json"):
        (folder / name).write_text("{}")
    assert (seen().status, "does not work" in seen().found, seen().hint != "") == ("bad", True, True)


@pytest.mark.parametrize("width", [50, 80, 120])
def test_findings_fit_the_screen(width: int) -> None:
    """What is well has one line or two, what is not has its hint below, and the end says how many of each."""
    findings = [Finding("a", "ok", "well " * 9), Finding("bb", "warn", "so so", "do this"), Finding("c", "bad", "no", "do that")]
    shown = text(finding_lines(findings, width))
    assert max(map(len, shown.split("\n"))) <= width
    assert "do this" in shown
    assert shown.endswith("1 promise not kept; 1 thing could be stronger")
    assert text(finding_lines(findings[:1], width)).endswith("every promise is kept; 0 things could be stronger")


def test_findings_on_a_narrow_screen_stand_below_their_names() -> None:
    """Where a sentence has no room beside its name, it has lines of its own."""
    shown = text(finding_lines([Finding("model: multilingual", "warn", "well " * 9, "do this, and then that")], 40)).split("\n")
    assert shown[0] == "warn  model: multilingual"
    assert shown[1].startswith("      well well")
    assert max(map(len, shown[:-1])) <= 40


@pytest.mark.parametrize("width", [40, 80, 120])
def test_a_list_of_requests_fits_the_screen(width: int) -> None:
    """Number, time and end of a request stand on one line, which is whole at any width."""
    shown = text(request_lines(REQUESTS, width))
    assert max(map(len, shown.split("\n"))) <= width
    assert "perhaps sent" in shown
    assert "nothing sent" in shown
    assert text(request_lines([], width)) == ""


def test_what_became_of_a_request() -> None:
    """An answer, an error, and what nobody knows are told apart in words."""
    assert sent_words("near", "") == "sent to near"
    assert sent_words("near", "answered") == "sent to near, and answered"
    assert sent_words("near", "failed: CloudTimeout") == "sent to near, but failed: CloudTimeout"
    assert sent_words("near", "perhaps sent") == "perhaps sent to near: keepmum ended before it knew"


def test_why_bytes_are_destroyed() -> None:
    """The key of a day tells whether its time was over; an entry of version 1 never had one."""
    assert "forgotten" in destroyed_words(BASE, {MONDAY.date()})
    assert "payloads_days" in destroyed_words(BASE, set())
    assert "their time was over" in destroyed_words(replace(BASE, version=1), set())


def test_why_a_request_was_refused() -> None:
    """The reasons stand in the payload; one that is destroyed or of another form is no error. Little money is not none."""
    assert reasons_words(b'{"reasons": ["a", "b"]}') == "a; b"
    assert reasons_words(b'{"reasons": []}') == "no reason is noted"
    assert reasons_words(b"x") == "see below"
    assert "destroyed" in reasons_words(None)
    assert (money(1), money(0)) == ("under 0.01", "not stated")
