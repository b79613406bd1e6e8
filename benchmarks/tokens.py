"""How well a small language model copies redaction labels, by the brackets that they wear.

    python benchmarks/tokens.py [--model FILE.gguf] [--sentences N] [--forms N]

Five sentences by default, three minutes: enough to see the order of the forms, too few to choose by.

Every sentence holds two or three labels; the model is asked to rewrite it in five ways that keep them. Greedy, one thread.
A label is *exact* if it stands in the reply as it was, *broken* if something like it does (``[PERSON 1]``, ``PERSON_1``), and
else *lost*; *read* is what keepmum's own restorer would put back; a label that was not in the prompt is *invented*, and a
prompt is *whole* if all its labels came back exact. Each form is compared with the first one, label by label: how often only
one of the two came back exact, and how likely such a difference is by chance (sign test, two-sided). The result that chose
the brackets is in docs/adr/0001.
"""

from __future__ import annotations

import argparse
import math
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from keepmum.app.local import LocalModel, Message
from keepmum.app.models import language_model_path
from keepmum.policy.masking.tokens import find_tokens

FORMS = ("[{}]", "⟦{}⟧", "<{}>", "{{{{{}}}}}", "{}")
TASKS = (
    "Rewrite this as a short polite message. Keep every label exactly as it is written.",
    "Sum this up in one sentence. Keep every label exactly as it is written.",
    "Tell this to a friend in your own words. Keep every label exactly as it is written.",
    "Write a short note in a diary about this. Keep every label exactly as it is written.",
    "Correct the spelling of this and repeat it. Keep every label exactly as it is written.",
)
SENTENCES = (
    "§PERSON_1§ moved the dinner with §PERSON_2§ to §DATE_1§ because the train was late.",
    "Please call §PERSON_1§ on §PHONE_1§ about the broken heating.",
    "The doctor at §ORGANISATION_1§ wants to see §PERSON_1§ again on §DATE_2§.",
    "§PERSON_1§ lives at §ADDRESS_1§ now and has sold the house in §PLACE_1§.",
    "Send the invoice of §AMOUNT_1§ to §EMAIL_1§ before §DATE_1§.",
    "§PERSON_3§ says that §PERSON_1§ will fly to §PLACE_2§ for the wedding.",
    "The meeting with §ORGANISATION_2§ starts at §TIME_1§ in §PLACE_1§.",
    "§PERSON_1§ owes §PERSON_2§ §AMOUNT_1§ for the concert tickets.",
    "Pick up the parcel at §ADDRESS_1§ and show the code from §PHONE_2§.",
    "On §DATE_1§ the piano teacher §PERSON_2§ comes at §TIME_2§.",
    "§PERSON_1§ asked whether §PERSON_4§ still works for §ORGANISATION_1§.",
    "The car with plate §PLATE_1§ is parked in front of §ADDRESS_2§.",
    "§PERSON_2§ found a flat in §PLACE_1§ for §AMOUNT_2§ a month.",
    "Write to §EMAIL_1§ that §PERSON_1§ cannot come on §DATE_3§.",
    "After the operation §PERSON_1§ should rest until §DATE_2§, said §PERSON_3§.",
    "§PERSON_1§ and §PERSON_2§ meet at the station of §PLACE_3§ at §TIME_1§.",
    "The insurance number §ACCOUNT_1§ belongs to §PERSON_2§.",
    "§ORGANISATION_1§ has moved from §PLACE_1§ to §PLACE_2§.",
    "Tell §PERSON_1§ that the password reset went to §EMAIL_2§.",
    "§PERSON_5§ turned down the offer of §AMOUNT_1§ from §ORGANISATION_2§.",
    "The keys are with §PERSON_1§, and the dog is with §PERSON_2§ until §DATE_1§.",
)
_MARK = re.compile("§([A-Z]+_[0-9]+)§")
_NAMES = sorted({found.split("_")[0] for sentence in SENTENCES for found in _MARK.findall(sentence)})
_LIKE = re.compile(rf"\b({'|'.join(_NAMES)})[ _-]?([0-9]+)\b", re.IGNORECASE)
_MOST_TOKENS = 80
SENTENCES_BY_DEFAULT = 5  # 125 prompts, 1.5 seconds each on one idle core: three minutes. What chose the brackets took all 21


