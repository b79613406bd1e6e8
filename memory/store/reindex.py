"""Keep the word index in step with the rules that make words of a text.

Removing a record from the index makes its words anew (`lexical.remove`). Were they made by other rules than those that put
them in, by a later keepmum or a Python with newer Unicode tables, a forgotten word would stay. So the vault says by which
rules its index was made, and an index of other rules is made anew before anything can be forgotten.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from keepmum.memory.record import Record
from keepmum.memory.store.meta import read_meta, write_meta
from keepmum.memory.words import lexical
from keepmum.memory.words.lexical import Connection

_META = "lexical"


def reindex(connection: Connection) -> bool:
    """Make the word index anew if it was made by other rules, in one transaction; say whether it was.

    Args:
        connection: A checked, open connection, outside a transaction.
    """
    rules = lexical.version().encode()
    if read_meta(connection, _META) == rules:
        return False
    connection.execute("BEGIN IMMEDIATE")
    try:
        lexical.rebuild(connection, _indexed(connection))
        write_meta(connection, _META, rules)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    return True


def _indexed(connection: Connection) -> Iterator[tuple[int, Record]]:
    """Yield every record by its number, with the fields that the index reads."""
    for n, text, tags, attachments in connection.execute("SELECT n, text, tags, attachments FROM record").fetchall():
        yield n, Record(text, tags=tuple(json.loads(tags)), attachments=tuple(json.loads(attachments)))
