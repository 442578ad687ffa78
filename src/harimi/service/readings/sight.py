"""An observation as it is kept: values scaled, reasons by code, and where everything was seen."""

from typing import Any

from harimi.service.meters.values import plain, scaled
from harimi.service.readings.models import Attempt
from harimi.vision.decode.told import with_told
from harimi.vision.observation import Alternative, Element, Hand, Observation, Sight, seen
from harimi.vision.reasons import Reason


def kept(observation: Observation, decimals: int, view: str = "") -> dict[str, Any]:
    """All that is kept of an observation, by the names of an attempt's and a trial's fields.

    `view` names the learned view by which the displays were found, if it was one.
    """
    return {
        "models_used": ", ".join(sorted({one.model for one in observation.evidence.sights if one.model})),
        "alternatives": alternatives(observation, decimals),
        "reasons": reasons(observation.reasons),
        "evidence": [one | {"view": view} if view else one for one in evidence(observation.evidence.sights)],
    }


def alternatives(observation: Observation, decimals: int) -> list[list[float]]:
    """Pairs of a scaled value and its probability."""
    return [[scaled(one.value, decimals), round(one.probability, 5)] for one in observation.alternatives]


def rivals(kept: list[list[float]], decimals: int) -> tuple[Alternative, ...]:
    """The way back from `alternatives`."""
    return tuple(Alternative(plain(int(value), decimals), probability) for value, probability in kept)


def heard(attempt: Attempt, decimals: int) -> tuple[Alternative, ...]:
    """What our reader saw in the picture, with what its camera read itself."""
    seen = rivals(attempt.alternatives, decimals)
    if attempt.told is None:
        return seen
    return with_told(seen, plain(attempt.told, decimals), plain(attempt.told_step, decimals))


def reasons(found: tuple[Reason, ...]) -> list[dict[str, Any]]:
    """Reasons by their codes, so that each reader gets their own language."""
    return [{"code": one.code, "where": one.where, "n": one.n, "details": dict(one.details)} for one in found]


def texts(kept: list[dict[str, Any]], language: str) -> list[str]:
    """Kept reasons in words."""
    found = (Reason(one["code"], one["where"], one["n"], tuple(sorted(one["details"].items()))) for one in kept)
    return [reason.text("ja" if language == "ja" else "en") for reason in found]


def evidence(sights: tuple[Sight, ...]) -> list[dict[str, Any]]:
    """What to draw over the picture: each display's outline and each digit or hand with what it was read as."""
    return [
        {"id": one.display, "kind": one.kind, "outline": _line(one.outline), "elements": [_element(e) for e in one.elements]}
        for one in sights
    ]


def _element(element: Element) -> dict[str, Any]:
    if isinstance(element, Hand):
        return {"line": _line((element.pivot, element.tip)), "text": seen(element)}
    return {"outline": _line(element.outline), "text": seen(element)}


def _line(places: tuple[tuple[float, float], ...]) -> list[list[float]]:
    return [[round(x, 1), round(y, 1)] for x, y in places]
