"""A test that a policy carries in its own text: what is given, and what must be decided. `keepmum.policy.rules.trial` runs it."""

from __future__ import annotations

from dataclasses import dataclass, field

from keepmum.policy.category import Category


@dataclass(frozen=True, slots=True)
class Case:
    """One test of a policy.

    Attributes:
        kinds: Where the parts of the request come from; the key `from`.
        to: The recipient.
        purpose: What for; the key `for`.
        expect: "permit", "ask" or "block".
        about: People in each part that comes from a record, or named in what is typed.
        thread: The thread of the records.
        text: What stands in each part; the policy's detectors look at it.
        classes: In place of a text: categories that were found.
        chars: How long the request is at least.
        before: How many requests, as large as this one, went to the recipient earlier the same day.
        rule: The id of a rule or budget that must be among those that decide; empty for any.
        line: Where it stands in the policy's text, counted from 1; 0 where nobody knows.
    """

    kinds: tuple[str, ...]
    to: str
    purpose: str
    expect: str
    about: tuple[str, ...] = field(default=(), repr=False)
    thread: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    classes: tuple[Category, ...] = ()
    chars: int = 0
    before: int = 0
    rule: str = ""
    line: int = 0
