"""Sends bytes to a recipient outside this device, and returns the bytes of the answer. Nothing else in keepmum does.

It decides nothing: what may leave is `keepmum.policy`'s business, and it is in the ledger before this module is called. The
address is fixed by the recipient: no redirect is followed and no proxy, cookie, key or certificate comes from the environment.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import threading
from typing import TYPE_CHECKING, Any

from keepmum.app.errors import (
    CloudBadReply,
    CloudError,
    CloudFailed,
    CloudRateLimited,
    CloudRedirected,
    CloudTimeout,
    CloudUnauthorized,
    CloudUnreachable,
    UsageError,
)
from keepmum.policy.recipient import Recipient

if TYPE_CHECKING:
    import httpx

MAX_REPLY = 4 * 1024 * 1024
"""Bytes that a reply may have: hundreds of times more than an answer has."""

_CONNECT_S = 10.0  # seconds; a host that does not answer the first packet in ten will not in sixty
# One strict form, so that no two parsers can read two hosts out of one address. No user, query or fragment.
_URL = re.compile(r"(https?)://(?:([A-Za-z0-9.-]+)|\[([0-9A-Fa-f:.]+)\])(?::([0-9]{1,5}))?((?:/[A-Za-z0-9._~-]+)*)/?")
_KEY = re.compile(r"[!-~]{1,4096}")  # what a header may carry, without spaces


def check_url(url: str) -> None:
    """Check that keepmum may talk to this base URL.

    Raises:
        UsageError: It is not ``https://HOST[:PORT][/PATH]``. Plain http is for this machine only (``http://127.0.0.1:PORT``).
    """
    found = _URL.fullmatch(url)
    if not found:
        raise UsageError("a recipient's address is https://HOST[:PORT][/PATH], without user, query or fragment")
    scheme, name, number, port, _ = found.groups()
    if port is not None and not 0 < int(port) < 65536:
        raise UsageError("a port is from 1 to 65535")
    if scheme == "http" and not _is_loopback(name or number):
        raise UsageError("plain http is only for a server on this machine; use https")


class HttpTransport:
    """One recipient's OpenAI-compatible server. Makes one request a call, and repeats none by itself."""

    def __init__(self, recipient: Recipient, api_key: str | None, *, timeout_s: float = 60.0, max_reply: int = MAX_REPLY) -> None:
        """Check the address and the key; nothing is opened.

        Args:
            recipient: Who is asked, and where.
            api_key: Sent as a bearer token; none where the recipient wants none.
            timeout_s: Seconds from the first packet to the last byte.
            max_reply: Bytes that a reply may have.

        Raises:
            UsageError: The address is not one that keepmum may talk to, or the key cannot stand in a header.
        """
        check_url(recipient.url)
        if api_key is not None and not _KEY.fullmatch(api_key):
            raise UsageError("an API key has only printable ASCII characters and no space")
        self._recipient = recipient
        self._url = recipient.url.rstrip("/") + "/chat/completions"
        self._api_key = api_key
        self._timeout_s = timeout_s
        self._max_reply = max_reply

    def __repr__(self) -> str:
        """Name the recipient; the key is not shown."""
        return f"HttpTransport({self._recipient.name!r})"

    def send(self, body: bytes) -> bytes:
        """POST ``body`` (JSON) to ``URL/chat/completions`` and return the reply's body as it came.

        Raises:
            CloudUnreachable: No connection, or the certificate does not verify.
            CloudTimeout: The last byte did not arrive in time, however busily the others did.
            CloudUnauthorized: Status 401 or 403.
            CloudRateLimited: Status 429.
            CloudRedirected: Status 3xx.
            CloudFailed: Any other status that is no success.
            CloudBadReply: The reply was cut, is too long, is compressed though that was not asked for, or is no HTTP.
        """
        import httpx

        name = self._recipient.name
        deadline = _Deadline(self._timeout_s)
        status: int | None = None
        failure: CloudError
        timeout = httpx.Timeout(self._timeout_s, connect=min(_CONNECT_S, self._timeout_s))
        try:
            with (
                deadline,
                httpx.Client(trust_env=False, follow_redirects=False, verify=True, timeout=timeout) as client,
                client.stream("POST", self._url, content=body, headers=self._headers(), extensions={"trace": deadline.watch}) as response,
            ):
                status = response.status_code
                _check_status(status, name)
                return self._read(response)
        except httpx.HTTPError as error:
            failure = _failure(error, name, status, late=deadline.passed)
        except OSError:  # the watch shut the socket while a library was between two of its own checks
            failure = _failure(None, name, status, late=deadline.passed)
        raise failure  # out here it has no context: httpx's error holds the request, and that the key

    def _headers(self) -> dict[str, str]:
        headers = {
            "Accept": "application/json",
            "Accept-Encoding": "identity",  # a small reply must not become a large one
            "Connection": "close",
            "Content-Type": "application/json",
            "User-Agent": "keepmum",  # no version and no platform: they would tell one person from another
        }
        return headers if self._api_key is None else headers | {"Authorization": f"Bearer {self._api_key}"}

    def _read(self, response: httpx.Response) -> bytes:
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise CloudBadReply(f"{self._recipient.name} sent a compressed reply", response.status_code)
        data = bytearray()
        for part in response.iter_raw():
            data += part
            if len(data) > self._max_reply:
                raise CloudBadReply(f"the reply of {self._recipient.name} is longer than {self._max_reply} bytes", response.status_code)
        return bytes(data)


