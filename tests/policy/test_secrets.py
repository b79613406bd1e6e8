"""Secrets: what opens something is found, and ordinary talk about it is not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keepmum.policy.category import Category
from keepmum.policy.detectors.secrets import SecretsDetector

DETECTOR = SecretsDetector()
WORDS = "apple river stone cloud tiger lemon ocean brave candle mirror quiet zebra"


def found(text: str) -> str:
    """Return the text with all that was found taken out."""
    hidden = set()
    for span in DETECTOR.find(text):
        assert span.category is Category.SECRET
        hidden.update(range(span.start, span.end))
    return "".join(char for at, char in enumerate(text) if at not in hidden)


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("key sk-proj-abcDEF1234567890abcdef ok", "abcDEF1234567890abcdef"),
        ("ghp_abcdefghijklmnopqrstuvwxyz0123456789", "abcdefghijkl"),
        ("AKIAIOSFODNN7EXAMPLE", "IOSFODNN7"),
        ("Authorization: Bearer abc123.def456-ghi789", "abc123.def456-ghi789"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl", "c2lnbmF0dXJl"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n-----END OPENSSH PRIVATE KEY-----", "b3BlbnNzaC1rZXk"),
        ("AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ", "QQQQQQ"),
        ("postgres://me:hunter2@db.example.org/x", "hunter2"),
        ("my password is hunter2!", "hunter2"),
        ("Password: correct-horse", "correct-horse"),
        ("the wifi password is sunshine", "sunshine"),
        ("wifi: blue-kettle-42", "blue-kettle-42"),
        ("密码是mei1990", "mei1990"),
        ("WiFi密码：88886666", "88886666"),
        ("your pin is 4417", "4417"),
        ("the code for the gate: 7719", "7719"),
        ("Your OTP is 442 211", "442 211"),
        ("129384 is your verification code", "129384"),
        ("验证码是 482913", "482913"),
        ("验证码482913，请勿泄露", "482913"),
        ("482913是您的验证码", "482913"),
        ("CVV 737", "737"),
        ("I changed the wifi password to blue-42!", "blue-42"),
        ("the token is 9f8a7", "9f8a7"),
        ("recovery codes: 1a2b-3c4d 5e6f-7g8h", "5e6f-7g8h"),
        (f"seed phrase: {WORDS}", WORDS),
        (f"write this down\n{WORDS}\n", WORDS),
        ("助记词：apple river stone cloud", "apple river stone cloud"),
        ("Xk7pQ2mN9vR4tW8yB3zL", "Xk7pQ2mN9vR4tW8yB3zL"),
        ("the ｐａｓｓｗｏｒｄ is ｈｕｎｔｅｒ２", "ｈｕｎｔｅｒ２"),
        ("pass\u200bword is hunter2", "hunter2"),
        ("username mei password naQsQgSzTgmM", "naQsQgSzTgmM"),
        ("her laptop password's qwe123!@#", "qwe123!@#"),
        ("use blue kettle 42 as the password", "blue kettle 42"),
        ("Sunflower42 is the wifi password", "Sunflower42"),
        ("密码就是 blue kettle 42", "blue kettle 42"),
        ("DB_PASSWORD=mYke9M9ImFW0", "mYke9M9ImFW0"),
        ("WIFI:T:WPA;S:BTHub-22;P:hunter2;;", "hunter2"),
        ("Recovery codes\n- 7b8ydj1o\n- hf5niywp\n- 1x7cnlze\n", "1x7cnlze"),
        ("https://hooks.slack.com/services/T0000AAAA/B0000BBBB/abcdefghijklmnopqrstuvwx", "abcdefghijklmnopqrstuvwx"),
    ],
)
def test_secret(text: str, secret: str) -> None:
    """Each kind of secret is found, wherever the word stands that names it."""
    assert secret not in found(text)


def test_number_before_another_word() -> None:
    """A phone number in front of a code is not part of the code."""
    assert found("call 07700 900123, the door code is 7719") == "call 07700 900123, the door code is "


@pytest.mark.parametrize(
    "text",
    [
        "the password is wrong",
        "the secret is patience",
        "the wifi is great here",
        "login to the site and help him pass to Sophie",
        "the Land Code (Jordabalken) of 1734",
        "my password is not working",
        "I forgot the code again",
        "we talked about the token yesterday",
        "the sort code is 12-34-56",
        "postcode is BS6 5TT",
        "def login(user: str, password: str, token: Token | None = None) -> Session:",
        "password = request.form.get('password')",
        "token: ${{ secrets.GITHUB_TOKEN }}",
        "max_tokens=4096",
        "he passed it on to three hundred people",
        "smsCorpus_zh_xml_2015 and 1-Family-Run-Remembers",
        "what a lovely long walk that was and then we went home for tea with them",
    ],
)
def test_talk(text: str) -> None:
    """Talk about secrets holds none."""
    assert found(text) == text


@given(
    st.integers(min_value=0, max_value=999_999), st.sampled_from(["your code is {}", "{} is your code", "验证码：{}", "OTP {}", "pin: {}"])
)
@settings(max_examples=60, deadline=None)
def test_codes_in_both_orders(code: int, frame: str) -> None:
    """A code of six digits is found before and after its word."""
    digits = f"{code:06d}"
    assert digits not in found(frame.format(digits))
