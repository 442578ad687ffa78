"""Harimi reads meters that cannot speak: a photograph becomes a reading that can be trusted."""

__version__ = "0.1.0"
