"""The steps that lead to the tables, for Alembic. One that was ever released is never changed."""
