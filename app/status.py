"""Errors, exit codes and HTTP statuses in one table: what a program sees of an error, at whichever front door.

A class without a row of its own takes the row of its nearest base. Every row has an exit code that no other row has,
grouped by family: 10 to 29 the vault, 30 to 39 imports, 40 to 49 models, 50 to 59 policy and ledger, 60 to 69 the cloud,
72 to 78 sync. docs/errors.md is this table in words; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from keepmum.app import errors as app
from keepmum.memory import errors as memory
from keepmum.memory.errors import KeepmumError
from keepmum.policy import errors as policy
from keepmum.sync import errors as sync

OK = 0
FINDINGS = 1  # a check ran to its end and found something: `audit scan`, `models check`
USAGE = 2  # also for what the command-line parser itself refuses
INTERNAL = 70  # EX_SOFTWARE of sysexits.h: a fault of keepmum's own
INTERRUPTED = 130  # 128 + SIGINT
BROKEN_PIPE = 141  # 128 + SIGPIPE: whoever read our output went away


@dataclass(frozen=True, slots=True)
class Status:
    """How one class of errors looks from outside.

    Attributes:
        code: A name that never changes, for programs.
        exit: The process's exit code, 2 to 79.
        http: The HTTP status.
    """

    code: str
    exit: int
    http: HTTPStatus


TABLE: Mapping[type[KeepmumError], Status] = {
    app.UsageError: Status("usage", USAGE, HTTPStatus.BAD_REQUEST),
    app.NotConfirmed: Status("not-confirmed", 3, HTTPStatus.CONFLICT),
    app.ConfigError: Status("config", 4, HTTPStatus.INTERNAL_SERVER_ERROR),
    memory.VaultError: Status("vault", 10, HTTPStatus.INTERNAL_SERVER_ERROR),
    memory.VaultMissing: Status("vault-missing", 11, HTTPStatus.NOT_FOUND),
    memory.VaultExists: Status("vault-exists", 12, HTTPStatus.CONFLICT),
    memory.VaultBusy: Status("vault-busy", 13, HTTPStatus.LOCKED),
    memory.UnsafePermissions: Status("unsafe-permissions", 14, HTTPStatus.FORBIDDEN),
    memory.NotAVault: Status("not-a-vault", 15, HTTPStatus.UNPROCESSABLE_ENTITY),
    memory.PlaintextDatabase: Status("plaintext-database", 16, HTTPStatus.UNPROCESSABLE_ENTITY),
    memory.NewerVault: Status("newer-vault", 17, HTTPStatus.NOT_IMPLEMENTED),
    memory.WrongPassphrase: Status("wrong-passphrase", 18, HTTPStatus.UNAUTHORIZED),
    memory.WrongRecoveryKit: Status("wrong-recovery-kit", 19, HTTPStatus.UNAUTHORIZED),
    memory.WeakParameters: Status("weak-parameters", 20, HTTPStatus.UNPROCESSABLE_ENTITY),
    memory.VaultDamaged: Status("vault-damaged", 21, HTTPStatus.INTERNAL_SERVER_ERROR),
    memory.VaultRolledBack: Status("vault-rolled-back", 22, HTTPStatus.INTERNAL_SERVER_ERROR),
    memory.DiskFull: Status("disk-full", 23, HTTPStatus.INSUFFICIENT_STORAGE),
    memory.VaultUnwritable: Status("vault-unwritable", 25, HTTPStatus.INTERNAL_SERVER_ERROR),
    memory.NoSuchRecord: Status("no-such-record", 24, HTTPStatus.NOT_FOUND),
    memory.UnknownPerson: Status("unknown-person", 26, HTTPStatus.NOT_FOUND),
    memory.AmbiguousPerson: Status("ambiguous-person", 27, HTTPStatus.CONFLICT),
    memory.NoSuchDecision: Status("no-such-decision", 28, HTTPStatus.NOT_FOUND),
    memory.ImportFailed: Status("import-failed", 30, HTTPStatus.UNPROCESSABLE_ENTITY),
    memory.UnknownFormat: Status("unknown-format", 31, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
    memory.EmptyExport: Status("empty-export", 32, HTTPStatus.UNPROCESSABLE_ENTITY),
    memory.WrongEncoding: Status("wrong-encoding", 33, HTTPStatus.UNPROCESSABLE_ENTITY),
    memory.TruncatedExport: Status("truncated-export", 34, HTTPStatus.UNPROCESSABLE_ENTITY),
    memory.OversizedExport: Status("oversized-export", 35, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    memory.FileUnreadable: Status("file-unreadable", 36, HTTPStatus.NOT_FOUND),
    memory.ModelError: Status("model", 40, HTTPStatus.SERVICE_UNAVAILABLE),
    memory.ModelMissing: Status("model-missing", 41, HTTPStatus.SERVICE_UNAVAILABLE),
    memory.ModelBroken: Status("model-broken", 42, HTTPStatus.INTERNAL_SERVER_ERROR),
    memory.ModelCrashed: Status("model-crashed", 43, HTTPStatus.INTERNAL_SERVER_ERROR),
    memory.ModelTimeout: Status("model-timeout", 44, HTTPStatus.GATEWAY_TIMEOUT),
    policy.PolicyError: Status("policy", 50, HTTPStatus.FORBIDDEN),
    policy.PolicyMissing: Status("policy-missing", 51, HTTPStatus.FORBIDDEN),
    policy.PolicySyntaxError: Status("policy-syntax", 52, HTTPStatus.UNPROCESSABLE_ENTITY),
    policy.PolicyDenied: Status("policy-denied", 53, HTTPStatus.FORBIDDEN),
    policy.LedgerBroken: Status("ledger-broken", 54, HTTPStatus.INTERNAL_SERVER_ERROR),
    policy.UnreadableReply: Status("unreadable-reply", 55, HTTPStatus.BAD_GATEWAY),
    policy.NoSuchGrant: Status("no-such-grant", 56, HTTPStatus.NOT_FOUND),
    policy.DecisionMissing: Status("decision-missing", 57, HTTPStatus.NOT_FOUND),
    app.CloudError: Status("cloud", 60, HTTPStatus.BAD_GATEWAY),
    app.UnknownRecipient: Status("unknown-recipient", 61, HTTPStatus.NOT_FOUND),
    app.CloudUnreachable: Status("cloud-unreachable", 62, HTTPStatus.BAD_GATEWAY),
    app.CloudTimeout: Status("cloud-timeout", 63, HTTPStatus.GATEWAY_TIMEOUT),
    app.CloudUnauthorized: Status("cloud-unauthorized", 64, HTTPStatus.BAD_GATEWAY),
    app.CloudRateLimited: Status("cloud-rate-limited", 65, HTTPStatus.TOO_MANY_REQUESTS),
    app.CloudFailed: Status("cloud-failed", 66, HTTPStatus.BAD_GATEWAY),
    app.CloudRedirected: Status("cloud-redirected", 67, HTTPStatus.BAD_GATEWAY),
    app.CloudBadReply: Status("cloud-bad-reply", 68, HTTPStatus.BAD_GATEWAY),
    sync.SyncError: Status("sync", 72, HTTPStatus.BAD_GATEWAY),
    KeepmumError: Status("error", 79, HTTPStatus.INTERNAL_SERVER_ERROR),
}
"""Every class of errors that keepmum raises on purpose."""


def status_of(error: KeepmumError | type[KeepmumError]) -> Status:
    """Return the row for an error, or for its nearest base that has one."""
    kind = error if isinstance(error, type) else type(error)
    return next(TABLE[base] for base in kind.__mro__ if base in TABLE)
