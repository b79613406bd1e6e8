"""From a call of the story to a transcript: WebVTT with voice tags, or SubRip with names before the text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from keepmum.app.demo.chance import pick
from keepmum.app.demo.script import Page

_MS_A_LETTER = 62
_MS_A_HAN = 210  # a Chinese character is a syllable


@dataclass(frozen=True, slots=True)
class Call:
    """One call.

    Attributes:
        form: "vtt" or "srt".
        day: Its date, as year-month-day.
        clock: When it began, as hours:minutes.
        title: With whom.
        turns: Who said what.
    """

    form: str
    day: str
    clock: str
    title: str
    turns: tuple[tuple[str, str], ...]

    @property
    def file(self) -> str:
        """The transcript's file name; SubRip has no other place for its date and time."""
        stem = f"{self.day} {self.title}" if self.form == "vtt" else f"{self.day} {self.clock.replace(':', '-')} {self.title}"
        return f"{stem}.{self.form}"


def call(page: Page) -> Call:
    """Return the call on a page of the story: ``vtt 2025-04-02 14:05 Title``, a line of people, then ``S text``."""
    form, day, clock, title = page.head.split(" ", 3)
    people = dict(part.split("=", 1) for part in page.body[0].removeprefix("people: ").split("; "))
    turns = tuple((people[row[0]], row[2:]) for row in page.body[1:] if row)
    return Call(form, day, clock, title, turns)


def transcript(spoken: Call) -> str:
    """Return the text of the call's file."""
    if spoken.form == "srt":
        cues = [
            f"{number}\n{_clock(start, ',')} --> {_clock(end, ',')}\n{who}: {text}\n"
            for number, (start, end, who, text) in enumerate(_timed(spoken), 1)
        ]
        return "\n".join(cues)
    cues = [f"{_clock(start, '.')} --> {_clock(end, '.')}\n<v {who}>{text}</v>\n" for start, end, who, text in _timed(spoken)]
    return "\n".join(["WEBVTT\n", f"NOTE recorded: {spoken.day} {spoken.clock}\n", *cues])


def _timed(spoken: Call) -> Iterator[tuple[int, int, str, str]]:
    """Yield each turn with its start and end in milliseconds; speech takes as long as it is."""
    at = 900
    for number, (who, text) in enumerate(spoken.turns):
        end = at + sum(_MS_A_HAN if letter > "\u2e80" else _MS_A_LETTER for letter in text)
        yield at, end, who, text
        at = end + 150 + pick(900, spoken.title, number)


def _clock(ms: int, point: str) -> str:
    seconds, rest = divmod(ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{point}{rest:03}"
