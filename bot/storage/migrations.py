"""The tables, step by step. `PRAGMA user_version` says how many steps a database has taken.

Plain SQL that old SQLites know: long-lived systems come with 3.34 and less.
A step that was ever released is never changed; a new one is added at the end.
"""

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE secret (name TEXT PRIMARY KEY, value BLOB NOT NULL)",
        "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
        """CREATE TABLE guild (
            guild_id INTEGER PRIMARY KEY,
            packs TEXT NOT NULL,
            channels TEXT NOT NULL,
            language TEXT,
            verbosity TEXT NOT NULL CHECK (verbosity IN ('short', 'full')),
            curator_roles TEXT NOT NULL
        )""",
        """CREATE TABLE answer (
            message_id INTEGER PRIMARY KEY,
            channel_id INTEGER NOT NULL,
            guild_id INTEGER,
            asker_id INTEGER NOT NULL,
            pack TEXT NOT NULL,
            pack_version TEXT NOT NULL,
            entry TEXT,
            facts TEXT NOT NULL,
            question_hash TEXT NOT NULL,
            created INTEGER NOT NULL
        )""",
        "CREATE INDEX answer_by_asker ON answer (asker_id)",
        "CREATE INDEX answer_by_created ON answer (created)",
        """CREATE TABLE feedback (
            message_id INTEGER NOT NULL,
            user_hash TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('helpful', 'not_helpful', 'outdated')),
            created INTEGER NOT NULL,
            PRIMARY KEY (message_id, user_hash)
        ) WITHOUT ROWID""",
        "CREATE INDEX feedback_by_user ON feedback (user_hash)",
        "CREATE INDEX feedback_by_created ON feedback (created)",
        # Feedback on an answer that is forgotten is about nothing any more.
        """CREATE TRIGGER answer_forgotten AFTER DELETE ON answer BEGIN
            DELETE FROM feedback WHERE message_id = old.message_id;
        END""",
    ),
)
