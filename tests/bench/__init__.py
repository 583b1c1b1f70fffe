"""Measurements of speed, memory and rightness: `make bench`. Nothing here is a test."""
