"""Generated secrets of many services, in the frames in which people paste them, and texts that only look like secrets: for tests, by seed."""

# ruff: noqa: E501  the samples of a kind stand in one line

from __future__ import annotations

import base64
from collections.abc import Callable
from random import Random

from tests.policy.generated import Sample

UPPER, LOWER, DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz", "0123456789"
ALNUM = UPPER + LOWER + DIGITS
HEX = DIGITS + "abcdef"
B64 = ALNUM + "+/"
URLSAFE = ALNUM + "-_"
SEEDS = [
    "apple",
    "river",
    "stone",
    "cloud",
    "tiger",
    "lemon",
    "ocean",
    "brave",
    "candle",
    "mirror",
    "quiet",
    "zebra",
    "basket",
    "garden",
    "hammer",
    "island",
    "jungle",
    "kitten",
    "ladder",
    "magnet",
    "nephew",
    "orange",
    "pencil",
    "rabbit",
    "saddle",
    "tunnel",
    "useful",
    "velvet",
    "window",
    "yellow",
    "anchor",
    "bottle",
    "copper",
    "dragon",
    "engine",
    "fabric",
    "guitar",
    "helmet",
    "insect",
    "jacket",
    "legal",
    "memory",
    "noble",
    "olive",
    "palace",
    "quick",
    "rocket",
    "salmon",
    "timber",
    "uncle",
    "vivid",
    "wagon",
    "actor",
    "blanket",
    "cricket",
    "dinner",
    "eagle",
    "famous",
    "gather",
    "humble",
]


def some(rng: Random, alphabet: str, count: int) -> str:
    return "".join(rng.choice(alphabet) for _ in range(count))


def b64(rng: Random, count: int) -> str:
    return base64.b64encode(rng.randbytes(count)).decode()


def jwt(rng: Random) -> str:
    return ".".join(
        base64.urlsafe_b64encode(part).decode().rstrip("=")
        for part in (b'{"alg":"HS256","typ":"JWT"}', b'{"sub":"' + rng.randbytes(9).hex().encode() + b'"}', rng.randbytes(32))
    )


def pem(rng: Random, kind: str) -> str:
    body = b64(rng, 200)
    lines = "\n".join(body[at : at + 64] for at in range(0, len(body), 64))
    return f"-----BEGIN {kind}-----\n{lines}\n-----END {kind}-----"


