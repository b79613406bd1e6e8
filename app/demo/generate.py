"""Writes the demo's files: what an invented person's phone and notebook would export.

``python -m keepmum.app.demo.generate [FOLDER]`` writes the same bytes each time, so that the files in the repository can be
compared with what stands here. The person, and everybody else in the files, is invented: see README.md beside this.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from keepmum.app.demo import calls, cards, chats, script

FILES = Path(__file__).parent / "files"
CHATS = ("family.txt", "callum.txt", "wei.txt", "priya.txt")


def files() -> Iterator[tuple[str, bytes]]:
    """Yield the path, below the folder, and the bytes of each file."""
    for name in CHATS:
        chat = script.chat(name)
        said = chats.lines(chat)
        if chat.form == "ios":
            yield f"WhatsApp Chat - {chat.title}.zip", chats.packed(chats.ios(said, chat.title))
        else:
            yield f"WhatsApp Chat with {chat.title}.txt", chats.android(said).encode()
    for page in script.pages("memos.txt"):
        yield f"memos/{page.head}", ("\n".join(page.body) + "\n").encode()
    for page in script.pages("calls.txt"):
        spoken = calls.call(page)
        yield f"calls/{spoken.file}", calls.transcript(spoken).encode()
    yield "contacts.vcf", cards.contacts().encode()


def generate(folder: Path) -> list[Path]:
    """Write all files below ``folder``, which is made if it is not there, and return their paths."""
    written: list[Path] = []
    for name, data in files():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        written.append(path)
    return written


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the files where the command line says."""
    parser = argparse.ArgumentParser(
        prog="python -m keepmum.app.demo.generate", description="Write the files of the demo's invented person."
    )
    parser.add_argument("folder", nargs="?", type=Path, default=FILES, help="where to (default: the folder in the package)")
    written = generate(parser.parse_args(arguments).folder)
    print(f"{len(written)} files")  # noqa: T201 - the demo may print


if __name__ == "__main__":
    main()
