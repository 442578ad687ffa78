"""Breaches of the terms of use (terms 1 §8, clause 2-2(3)): evidence, warning, suspension, objection, end."""