BARE: dict[str, Callable[[Random], str]] = {
    "aws id": lambda r: r.choice(["AKIA", "ASIA"]) + some(r, UPPER + "234567", 16),
    "aws secret": lambda r: some(r, B64, 40),
    "gcp key": lambda r: "AIza" + some(r, URLSAFE, 35),
    "gcp oauth": lambda r: "ya29." + some(r, URLSAFE, 60),
    "gcp client": lambda r: "GOCSPX-" + some(r, URLSAFE, 28),
    "azure secret": lambda r: some(r, ALNUM, 3) + "8Q~" + some(r, URLSAFE + ".~", 33) + some(r, ALNUM, 1),
    "azure storage": lambda r: b64(r, 64),
    "github": lambda r: r.choice(["ghp_", "gho_", "ghs_", "ghu_", "ghr_"]) + some(r, ALNUM, 36),
    "github fine": lambda r: "github_pat_" + some(r, ALNUM, 22) + "_" + some(r, ALNUM, 59),
    "gitlab": lambda r: r.choice(["glpat-", "gldt-", "glrt-", "glcbt-", "glptt-"]) + some(r, URLSAFE, 20),
    "slack": lambda r: r.choice(["xoxb", "xoxp", "xoxe"]) + f"-{some(r, DIGITS, 12)}-{some(r, DIGITS, 12)}-{some(r, ALNUM, 24)}",
    "slack app": lambda r: f"xapp-1-A{some(r, UPPER + DIGITS, 10)}-{some(r, DIGITS, 13)}-{some(r, HEX, 64)}",
    "slack hook": lambda r: f"https://hooks.slack.com/services/T{some(r, UPPER + DIGITS, 8)}/B{some(r, UPPER + DIGITS, 8)}/{some(r, ALNUM, 24)}",
    "stripe": lambda r: r.choice(["sk_live_", "sk_test_", "rk_live_", "whsec_"]) + some(r, ALNUM, 24),
    "openai": lambda r: r.choice(["sk-", "sk-proj-", "sk-svcacct-"]) + some(r, URLSAFE, 48),
    "anthropic": lambda r: "sk-ant-api03-" + some(r, URLSAFE, 93) + "AA",
    "huggingface": lambda r: "hf_" + some(r, ALNUM, 34),
    "npm": lambda r: "npm_" + some(r, ALNUM, 36),
    "pypi": lambda r: "pypi-AgEIcHlwaS5vcmc" + some(r, URLSAFE, 80),
    "telegram": lambda r: f"{some(r, '123456789', 1)}{some(r, DIGITS, 9)}:AA" + some(r, URLSAFE, 33),
    "twilio": lambda r: r.choice(["SK", "AC"]) + some(r, HEX, 32),
    "sendgrid": lambda r: f"SG.{some(r, URLSAFE, 22)}.{some(r, URLSAFE, 43)}",
    "mailgun": lambda r: "key-" + some(r, HEX, 32),
    "mailchimp": lambda r: some(r, HEX, 32) + f"-us{r.randint(1, 21)}",
    "jwt": jwt,
    "digitalocean": lambda r: r.choice(["dop_v1_", "doo_v1_", "dor_v1_"]) + some(r, HEX, 64),
    "shopify": lambda r: r.choice(["shpat_", "shpss_", "shpca_", "shppa_"]) + some(r, HEX, 32),
    "square": lambda r: r.choice(["sq0atp-", "sq0csp-"]) + some(r, URLSAFE, 43),
    "discord bot": lambda r: r.choice("MN") + some(r, ALNUM, 23) + "." + some(r, URLSAFE, 6) + "." + some(r, URLSAFE, 38),
    "discord hook": lambda r: f"https://discord.com/api/webhooks/{some(r, DIGITS, 18)}/{some(r, URLSAFE, 68)}",
    "new relic": lambda r: "NRAK-" + some(r, UPPER + DIGITS, 27),
    "sentry": lambda r: f"https://{some(r, HEX, 32)}@o{some(r, DIGITS, 6)}.ingest.sentry.io/{some(r, DIGITS, 7)}",
    "databricks": lambda r: "dapi" + some(r, HEX, 32),
    "docker": lambda r: "dckr_pat_" + some(r, URLSAFE, 27),
    "linear": lambda r: "lin_api_" + some(r, ALNUM, 40),
    "notion": lambda r: r.choice(["secret_", "ntn_"]) + some(r, ALNUM, 43),
    "figma": lambda r: "figd_" + some(r, URLSAFE, 40),
    "atlassian": lambda r: "ATATT3xFfGF0" + some(r, URLSAFE, 120) + "=" + some(r, HEX.upper(), 8),
    "airtable": lambda r: "pat" + some(r, ALNUM, 14) + "." + some(r, HEX, 64),
    "vault": lambda r: "hvs." + some(r, URLSAFE, 90),
    "pulumi": lambda r: "pul-" + some(r, HEX, 40),
    "doppler": lambda r: "dp.pt." + some(r, ALNUM, 43),
    "postman": lambda r: f"PMAK-{some(r, HEX, 24)}-{some(r, HEX, 34)}",
    "grafana": lambda r: f"glsa_{some(r, ALNUM, 32)}_{some(r, HEX, 8)}",
    "rubygems": lambda r: "rubygems_" + some(r, HEX, 48),
    "planetscale": lambda r: r.choice(["pscale_tkn_", "pscale_pw_"]) + some(r, URLSAFE, 43),
    "replicate": lambda r: "r8_" + some(r, ALNUM, 37),
    "groq": lambda r: "gsk_" + some(r, ALNUM, 52),
    "perplexity": lambda r: "pplx-" + some(r, HEX, 48),
    "xai": lambda r: "xai-" + some(r, ALNUM, 80),
    "aliyun": lambda r: "LTAI5t" + some(r, ALNUM, 18),
    "tencent": lambda r: "AKID" + some(r, ALNUM, 32),
    "supabase": lambda r: "sbp_" + some(r, HEX, 40),
    "netlify": lambda r: "nfp_" + some(r, ALNUM, 36),
    "age": lambda r: "AGE-SECRET-KEY-1" + some(r, UPPER + DIGITS, 58),
    "pem": lambda r: pem(r, r.choice(["RSA PRIVATE KEY", "EC PRIVATE KEY", "PRIVATE KEY", "ENCRYPTED PRIVATE KEY",
    "OPENSSH PRIVATE KEY"])),
    "pgp": lambda r: pem(r, "PGP PRIVATE KEY BLOCK"),
    "1password": lambda r: "A3-" + "-".join(some(r, UPPER + DIGITS, size) for size in (6, 6, 5, 5, 5, 5)),
    "bitcoin": lambda r: r.choice("KL") + some(r, "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", 51),
    "random": lambda r: some(r, ALNUM, r.randint(28, 48)),
}  # fmt: skip
"""What is known by itself, with no word beside it."""

