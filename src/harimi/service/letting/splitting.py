"""Splits whole numbers so that the parts add up to the last unit."""

from collections.abc import Sequence


def apportion(amount: int, weights: Sequence[int]) -> list[int]:
    """Parts of an amount by weight; what is left over goes, one each, to the largest remainders, of equal ones to the first.

    Without any weight the parts are equal. Raises a `ValueError` where there is nobody to have a part.
    """
    if not weights:
        raise ValueError("there is nobody to have a part")
    told = weights if any(weights) else [1] * len(weights)
    sign, total = (-1 if amount < 0 else 1), sum(told)
    parts = [abs(amount) * weight // total for weight in told]
    order = sorted(range(len(told)), key=lambda n: (-(abs(amount) * told[n] % total), n))
    for n in order[: abs(amount) - sum(parts)]:
        parts[n] += 1
    return [sign * part for part in parts]
