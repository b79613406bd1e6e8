# ruff: noqa: INP001  a script that stands alone
"""Check what keepmum's ledger gives away, without keepmum: `python verify_ledger.py FILE [--key KEY] [--against CHECKPOINT]`.

FILE is a bundle (`keepmum audit export --no-content`) or the proof of an entry (`keepmum audit prove`); docs/ledger.md has the format.
KEY is "NAME+ID+KEY" as the ledger's owner told it by another way; without it, the key in the file is believed. CHECKPOINT is a file with
a checkpoint that was kept elsewhere. Exit 0: all of it holds; 1: something does not. Needs Python and `cryptography`, nothing of keepmum.
"""

import argparse
import base64
import json
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def digest(*parts: bytes) -> bytes:
    """Return the SHA-256 of bytes, one after the other."""
    return sha256(b"".join(parts)).digest()


def check(holds: object, what: str) -> None:
    """End with ``what`` as the reason where something does not hold."""
    if not holds:
        raise AssertionError(what)


def unbase64(text: str) -> bytes:
    """Return the bytes that a text is the one encoding of."""
    data = base64.b64decode(text, validate=True)
    check(base64.b64encode(data).decode() == text, "this is not the base64 of anything")
    return data


def root_of(hashes: list[bytes]) -> bytes:
    """Return the root of the tree over leaf hashes (RFC 9162, 2.1.1)."""
    while len(hashes) > 1:
        pairs = [digest(b"\x01", hashes[n], hashes[n + 1]) for n in range(0, len(hashes) - 1, 2)]
        hashes = pairs + hashes[len(hashes) - len(hashes) % 2 :]
    return hashes[0] if hashes else digest()


def climb(node: int, last: int, start: bytes, steps: list[bytes]) -> tuple[bytes, bytes]:
    """Return the roots of the old and the new tree that a proof leads to (RFC 9162, 2.1.3.2 and 2.1.4.2); empty where it leads nowhere."""
    first = second = start
    for step in steps:
        if last == 0:
            return b"", b""
        if node & 1 or node == last:
            first, second = digest(b"\x01", step, first), digest(b"\x01", step, second)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            second = digest(b"\x01", second, step)
        node, last = node >> 1, last >> 1
    return (first, second) if last == 0 else (b"", b"")