URLS: dict[str, Callable[[Random, str], str]] = {
    "postgres": lambda r, p: f"{r.choice(['postgres', 'postgresql', 'postgresql+psycopg2'])}://app:{p}@db.example.org:5432/main",
    "mongodb": lambda _, p: f"mongodb+srv://root:{p}@cluster0.ab1cd.mongodb.net/test?retryWrites=true",
    "redis": lambda _, p: f"redis://:{p}@cache.example.org:6379/0",
    "basic auth": lambda _, p: f"https://deploy:{p}@git.example.org/team/repo.git",
    "amqp": lambda _, p: f"amqp://guest:{p}@mq:5672/",
    "mssql": lambda _, p: f"Server=tcp:db.example.net,1433;Database=main;User ID=app;Password={p};Encrypt=True;",
    "jdbc": lambda _, p: f"jdbc:mysql://db:3306/shop?user=app&password={p}&useSSL=true",
    "azure connection": lambda r,
    _: "DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=" + b64(r, 64) + ";EndpointSuffix=core.windows.net",
    "sas": lambda r, _: f"https://shop.blob.core.windows.net/c/f.zip?sv=2022-11-02&sr=b&sig={some(r, ALNUM, 40)}%3D",
    "query": lambda r,
    p: f"https://api.example.org/v1/x?{r.choice(['api_key', 'apikey', 'token', 'access_token', 'key', 'secret'])}={p}{some(r, ALNUM, 16)}",
    "wifi QR": lambda _, p: f"WIFI:T:WPA;S:BTHub-22;P:{p};;",
    "otpauth": lambda r, _: f"otpauth://totp/Example:me?secret={some(r, UPPER + '234567', 32)}&issuer=Example",
}  # fmt: skip

KEYED = (
    ("AWS_SECRET_ACCESS_KEY={}", 40, B64), ("aws_secret_access_key = {}", 40, B64), ("API_KEY={}", 24, ALNUM), ("export DD_API_KEY={}",
    32, HEX), ('DATADOG_APP_KEY="{}"', 40, HEX),
    ("SECRET_KEY_BASE={}", 64, HEX), ("HEROKU_API_KEY={}", 0, "uuid"), ('"client_secret": "{}"', 32, ALNUM), ("TWILIO_AUTH_TOKEN={}",
    32, HEX), ("CLOUDFLARE_API_TOKEN={}", 40, URLSAFE),
    ("DB_PASSWORD={}", 12, ALNUM), ("POSTGRES_PASSWORD: {}", 9, ALNUM), ("password: '{}'", 10, ALNUM + "!#%"),
    ("Authorization: Bearer {}", 40, HEX), ("Authorization: Basic {}", 24, ALNUM),
    ("authorization: token {}", 40, HEX), ("X-API-Key: {}", 32, HEX), ("x-auth-token: {}", 24, ALNUM), ("Cookie: sessionid={}", 32,
    LOWER + DIGITS), ("Set-Cookie: JSESSIONID={}; Path=/", 32, UPPER + DIGITS),
    ("PrivateKey = {}", 32, "b64"), ("PresharedKey = {}", 32, "b64"), ("appSecret: {}", 32, HEX), ("wechat app_secret={}", 32, HEX),
    ("//registry.example.org/:_authToken={}", 36, ALNUM), ("encryption_key: {}", 64, HEX),
    ("the api key is {}", 32, HEX), ("here is my token: {}", 20, LOWER + DIGITS), ("access token {}", 30, ALNUM),
    ("STRIPE_WEBHOOK_SECRET={}", 32, ALNUM), ("JWT_SECRET={}", 16, LOWER + DIGITS), ("private key 0x{}", 64, HEX),
    ("密钥是{}", 32, HEX), ("API密钥：{}", 32, ALNUM), ("令牌：{}", 24, LOWER + DIGITS), ("我的token是{}", 28, ALNUM), ("SecretKey：{}", 32, ALNUM),
    ("access key: {}", 20, UPPER + DIGITS), ("pwd={}", 8, ALNUM), ("passwd: {}", 10, ALNUM),
    ("mysql -uroot -p{} shop", 10, ALNUM), ("curl -u me:{} https://api.example.org", 12, ALNUM), ('--password "{}"', 11, ALNUM),
    ("--token={}", 20, ALNUM), ('const apiKey = "{}";', 24, ALNUM), ("app_password = '{}'", 16, LOWER),
    ("{{'password': '{}'}}", 9, ALNUM), ("<password>{}</password>", 9, ALNUM), ("sshpass -p {} ssh me@host", 9, ALNUM),
    ("TOTP secret: {}", 32, UPPER + "234567"), ("2FA key {}", 16, UPPER + "234567"), ("PGPASSWORD={} psql", 9, ALNUM),
)  # fmt: skip
"""What a name beside it says: the frame, the length, the alphabet."""

