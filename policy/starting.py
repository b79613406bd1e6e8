"""The policy that a person starts from, written to be read and changed by them."""

from __future__ import annotations

from collections.abc import Sequence

from keepmum.policy.recipient import Recipient

_HEAD = """\
# What may leave this device, to whom, and in which form. Nothing leaves that no rule below permits.
# A rule that forbids beats every rule that permits. A word that keepmum does not know makes the whole file invalid.
# Every key is explained in docs/policy.md. Try a change: keepmum preview "..." --to NAME

schema = 1

# What looks for personal data. If one of these is missing on this device, nothing leaves.
#   people    the people of your own memory, by all their names, numbers and addresses
#   secrets   passwords, keys, codes
#   shapes    numbers, dates and addresses that are told by their form
#   safelist  capitalised words and Chinese names that are not known to be harmless
detectors = ["people", "safelist", "secrets", "shapes"]

# In which form each kind of data leaves: "placeholder" (masked, as [PERSON_1]), "keep" (in clear), "block" (the request stays here).
# What is not listed is masked. A secret can be "block" or "placeholder", never "keep".
[forms]
date = "keep"     # without dates and times hardly any question about a life can be answered; dates of birth are "age", and masked
time = "keep"
secret = "block"
"""

_PERMIT = """
# "typed" is what you type yourself and the task that goes with it; the rest are kinds of records.
[[rule]]
id = "my-notes"
effect = "permit"
to = [{to}]
for = ["answer", "draft_reply", "summarise"]
from = ["typed", "message", "memo", "event", "contact"]
level = "sensitive"
why = "My own notes and messages may help with an answer, with names and numbers masked."

[[rule]]
id = "my-tests"
effect = "permit"
to = [{to}]
for = ["test"]
from = ["typed"]
level = "personal"
why = "keepmum cloud test sends one harmless sentence."
"""

_CALLS = """
[[rule]]
id = "calls-stay"
effect = "forbid"
to = ["*"]
for = ["*"]
from = ["call"]
why = "The other party did not agree."
"""

_NOBODY = """
# No recipient is declared yet, so no rule permits anything. After `keepmum cloud add NAME ...` put its name into a rule such as this:
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
"""


def default_text(recipients: Sequence[str] = ()) -> str:
    """Return the starting policy as text with comments.

    Args:
        recipients: Names of those who may be asked. With none the policy is valid and lets nothing leave.

    Raises:
        ValueError: A name cannot be a recipient's.
    """
    names = ", ".join(f'"{Recipient(name, "", "").name}"' for name in recipients)
    return _HEAD + (_PERMIT.format(to=names) if recipients else _NOBODY) + _CALLS
