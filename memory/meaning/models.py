"""Which embedding models read a text: an English one knows nothing of Chinese, and a multilingual one is slower.

A vault of English alone has one model. Where a text is in Chinese, Japanese or Korean, a multilingual model reads every text, so
that a question finds across scripts, and the English model goes on reading what it knows: two models together find more than
either. Vectors of different models are never compared with each other; `keepmum.memory.meaning.likeness` joins what they say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from keepmum.memory.meaning.embed import Embedder
from keepmum.memory.meaning.window import Passage
from keepmum.memory.store.database import database_errors
from keepmum.memory.vault import Vault
from keepmum.memory.words.lexical import Connection
from keepmum.memory.words.tokens import fold, runs

# Two lengths that differ are cheap to see, and leave out most texts: 12 ms for 100,000. Radicals to Han, with kana and Hangul letters;
# Hangul syllables; compatibility forms; the further extensions. Two beside each other: one alone is the face of a shrug.
_FIRST_PAIRED = (
    "SELECT 1 FROM record WHERE n > ? AND length(text) <> length(CAST(text AS BLOB)) "
    "AND text GLOB '*" + 2 * "[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]" + "*' LIMIT 1"
)

_LETTERS_A_PIECE = 2.0  # at most; with both models 6 of 140 mashes of keys still find something, and 2 of 33 typing errors are lost


class Models:
    """The embedding models in use; the first one sets the scale.

    Attributes:
        all: The models.
    """

    def __init__(self, embedders: Sequence[Embedder]) -> None:
        """Take the models in.

        Args:
            embedders: None, one, or several of different identity.
        """
        self.all = tuple(embedders)

    @property
    def identities(self) -> list[str]:
        """The identities of the models."""
        return [embedder.model for embedder in self.all]

    @property
    def whole(self) -> str | None:
        """The identity of the model that reads every text; none where a text is read by the first one, whatever it is in."""
        return next((embedder.model for embedder in self.all if embedder.paired_scripts), None)

    def are_noise(self, words: Sequence[str]) -> bool:
        """Say whether words look like keys that were hit at random: Latin letters that no model knows as words.

        A model cuts a word that it does not know into pieces, and random letters into nearly as many as there are letters. It
        makes a vector of these all the same, and something is always nearest to that.

        Args:
            words: Folded words, none of which is in the vault.
        """
        if not self.all or not words or not all(word.isascii() and word.isalpha() for word in words):
            return False
        counts = [[embedder.pieces(word) for word in words] for embedder in self.all]
        kindest = max(map(min, zip(*counts, strict=True)))  # a question of known words is none, whatever their length
        return kindest > 1 and sum(map(len, words)) <= _LETTERS_A_PIECE * min(map(sum, counts))

    def readers(self, text: str) -> tuple[Embedder, ...]:
        """Say which models embed a text: those for every script, and those for English where it has no other; there is at least one."""
        paired = len(self.all) > 1 and is_paired(text)
        return tuple(embedder for embedder in self.all if embedder.paired_scripts or not paired) or self.all[:1]

    def shared_out(self, passages: Sequence[Passage]) -> Iterator[tuple[Embedder, list[Passage]]]:
        """Share passages out to the models.

        Args:
            passages: Any passages.

        Yields:
            Each model that has some, with its own, in their order.
        """
        read_by = [self.readers(passage.text) for passage in passages]
        for embedder in self.all:
            theirs = [passage for passage, readers in zip(passages, read_by, strict=True) if embedder in readers]
            if theirs:
                yield embedder, theirs

    def misplaced(self, conn: Connection) -> list[int]:
        """Find vectors that stand in the way of a model that is new in this vault.

        They are those of an English model where the new one is for every script and the text is in another; and all of a text in
        English where the new one is for English: `keepmum.memory.vectors.indexing.plan` asks for a text whose vectors lack of the model
        that reads every one.

        Args:
            conn: An open connection, under the vault's lock.

        Returns:
            Numbers of vectors, rising; found without reading any text where no model is new.
        """
        known = {model for (model,) in conn.execute("SELECT model FROM vector_model").fetchall()}
        new = [embedder for embedder in self.all if embedder.model not in known]
        if not new or known.isdisjoint(self.identities):
            return []
        kinds = {embedder.paired_scripts for embedder in new}
        rows = conn.execute("SELECT n, text, speaker FROM record")
        wrong = [n for n, text, speaker in rows if is_paired(f"{speaker} {text}") in kinds]
        query = "SELECT vector_id FROM vector_source WHERE n = ?"
        return sorted({vector for n in wrong for (vector,) in conn.execute(query, (n,)).fetchall()})


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
