"""A short chat in two languages, with a memo, for the tests of searching."""

from datetime import UTC, datetime, timedelta

from keepmum.memory.record import Record

START = datetime(2024, 3, 1, 9, 0, tzinfo=UTC)


def turn(text, who="Mei", minutes=0, thread="Mei", **more):
    return Record(text=text, kind=more.pop("kind", "message"), at=START + timedelta(minutes=minutes), who=(who,), thread=thread, **more)


CHAT = (
    turn("Did you call the dentist about the crown?", "Ana", 0),
    turn("Yes, Tuesday at three", "Mei", 1),
    turn("Good. And the boiler?", "Ana", 2),
    turn("The plumber comes on Friday", "Mei", 3),
    turn("I planted tulips by the shed", "Ana", 60 * 24 * 3),
    turn("Lovely, red ones?", "Mei", 60 * 24 * 3 + 1),
    turn("妈妈下周来上海看我们", "Mei", 60 * 24 * 5),
    turn("太好了，带她去看牙医", "Ana", 60 * 24 * 5 + 1),
    Record(text="Passport number is in the blue folder", kind="memo", at=START + timedelta(days=9), who=("me",), thread="memos"),
)
