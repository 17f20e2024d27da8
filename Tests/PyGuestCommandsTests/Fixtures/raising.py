"""Fails while it is loaded."""

1 / 0
