"""The two JSON forms that others build on: a face, and the line that `harimi read` prints for a photograph."""

from typing import Any

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


def face_schema() -> dict[str, Any]:
    """JSON Schema of a face."""
    return Face.model_json_schema()


def line(photo: str | None, observation: Observation, ms: float, language: Language = "en") -> dict[str, Any]:
    """An observation in the form of `LINE_SCHEMA`."""
    return {
        "photo": photo,
        "value": None if observation.value is None else f"{observation.value:f}",
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
