"""The demo: the main job from a chat export to a redacted, recorded answer, on an invented person's files.

Nothing in it is for show: the vault, the models, the gate and the ledger are those that a person uses, and the last scan
looks for what the files' author knows to be private (`truth`), not for what was detected.
"""

from __future__ import annotations

import secrets
import shlex
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from keepmum.app.demo.cloud import demo_cloud
from keepmum.app.demo.truth import Truth, load_truth
from keepmum.app.keep import Keep
from keepmum.app.plainly import counted
from keepmum.app.render import visible
from keepmum.app.scan import scan
from keepmum.app.status import FINDINGS, OK
from keepmum.memory.store.files import write_new
from keepmum.policy.recipient import Recipient

if TYPE_CHECKING:
    from rich.console import Console

    from keepmum.app.asking import Preview
    from keepmum.memory.record import Hit
    from keepmum.policy.gate import Escalation

FILES = Path(__file__).parent / "files"
_CLOUD = "demo-cloud"
_OWNER = "Siqi Gu"
_ZONE = ZoneInfo("Europe/London")
_SEARCHES = ("what did the surgeon say about Mum's knee", "妈妈手术改到哪天", "who fixed the boiler and what did it cost")


@dataclass(frozen=True, slots=True)
class Places:
    """Where the demo keeps its things.

    Attributes:
        folder: All of it.
        vault: The vault.
        passphrase: The file with the vault's passphrase.
        kit: The file with its recovery kit.
        received: Every byte that the stand-in for a cloud received.
    """

    folder: Path
    vault: Path
    passphrase: Path
    kit: Path
    received: Path


def run(folder: Path | None, console: Console) -> int:
    """Run the demo.

    Args:
        folder: A new folder for the demo's vault and files; none for one in the temporary folder.
        console: Where it tells what it does.

    Returns:
        0, or 1 where something private could be read.

    Raises:
        KeepmumError: Something that the demo needs is not there; nothing was sent.
    """
    truth = load_truth()
    places = _places(folder)
    with _made(places, console) as keep:
        _import(keep, console)
        _search(keep, console)
        _ask_here(keep, truth, console)
        with demo_cloud(places.received) as (url, model):
            escalation = _ask_cloud(keep, truth, url, model, console)
        _ledger(keep, escalation, console)
    clean = _scan(places, truth, console)
    _next(places, truth, console)
    return OK if clean else FINDINGS


def _places(folder: Path | None) -> Places:
    if folder is None:
        folder = Path(tempfile.mkdtemp(prefix="keepmum-demo-"))
    else:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Places(folder, folder / "siqi.keep", folder / "passphrase", folder / "recovery-kit.txt", folder / "received-by-the-cloud.bin")


def _made(places: Places, console: Console) -> Keep:
    from keepmum.memory.sealing.keys import RecoveryKit

    _title(console, 1, "A vault", "One SQLCipher file; a passphrase and a recovery kit open it.")
    kit = RecoveryKit.generate()
    passphrase = "-".join(secrets.token_hex(3) for _ in range(4))
    keep = Keep.create(places.vault, passphrase, recovery=kit)
    kit.write(places.kit)
    write_new(places.passphrase, f"{passphrase}\n".encode())
    console.print(f"  {escape(str(places.vault))}")
    return keep


