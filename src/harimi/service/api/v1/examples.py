"""Examples of what is sent and answered, made from what is told of it: they can never be out of date."""

from typing import Any

_FORMATS = {
    "uuid": "0195f3a2-7c1e-7a44-9d0b-5f1c2e8a6b10",
    "date-time": "2026-04-06T09:00:00Z",
    "date": "2026-04-06",
    "time": "09:00",
    "binary": "",
    "decimal": "1234.56",
}
_TYPES: dict[str, Any] = {"integer": 1, "number": 0.98, "boolean": False, "string": "", "object": {}}


def example_of(schema: dict[str, Any], schemas: dict[str, Any]) -> Any:
    """Something that the schema allows: what it gives as an example itself, else its default, else the plainest there is."""
    if "$ref" in schema:
        return example_of(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    if schema.get("examples"):
        return schema["examples"][0]
    if "properties" in schema:
        return {name: example_of(one, schemas) for name, one in schema["properties"].items() if name in _told(schema)}
    if "default" in schema:
        return schema["default"]
    return _plainest(schema, schemas)


def _told(schema: dict[str, Any]) -> list[str]:
    """What must be there; of what has only choices, the first."""
    return schema.get("required") or list(schema["properties"])[:1]


def _plainest(schema: dict[str, Any], schemas: dict[str, Any]) -> Any:
    for choices in ("enum", "anyOf", "oneOf", "allOf"):
        if choices in schema:
            first = schema[choices][0]
            return first if choices == "enum" else example_of(_textual(schema[choices]), schemas)
    if "const" in schema:
        return schema["const"]
    if schema.get("type") == "array":
        return [] if schema.get("minItems", 0) == 0 and _is_free(schema) else [example_of(schema["items"], schemas)]
    if schema.get("format") in _FORMATS:
        return _FORMATS[schema["format"]]
    if schema.get("minLength"):
        return "a name"[: schema.get("maxLength")].ljust(schema["minLength"], "x")
    return _TYPES.get(schema.get("type", ""))


def _textual(choices: list[dict[str, Any]]) -> dict[str, Any]:
    """Of a number or its text the text: that is how decimals are answered."""
    texts = [one for one in choices if one.get("type") == "string"]
    return texts[0] if texts and len(choices) > 1 else choices[0]


def _is_free(schema: dict[str, Any]) -> bool:
    return "items" not in schema
