"""Limits, leaks, silence: what needs a person now."""
