"""The words of English time expressions, and what each stands for."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _numbered(text: str, first: int) -> dict[str, int]:
    return {word: number for number, word in enumerate(text.split(), first)}


MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb febr",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
AMBIGUOUS_MONTHS = frozenset({"may", "march", "mar"})  # also a verb or a name
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon",
            "tuesday tues tue",
            "wednesday weds wed wednes wedn",
            "thursday thurs thur thu",
            "friday fri",
            "saturday sat",
            "sunday sun",
        )
    )
    for name in names.split()
}
AMBIGUOUS_WEEKDAYS = frozenset({"sat", "sun", "wed", "mon"})  # also other words: they need company or a capital
PLURAL_WEEKDAYS = {f"{name}s": number for name, number in WEEKDAYS.items() if name.endswith("day")}

# Units of whole days: (unit, how many of it)
UNITS = {
    "day": ("day", 1),
    "days": ("day", 1),
    "d": ("day", 1),
    "week": ("week", 1),
    "weeks": ("week", 1),
    "wk": ("week", 1),
    "wks": ("week", 1),
    "fortnight": ("week", 2),
    "fortnights": ("week", 2),
    "month": ("month", 1),
    "months": ("month", 1),
    "mth": ("month", 1),
    "mths": ("month", 1),
    "quarter": ("month", 3),
    "quarters": ("month", 3),
    "year": ("year", 1),
    "years": ("year", 1),
    "yr": ("year", 1),
    "yrs": ("year", 1),
    "decade": ("year", 10),
    "decades": ("year", 10),
    "century": ("year", 100),
    "centuries": ("year", 100),
}
# Units of less than a day, in seconds
SHORT_UNITS = {
    "hour": 3600,
    "hours": 3600,
    "hr": 3600,
    "hrs": 3600,
    "h": 3600,
    "minute": 60,
    "minutes": 60,
    "min": 60,
    "mins": 60,
    "second": 1,
    "seconds": 1,
    "sec": 1,
    "secs": 1,
}
DEICTIC = {
    "today": 0,
    "tonight": 0,
    "tomorrow": 1,
    "tmr": 1,
    "tmrw": 1,
    "tomorow": 1,
    "tommorow": 1,
    "tommorrow": 1,
    "yesterday": -1,
    "yday": -1,
    "ystd": -1,
    "yest": -1,
    "tml": 1,
    "tmw": 1,
    "tmrow": 1,
    "tonite": 0,
    "todays": 0,
    "tomorrows": 1,
    "yesterdays": -1,
}
SPELT_WITH_2 = {"day": 0, "moro": 1, "morro": 1, "morrow": 1, "mrw": 1, "moz": 1}  # "2day", "2moro"
NEXT = frozenset({"next", "nxt", "following", "coming", "upcoming", "subsequent"})
LAST = frozenset({"last", "previous", "past", "prev", "preceding"})
THIS = frozenset({"this", "current", "present"})

# Parts of the day: first hour, hour after its end (24 stands for 23:59:59)
PARTS = {
    "morning": (8, 12),
    "mornings": (8, 12),
    "afternoon": (12, 16),
    "afternoons": (12, 16),
    "evening": (16, 20),
    "evenings": (16, 20),
    "night": (20, 24),
    "nights": (20, 24),
    "daytime": (8, 18),
    "breakfast": (8, 12),
    "brunch": (8, 12),
    "lunch": (11, 13),
    "lunchtime": (11, 13),
    "dinner": (16, 20),
    "dinnertime": (16, 20),
    "supper": (16, 20),
    "nighttime": (0, 8),
}
MEALS = frozenset({"breakfast", "brunch", "lunch", "dinner", "supper"})  # food, unless a word such as "before" says it is a time
MORNINGS = frozenset({"morning", "mornings", "breakfast", "brunch"})
# Words of seasons and the months they begin in, in the north
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
AMBIGUOUS_SEASONS = frozenset({"fall", "spring"})

DECADES = {
    "twenties": 20,
    "thirties": 30,
    "forties": 40,
    "fifties": 50,
    "sixties": 60,
    "seventies": 70,
    "eighties": 80,
    "nineties": 90,
}
ONES = _numbered(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
    0,
)
TENS = {
    word: 10 * number for number, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2)
}
ORDINAL_ONES = _numbered(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth",
    1,
)
ORDINAL_TENS = {"twentieth": 20, "thirtieth": 30}
ORDINAL_ENDINGS = frozenset({"st", "nd", "rd", "th"})
AM = frozenset({"am", "a"})
PM = frozenset({"pm", "p"})

# What may follow "the 14th" when it is a day and not the fourteenth of something
AFTER_DAY = _words(
    "a about after against also and any are as at because been before being but by can could did do does during else even "
    "for from had has have he her here him his how i if in into is isn't it its just like looks may maybe me might must my "
    "no not now of off ok okay on only onwards or our out over please really right she should since so sounds still suits "
    "than that the their them then there they this though through till to too until up was wasn't we well were what when "
    "where which while who will with won't works would yes yet you your"
)
# What "the 20th" counts when it is no day
COUNTED = _words("floor day anniversary birthday street avenue century page line row place time hole attempt grade chapter street person")
# What may stand before "may" or "march" when it is a month
BEFORE_MONTH = _words(
    "after around before beginning between by coming during each early end every following from in last late mid next of "
    "over past previous since starting this through till until"
)
PRONOUNS = _words("also be have he her his i it my not or our she that the there these they this those we well you your")
ZONES = _words("acst aest bst cdt central cest cet cst ct eastern edt est et gmt ist mdt mountain mst pacific pdt pst pt utc")
# Small words that an expression can begin with, if a word of time is near
LEADS = _words(
    "' the a an my in at from between before after since until till by within starting beginning start end rest few several some couple "
    "another as no on prior not sooner older newer > < during over more less same around circa once twice only"
)
# Words that may stand between such a small word and the word of time
BETWEEN = _words("of or to than = , - and about approximately")
# Words of time of no other list
ALONE = _words(
    "mid middle early earlier late later now right noon midday noonish midnight half quarter ½ eod eow eom eoy ytd asap q h w cy fy sy "
    "fiscal school academic tax calendar noughties aughts business working holiday holidays festive soon"
)
