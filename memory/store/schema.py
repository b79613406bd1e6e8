"""The tables of the vault, as SQLModel classes. `keepmum.memory.store.migrations` makes them; a test checks that both agree.

The tables have their own registry and metadata: an application that uses SQLModel too shares nothing with them.
"""

from __future__ import annotations

from sqlalchemy import Column, LargeBinary, MetaData, Table
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel


class VaultTable(SQLModel, registry=registry()):
    """What all tables of the vault share."""

    metadata = MetaData()


class RecordRow(VaultTable, table=True):
    """A record's newest version; times as microseconds since 1970 (UTC) and the zone's offset in minutes."""

    __tablename__ = "record"

    n: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    version: bytes = Field(sa_type=LargeBinary)
    text: str
    kind: str
    at_us: int
    at_zone: int
    ends_us: int | None = None
    ends_zone: int | None = None
    who: str  # JSON list
    speaker: str
    thread: str
    tags: str  # JSON list
    reply_to: str | None = None
    attachments: str  # JSON list
    source: str
    ref: str | None = None
    added_us: int


class OriginRow(VaultTable, table=True):
    """Where a record came from; one place gives a record once."""

    __tablename__ = "origin"

    source: str = Field(primary_key=True)
    ref: str = Field(primary_key=True)
    record_id: str = Field(index=True)


class OpRow(VaultTable, table=True):
    """An entry of the op log; never changed, never deleted."""

    __tablename__ = "op"

    seq: int = Field(primary_key=True)
    entry: bytes = Field(sa_type=LargeBinary)
    hash: bytes = Field(sa_type=LargeBinary)


class PayloadRow(VaultTable, table=True):
    """What an entry commits to; nonce and payload go together when something is forgotten."""

    __tablename__ = "payload"

    seq: int = Field(primary_key=True)
    nonce: bytes = Field(sa_type=LargeBinary)
    payload: bytes = Field(sa_type=LargeBinary)
    record_id: str | None = Field(default=None, index=True)


class DocumentRow(VaultTable, table=True):
    """Bytes that other layers keep here, with the entry that wrote them."""

    __tablename__ = "documents"

    namespace: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    data: bytes = Field(sa_column=Column("bytes", LargeBinary, nullable=False))  # a field named like its type confuses pydantic
    version: bytes = Field(sa_type=LargeBinary)
    seq: int


class DerivedRow(VaultTable, table=True):
    """An edge from a record to something that was made from it elsewhere."""

    __tablename__ = "derived"

    record_id: str = Field(primary_key=True)
    artefact: str = Field(primary_key=True)


class VectorRow(VaultTable, table=True):
    """A vector: float16, little-endian, of a turn or of a window that ends or begins at record `n`."""

    __tablename__ = "vector"

    id: int | None = Field(default=None, primary_key=True)
    n: int = Field(index=True)
    kind: str
    model: str
    data: bytes = Field(sa_type=LargeBinary)


class VectorSourceRow(VaultTable, table=True):
    """An edge from a vector to each record whose text is in it."""

    __tablename__ = "vector_source"

    n: int = Field(primary_key=True)
    vector_id: int = Field(primary_key=True, index=True)


class VectorModelRow(VaultTable, table=True):
    """A model whose vectors are or were in the vault."""

    __tablename__ = "vector_model"

    model: str = Field(primary_key=True)


class VectorBlockRow(VaultTable, table=True):
    """The codes of many vectors of one model and kind, numbered `first` to `last`; it goes when one of them goes."""

    __tablename__ = "vector_block"

    model: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    first: int = Field(primary_key=True)
    last: int
    ids: bytes = Field(sa_type=LargeBinary)
    n: bytes = Field(sa_type=LargeBinary)
    sources: bytes = Field(sa_type=LargeBinary)
    codes: bytes = Field(sa_type=LargeBinary)
    total: bytes = Field(sa_type=LargeBinary)


class MetaRow(VaultTable, table=True):
    """Single values: device, incarnation, the head's generation."""

    __tablename__ = "meta"

    key: str = Field(primary_key=True)
    value: bytes = Field(sa_type=LargeBinary)


def table(row: type[VaultTable]) -> Table:
    """Return the SQLAlchemy table of a class."""
    return VaultTable.metadata.tables[str(row.__tablename__)]
