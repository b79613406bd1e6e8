"""The one door to the network sends what it is given to one address, and knows every way in which a server can fail."""

from __future__ import annotations

import logging
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.app import servers

from keepmum.app import errors
from keepmum.app.cloud import HttpTransport, check_url
from keepmum.policy.recipient import Recipient

_BODY = b'{"messages":[{"role":"user","content":"[PERSON_1]?"}]}'
_KEY = "sk-SECRET-key"


@pytest.fixture(scope="module")
def server() -> Iterator[object]:
    with servers.serving() as server:
        yield server


def transport(server, behaviour: str, key: str | None = _KEY, timeout_s: float = 5, max_reply: int = 10_000) -> HttpTransport:
    return HttpTransport(Recipient("cloud", server.url(behaviour), "m"), key, timeout_s=timeout_s, max_reply=max_reply)


@pytest.mark.parametrize("behaviour", ["good", "chunked"])
def test_sends_the_body_and_returns_the_reply(server, behaviour: str) -> None:
    """The bytes go out as they are, and the reply comes back as it was."""
    server.received.clear()
    assert transport(server, behaviour).send(_BODY) == servers.REPLY
    head, body = server.received[0].split(b"\r\n\r\n", 1)
    assert body == _BODY
    assert head.startswith(f"POST /{behaviour}/chat/completions HTTP/1.1".encode())
    assert f"Bearer {_KEY}".encode() in head


def test_says_nothing_about_the_machine(server) -> None:
    """The headers are a fixed list; no version, platform, cookie or second request is in them."""
    server.received.clear()
    door = transport(server, "cookie", key=None)
    door.send(_BODY)
    door.send(_BODY)
    for request in server.received:
        lines = request.split(b"\r\n\r\n")[0].decode().split("\r\n")[1:]
        assert {line.split(":")[0].lower() for line in lines} == {
            *("accept", "accept-encoding", "connection", "content-length", "content-type", "host", "user-agent")
        }
        assert "User-Agent: keepmum" in lines


@pytest.mark.parametrize(
    ("behaviour", "error", "status"),
    [
        ("401", errors.CloudUnauthorized, 401),
        ("403", errors.CloudUnauthorized, 403),
        ("429", errors.CloudRateLimited, 429),
        ("500", errors.CloudFailed, 500),
        ("503", errors.CloudFailed, 503),
        ("404", errors.CloudFailed, 404),
        ("302", errors.CloudRedirected, 302),
        ("redirect", errors.CloudRedirected, 307),
        ("half", errors.CloudBadReply, 200),
        ("half-chunked", errors.CloudBadReply, 200),
        ("reset", errors.CloudBadReply, 200),
        ("hang-up", errors.CloudBadReply, None),
        ("nonsense", errors.CloudBadReply, None),
        ("big", errors.CloudBadReply, 200),
        ("endless", errors.CloudBadReply, 200),
        ("zipped", errors.CloudBadReply, 200),
    ],
)
def test_every_failure_has_its_error(server, behaviour: str, error: type[errors.CloudError], status: int | None) -> None:
    """A server that fails gives that failure's own error, which holds neither the key nor what was sent or received."""
    server.received.clear()
    with pytest.raises(error) as caught:
        transport(server, behaviour).send(_BODY)
    assert type(caught.value) is error
    assert caught.value.status == status
    assert caught.value.hint
    assert caught.value.__context__ is None  # httpx's own error would hold the request, key and all
    assert not any(secret in str(caught.value) for secret in ("SECRET", "PERSON", "xxx"))
    assert len(server.received) == 1  # nothing is repeated, and no redirect is followed


@pytest.mark.parametrize("behaviour", ["silent", "trickle", "trickle-head"])
def test_slow_is_a_timeout(server, behaviour: str) -> None:
    """The limit is on the whole answer: a server that sends a byte now and then does not get past it."""
    start = time.monotonic()
    with pytest.raises(errors.CloudTimeout):
        transport(server, behaviour, timeout_s=0.8).send(_BODY)
    assert time.monotonic() - start < 6


