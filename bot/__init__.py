"""Scenario Bot: answers a community's questions about a developing story, with its sources."""

__version__ = "0.1.0"
