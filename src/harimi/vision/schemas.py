"""The JSON forms that others build on: a face, and the lines that `harimi read` and `harimi sequence` print."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from harimi.vision.decode.settle import Settled
from harimi.vision.face import Face
from harimi.vision.observation import Observation
from harimi.vision.reasons import Language

LINE_SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Reading of one photograph",
    "type": "object",
    "additionalProperties": False,
    "required": ["photo", "value", "unit", "state", "confidence", "alternatives", "reasons", "ms"],
    "properties": {
        "photo": {"type": ["string", "null"], "description": "the path as it was given; null where the request named none"},
        "value": {
            "type": ["string", "null"],
            "pattern": "^-?[0-9]+(\\.[0-9]+)?$",
            "description": "an exact decimal, or null where nothing could be read",
        },
        "unit": {"type": "string"},
        "state": {"enum": ["published", "uncertain", "unreadable"]},
        "confidence": {"type": "number", "minimum": 0, "maximum": 1},
        "alternatives": {
            "type": "array",
            "description": "all values that the photograph may show, most probable first, the value itself among them",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["value", "probability"],
                "properties": {
                    "value": {"type": "string"},
                    "probability": {"type": "number", "minimum": 0, "maximum": 1},
                },
            },
        },
        "reasons": {"type": "array", "items": {"type": "string"}},
        "ms": {"type": "number", "minimum": 0, "description": "milliseconds from the bytes to the reading"},
    },
}


def _said(states: list[str]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["value", "state", "confidence"],
        "properties": {
            "value": LINE_SCHEMA["properties"]["value"],
            "state": {"enum": states},
            "confidence": LINE_SCHEMA["properties"]["confidence"],
        },
    }


SEQUENCE_SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "One photograph of a sequence",
    "type": "object",
    "additionalProperties": False,
    "required": ["photo", "at", "first", "final"],
    "properties": {
        "photo": {"type": "string", "description": "the file as the list of times names it"},
        "at": {"type": "string", "format": "date-time", "description": "when it was taken"},
        "first": _said(["published", "uncertain", "unreadable"])
        | {"description": "what was said at once, from this photograph and those before it"},
        "final": _said(["published", "confirmed", "corrected", "rejected", "uncertain", "unreadable"])
        | {"description": "what stands in the end, when later photographs have spoken"},
    },
}


def sequence_line(photo: str, at: datetime, settled: Settled) -> dict[str, Any]:
    """A photograph of a sequence in the form of `SEQUENCE_SCHEMA`."""
    first = settled.at_once
    return {
        "photo": photo,
        "at": at.isoformat(),
        "first": {"value": _plain(first.value), "state": first.state, "confidence": round(first.confidence, 4)},
        "final": {"value": _plain(settled.value), "state": settled.state, "confidence": round(settled.confidence, 4)},
    }


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def face_schema() -> dict[str, Any]:
    """JSON Schema of a face."""
    return Face.model_json_schema()


def line(photo: str | None, observation: Observation, ms: float, language: Language = "en") -> dict[str, Any]:
    """An observation in the form of `LINE_SCHEMA`."""
    return {
        "photo": photo,
        "value": _plain(observation.value),
        "unit": observation.unit,
        "state": observation.state,
        "confidence": round(observation.confidence, 4),
        "alternatives": [
            {"value": f"{one.value:f}", "probability": round(one.probability, 4)} for one in observation.alternatives
        ],
        "reasons": [reason.text(language) for reason in observation.reasons],
        "ms": round(ms, 1),
    }


def failed_line(photo: str | None, unit: str, why: str, ms: float = 0.0) -> dict[str, Any]:
    """A request that could not even be tried, in the form of `LINE_SCHEMA`."""
    unreadable = Observation(None, unit, "unreadable", 0.0)
    return line(photo, unreadable, ms) | {"reasons": [why]}
