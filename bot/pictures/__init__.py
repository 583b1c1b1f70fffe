"""Timelines and scenario boards: as data, as text, and drawn as PNG."""