def test_down_is_unreachable() -> None:
    """A port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(errors.CloudUnreachable):
        HttpTransport(Recipient("cloud", f"http://127.0.0.1:{port}/v1", "m"), None, timeout_s=5).send(_BODY)


def test_unknown_certificate_is_unreachable(tmp_path: Path) -> None:
    """A certificate that nobody signed ends the connection before anything is sent."""
    with servers.serving(tls=servers.self_signed(tmp_path)) as server:
        with pytest.raises(errors.CloudUnreachable, match="certificate"):
            transport(server, "good").send(_BODY)
        assert not server.received


@pytest.mark.parametrize("behaviour", ["trickle", "trickle-head"])
def test_tls_has_the_same_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, behaviour: str) -> None:
    """Over TLS too, with a certificate that verifies, the limit is on the whole answer."""
    with servers.serving(tls=servers.self_signed(tmp_path)) as server:
        monkeypatch.setattr("certifi.where", lambda: str(tmp_path / "server.pem"))
        assert transport(server, "good").send(_BODY) == servers.REPLY
        with pytest.raises(errors.CloudTimeout):
            transport(server, behaviour, timeout_s=0.8).send(_BODY)


def test_environment_is_ignored(server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Proxies, .netrc logins and certificate files of the environment have no effect."""
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login eve password pw\n")
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SSL_CERT_FILE", "/nonexistent.pem")
    server.received.clear()
    assert transport(server, "good", key=None).send(_BODY) == servers.REPLY
    assert b"authorization" not in server.received[0].lower()


def test_key_and_body_are_in_no_log_and_no_repr(server, caplog: pytest.LogCaptureFixture) -> None:
    """Neither the object nor anything that the libraries log shows the key or the prompt."""
    door = transport(server, "good")
    with caplog.at_level(logging.DEBUG):
        door.send(_BODY)
    shown = repr(door) + caplog.text
    assert "SECRET" not in shown
    assert "PERSON_1" not in shown


@pytest.mark.parametrize(
    "url",
    [
        *("https://api.example.org/v1", "https://api.example.org/v1/", "https://api.example.org:8443"),
        *("http://127.0.0.1:1234/v1", "http://localhost/v1", "http://[::1]:80/v1", "https://10.0.0.7/v1"),
    ],
)
def test_good_addresses(url: str) -> None:
    """TLS to anywhere, plain http to this machine."""
    check_url(url)


@pytest.mark.parametrize(
    "url",
    [
        *("http://api.example.org/v1", "http://10.0.0.7/v1", "http://127.0.0.1.example.org/", "http://localhost.example.org"),
        *("https://user:pw@example.org/", "https://example.org/?key=1", "https://example.org/#a", "https://example.org\\@evil.org/"),
        *("ftp://example.org/", "file:///etc/passwd", "https://", "", "https://exa mple.org/", "https://example.org/a\r\nX: y"),
        *("https://example.org:0/", "https://example.org:99999/", "HTTP://example.org", "http://[fe80::1]/", "https://例子.org/"),
        "http://0x7f.1/",
    ],
)
def test_bad_addresses(url: str) -> None:
    """Everything else is refused when the recipient is declared."""
    with pytest.raises(errors.UsageError):
        check_url(url)


def test_key_that_is_no_header_is_refused() -> None:
    """A key with a line break would be a second header."""
    for key in ("a\r\nX: y", "", "two words", "ключ"):
        with pytest.raises(errors.UsageError) as caught:
            HttpTransport(Recipient("cloud", "https://example.org", "m"), key)
        assert key not in str(caught.value) or not key


def test_nothing_is_left_open(server) -> None:
    """A failed request leaves no socket behind."""
    if sys.platform != "linux":
        pytest.skip("counts under /proc")
    counts = []
    for _ in range(3):
        with pytest.raises(errors.CloudBadReply):
            transport(server, "half").send(_BODY)
        time.sleep(0.1)
        counts.append(sum("socket" in str(link.readlink()) for link in Path("/proc/self/fd").iterdir() if link.is_symlink()))
    assert counts[-1] <= counts[0]
