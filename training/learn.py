"""Trains a tagger: for each piece of a text, which category of `CATEGORIES` it belongs to, or none."""

from __future__ import annotations

import math
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from training.base import Base, cases
from training.labelled import ANY, CATEGORIES, Labelled

WINDOW, STRIDE = 254, 190  # pieces that are read at once, and from one window's beginning to the next
UNCOUNTED = -100  # torch's own number for what counts neither way


@dataclass(frozen=True, slots=True)
class Window:
    """What is read at once.

    Attributes:
        pieces: Numbers of pieces, those that begin and end it included.
        cases: How the word of each is written.
        labels: 0 for what is not personal, else one more than the place in `CATEGORIES`, or `UNCOUNTED`.
    """

    pieces: tuple[int, ...] = field(repr=False)
    cases: tuple[int, ...] = field(repr=False)
    labels: tuple[int, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Plan:
    """How a tagger is trained.

    Attributes:
        epochs: How often each text is read.
        batch: Windows a step.
        rate: The learning rate of the network; it falls to 0 in a straight line, after a short rise.
        head_rate: That of the new layer on top.
        seed: Of order and dropout.
    """

    epochs: int = 3
    batch: int = 16
    rate: float = 1e-4
    head_rate: float = 1e-3
    seed: int = 1


def windows(base: Base, text: Labelled) -> Iterator[Window]:
    """Yield the windows of a text, with labels."""
    encoded = base.tokenizer.encode(text.text, add_special_tokens=False)
    places, first, last = encoded.offsets, *base.ends
    written = cases(text.text, places)
    labels = [0] * len(places)
    at = 0
    for number, (start, end) in enumerate(places):
        while at < len(text.units) and text.units[at].end <= start:
            at += 1
        if end > start and at < len(text.units) and text.units[at].start < end:
            category = text.units[at].category
            labels[number] = UNCOUNTED if category == ANY else 1 + CATEGORIES.index(category)
    for start in range(0, max(len(places) - WINDOW + STRIDE, 1), STRIDE):
        cut = slice(start, start + WINDOW)
        yield Window((first, *encoded.ids[cut], last), (0, *written[cut], 0), (UNCOUNTED, *labels[cut], UNCOUNTED))


def network(base: Base) -> Any:  # noqa: ANN401  torch has no types here
    """Return a network that gives each piece a score for "not personal" and for each category."""
    import torch

    class Tagging(torch.nn.Module):  # type: ignore[misc]  # torch is not typed here
        """The encoder, and one layer on top."""

        def __init__(self) -> None:
            """Put the layer on top."""
            super().__init__()
            self.encoder = base.encoder
            self.dropout = torch.nn.Dropout(0.1)
            self.head = torch.nn.Linear(base.encoder.config.hidden_size, 1 + len(CATEGORIES))

        def forward(self, pieces: Any, mask: Any, kinds: Any) -> Any:  # noqa: ANN401  tensors
            """Return the scores, shape (windows, pieces, 1 + categories)."""
            states = self.encoder(input_ids=pieces, attention_mask=mask, token_type_ids=kinds).last_hidden_state
            return self.head(self.dropout(states))

    return Tagging()


def train(net: Any, texts: Sequence[Window], plan: Plan, *, deadline_s: float = math.inf) -> None:  # noqa: ANN401  as above
    """Train ``net`` on some windows.

    Args:
        net: What `network` returned.
        texts: What is read.
        plan: How.
        deadline_s: After how many seconds to stop with a complaint: a recipe that takes too long is broken.
    """
    import torch

    rng = random.Random(plan.seed)  # noqa: S311  the order must be the same each time
    groups = [{"params": list(net.encoder.parameters()), "lr": plan.rate}, {"params": list(net.head.parameters()), "lr": plan.head_rate}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    steps, done, began, read = plan.epochs * math.ceil(len(texts) / plan.batch), 0, time.monotonic(), 0
    net.train()
    for epoch in range(plan.epochs):
        total = 0.0
        for batch in _batches(texts, plan.batch, rng):
            share = min((done + 1) / (0.06 * steps), 1 - done / steps)
            for group, rate in zip(optimiser.param_groups, (plan.rate, plan.head_rate), strict=True):
                group["lr"] = rate * share
            pieces, mask, kinds, labels = _tensors(batch)
            scores = net(pieces, mask, kinds)
            loss = torch.nn.functional.cross_entropy(scores.flatten(0, 1), labels.flatten(), ignore_index=UNCOUNTED)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            done, total, read = done + 1, total + loss.item(), read + int(mask.sum())
        spent = time.monotonic() - began
        sys.stderr.write(
            f"  epoch {epoch + 1} of {plan.epochs}: loss {total * plan.epochs / steps:.4f}, {spent:.0f} s, {read / spent:.0f} pieces/s\n"
        )
        if spent > deadline_s:
            raise SystemExit("the training takes longer than it may")
    net.eval()


def scores(net: Any, base: Base, texts: Sequence[str]) -> list[list[tuple[int, int, tuple[float, ...]]]]:  # noqa: ANN401  as above
    """Return, for each text, each piece's place and the likelihood of "not personal" and of each category."""
    import torch

    found: list[list[tuple[int, int, tuple[float, ...]]]] = []
    for text in texts:
        encoded = base.tokenizer.encode(text, add_special_tokens=False)
        best: dict[int, tuple[int, tuple[float, ...]]] = {}
        for number, window in enumerate(windows(base, Labelled(text, (), "", ""))):
            with torch.no_grad():
                pieces, mask, kinds, _ = _tensors([window])
                likely = torch.softmax(net(pieces, mask, kinds), -1)[0, 1:-1].tolist()
            for at, each in enumerate(likely):
                room = min(at, len(likely) - 1 - at)
                place = number * STRIDE + at
                if place not in best or best[place][0] < room:
                    best[place] = room, tuple(each)
        found.append([(*encoded.offsets[place], best[place][1]) for place in sorted(best)])
    return found


def _batches(texts: Sequence[Window], size: int, rng: random.Random) -> Iterator[list[Window]]:
    """Yield batches in a random order, each of windows of about one length."""
    order = list(range(len(texts)))
    rng.shuffle(order)
    batches: list[list[Window]] = []
    for start in range(0, len(order), size * 50):
        pool = sorted(order[start : start + size * 50], key=lambda at: len(texts[at].pieces))
        batches += [[texts[at] for at in pool[begin : begin + size]] for begin in range(0, len(pool), size)]
    rng.shuffle(batches)
    yield from batches


def _tensors(batch: Sequence[Window]) -> tuple[Any, Any, Any, Any]:
    import torch

    longest = max(len(window.pieces) for window in batch)

    def padded(rows: Sequence[Sequence[int]], filler: int) -> Any:  # noqa: ANN401  a tensor
        return torch.tensor([[*row, *[filler] * (longest - len(row))] for row in rows])

    mask = padded([[1] * len(window.pieces) for window in batch], 0)
    labels = padded([window.labels for window in batch], UNCOUNTED)
    return padded([window.pieces for window in batch], 0), mask, padded([window.cases for window in batch], 0), labels
