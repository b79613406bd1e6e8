"""Shapes of the net: e-mail addresses, URLs, host names, IP and MAC addresses, handles, coordinates."""

from __future__ import annotations

import ipaddress
import re

from keepmum.policy.category import Category
from keepmum.policy.detectors.pattern import END, START, shape

_TOP = (
    "com|org|net|edu|gov|mil|int|info|biz|name|pro|io|ai|app|dev|me|co|tv|cc|xyz|online|site|shop|store|tech|"
    "blog|cloud|page|link|club|live|"
    "uk|us|ca|au|nz|ie|de|fr|es|it|nl|be|ch|at|pl|se|no|dk|fi|pt|cz|gr|ru|ua|tr|il|in|pk|cn|hk|tw|jp|kr|sg|"
    "my|th|vn|id|ph|br|mx|ar|cl|za|ng|"
    "ke|eg|ae|sa|eu|asia|test|example|local|lan|onion"
)
_PATH = r"[^\s<>\"'`{}|\\^\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"
_LATIN = "A-Za-z0-9\u00c0-\u024f"


def _url(match: re.Match[str]) -> float:
    """Refuse what is no host: a number with a dot, or two sentences without a space between them."""
    host = match["host"]
    if match["path"] or match["www"] or host.count(".") > 1:
        return 0.9
    name, _, top = host.rpartition(".")
    if not any(char.isalpha() for char in name):
        return 0.6 if name.isdigit() and len(name) > 1 and top in {"com", "cn", "net"} else 0.0  # 163.com
    # "done.It", "home.me": a bare name needs a top-level name that is no word, and must not look like the end of a sentence.
    if top[0].isupper() and not top.isupper():
        return 0.0
    return (
        0.0
        if top in {"me", "it", "in", "is", "at", "be", "no", "us", "my", "id", "so", "co", "name", "page", "link", "live", "test"}
        else 0.6
    )


def _ip6(match: re.Match[str]) -> float:
    """Believe what the standard library can read, and what at least looks long enough (people mistype)."""
    value = match["it"].split("%")[0]
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return 0.4 if value.count(":") >= 5 and not re.fullmatch(r"[0-9]{1,2}(:[0-9]{2}){1,5}", value) else 0.0
    return 0.0 if value in {"::", ":"} else 0.95