PASSWORDS = ("the wifi password is {}", "wifi: {}", "my password is {}", "Password: {}", "pw {}", "I changed it to {}",
    "the password for netflix is {}", "login siqi, password {}", "pass: {}", "use {} as the password", "her laptop password's {}",
    "wifi pass = {}", "passcode {}", "{} is the wifi password", "the new wi-fi code is {}", "temp password {} , change it",
    "user: mei pass: {}", "username mei password {}", "admin/{}  <- password", "密码是{}", "WiFi密码：{}", "密码 {}", "无线密码{}", "密码改成{}了",
    "登录密码：{}", "账号mei 密码{}", "我家wifi是{}", "wifi密码是{}，别告诉别人", "提取码：{}", "{}是密码", "支付密码{}", "网络密码叫{}", "解压密码:{}", "口令{}", "新密码为{}",
    "邮箱密码：{}", "默认密码是 {}", "密码就是{}", "开机密码{}", "password是{}")  # fmt: skip
PINS = ("my pin is {}", "PIN: {}", "the pin for the card is {}", "your verification code is {}", "{} is your verification code",
    "OTP {}", "Your code: {}. Do not share it.", "G-{} is your code", "use code {} to sign in", "security code {}", "the door code is {}",
    "alarm code: {}", "one-time code {}", "enter {} to log in, expires in 10 minutes", "Your login code is {}", "2FA code {}", "验证码{}",
    "验证码：{}，5分钟内有效", "您的验证码是{}，请勿泄露", "{}是您的验证码", "【银行】动态码{}", "取款密码{}", "门禁密码{}", "开门码{}",
    "短信码{}", "校验码为{}", "锁屏密码{}", "PIN码{}", "保险箱密码是{}", "登录码：{}", "银行卡密码是{}", "一次性密码{}", "code is {} btw", "the code they texted: {}",
    "{} - that's the otp", "pin {} ok?", "动态口令{}", "取件密码{}", "passcode is {}", "unlock code {}")  # fmt: skip
WORDY = ("correct-horse", "blue kettle 42", "Sunflower42", "hunter2", "Tulip!2020", "mei1990", "qwe123!@#", "88886666", "P@ssw0rd", "iloveyou520", "Zh4ngWei_1", "wo-ai-ni-1314")  # fmt: skip


def recovery(rng: Random) -> str:
    one: Callable[[], str] = rng.choice(
        [
            lambda: f"{some(rng, LOWER + DIGITS, 5)}-{some(rng, LOWER + DIGITS, 5)}",
            lambda: f"{some(rng, DIGITS, 4)} {some(rng, DIGITS, 4)}",
            lambda: some(rng, DIGITS, 8),
            lambda: some(rng, LOWER + DIGITS, 8),
            lambda: some(rng, HEX, 10),
            lambda: f"{some(rng, UPPER + DIGITS, 4)}-{some(rng, UPPER + DIGITS, 4)}",
        ]
    )
    lead = rng.choice(["", "", "- ", "* ", "[ ] ", "1"])
    lines = [(f"{at}. " if lead == "1" else lead) + one() for at in range(1, rng.choice([8, 10]) + 1)]
    return rng.choice(["\n", "\n", "  \n", "\n\n"]).join(lines)


