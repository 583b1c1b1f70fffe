"""The model of a pack, and reading, checking and describing packs."""
