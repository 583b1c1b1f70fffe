"""The tables of processes that share one bot's shards.

They tell who does what just now: none of it is remembered, backed up or restored. Times are seconds
of the database's clock.
"""

from sqlalchemy import BigInteger, Column, Double, Integer, MetaData, Table, Text

metadata = MetaData()

process = Table(
    "process",
    metadata,
    Column("word", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("begun", Double, nullable=False),
    Column("until", Double, nullable=False),
    Column("packs", Text, nullable=False),
)

shard = Table(
    "shard",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("holder", Text, index=True),
    Column("token", BigInteger, nullable=False),
    Column("until", Double, nullable=False),
    Column("session", Text),
    Column("sequence", BigInteger),
    Column("gateway", Text),
)

# Of each bucket of shards, from when on the next may IDENTIFY, and whose turn it was last.
identify = Table(
    "identify",
    metadata,
    Column("bucket", Integer, primary_key=True, autoincrement=False),
    Column("free_at", Double, nullable=False),
    Column("holder", Text, nullable=False),
)