class _Deadline:
    """Shuts the connection when the time is up: httpx limits each read, and a byte a second would pass for ever."""

    def __init__(self, seconds: float) -> None:
        self.passed = False
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._pass)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        with self._lock:
            self._socket = None

    def watch(self, event: str, details: dict[str, Any]) -> None:
        """Note the socket of each new connection; httpcore's trace extension calls this."""
        if event in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            found = details["return_value"].get_extra_info("socket")
            with self._lock:
                self._socket = found
                if self.passed:
                    self._shut()

    def _pass(self) -> None:
        with self._lock:
            self.passed = True
            self._shut()

    def _shut(self) -> None:
        if self._socket is not None:
            try:
                self._socket.shutdown(socket.SHUT_RDWR)
            except OSError:  # it was closed a moment ago
                self._socket = None


def _is_loopback(host: str) -> bool:
    if host == "localhost":  # RFC 6761, 6.3: never leaves the machine
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check_status(status: int, name: str) -> None:
    if status in {401, 403}:
        raise CloudUnauthorized(f"{name} does not accept the API key (status {status})", status)
    if status == 429:
        raise CloudRateLimited(f"{name} takes no more requests for now (status 429)", status)
    if 300 <= status < 400:
        raise CloudRedirected(f"{name} wants to send the request elsewhere (status {status})", status)
    if not 200 <= status < 300:
        raise CloudFailed(f"{name} answered with status {status}", status)


def _failure(error: httpx.HTTPError | None, name: str, status: int | None, *, late: bool) -> CloudError:
    """Return keepmum's error for httpx's. Its own message is not used: it may quote what was received."""
    import httpx

    if late or isinstance(error, httpx.TimeoutException):
        return CloudTimeout(f"no complete answer from {name} in time", status)
    if isinstance(error, httpx.ConnectError) and "CERTIFICATE_VERIFY_FAILED" in str(error):
        return CloudUnreachable(f"the certificate of {name} does not verify")
    if isinstance(error, httpx.ConnectError):
        return CloudUnreachable(f"no connection to {name}")
    if status is not None or isinstance(error, httpx.RemoteProtocolError):
        return CloudBadReply(f"the reply of {name} was cut, or is no HTTP", status)
    return CloudUnreachable(f"the connection to {name} broke")
