"""What a person would do with keepmum, done with canaries: run as a process of its own, so that it can be killed.

usage: driver.py SANDBOX STEP; the parent has set HOME, TMPDIR and the XDG folders to places inside SANDBOX.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.leaks.canaries import words  # the parent puts the repository on the path

import keepmum
from keepmum.memory.record import Record
from keepmum.memory.sealing.keys import FLOOR
from keepmum.memory.vault import Vault
from keepmum.policy.recipient import Recipient
from keepmum.policy.rules.load import default_text

PASSPHRASE = "a passphrase for tests"


def _imports(folder: Path) -> None:
    """Write files in real formats that hold the canaries; they lie outside what is scanned."""
    folder.mkdir()
    texts, names, files = words("text"), words("name"), words("file")
    lines = [
        f"{day + 1:02d}/03/2025, 10:{minute:02d} - {names[(day + minute) % 4]}: we talked about {texts[(day * 3 + minute) % 20]} today"
        for day in range(20)
        for minute in range(3)
    ]
    lines += [f"21/03/2025, 11:0{number} - {names[0]}: {name}.jpg (file attached)" for number, name in enumerate(files[:4])]
    (folder / f"WhatsApp Chat with {names[4]}.txt").write_text("\n".join(lines) + "\n")
    for number in range(3):
        tag = words("tag")[number]
        (folder / f"2025-04-0{number + 1} {files[number + 1]}.md").write_text(
            f"---\ntags: [{tag}]\n---\n# Memo\n\n{texts[20 + number]} is the thing\n"
        )
    cues = f"00:01.000 --> 00:03.000\n<v {names[5]}>remember {texts[23]}\n\n00:04.000 --> 00:06.000\n<v {names[6]}>{texts[24]} it is\n"
    (folder / f"2025-05-01 {files[4]}.vtt").write_text(f"WEBVTT\n\n{cues}")
    card = f"BEGIN:VCARD\nVERSION:3.0\nFN:{names[7]} Test\nTEL:+44 7700 900123\nNOTE:{texts[25]}\nEND:VCARD\n"
    (folder / "contacts.vcf").write_text(card)


def first(sandbox: Path, imports: Path, port: int) -> None:
    """Import, search, tag, forget, ask the device, ask a recipient; then go on importing until killed."""
    _imports(imports)
    Vault.create(sandbox / "me.keep", PASSPHRASE, cost=FLOOR).close()
    with keepmum.Keep.open(sandbox / "me.keep", PASSPHRASE) as keep:
        keep.import_path(imports, date_order="dmy")
        keep.index()
        for query in words("query"):
            keep.search(f"when did we talk about {query}")
        hit = keep.search(words("text")[0])[0]
        keep.tag(hit.record.id, words("tag")[3])
        keep.edit(hit.record.id, attachments=(f"{words('file')[5]}.pdf",))
        prompts = words("prompt")
        keep.ask(f"what about {prompts[0]} and {words('text')[1]}?")
        keep.add_recipient(Recipient("cloud", f"http://127.0.0.1:{port}/v1", "canary"), "sk-test")
        keep.load_policy(default_text(["cloud"]))
        for prompt in prompts[1:]:
            keep.preview(f"what about {prompt.lower()} now", to="cloud")
            keep.ask(f"what about {prompt.lower()} now", to="cloud")
        keep.forget(keep.search(words("text")[0])[1].record.id)
        print("ready", flush=True)
        for number in range(10_000):
            text = words("text")[number % 26]
            keep.add([Record(text=f"{text} again {number}", at=datetime.now(UTC), who=(words("name")[number % 8],), thread="kill")])
            keep.search(words("query")[number % 8])
            time.sleep(0.001)


def second(sandbox: Path) -> None:
    """Open after the kill, make the vectors, search, check everything, close."""
    with keepmum.Keep.open(sandbox / "me.keep", PASSPHRASE) as keep:
        keep.index()
        assert keep.search(words("text")[2])
        keep.search(words("query")[0])
        keep.vault.verify(deep=True)
        keep.ledger.verify()


if __name__ == "__main__":
    if sys.argv[2] == "first":
        first(Path(sys.argv[1]), Path(sys.argv[3]), int(sys.argv[4]))
    else:
        second(Path(sys.argv[1]))
