"""Understanding time words: the readings of an expression, the calendar, and one grammar a language."""
