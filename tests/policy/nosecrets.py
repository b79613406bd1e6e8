"""Texts that look like secrets and hold none: hashes, identifiers, pictures, colours, dumps, logs, and talk about secrets. Made by seed."""

# ruff: noqa: E501  the samples of a kind stand in one line

from __future__ import annotations

import base64
from collections.abc import Callable
from random import Random

from tests.policy.secrettexts import ALNUM, DIGITS, HEX, LOWER, UPPER, some

_PARTS = [
    "get",
    "set",
    "user",
    "account",
    "order",
    "invoice",
    "address",
    "manager",
    "service",
    "factory",
    "request",
    "response",
    "handler",
    "stream",
    "buffer",
    "index",
    "table",
    "column",
    "page",
    "item",
    "list",
    "map",
    "cache",
    "event",
]
_WORDS = [
    "the",
    "train",
    "was",
    "late",
    "again",
    "so",
    "we",
    "walked",
    "along",
    "the",
    "river",
    "and",
    "talked",
    "about",
    "her",
    "new",
    "flat",
    "which",
    "is",
    "small",
    "but",
    "bright",
]


def _uuid(rng: Random) -> str:
    return "-".join(some(rng, HEX, size) for size in (8, 4, 4, 4, 12))


def _camel(rng: Random) -> str:
    return "".join(word.title() for word in rng.choices(_PARTS, k=rng.randint(3, 6)))


def _b64(rng: Random, count: int) -> str:
    return base64.b64encode(rng.randbytes(count)).decode()


