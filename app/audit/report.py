"""One HTML page that says what left this device: numbers, charts, a table of requests. No content, no script, nothing from elsewhere.

The page carries its own style, follows the reader's dark or light setting, and forbids itself any connection.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape

from keepmum.app.audit.charts import bars, columns
from keepmum.app.audit.summary import Request, Summary
from keepmum.app.audit.words import category_words, counts_words, money, sentence
from keepmum.app.overview import size
from keepmum.app.plainly import month
from keepmum.app.render import when

_MOST_ROWS = 2000  # of the table, the newest; a browser draws no more with ease
_STYLE = """
:root{color-scheme:light dark;--ink:#1d2129;--soft:#5c6470;--line:#d9dde3;--page:#fbfbfa;--bar:#2f6f73;--warn:#8a4b00;--bad:#a1242b}
@media(prefers-color-scheme:dark){:root{--ink:#e6e8ea;--soft:#9aa3ad;--line:#343b44;--page:#15181c;--bar:#6bb6b0;--warn:#e0a458;--bad:#f08b8b}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:62rem;padding:2rem 1.25rem 4rem;font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--page)}
h1{font-size:1.6rem;margin:0}h2{font-size:1.1rem;margin:2.5rem 0 .5rem}p{margin:.4rem 0}.soft{color:var(--soft)}
.numbers{display:flex;flex-wrap:wrap;gap:.75rem 2.25rem;margin:1.5rem 0;padding:0;list-style:none}
.numbers b{display:block;font-size:1.5rem;font-variant-numeric:tabular-nums}
svg{width:100%;min-width:32rem;max-width:40rem;height:auto;display:block}svg text{font:13px system-ui,sans-serif;fill:var(--ink)}
svg rect{fill:var(--bar)}svg path{stroke:var(--line)}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.875rem;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:.35rem .75rem .35rem 0;border-bottom:1px solid var(--line);vertical-align:top}
.n{text-align:right}.w{min-width:16rem}td.n,td.t{white-space:nowrap}th{font-weight:600;color:var(--soft)}.refused{color:var(--warn)}.failed,.perhaps{color:var(--bad)}
pre{overflow-x:auto;padding:.75rem;border:1px solid var(--line);border-radius:.375rem;font-size:.8rem}
@media print{body{max-width:none;padding:0;background:none}table{font-size:.6rem}.w{min-width:0}tr{break-inside:avoid}}
"""


def page(summary: Summary, requests: Sequence[Request], checkpoint: str, made: datetime) -> str:
    """Return the page.

    Args:
        summary: What the requests come to.
        requests: The requests, in order.
        checkpoint: The signed checkpoint that stands at the end.
        made: Now, in the reader's zone.
    """
    weeks = [(f"{week.day} {month(week.month)[:3]}", number) for week, number in summary.weeks]
    categories = [(category_words(category, form), number) for category, form, number in summary.categories]
    recipients = [(name, row.requests) for name, row in summary.recipients]
    return "".join(
        (
            (
                "<!doctype html>\n<html lang=en><head><meta charset=utf-8>"
                "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; style-src 'unsafe-inline'\">"
                "<meta name=viewport content='width=device-width,initial-scale=1'><meta name=referrer content=no-referrer>"
                f"<title>What left this device</title><style>{_STYLE}</style></head><body>"
            ),
            (
                f"<h1>What left this device</h1><p class=soft>{escape(sentence(summary, made.tzinfo))} "
                f"Made on {when(made)}. No text of any request is on this page.</p>"
            ),
            _numbers(summary),
            _section("Requests by week", columns("Requests by week", weeks), "Each column is a week, named by its Monday."),
            _section("Requests by recipient", bars("Requests by recipient", recipients)),
            _section("What was found in them, and how it left", bars("What was found, and how it left", categories)),
            _table(requests, made),
            (
                "<h2>Checkpoint</h2><p>Keep these lines, or this page, elsewhere: <code>keepmum audit verify --against FILE</code> shows "
                f"later that none of these entries was changed or cut.</p><pre>{escape(checkpoint)}</pre>"
            ),
            "<p class=soft>This is what keepmum's gate recorded. What other programs sent is not in it.</p></body></html>\n",
        )
    )


def _numbers(summary: Summary) -> str:
    total = summary.total
    shown = [
        (f"{total.requests:,}", "requests sent"),
        (f"{total.refused:,}", "refused"),
        (size(total.bytes_out), "left this device"),
        (size(total.bytes_in), "came back"),
        (f"{total.masked:,}", "places masked"),
        (f"{total.kept:,}", "places left as they are"),
        (money(total.cost), "expected cost"),
    ]
    if total.perhaps:
        shown.insert(1, (f"{total.perhaps:,}", "perhaps sent"))
    return f"<ul class=numbers>{''.join(f'<li><b>{escape(number)}</b>{escape(what)}</li>' for number, what in shown)}</ul>"


def _section(title: str, chart: str, about: str = "") -> str:
    said = f"<p class=soft>{escape(about)}</p>" if about else ""
    return f"<h2>{escape(title)}</h2>{said}<div class=scroll>{chart}</div>"


def _table(requests: Sequence[Request], made: datetime) -> str:
    rows = []
    for request in reversed(requests[-_MOST_ROWS:]):
        entry = request.entry
        back = size(request.outcome.bytes_in) if request.outcome is not None else ""
        out = size(entry.bytes_out) if request.end != "refused" else ""
        rows.append(
            f"<tr><td class=n>{entry.index}</td><td class=t>{when(entry.at.astimezone(made.tzinfo))}</td>"
            f"<td class={request.end.split()[0]}>{escape(request.shown)}</td>"
            f"<td>{escape(entry.recipient)}<br><span class=soft>{escape(entry.model)}</span></td>"
            f"<td>{escape(entry.purpose)}<br><span class=soft>{escape(', '.join(entry.rules))}</span></td>"
            f"<td class=w>{escape(counts_words(entry.counts))}</td><td class=n>{out}</td><td class=n>{back}</td></tr>"
        )
    more = len(requests) - len(rows)
    left_out = f"<p class=soft>{more:,} older ones are not shown.</p>" if more else ""
    head = "<tr><th class=n>no.<th>when<th>what<th>to, model<th>for, under<th>found in it<th class=n>out<th class=n>back</tr>"
    return f"<h2>Every request, the newest first</h2>{left_out}<div class=scroll><table>{head}{''.join(rows)}</table></div>"
