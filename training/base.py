"""The networks that training begins from, with how they cut texts: they lie in packages that keepmum installs anyway.

English begins from all-MiniLM-L6-v2 (Apache-2.0; Wang et al., 2020), which knows no capitals: what it reads is told beside each piece
whether its word has them. Chinese begins from the lower layers of multilingual-e5-small (MIT; Wang et al., 2024), with the
pieces of Chinese and Latin letters alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tokenizers import Tokenizer

_MOST_LATIN = 6000  # pieces in Latin letters of the Chinese base
_LONGEST = 4  # signs of one Chinese piece

CASES = 4
"""No word of letters; a word in small letters; one that begins with a capital; one in capitals."""

_HAN = re.compile(r"\u2581?[\u3400-\u9fff]+")
_LATIN = re.compile(r"\u2581?[ -~\u00a0-\u024f\u2010-\u2027\u20ac]+")
_WIDE = re.compile(r"\u2581?[\u3000-\u303f\uff00-\uffef]+")
_WORD = re.compile(r"[^\W\d_\u3400-\u9fff]+")
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


def cases(text: str, places: Sequence[tuple[int, int]]) -> list[int]:
    """Return, for each piece, how the word is written in which it begins: a number below `CASES`."""
    words = [(word.start(), word.end(), _case(word[0])) for word in _WORD.finditer(text)]
    found: list[int] = []
    at = 0
    for begin, end in places:
        start = begin + (end - begin > 1 and text[begin].isspace())  # SentencePiece's pieces take the space before them
        while at < len(words) and words[at][1] <= start:
            at += 1
        found.append(words[at][2] if at < len(words) and words[at][0] <= start else 0)
    return found


def _case(word: str) -> int:
    if len(word) > 1 and word.isupper():
        return 3
    return 2 if word[0].isupper() else 1


def english() -> Base:
    """Return the English base.

    Raises:
        ModelMissing: Its package is not installed.
    """
    import torch
    from transformers import BertModel
    from transformers.utils import logging

    from keepmum.memory.meaning.export import packaged_folder

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    folder = packaged_folder()
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


def chinese(layers: int = 6) -> Base:
    """Return the Chinese base: the lowest ``layers`` of twelve.

    Raises:
        ModelMissing: Its package is not installed.
    """
    import torch
    from tokenizers import models, pre_tokenizers
    from transformers import BertConfig, BertModel

    from keepmum.memory.meaning.e5_float import FloatModel
    from keepmum.memory.meaning.e5_weights import read_weights
    from keepmum.memory.meaning.multilingual import packaged_weights

    weights = read_weights(packaged_weights())
    model, vocabulary = FloatModel(weights), weights.vocabulary
    kept = _pieces(vocabulary.pieces, vocabulary.scores.tolist(), (vocabulary.begin, vocabulary.end, vocabulary.unknown))
    tokenizer = Tokenizer(
        models.Unigram([(vocabulary.pieces[at], float(vocabulary.scores[at])) for at in kept], unk_id=2, byte_fallback=False)
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="\u2581", prepend_scheme="always")
    sizes = model.sizes
    encoder = BertModel(
        BertConfig(
            vocab_size=len(kept),
            hidden_size=sizes.hidden,
            num_hidden_layers=layers,
            num_attention_heads=sizes.heads,
            intermediate_size=sizes.inner,
            max_position_embeddings=sizes.positions,
            type_vocab_size=CASES,
            layer_norm_eps=sizes.epsilon,
        ),
        add_pooling_layer=False,
    )
    table = model.table
    with torch.no_grad():
        parts = encoder.embeddings
        parts.word_embeddings.weight.copy_(torch.tensor(type(table)(table.numbers[kept], table.scales[kept]).floats()))
        parts.position_embeddings.weight.copy_(torch.tensor(model.places))
        parts.token_type_embeddings.weight.zero_()
        _take_norm(parts.LayerNorm, model.norm)
        for layer, source in zip(encoder.encoder.layer, model.layers, strict=False):
            attention = layer.attention
            targets = (
                attention.self.query,
                attention.self.key,
                attention.self.value,
                attention.output.dense,
                layer.intermediate.dense,
                layer.output.dense,
            )
            for part, target in zip(("q", "k", "v", "ao", "fi", "fo"), targets, strict=True):
                target.weight.copy_(torch.tensor(source.matrices[part].T))
                target.bias.copy_(torch.tensor(source.biases[part]))
            _take_norm(attention.output.LayerNorm, source.norms[0])
            _take_norm(layer.output.LayerNorm, source.norms[1])
    return Base(encoder, tokenizer, (0, 1))


def _take_norm(target: Any, norm: tuple[Any, Any]) -> None:  # noqa: ANN401  tensors
    import torch

    target.weight.copy_(torch.tensor(norm[0]))
    target.bias.copy_(torch.tensor(norm[1]))


def _pieces(pieces: Sequence[str], scores: Sequence[float], marks: tuple[int, int, int]) -> list[int]:
    """Return which pieces are kept: the marks, all of Chinese, and of Latin letters the likeliest."""
    written = [at for at, piece in enumerate(pieces) if scores[at] < 0]
    latin = sorted((at for at in written if _LATIN.fullmatch(pieces[at])), key=lambda at: -scores[at])
    single = [at for at in latin if len(pieces[at].lstrip("\u2581")) == 1]
    han = [at for at in written if _HAN.fullmatch(pieces[at]) and len(pieces[at]) <= _LONGEST]
    wide = [at for at in written if _WIDE.fullmatch(pieces[at]) or pieces[at] == "\u2581"]
    return list(dict.fromkeys([*marks, *wide, *single, *latin[:_MOST_LATIN], *han]))
