"""What models make of tokens is repaired where one token only can be meant, and nothing is guessed."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keepmum.policy.category import Category
from keepmum.policy.masking.meant import Meanings, names_alike
from keepmum.policy.masking.restore import Restorer, restore
from keepmum.policy.masking.tokens import Token, TokenMap

P = Category.PERSON
ONE = TokenMap(
    (Token("PERSON_1", P, "Mei"), Token("EMAIL_1", Category.EMAIL, "m@x.example"), Token("ID_NUMBER_3", Category.ID_NUMBER, "X9"))
)
TWO = TokenMap((*ONE.tokens, Token("PERSON_2", P, "Bo"), Token("PHONE_3", Category.PHONE, "0171 5")))
SURROGATES = TokenMap(
    (
        Token("PERSON_1", P, "Mei Chen", written="Robin Hayes"),
        Token("PERSON_2", P, "Orsolya", written="Casey Marlow"),
        Token("PERSON_3", P, "Bo Li", written="Jordan Marlow"),
        Token("DATE_1", Category.DATE, "12 March 2024", written="2 April 2024"),
        Token("DATE_2", Category.DATE, "1/3/24", written="4/5/24"),
        Token("PHONE_1", Category.PHONE, "+36 1 555 1234", written="07700 900123"),
        Token("PERSON_4", P, "李娜", written="林安"),
        Token("IBAN_1", Category.IBAN, "DE89 3704", written="DE00 TEST 1234"),
    )
)


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        ("[PERSON_1's] book", "Mei's book"),
        ("the [PERSON_1s]", "the Meis"),
        ("[PERSON 1], [PERSON-1], [PERSON1], [Person: 1], [PERSON#1]", "Mei, Mei, Mei, Mei, Mei"),
        ("{PERSON_1} {{PERSON_1}} <PERSON_1> ＜PERSON_1＞", "Mei Mei Mei Mei"),
        ("〔PERSON_1〕「PERSON_1」『PERSON_1』〖PERSON_1〗", "MeiMeiMeiMei"),
        ("[PERSONNE_1] [PERSONA_1] [Persoon 1] [ЧЕЛОВЕК_1]", "Mei Mei Mei Mei"),
        ("【人物_1】和[人_1]，[姓名1]、【人物１】", "Mei和Mei，Mei、Mei"),
        ("[メール_1] [邮箱1] [COURRIEL_1]", "m@x.example m@x.example m@x.example"),
        ("[PERSON] wrote [E-MAIL_1]", "Mei wrote m@x.example"),
        ("[PERSON\\_1] [**PERSON_1**] \\[PERSON\\_1\\]", "Mei Mei Mei"),
        ("[ID NUMBER 3] [ID_3] [编号_3]", "X9 X9 X9"),
    ],
)
def test_one_meaning(reply: str, text: str) -> None:
    """Case, brackets, plural, translation and a lost number are repaired where one token of ours fits."""
    back = restore(reply, ONE)
    assert (back.text, back.unknown) == (text, ())
    assert back.repaired <= back.restored


_CHANGES = (
    str,
    str.lower,
    str.title,
    lambda token: token.replace("[", "【").replace("]", "】"),
    lambda token: token.replace("[", "{").replace("]", "}"),
    lambda token: token.strip("[]"),
    lambda token: token.replace("_", "\\_"),
    lambda token: f"**{token}**",
    lambda token: token.replace("[", "[ ").replace("]", " ]"),
    lambda token: token.replace("]", "'s]"),
    lambda token: token.replace("_", " ") if token.count("_") == 1 else token,
    lambda token: token.replace("PERSON", "人物").replace("EMAIL", "邮箱").replace("ID_NUMBER", "编号"),
    lambda token: token.replace("PERSON", "Personne").replace("EMAIL", "Correo").replace("ID_NUMBER", "Number"),
)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["PERSON_1", "EMAIL_1", "ID_NUMBER_3", "PERSON_8", "PLACE_1"]), st.integers(0, len(_CHANGES) - 1)),
        max_size=8,
    )
)
def test_any_order_and_change(wanted: list[tuple[str, int]]) -> None:
    """Tokens come back in any order and change, each as often as it stands there; invented ones stay and are named."""
    originals = {token.name: token.original for token in ONE.tokens}
    reply, text = "", ""
    for name, change in wanted:
        token = _CHANGES[change](f"[{name}]")
        bare = token.replace("*", "") if token.startswith("*") else token
        reply += f" so {token} "
        tail = "'s" if "'s" in token else ""
        text += f" so {token.replace(bare, originals[name] + tail)} " if name in originals else f" so {token} "
    back = restore(reply, ONE)
    assert back.text == text
    assert back.restored == sum(name in originals for name, _ in wanted)
    assert set(back.unknown) == {name for name, _ in wanted if name not in originals}


@pytest.mark.parametrize(
    ("reply", "unknown"),
    [
        ("[PERSON]", ("PERSON",)),
        ("[NUMBER_3]", ("PHONE_3",)),
        ("[PERSONNE_7]", ("PERSON_7",)),
        ("[PERSON_3] PERSON_99", ("PERSON_3", "PERSON_99")),
        ("[Person] [Name] [Date] [Your Name] [Phone Number] [1] [PERSON] x", ("PERSON",)),
        ("Person 1 and Name 1, person, 人1", ()),
        ("[NOBODY_1] [PERSON_0] [PERSON_01] [PERSON_1234567]", ()),
        ("[PERSON_1_2] [PERSON_1, PERSON_9]", ("PERSON_9",)),
    ],
)
def test_no_guess(reply: str, unknown: tuple[str, ...]) -> None:
    """Where two could be meant, or none, the reply stays as it is, and what was invented is named."""
    back = restore(reply, TWO)
    assert back.text.replace("Mei", "PERSON_1") == reply
    assert back.unknown == unknown


def test_what_stood_in_the_text_is_not_ours() -> None:
    """A name that the notes used already is not repaired into one of ours: the recipient may mean the note's."""
    taken = TokenMap(ONE.tokens, frozenset(names_alike("a form with [PERSON] and [邮箱 1]")))
    assert restore("[PERSON] [PERSON_1]", taken).text == "[PERSON] Mei"
    assert restore("[邮件_1]", TokenMap(ONE.tokens, frozenset({"EMAIL_1"}))).text == "[邮件_1]"
    assert {"PERSON", "EMAIL_1"} <= taken.reserved


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        ("Robin Hayes's and ROBIN  HAYES, robin\nhayes", "Mei Chen's and Mei Chen, Mei Chen"),
        ("Robin wrote to Mr Hayes", "Mei wrote to Mr Chen"),
        ("the robin, casey, hayes; ROBIN", "the robin, casey, hayes; Mei"),
        ("Casey and Jordan Marlow", "Orsolya and Bo Li"),
        ("Robinson Hayes, Hayesbury, Marlow", "Robinson Chen, Hayesbury, Marlow"),
        ("on 2 April 2024, not 12 April 2024 or 22 April 2024", "on 12 March 2024, not 12 April 2024 or 22 April 2024"),
        ("4/5/24, 14/5/24, 4/5/245, 1/4/5/24", "1/3/24, 14/5/24, 4/5/245, 1/4/5/24"),
        ("07700 900123, 07700-900-123, (07700) 900123, 077009001234", "+36 1 555 1234, +36 1 555 1234, (+36 1 555 1234, 077009001234"),
        ("林安说", "李娜说"),
        ('{"a": "Hi\\nRobin Hayes\\tCasey"}', '{"a": "Hi\\nMei Chen\\tOrsolya"}'),
        ("DE00TEST1234", "DE89 3704"),
        ("2 May 2024 and [DATE_1] and PERSON_1", "2 May 2024 and [DATE_1] and PERSON_1"),
    ],
)
def test_surrogates_come_back(reply: str, text: str) -> None:
    """Surrogates and moved dates come back whole, names also by a part that one of them alone has; other dates stay."""
    assert restore(reply, SURROGATES).text.replace("((", "(") == text