NETWORK = (
    shape(
        Category.EMAIL,
        rf"(?<![{_LATIN}._%+\-])[{_LATIN}._%+\-]{{1,254}}+@(?:[{_LATIN}](?:[{_LATIN}\-]{{0,62}}+)\.){{1,"
        r"8}+[A-Za-z\u00c0-\u024f]{2,24}",
        score=0.95,
        digits=False,
    ),
    shape(Category.EMAIL, rf"(?<![{_LATIN}._%+\-])[{_LATIN}._%+\-]{{1,254}}+@[{_LATIN}][{_LATIN}.\-]{{0,252}}", score=0.9, digits=False),
    # With a space on each side, with # for @ as some write against robots, 艾特 as it is said
    shape(
        Category.EMAIL,
        rf"(?<![{_LATIN}._%+\-])[A-Za-z0-9._%+\-]{{1,64}}+ ?(?:@|#|艾特|\(a\)) ?(?:[A-Za-z0-9][A-Za-z0-9\-]{{0,62}}+(?:\.|点)){{1,4}}"
        r"(?:com|cn|net|org|edu|hk|tw|io|me|co|uk|de|fr|eu|jp|kr|sg|ca|au|gov)" + END,
        score=0.9,
        digits=False,
    ),
    shape(
        Category.EMAIL,
        START
        + r"[A-Za-z0-9._\-]{2,64}+ ?(?:\(at\)|\[at\]|\{at\}| at ) ?(?:[A-Za-z0-9\-]{2,63}+ ?(?:\(dot\)|\[dot\]|\{dot\}| dot |\.) ?){1,4}"
        + r"(?:com|org|net|edu|co|uk|cn|io|de|fr|eu|me|info|example)"
        + END,
        score=0.8,
        digits=False,
        check=lambda match: 0.8 if re.search(r"\(|\[|\{| dot ", match[0], re.IGNORECASE) else 0.0,
    ),
    shape(
        Category.URL,
        rf"{START}(?:[a-z][a-z0-9+.\-]{{1,15}}://|mailto:|tel:|sms:|magnet:\?){_PATH}{{1,2000}}(?<![.,;:!?)\]])",
        score=0.95,
        digits=False,
    ),
    shape(
        Category.URL,
        rf"(?<![@{_LATIN}.\-])(?P<host>(?P<www>www\.)?(?:[{_LATIN}](?:[{_LATIN}\-]{{0,62}}+)\.){{1,6}}(?:{_TOP}))(?![A-Za-z0-9@\-])"
        rf"(?::[0-9]{{2,5}})?(?P<path>[/?#]{_PATH}{{0,2000}}(?<![.,;:!?)\]]))?",
        digits=False,
        check=_url,
    ),
    shape(Category.IP, r"(?<![0-9.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?:/[0-9]{1,2})?(?::[0-9]{2,5})?(?![0-9.]?[0-9])", score=0.9),
    shape(
        Category.IP,
        r"(?<![0-9A-Za-z:.])(?P<it>(?:[0-9a-f]{0,4}:){2,8}(?:[0-9a-f]{1,4}|(?:[0-9]{1,3}\.){3}[0-9]{1,3})?)(?![0-9A-Za-z:])",
        check=_ip6,
    ),
    shape(Category.IP, r"(?<![0-9A-Za-z:\-])(?:[0-9a-f]{2}[:\-]){5}[0-9a-f]{2}(?![0-9A-Za-z:\-])", score=0.9, digits=False),
    shape(Category.IP, START + r"(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}" + END, score=0.7),
    shape(
        Category.PLACE,
        r"(?<![0-9.])[+\-]?[0-9]{1,3}\.[0-9]{3,12} ?°? ?[NS]?[,;/ ]{1,3}[+\-]?[0-9]{1,3}\.[0-9]{3,12} ?°? ?[EW]?(?![0-9])",
        score=0.85,
    ),
    shape(Category.PLACE, r"[0-9]{1,3} ?° ?[0-9]{1,2} ?['m] ?(?:[0-9]{1,2}(?:\.[0-9]{1,4})? ?(?:\"|''|s))? ?[NSEW]?", score=0.85),
    shape(Category.PLACE, START + r"///[a-z]{3,20}\.[a-z]{3,20}\.[a-z]{3,20}", digits=False),
    # Who somebody is on a machine or a service: the folder of a user, "user: thandi_nk", the owner of a repository
    shape(Category.PERSON, r"(?:/home/|[/\\]Users[/\\]|/~)(?P<it>[^\s/\\:\"'<>|]{1,64})", digits=False),
    shape(Category.URL, START + r"git@[A-Za-z0-9.\-]{1,100}:[^\s]{1,200}", digits=False),
    shape(
        Category.PERSON,
        START
        + r"(?:user ?(?:name|id)?|log-?in|handle|nickname|insta(?:gram)?|steam|psn|xbox|discord|snap(?:chat)?|telegram|twitter|tiktok|"
        r"用户名|昵称)\s?[:=：]\s{0,2}[\"']?(?P<it>[^\s\"'<>,;/|]{2,64})",
        digits=False,
        score=0.7,
    ),
    shape(Category.PERSON, r"(?<![0-9A-Za-z_.@/])@[A-Za-z0-9_](?:[A-Za-z0-9_.]|-(?=[A-Za-z0-9])){1,39}", digits=False),
    shape(Category.PERSON, r"(?<![0-9A-Za-z.])[A-Za-z](?:[ .\-_\u00b7][A-Za-z]){3,40}(?![0-9A-Za-z])", digits=False, score=0.5),  # spelled
    shape(Category.ACCOUNT, START + r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}" + END, digits=False),
)
"""E-mail, URL, IP, MAC, coordinates, handles, UUIDs."""
