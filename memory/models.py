"""Which embedding model a text belongs to: an English one knows nothing of Chinese, and a multilingual one is slower.

Each text is embedded by one model, so that a vault costs no more to index. Vectors of different models are never compared with
each other; `keepmum.memory.view.View.cosines` brings what they say of a question to one scale.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from keepmum.memory.database import database_errors
from keepmum.memory.embed import Embedder
from keepmum.memory.lexical import Connection
from keepmum.memory.tokens import fold, runs
from keepmum.memory.vault import Vault
from keepmum.memory.window import Passage

# Two lengths that differ are cheap to see, and leave out most texts: 12 ms for 100,000. Radicals to Han, with kana and Hangul letters;
# Hangul syllables; compatibility forms; the further extensions.
_FIRST_PAIRED = (
    "SELECT 1 FROM record WHERE n > ? AND length(text) <> length(CAST(text AS BLOB)) "
    "AND text GLOB '*[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]*' LIMIT 1"
)


class Models:
    """The embedding models in use; the first one sets the scale.

    Attributes:
        all: The models.
    """

    def __init__(self, embedders: Sequence[Embedder]) -> None:
        """Take the models in.

        Args:
            embedders: None, one, or several of different identity. Texts with Chinese, Japanese or Korean go to the first that
                knows them, others to the first that does not need to; where there is no such, to the first.
        """
        self.all = tuple(embedders)

    @property
    def identities(self) -> list[str]:
        """The identities of the models."""
        return [embedder.model for embedder in self.all]

    def of(self, text: str) -> Embedder:
        """Say which model embeds a text; there is at least one."""
        paired = is_paired(text) if len(self.all) > 1 else False
        return next((embedder for embedder in self.all if embedder.paired_scripts == paired), self.all[0])

    def shared_out(self, passages: Sequence[Passage]) -> Iterator[tuple[Embedder, list[Passage]]]:
        """Share passages out to the models.

        Args:
            passages: Any passages.

        Yields:
            Each model that has some, with its own, in their order.
        """
        for embedder in self.all:
            theirs = [passage for passage in passages if self.of(passage.text) is embedder]
            if theirs:
                yield embedder, theirs

    def misplaced(self, conn: Connection) -> list[int]:
        """Find vectors that another model should have made: of texts in scripts that a model which is new in this vault knows.

        Args:
            conn: An open connection, under the vault's lock.

        Returns:
            Numbers of vectors; found without reading any text where no model is new.
        """
        known = {model for (model,) in conn.execute("SELECT model FROM vector_model").fetchall()}
        new = [embedder for embedder in self.all if embedder.model not in known]
        if not known or not any(embedder.paired_scripts for embedder in new):
            return []
        rows = conn.execute("SELECT n, text, speaker FROM record")
        paired = [n for n, text, speaker in rows if self.of(f"{speaker} {text}") in new]
        query = "SELECT vector_id FROM vector_source WHERE n = ?"
        return sorted({vector for n in paired for (vector,) in conn.execute(query, (n,)).fetchall()})


def is_paired(text: str) -> bool:
    """Say whether a text has Chinese, Japanese or Korean in it."""
    return any(paired for _, paired in runs(fold(text)))


def first_paired(vault: Vault, after: int = 0) -> tuple[bool, int]:
    """Look whether a vault has a text that an English model does not know.

    Args:
        vault: The open vault.
        after: Only records with higher row numbers.

    Returns:
        Whether there is one, and the highest row number that was looked at.
    """
    with vault.lock, database_errors():
        conn = vault.connection()
        ((newest,),) = conn.execute("SELECT coalesce(max(n), 0) FROM record").fetchall()
        found = newest > after and conn.execute(_FIRST_PAIRED, (after,)).fetchone() is not None
    return found, newest