@dataclass
class Count:
    """What became of one form's labels."""

    labels: int = 0
    exact: int = 0
    broken: int = 0
    read: int = 0
    invented: int = 0
    prompts: int = 0
    whole: int = 0  # prompts all of whose labels came back exact
    tokens: int = 0
    outcomes: list[bool] = field(default_factory=list)  # exact or not, label by label, in one order for all forms


def judge(labels: Sequence[str], form: str, reply: str) -> tuple[set[str], int, int, int]:
    """Return which of a prompt's labels came back exact, how many broken, how many were invented, and how many are read."""
    exact = {label for label in labels if _standing(form.format(label), reply)}
    like = {f"{name.upper()}_{number}" for name, number in _LIKE.findall(reply)}
    read = {found.name for found in find_tokens(reply)} & set(labels)
    return exact, len((like & set(labels)) - exact), len(like - set(labels)), len(read)


def _standing(label: str, reply: str) -> bool:
    """Whether the label stands in the reply and not inside a longer word or number."""
    return re.search(rf"(?<![A-Za-z0-9_]){re.escape(label)}(?![A-Za-z0-9_])", reply) is not None


def measure(model: LocalModel, form: str, sentences: Sequence[str]) -> Count:
    """Ask the model each task about each sentence with this form's labels."""
    count = Count()
    for sentence in sentences:
        labels = _MARK.findall(sentence)
        text = _MARK.sub(lambda found: form.format(found[1]), sentence)
        count.tokens += sum(model.count(form.format(label)) for label in labels) * len(TASKS)
        for task in TASKS:
            reply = model.complete([Message("user", f"{task}\n\n{text}")], max_tokens=_MOST_TOKENS)
            exact, broken, invented, read = judge(labels, form, reply)
            count.prompts += 1
            count.labels += len(labels)
            count.exact += len(exact)
            count.outcomes += [label in exact for label in labels]
            count.broken += broken
            count.invented += invented
            count.read += read
            count.whole += len(exact) == len(labels)
    return count


def compared(first: Sequence[bool], other: Sequence[bool]) -> str:
    """Return how often only the first and only the other came back exact, and the sign test's p."""
    only_first = sum(a and not b for a, b in zip(first, other, strict=True))
    only_other = sum(b and not a for a, b in zip(first, other, strict=True))
    differing = only_first + only_other
    tail = sum(math.comb(differing, k) for k in range(min(only_first, only_other) + 1))
    return f"{only_first:3}:{only_other:<3} {min(1.0, 2 * tail / 2**differing):.3f}"


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, default=None, help="a GGUF file; the packaged one by default")
    parser.add_argument("--sentences", type=int, default=SENTENCES_BY_DEFAULT, help=f"how many of the {len(SENTENCES)}; five prompts each")
    parser.add_argument("--forms", type=int, default=len(FORMS), help="only the first so many forms")
    options = parser.parse_args()
    path = language_model_path(options.model)
    if path is None:
        print("No language model is installed; `keepmum models check` says which package carries one.")
        return 0
    print(f"Copy rate of labels: {path.name}, greedy, 1 thread, {options.sentences * len(TASKS)} prompts a form")
    print(
        f"{'form':14} {'tokens':>6} {'labels':>6} {'exact':>7} {'broken':>7} {'lost':>7} {'read':>7} "
        f"{'invented':>8} {'whole':>7}  1st:this p"
    )
    with LocalModel(path) as model:
        first: Count | None = None
        for form in FORMS[: options.forms]:
            count = measure(model, form, SENTENCES[: options.sentences])
            first = first or count
            lost = count.labels - count.exact - count.broken
            rates = (f"{100 * part / count.labels:6.1f}%" for part in (count.exact, count.broken, lost, count.read))
            print(
                f"{form.format('PERSON_1'):14} {count.tokens / count.labels:6.1f} {count.labels:6} {' '.join(rates)} "
                f"{count.invented:8} {100 * count.whole / count.prompts:6.1f}%  "
                f"{compared(first.outcomes, count.outcomes) if count is not first else ''}",
                flush=True,
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
