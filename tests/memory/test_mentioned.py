"""A text that names a time answers for it, as it was meant when it was written."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from keepmum.memory.question.mentioned import names_time
from keepmum.memory.record import Record
from keepmum.memory.when import periods

NOW = datetime(2025, 6, 20, 10, tzinfo=UTC)
WRITTEN = datetime(2025, 2, 25, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "asked", "named"),
    [
        ("see you on the 3rd, at the dentist", "what is on 3 March", True),
        ("tomorrow at 9 then", "26 February", True),
        ("tomorrow at 9 then", "what was on 20 June", False),
        ("2025 will be a good year", "what is on 3 March", False),
        ("see you at 3", "what is on 3 March", False),
        ("3月3号见", "3 March", True),
        ("nothing here", "3 March", False),
    ],
)
def test_times_in_a_text(text: str, asked: str, *, named: bool) -> None:
    """What is "the 3rd", written in February, is 3 March; a year is too wide, and an hour alone is no day."""
    assert names_time(Record(text, "message", WRITTEN), periods(asked, NOW)) is named
