"""The errors of the front doors and of the models they talk to.

KeepmumError
├─ UsageError               the command or call does not make sense
│   └─ NotConfirmed         the person did not confirm; nothing was changed
├─ ConfigError              .path: the config file does not say what it should
└─ CloudError               .status: the HTTP status where there was one
    ├─ UnknownRecipient     no recipient has this name
    ├─ CloudUnreachable     no connection, or the certificate does not verify
    ├─ CloudTimeout         no answer in time
    ├─ CloudUnauthorized    401 or 403
    ├─ CloudRateLimited     429
    ├─ CloudFailed          5xx, or any other status that is no success
    ├─ CloudRedirected      3xx: keepmum follows no redirect
    └─ CloudBadReply        cut in the middle, too long, or not the JSON it should be
"""

from __future__ import annotations

from pathlib import Path

from keepmum.memory.errors import KeepmumError


class UsageError(KeepmumError):
    """The command or call does not make sense.

    Attributes:
        hint: What to do next; without one of its own, the help of the command that was typed.
    """

    hint = "See `keepmum --help`."

    def __init__(self, reason: str, hint: str | None = None) -> None:
        """Say what makes no sense, without repeating what was typed, and what to do where more can be said than "see the help"."""
        super().__init__(reason)
        if hint is not None:
            self.advise(hint)

    def advise(self, hint: str) -> None:
        """Say what to do next, in place of what holds for all errors of this class."""
        self.hint = hint  # the class's own stays for the others


class NotConfirmed(UsageError):
    """The person did not confirm; nothing was changed."""

    hint = "Repeat the command and confirm; a command that has --yes takes that for a yes."


class ConfigError(KeepmumError):
    """The config file does not say what it should.

    Attributes:
        path: The file.
    """

    hint = "docs/config.md lists every key."

    def __init__(self, reason: str, path: Path) -> None:
        """Say what is wrong, and where."""
        self.path = path
        super().__init__(f"{path.name}: {reason}")


class CloudError(KeepmumError):
    """Base of what can go wrong with a cloud model; never raised itself.

    Attributes:
        status: The HTTP status, where there was one.
    """

    def __init__(self, reason: str, status: int | None = None) -> None:
        """Say what is wrong, without any of the reply's content."""
        self.status = status
        super().__init__(reason)


class UnknownRecipient(CloudError):
    """No recipient has this name."""

    hint = "`keepmum cloud add NAME URL MODEL` declares one; `keepmum cloud list` lists them."


class CloudUnreachable(CloudError):
    """There is no connection to the recipient, or its certificate does not verify."""

    hint = "Check the connection and the recipient's address: `keepmum cloud test NAME`."


class CloudTimeout(CloudError):
    """The recipient did not answer in time."""

    hint = "Try again later; what was sent is in the ledger: `keepmum audit show`."


class CloudUnauthorized(CloudError):
    """The recipient does not accept the API key."""

    hint = "Set a new key: `keepmum cloud add NAME URL MODEL --key-file FILE --replace`."


class CloudRateLimited(CloudError):
    """The recipient takes no more requests for now."""

    hint = "Wait a while, then ask again."


class CloudFailed(CloudError):
    """The recipient answered with an error of its own."""

    hint = "Try again later; keepmum does not repeat a request by itself."


class CloudRedirected(CloudError):
    """The recipient wants to send the request somewhere else; keepmum follows no redirect."""

    hint = "If the address has really changed, declare it: `keepmum cloud add NAME URL MODEL --replace`."


class CloudBadReply(CloudError):
    """The reply was cut, too long, or not what an OpenAI-compatible server answers."""

    hint = "Check that the address is an OpenAI-compatible endpoint: `keepmum cloud test NAME`."