def _import(keep: Keep, console: Console) -> None:
    _title(console, 2, "What Siqi was told", "Chat exports, memos, call transcripts and contacts of an invented person.")
    report = keep.import_path(FILES, zone=_ZONE, me=_OWNER)
    kinds = ", ".join(f"{count} {kind}{'s' if count != 1 else ''}" for kind, count in keep.stats().kinds)
    console.print(f"  {report.added} records: {kinds}; {report.skipped} system lines skipped, {len(report.problems)} problems")
    columns = (TextColumn("  vectors"), BarColumn(), TextColumn("{task.completed}/{task.total}"), TimeElapsedColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("vectors", total=None)
        made = keep.index(lambda done, total: bar.update(task, completed=done, total=total))
    console.print(f"  {made} vectors, made on this device")
    again = keep.import_path(FILES, zone=_ZONE, me=_OWNER)
    console.print(f"  imported once more: {again.added} added, {again.duplicates} recognised")


def _search(keep: Keep, console: Console) -> None:
    _title(console, 3, "Finding", "By words and by meaning, in two languages, with the reason.")
    for question in _SEARCHES:
        console.print(f"  [bold]{escape(question)}[/]")
        for hit in keep.search(question, limit=2):
            _hit(hit, console)


def _hit(hit: Hit, console: Console) -> None:
    record = hit.record
    text = visible(record.text).replace("\n", " ")
    who = f"{record.speaker}: " if record.speaker else f"({record.kind}) "
    console.print(
        f"    {record.at.astimezone(_ZONE):%Y-%m-%d} {escape(who + text[:100] + ('…' if len(text) > 100 else ''))}", highlight=False
    )
    console.print(f"      [dim]{escape('; '.join(hit.why))}[/]", highlight=False)


def _ask_here(keep: Keep, truth: Truth, console: Console) -> None:
    _title(console, 4, "A question for the device", "A small model in a child process; what it says is checked against the records.")
    console.print(f"  [bold]{escape(truth.device.text)}[/]")
    with console.status("  the model thinks …"):
        answer = keep.ask(truth.device.text)
    console.print(f"  {escape(visible(answer.text))}", highlight=False)
    console.print(f"  [dim]rests on {counted(len(answer.citations), 'record')}: {', '.join(answer.citations)}[/]", highlight=False)


def _ask_cloud(keep: Keep, truth: Truth, url: str, model: str, console: Console) -> Escalation:
    from keepmum.policy.rules.load import default_text

    _title(console, 5, "A harder one: what would leave", "The policy decides; names and numbers are masked before anything is sent.")
    keep.add_recipient(Recipient(_CLOUD, url, model))
    keep.load_policy(default_text([_CLOUD]))
    question = truth.cloud
    console.print(f"  [bold]{escape(question.text)}[/]")
    preview = keep.preview(question.text, to=_CLOUD, purpose=question.purpose, conversation="demo")
    _preview(preview, console)
    _title(console, 6, "Asked, and answered", "A server in another process, with a real model, sees the masked text and nothing else.")
    with console.status("  the model thinks …"):
        answer = keep.ask(question.text, to=_CLOUD, purpose=question.purpose, conversation="demo")
    escalation = answer.escalation
    assert escalation is not None  # noqa: S101 - a recipient was asked; this is for the type checker
    from keepmum.policy.wire import decode

    payload = keep.ledger.payload(escalation.entry + 1)
    console.print("  [dim]as it came back[/]")
    console.print(_indented(decode(payload or b"")), highlight=False)
    console.print("  [dim]restored on this device[/]")
    console.print(_indented(answer.text), highlight=False)
    return escalation


def _preview(preview: Preview, console: Console) -> None:
    decision = preview.decision
    reasons = "; ".join(decision.reasons)
    console.print(f"  {decision.effect}: {escape(reasons)}", highlight=False)
    if preview.left_out:
        staying = f"{counted(preview.left_out, 'record')} {'stays' if preview.left_out == 1 else 'stay'} here"
        console.print(f"  {staying}: {escape('; '.join(preview.reasons))}", highlight=False)
    table = Table("on the device", "category", "leaves as", "found by", box=None, padding=(0, 2), title_justify="left")
    seen: set[tuple[str, str]] = set()
    for part, forms in zip(preview.draft.parts, decision.forms, strict=True):
        for span, form in forms:
            text = part.text[span.start : span.end]
            if form.value != "keep" and (text, span.category.value) not in seen:
                seen.add((text, span.category.value))
                table.add_row(escape(visible(text)), span.category.value, form.value, ", ".join(span.detectors))
    console.print(table)
    console.print("  [dim]the text that would leave[/]")
    for text in preview.redaction.texts:
        console.print(_indented(text), highlight=False)


def _ledger(keep: Keep, escalation: Escalation, console: Console) -> None:
    _title(console, 7, "The ledger", "Written before the first byte left; a Merkle tree with a signed checkpoint.")
    entry = keep.ledger.entries()[escalation.entry]
    counts = ", ".join(f"{count} {category} {form}" for category, form, count in entry.counts)
    console.print(
        f"  entry {entry.index}: {entry.type} to {entry.recipient} ({entry.host}) for {entry.purpose}, {entry.bytes_out} bytes",
        highlight=False,
    )
    console.print(f"  under rule {', '.join(entry.rules)}; {counts}", highlight=False)
    vault = keep.vault.verify(deep=True)
    verified = keep.ledger.verify()
    console.print(f"  verified: {verified.size} ledger entries and {vault.entries} vault changes, each chain whole")
    console.print(_indented(keep.ledger.checkpoint().strip()), highlight=False)


def _scan(places: Places, truth: Truth, console: Console) -> bool:
    words = truth.leaks
    _title(console, 8, "Can anything be read?", f"{len(words)} names, numbers and addresses that the files' author lists as private.")
    # Whole words: four digits, such as an alarm's code, stand by chance in the base 64 of vault.json once in some dozens of vaults.
    vault = scan([places.vault], words, whole_words=True)
    sent = scan([places.received], words, whole_words=True, ignore_case=True)
    size = places.received.stat().st_size
    console.print(f"  in the vault's folder: {len(vault)} found")
    console.print(f"  in the {size} bytes that the cloud received: {len(sent)} found")
    for finding in (*vault, *sent):
        console.print(
            f"    [red]{escape(words[finding.word])}[/] in {finding.path.name} at byte {finding.offset} ({finding.kind})", highlight=False
        )
    return not vault and not sent


def _next(places: Places, truth: Truth, console: Console) -> None:
    _title(console, 9, "Your turn", "The demo's vault stays until you delete its folder.")
    program = _program()
    opened = f"--vault {shlex.quote(str(places.vault))} --passphrase-file {shlex.quote(str(places.passphrase))}"
    for command in (
        f"{program} {opened} search {shlex.quote('Moira wedding airport')}",
        f"{program} {opened} ask {shlex.quote(truth.questions[0].text)}",
        f"{program} {opened} audit sent 0",
        f"{program} {opened} audit verify",
        f"less {shlex.quote(str(places.received))}",
        f"rm -r {shlex.quote(str(places.folder))}",
        f"{program} init        # your own",
    ):
        console.print(f"  {command}", highlight=False, markup=False, soft_wrap=True)


def _title(console: Console, number: int, title: str, about: str) -> None:
    console.print(f"\n[bold]{number}. {title}[/]  [dim]{about}[/]", highlight=False)


def _indented(text: str) -> str:
    return "\n".join("    " + line for line in escape(visible(text)).splitlines())


def _program() -> str:
    """Return what the person can type for keepmum: its name, or its path where the shell does not find it by name."""
    installed = Path(sys.executable).with_name("keepmum")
    return "keepmum" if shutil.which("keepmum") or not installed.exists() else shlex.quote(str(installed))