KINDS: dict[str, Callable[[Random], str]] = {
    "package-lock": lambda r: f'"resolved": "https://registry.npmjs.org/left-pad/-/left-pad-1.3.0.tgz",\n"integrity": "sha512-{_b64(r, 64)}"',
    "yarn lock": lambda r: f"  integrity sha1-{_b64(r, 20)}",
    "poetry lock": lambda r: f'    {{file = "pkg-1.0-py3-none-any.whl", hash = "sha256:{some(r, HEX, 64)}"}},',
    "cargo lock": lambda r: f'name = "serde"\nversion = "1.0.197"\nchecksum = "{some(r, HEX, 64)}"',
    "go sum": lambda r: f"golang.org/x/text v0.14.0 h1:{_b64(r, 32)}",
    "requirements": lambda r: f"requests==2.31.0 --hash=sha256:{some(r, HEX, 64)}",
    "uuid": lambda r: f"request {_uuid(r)} took 12 ms",
    "uuid json": lambda r: f'{{"id": "{_uuid(r)}", "parent": "{_uuid(r)}"}}',
    "picture": lambda r: f'<img src="data:image/png;base64,{_b64(r, 180)}">',
    "svg": lambda r: f"background: url(data:image/svg+xml;base64,{_b64(r, 90)})",
    "font": lambda r: f"src: url(data:font/woff2;base64,{_b64(r, 300)}) format('woff2');",
    "css": lambda r: f"a {{ color: #{some(r, HEX, 6)}; border: 1px solid #{some(r, HEX, 3)}; background: rgba(12,34,56,.7) }}",
    "hex dump": lambda r: "\n".join(f"{at:08x}  " + " ".join(some(r, HEX,
    2) for _ in range(16)) + "  |................|" for at in range(0, 64, 16)),
    "commit": lambda r: f"commit {some(r, HEX, 40)}\nAuthor: somebody\n    Fix the build",
    "short commits": lambda r: "\n".join(f"{some(r, HEX, 7)} {' '.join(r.choices(_WORDS, k=5))}" for _ in range(4)),
    "docker": lambda r: f"FROM python@sha256:{some(r, HEX, 64)}",
    "md5": lambda r: f"{some(r, HEX, 32)}  archive.tar.gz",
    "etag": lambda r: f'ETag: "{some(r, HEX, 32)}"',
    "identifier": lambda r: f"return {_camel(r)}.{_camel(r)}({_camel(r)[0].lower()}, {'_'.join(r.choices(_PARTS, k=5))})",
    "snake": lambda r: f"def {'_'.join(r.choices(_PARTS, k=6))}(self) -> None:",
    "constant": lambda r: f"{'_'.join(r.choices(_PARTS, k=4)).upper()} = {r.randint(1, 9)}",
    "java": lambda r: f"at org.example.{'.'.join(r.choices(_PARTS, k=3))}.{_camel(r)}.run({_camel(r)}.java:{r.randint(10, 999)})",
    "url": lambda r: f"https://news.example.org/2024/05/{'-'.join(r.choices(_WORDS, k=9))}?page=2&sort=new",
    "video": lambda r: f"https://www.youtube.com/watch?v={some(r, ALNUM, 11)}&t=42s",
    "tracking": lambda r: f"https://shop.example.org/p/1234?utm_source=mail&utm_campaign=spring&gclid={some(r, ALNUM + '-_', 50)}",
    "doi": lambda r: f"https://doi.org/10.1145/{some(r, DIGITS, 7)}.{some(r, DIGITS, 7)}",
    "path": lambda r: f"/usr/lib/python3.11/site-packages/{'_'.join(r.choices(_PARTS, k=2))}/{_camel(r)}.py line {r.randint(1, 900)}",
    "file": lambda r: f"IMG_2024{r.randint(1, 12):02d}{r.randint(1, 28):02d}_{some(r, DIGITS, 6)}.jpg and VID-20240512-WA0{some(r, DIGITS, 3)}.mp4",
    "version": lambda r: f"upgraded from {r.randint(1, 9)}.{r.randint(0, 40)}.{r.randint(0, 9)} to {r.randint(1, 9)}.{r.randint(0, 40)}.0-rc.{r.randint(1, 4)}",
    "log": lambda r: f"2024-05-12T10:{r.randint(10, 59)}:22.{some(r, DIGITS, 3)}Z INFO worker-{r.randint(1, 9)} handled {r.randint(10, 999)} events in {r.randint(2, 99)}ms",
    "timestamp": lambda r: f'{{"created": 17{some(r, DIGITS, 8)}, "updated": 17{some(r, DIGITS, 11)}}}',
    "isbn": lambda r: f"ISBN 978-{r.randint(0, 9)}-{some(r, DIGITS, 5)}-{some(r, DIGITS, 3)}-{r.randint(0, 9)}",
    "types": lambda r: r.choice(["def login(user: str, password: str, token: Token | None = None) -> Session:",
    "password: string;\n  token?: string;", "const token = await getToken(user);", "secret = os.environ['APP_SECRET']",
    "password = request.form.get('password')", "token: ${{ secrets.GITHUB_TOKEN }}", "PASSWORD=${DB_PASSWORD}",
    "apiKey: process.env.API_KEY,", "self.token = token", "if (password !== confirmPassword) {", "max_tokens=4096, temperature=0.2",
    "tokens: 128000", "SECRET_KEY = get_random_secret_key()", "secretKeyRef:\n  name: db\n  key: password",
    "key = lambda item: item.score", "public_key: Optional[bytes] = None"]),
    "talk": lambda r: r.choice(["I forgot my password again", "the password reset page is broken", "can you reset my token please",
    "what is a secret key anyway?", "keep it secret, she does not know", "my passport is in the drawer", "we need a new wifi router",
    "the key is under the mat", "he lost the key to the shed", "the code review is done", "it is no secret that she likes him",
    "did you get the verification email?", "pin it to the board", "the pass was snowed in", "his login does not work since Monday",
    "the token system at work is silly", "use a password manager, they said", "one-time offer, ends on Sunday",
    "recovery takes about two weeks", "backup the photos first", "seed the lawn in April, they said"]),
    "talk zh": lambda r: r.choice(["我忘了密码了", "密码不对啊", "怎么改密码", "这是个秘密", "验证码收不到", "你的密码太简单了", "wifi又断了", "钥匙在门口", "我的微信密码登不上",
    "二维码扫不出来", "把代码发我看看", "这个口令红包抢不到", "恢复得不错", "备份一下照片", "种子发芽了"]),
    "prose": lambda r: " ".join(r.choices(_WORDS, k=30)),
    "minified": lambda r: "!function(e,t){" + ",".join(f"{some(r, LOWER, 1)}={some(r, LOWER, 1)}.{r.choice(_PARTS)}({r.randint(0, 9)})" for _ in range(12)) + "}(window)",
    "pods": lambda r: f"api-server-{some(r, LOWER + DIGITS, 10)}-{some(r, LOWER + DIGITS, 5)}  1/1  Running",
    "headers": lambda r: f"Content-Type: multipart/form-data; boundary=----WebKitFormBoundary\nContent-Length: {some(r, DIGITS, 4)}",
    "sequence": lambda r: f"ATG{some(r, 'ACGT', 60)}TAA",
    "colours": lambda r: ", ".join(f"#{some(r, HEX.upper(), 6)}" for _ in range(5)),
    "list of words": lambda r: "shopping:\n" + "\n".join(f"- {word}" for word in r.sample(["milk", "bread", "eggs", "butter", "apples", "rice", "tea", "coffee", "soap", "onions", "garlic", "pasta", "beans", "fish"], 10)),
    "order": lambda r: f"order #{some(r, DIGITS, 3)}-{some(r, DIGITS, 7)} for {some(r, UPPER, 2)}{r.randint(10, 99)}",
}  # fmt: skip
