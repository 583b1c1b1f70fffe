"""Putting an answer together from an entry, its facts and their sources."""
