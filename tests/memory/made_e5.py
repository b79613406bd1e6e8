"""A multilingual model right in form and without any sense, small enough for a test, as the real one's package writes it."""

from __future__ import annotations

import struct

import numpy as np

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
LETTERS = "abcdefghijklmnopqrstuvwxyz:.,?!'妈爷老膝盖花园"
PIECES = (*SPECIAL, "▁", *LETTERS, "▁the", "th", "en", "er", "妈妈", "▁que", "▁query", "▁passage", "膝盖")
HIDDEN, INNER, LAYERS, POSITIONS = 64, 128, 2, 512


def made_weights(**changed):
    """Write a model as the package does: right in form, without any sense, from a fixed seed.

    Args:
        changed: Numbers of the head that shall be others than they are.
    """
    rng = np.random.default_rng(7)
    head = {"version": 1, "hidden": HIDDEN, "layers": LAYERS, "heads": 4, "inner": INNER, "words": len(PIECES)}
    head |= {"positions": POSITIONS, "types": 2, "epsilon": 1e-12, "block": 32} | changed
    text = [piece.encode() for piece in PIECES]
    scores = np.where(np.arange(len(PIECES)) < len(SPECIAL), 0, -3 - rng.random(len(PIECES)) * 5).astype("<f4")
    out = b"E5S1" + struct.pack("<I7ifi", *head.values()) + struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, sum(map(len, text)))
    out += np.cumsum([0, *map(len, text)]).astype("<u4").tobytes() + scores.tobytes() + b"".join(text)
    out += struct.pack("<iI", 1, 9) + struct.pack("<IBI", 9, 1, 32)
    tensors = {
        "emb.word": _blocks(rng, len(PIECES), HIDDEN),
        "emb.pos": _floats(rng.normal(0, 0.1, (max(head["positions"], 1), HIDDEN))),
        "emb.type": _floats(rng.normal(0, 0.1, (2, HIDDEN))),
        "emb.ln.w": _floats(np.ones(HIDDEN)),
        "emb.ln.b": _floats(np.zeros(HIDDEN)),
    }
    for layer in range(LAYERS):
        for part, rows, columns in (
            *((part, HIDDEN, HIDDEN) for part in ("q", "k", "v", "ao")),
            ("fi", INNER, HIDDEN),
            ("fo", HIDDEN, INNER),
        ):
            tensors[f"l{layer}.{part}.w"] = _blocks(rng, rows, columns)
            tensors[f"l{layer}.{part}.b"] = _floats(rng.normal(0, 0.1, rows))
        for norm in ("aln", "oln"):
            tensors[f"l{layer}.{norm}.w"] = _floats(rng.uniform(0.5, 1.5, HIDDEN))
            tensors[f"l{layer}.{norm}.b"] = _floats(rng.normal(0, 0.1, HIDDEN))
    start = len(out) + 4 + sum(2 + len(name) + 21 for name in tensors)
    directory, body = struct.pack("<i", len(tensors)), b""
    for name, (kind, count, data) in tensors.items():
        directory += struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", kind, count, start + len(body), len(data))
        body += data
    return out + directory + body


def _floats(values):
    return 0, values.size, values.astype("<f4").tobytes()


def _blocks(rng, rows, columns):
    data = np.empty((rows, columns // 32, 18), dtype=np.uint8)
    data[:, :, :2] = rng.uniform(0.02, 0.06, (rows, columns // 32)).astype("<f2").view(np.uint8).reshape(rows, columns // 32, 2)
    data[:, :, 2:] = rng.integers(0, 256, (rows, columns // 32, 16))
    return 1, rows * columns, data.tobytes()
