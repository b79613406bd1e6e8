"""The policies that a person starts from, written to be read and changed by them: policies/strict.toml, balanced.toml, family.toml."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from importlib.resources import files

from keepmum.policy.recipient import Recipient

_RULES = "# ---- who may be asked ----\n"  # what is above it holds for every recipient, and for none
_DECLARED = re.compile(r"\[recipients\.cloud\]\n(?:[a-z_]+ = .*\n)+")

_NOBODY = """\
# No recipient is declared yet, so no rule permits anything. After `keepmum cloud add NAME ...` start again with
# `keepmum policy init --replace --to NAME`, or put its name into a rule such as this:
#
#   [[rule]]
#   id = "my-notes"
#   effect = "permit"
#   to = ["NAME"]
#   for = ["answer"]
#   from = ["typed", "message", "memo"]
#   why = "My own notes may help with an answer, with names and numbers masked."

[[rule]]
id = "nothing-leaves"
effect = "forbid"
to = ["*"]
for = ["*"]
why = "No recipient was named yet."

[[rule]]
id = "calls-stay"
effect = "forbid"
to = ["*"]
for = ["*"]
from = ["call"]
why = "The other party did not agree."

[[case]]
given = { to = "anybody", for = "answer" }
expect = "block"
rule = "nothing-leaves"

[[case]]
given = { from = "call", to = "anybody", for = "answer" }
expect = "block"
rule = "calls-stay"
"""


class Starting(StrEnum):
    """Which policy to start from."""

    STRICT = "strict"
    BALANCED = "balanced"
    FAMILY = "family"


def default_text(recipients: Sequence[str] = (), starting: Starting = Starting.BALANCED) -> str:
    """Return a starting policy as text with comments.

    Args:
        recipients: Names of those who may be asked. With none the policy is valid and lets nothing leave.
        starting: Which one.

    Raises:
        ValueError: A name cannot be a recipient's.
    """
    names = [Recipient(name, "", "").name for name in recipients]
    text = (files("keepmum.policy.rules") / "policies" / f"{starting.value}.toml").read_text(encoding="utf-8")
    head, _, rest = text.partition(_RULES)
    if not names:
        return head + _NOBODY
    listed = ", ".join(f'"{name}"' for name in names)
    declared = _DECLARED.search(rest)
    if declared is not None:
        each = "\n".join(declared[0].replace("[recipients.cloud]", f"[recipients.{name}]") for name in names)
        rest = rest.replace(declared[0], each)
    return head + _RULES + rest.replace('to = ["cloud"]', f"to = [{listed}]").replace('to = "cloud"', f'to = "{names[0]}"')
