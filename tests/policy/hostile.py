"""Texts that make a careless pattern slow, and a way to see that time grows with the length and not with its square."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

PIECES = (
    "a", "A", "1", "1 ", "1-", "a.", "A.", "a@", "@", "@a", " ", "\n", "12 rose ", "Aa ", "aa ", "abc ", "A-", "A1-", "::",
    "1:", "1.", "&A", "[", "(", "+(", '"', "王", "老王", "路1号", "西湖区", "市", "省", "一", "是", "我叫", "号", "1楼",
    "有限公司", "1年1月", "电话 ", "[PERSON_1] ", "https://", "a:a@", "password ", "password is ", "code ",
    "-----BEGIN PRIVATE KEY-----", "eyJ", "eyJaaaaaa.", "sk-", "Mei ", "\u200b", "é", "e\u0301", "%20", "Mr ", "Mr. J. ",
    "de la ", "of the ", "Bank of the ", "in ", "rue de la ", "Flat 3, ", "apt 1 ", "no. 1/1, ", "order number is ", "seed ",
    "recovery code: ABCD-", "AB-", "i ", "1,000", "$1", "May ", "///a", "otpauth://", "x at y dot ", "Will ", "a'", "AKIA",
    "aA1", "code 1 ", "door is 1 ", "alarm it's ", "password for the ", "one ", "oh double ", "1 two ", "a b ", "left 1 ",
    "\norg: ", "\naddress: a", "born 1990 ", "4460# ", "4460 for the door ", "code:\n", "&shy;", "larkfield", "陈 ", "1*",
    "小萌和", "密码一", "-u a:", "memorable word ",
)  # fmt: skip


_DOUBTFUL = 7


def growth(run: Callable[[str], Iterable[object]], piece: str, short: int) -> float:
    """Return how many times longer ``run`` takes on a text four times as long: about 4 where time is linear, 16 where it is quadratic."""

    def seconds(length: int) -> float:
        text = (piece * (length // len(piece) + 1))[:length]
        best = float("inf")
        for _ in range(3):
            before = time.process_time()
            for _span in run(text):
                pass
            best = min(best, time.process_time() - before)
        return best

    def ratio() -> float:
        return seconds(4 * short) / max(seconds(short), 0.004)  # below 4 ms the clock says nothing

    found = ratio()
    return found if found < _DOUBTFUL else min(found, ratio())  # another process may have taken the cache meanwhile
