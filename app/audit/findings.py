"""What the doctor says of one thing that it looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["ok", "warn", "bad", "skipped"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        what: What it is, such as "swap"; the same in every version, for programs.
        status: "ok", "warn" (weaker than it could be), "bad" (a promise does not hold), or "skipped" (it could not be looked at).
        found: What was found, in a sentence.
        hint: What to do about it; empty where there is nothing to do.
    """

    what: str
    status: Status
    found: str
    hint: str = ""