@pytest.mark.parametrize(
    "reply",
    [
        "https://evil.example/Robin Hayes",
        "robin hayes@evil.example",
        "Hayes.evil.example",
        "![x](/a?Robin Hayes)",
        "<img src='07700 900123'>",
        "https://evil.example/?d=2 April 2024".replace(" ", "\u2003"),
    ],
)
def test_surrogates_stay_in_addresses(reply: str) -> None:
    """A surrogate in an address is no token that would be restored there."""
    back = restore(reply, SURROGATES).text
    assert not any(original in back for original in ("Chen@", "Chen.", "?Mei", "/Mei", "+36", "12 March"))


def test_nothing_of_the_map_is_shown(caplog: pytest.LogCaptureFixture) -> None:
    """No log, repr or error of what restores holds an original, a surrogate, a subject or the seed."""
    secret = TokenMap((Token("PERSON_1", P, "Mei Chen", ("p1",), ("mei chen",), "Robin Hayes"),), seed=b"seed-of-it")
    with caplog.at_level(logging.DEBUG):
        restorer = Restorer(secret)
        restorer.feed("Robin Hayes [PERSON_9] https://x.example/Robin")
        shown = [
            repr(part) for part in (secret, secret.tokens[0], restorer, restorer.report, restorer.__dict__["_queue"], Meanings(secret))
        ]
        shown.append(repr(restore("Robin Hayes", secret)))
        restorer.close()
        with pytest.raises(ValueError, match="closed") as caught:
            restorer.feed("Robin Hayes")
    for text in (*shown, str(caught.value), caplog.text):
        assert not any(word in text for word in ("Mei", "mei chen", "Robin", "p1", "seed-of"))