def consistent(old: int, new: int, path: list[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Return whether the old tree is the beginning of the new one."""
    if old in {0, new}:
        return not path and old_root == (new_root if old else digest())
    steps = path if old & (old - 1) else [old_root, *path]
    bits = (old ^ (old - 1)).bit_length() - 1  # of the last old leaf's index that lead to the right
    return 0 < old < new and bool(steps) and climb((old - 1) >> bits, (new - 1) >> bits, steps[0], steps[1:]) == (old_root, new_root)


def read_note(note: str, key: str) -> tuple[int, bytes]:
    """Return the size and the root that a signed checkpoint states (C2SP signed-note and tlog-checkpoint)."""
    name, key_id, encoded = key.split("+", 2)
    public = unbase64(encoded)
    check(public[:1] == b"\x01" and digest(name.encode(), b"\n", public)[:4].hex() == key_id, "the key is none of Ed25519")
    lines = (text := note.partition("\n\n")[0]).split("\n")
    check(len(lines) == 3 and lines[0] == name, "the checkpoint is that of another ledger")
    for line in note.partition("\n\n")[2].splitlines():
        if line.startswith(f"\u2014 {name} ") and (signed := unbase64(line.split(" ", 2)[2]))[:4].hex() == key_id:
            Ed25519PublicKey.from_public_bytes(public[1:]).verify(signed[4:], (text + "\n").encode())
            return int(lines[1]), unbase64(lines[2])
    raise AssertionError("the checkpoint is not signed by this key")


def cbor(data: bytes, at: int = 0) -> tuple[Any, int]:
    """Return the value at a place in deterministic CBOR, and the place after it: what a leaf is made of (RFC 8949, 3.1)."""
    major, low, at = data[at] >> 5, data[at] & 31, at + 1
    if major == 7:
        return {20: False, 21: True, 22: None}[low], at
    width = {24: 1, 25: 2, 26: 4, 27: 8}.get(low, 0)
    number, at = (int.from_bytes(data[at : at + width], "big"), at + width) if width else (low, at)
    if major in {2, 3}:
        return (data[at : at + number] if major == 2 else data[at : at + number].decode()), at + number
    items: list[Any] = []
    for _ in range(number * (major - 3) if major in {4, 5} else 0):
        item, at = cbor(data, at)
        items.append(item)
    return (dict(zip(items[::2], items[1::2], strict=True)) if major == 5 else {0: number, 4: items}[major]), at


def verify(file: dict[str, Any], key: str | None, against: str | None) -> str:
    """Return in a sentence what a file proves."""
    key, whose = (key, "") if key is not None else (str(file["key"]), " (by the key in the file: --key checks whose it is)")
    size, root = read_note(file["checkpoint"], key)
    if file["format"] == "keepmum-ledger-proof/1":
        leaf, index = unbase64(file["leaf"]), file["index"] if type(file["index"]) is int else -1
        found = 0 <= index < size and climb(index, size - 1, digest(b"\x00", leaf), list(map(unbase64, file["path"])))[1]
        check(found == root, "the entry is not in the tree")
        fields, end = cbor(leaf)
        check(end == len(leaf) and fields["seq"] == index, "the entry belongs to another place")
        if shown := ", and this is its payload" * ("payload" in file):
            whole = len(nonce := unbase64(file["nonce"])) == 32  # or bytes could pass from one to the other
            check(whole and digest(nonce, unbase64(file["payload"])) == fields["commitment"], "the payload is another one")
        check(against is None, "only a bundle is held against a checkpoint")
        return f"entry {index} of {size} ({fields['type']}, to {fields['recipient']}) is in the ledger{shown}{whose}"
    check(file["format"] == "keepmum-ledger-bundle/1", "this is neither a bundle nor a proof")
    leaves = list(map(unbase64, file["leaves"]))
    hashes = [digest(b"\x00", leaf) for leaf in leaves]
    check(len(leaves) == size and root_of(hashes) == root, "the entries are not those of the checkpoint")
    for index, leaf in enumerate(leaves):
        fields, end = cbor(leaf)
        check(end == len(leaf) and fields["seq"] == index, f"entry {index} belongs to another place")
    for earlier in file["earlier"]:
        old, old_root = read_note(earlier["checkpoint"], key)
        path = list(map(unbase64, earlier["consistency"]))
        check(consistent(old, size, path, old_root, root), "the ledger does not go on from an earlier checkpoint")
    seen, seen_root = (0, digest()) if against is None else read_note(against, key)
    check(0 <= seen <= size and root_of(hashes[:seen]) == seen_root, "the entries are not those that your checkpoint has seen")
    since = f"; the first {seen} are those that your checkpoint has seen, the last {size - seen} came after it" * (against is not None)
    return f"{size} entries are those that the checkpoint was signed over{since}{whose}"


def main() -> int:
    """Check the file that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    _ = [parser.add_argument(option) for option in ("file", "--key", "--against")]
    given = parser.parse_args()
    try:
        text, against = (name and Path(name).read_text(encoding="utf-8") for name in (given.file, given.against))
        said, to = verify(json.loads(text), given.key, against), sys.stdout
    except Exception as error:  # noqa: BLE001  whatever a hostile file does to us, it does not hold
        why = {AssertionError: str(error), InvalidSignature: "signed by another key"}
        said, to = "does not hold: " + why.get(type(error), f"a file is damaged or unreadable ({type(error).__name__})"), sys.stderr
    to.write(ascii(said)[1:-1] + "\n")  # no name in a leaf steers the terminal
    return int(to is sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