def phrase(rng: Random) -> str:
    words = rng.sample(SEEDS, rng.choice([12, 15, 18, 21, 24]))
    return rng.choice(
        [
            lambda: " ".join(words),
            lambda: ", ".join(words),
            lambda: "\n".join(words),
            lambda: "\n".join(f"{at}. {word}" for at, word in enumerate(words, 1)),
            lambda: " ".join(f"{at}.{word}" for at, word in enumerate(words, 1)),
            lambda: "\n".join(f"{at}) {word}" for at, word in enumerate(words, 1)),
        ]
    )()


FRAMES = ("{}", "{}", "key: {}", "it's {} ok", "here: {}", "try with {}", "({})", '"{}"', "`{}`", "export X={}", "我的是{}", "用这个：{}", "{}，别发出去", "发你了{}", "```\n{}\n```", "curl -H 'X: {}'", '{{"k": "{}"}}')  # fmt: skip
LISTS = ("Recovery codes\n{}", "recovery codes:\n{}", "Save these backup codes:\n\n{}", "My GitHub recovery codes are\n{}\nkeep safe", "恢复代码：\n{}", "备用验证码\n{}", "2FA backup codes\n{}", "Your one-time recovery codes:\n{}", "这是备份码:\n{}\n收好")  # fmt: skip
SEED_FRAMES = ("{}", "seed phrase: {}", "my recovery phrase is\n{}", "助记词：{}", "助记词是\n{}", "wallet backup:\n{}", "write this down\n{}\n", "mnemonic = {}", "我的助记词 {}", "the 12 words:\n{}")  # fmt: skip


def sample(rng: Random) -> Sample:
    """Return one text with a secret of a kind chosen at random."""
    which = rng.choice(["bare", "bare", "bare", "url", "keyed", "keyed", "password", "password", "pin", "pin", "list", "seed"])
    word = rng.choice([*WORDY, some(rng, ALNUM, rng.randint(8, 14))])
    if which == "bare":
        kind = rng.choice(list(BARE))
        value = BARE[kind](rng)
        return Sample(kind, rng.choice(FRAMES).format(value), value)
    if which == "url":
        kind = rng.choice(list(URLS))
        value = word.replace("@", "").replace(" ", "").replace("#", "").replace("!", "")
        whole = URLS[kind](rng, value)
        hidden = whole if value not in whole else value
        return Sample(
            kind,
            rng.choice(("{}", "connect to {}", "DATABASE_URL={}", "连接串是{}", "{} works")).format(whole),
            _secret_of(kind, whole, hidden),
        )
    if which == "keyed":
        frame, length, alphabet = rng.choice(KEYED)
        value = b64(rng, length) if alphabet == "b64" else some(rng, alphabet, length)
        value = "-".join(some(rng, HEX, size) for size in (8, 4, 4, 4, 12)) if alphabet == "uuid" else value
        return Sample("keyed", rng.choice(["{}", "{}\n", "# config\n{}\nDEBUG=1", "  {}"]).format(frame.format(value)), value)
    if which == "password":
        return Sample("password", rng.choice(PASSWORDS).format(word), word)
    if which == "pin":
        code = some(rng, DIGITS, rng.choice([4, 4, 6, 6, 8]))
        return Sample("pin", rng.choice(PINS).format(code), code)
    if which == "list":
        value = recovery(rng)
        return Sample("recovery", rng.choice(LISTS).format(value), value)
    value = phrase(rng)
    return Sample("seed", rng.choice(SEED_FRAMES).format(value), value)


def _secret_of(kind: str, whole: str, hidden: str) -> str:
    if kind == "azure connection":
        return whole.split("AccountKey=")[1].split(";", maxsplit=1)[0]
    if kind in {"sas", "otpauth", "query"}:
        return whole.rsplit("=", 2 if kind == "otpauth" else 1)[1].split("&", maxsplit=1)[0].removesuffix("%3D")
    return hidden
