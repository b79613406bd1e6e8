"""A real HTTP server on loopback that misbehaves in the way that its path's first part names. For tests of `keepmum.app.cloud`."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

REPLY = b'{"choices":[{"message":{"role":"assistant","content":"yes"}}]}'


def _whole(body: bytes, status: str = "200 OK", extra: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n{extra}\r\n".encode() + body


@dataclass
class Server:
    """What the server is asked to do, and what it received."""

    port: int = 0
    received: list[bytes] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)
    tls: ssl.SSLContext | None = None
    replies: dict[str, Callable[[socket.socket], None]] = field(default_factory=dict)

    def url(self, behaviour: str) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}/{behaviour}"

    def serve(self, listener: socket.socket) -> None:
        while not self.stop.is_set():
            with contextlib.suppress(TimeoutError):
                connection, _ = listener.accept()
                threading.Thread(target=self.answer, args=(connection,), daemon=True).start()

    def answer(self, plain: socket.socket) -> None:
        with contextlib.suppress(OSError), plain:
            plain.settimeout(10)
            connection = self.tls.wrap_socket(plain, server_side=True) if self.tls else plain
            with connection:
                request = _read(connection)
                if request:
                    self.received.append(request)
                    behaviour = request.split(b" ", 2)[1].split(b"/")[1].decode()
                    self.behave(behaviour, connection)

    def behave(self, behaviour: str, connection: socket.socket) -> None:
        match behaviour:
            case "good":
                connection.sendall(_whole(REPLY))
            case "chunked":
                head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                connection.sendall(head + b"%x\r\n%b\r\n0\r\n\r\n" % (len(REPLY), REPLY))
            case "half":
                connection.sendall(_whole(REPLY)[:-20])
            case "half-chunked":
                connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\nabc")
            case "reset":
                connection.sendall(_whole(REPLY)[:-20])
                time.sleep(0.1)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            case "silent":
                self.stop.wait(30)
            case "hang-up":
                pass
            case "trickle-head":
                self.trickle(connection, _whole(REPLY))
            case "trickle":
                head, body = _whole(REPLY).split(b"\r\n\r\n")
                connection.sendall(head + b"\r\n\r\n")
                self.trickle(connection, body)
            case "big":
                connection.sendall(_whole(b"x" * 100_000))
            case "endless":
                connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                while not self.stop.is_set():
                    connection.sendall(b"x" * 65536)
            case "zipped":
                connection.sendall(_whole(b"\x1f\x8b\x08\x00", extra="Content-Encoding: gzip\r\n"))
            case "nonsense":
                connection.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")
            case "cookie":
                connection.sendall(_whole(REPLY, extra="Set-Cookie: id=1\r\n"))
            case "redirect":
                connection.sendall(_whole(b"", "307 Temporary Redirect", f"Location: {self.url('good')}\r\n"))
            case _ if behaviour.isdigit():
                connection.sendall(_whole(b'{"error":"SECRET from the server"}', f"{behaviour} X"))
            case _:
                self.replies[behaviour](connection)

    def trickle(self, connection: socket.socket, data: bytes) -> None:
        for place in range(len(data)):
            connection.sendall(data[place : place + 1])
            if self.stop.wait(0.1):
                return


def _read(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(65536)
        if not part:
            return data
        data += part
    head, body = data.split(b"\r\n\r\n", 1)
    length = next((int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


@contextlib.contextmanager
def serving(*, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """Run the server on a free port of 127.0.0.1 until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.1)
        server = Server(port=listener.getsockname()[1], tls=tls)
        thread = threading.Thread(target=server.serve, args=(listener,))
        thread.start()
        try:
            yield server
        finally:
            server.stop.set()
            thread.join()


def self_signed(folder: Path) -> ssl.SSLContext:
    """Return a TLS context for 127.0.0.1 whose certificate nobody has signed."""
    import datetime as dt
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    key_bytes = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = folder / "server.pem"
    file.write_bytes(key_bytes + certificate.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
