"""The key of a database, and what stands for users and questions: without it, it names nobody."""

import hmac
import secrets

from sqlalchemy import Connection, select

from bot.storage import tables
from bot.storage.engine import insert


class Hashes:
    """Makes keyed hashes."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def user(self, user_id: int) -> str:
        """Return what stands for a user."""
        return self._hash(f"user {user_id}")

    def question(self, text: str) -> str:
        """Return what stands for a question: equal for equal text, and not to be read back."""
        return self._hash(f"question {text}")

    def _hash(self, text: str) -> str:
        encoded = text.encode("utf-8", "surrogatepass")
        return hmac.digest(self._key, encoded, "sha256").hex()[:32]


def own_key(connection: Connection) -> bytes:
    """Return the key that a database holds; the first to ask makes it."""
    table = tables.secret
    made = insert(connection, table).values(name="hash", value=secrets.token_bytes(32))
    connection.execute(made.on_conflict_do_nothing())
    return bytes(
        connection.execute(select(table.c.value).where(table.c.name == "hash")).scalar_one()
    )


def kept(text: str, at_most: int) -> str:
    """Return a text as every database takes it, and no longer than it may be kept."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()[:at_most]
