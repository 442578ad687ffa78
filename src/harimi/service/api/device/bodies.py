"""Bodies of JSON: their size, their form, and how the API describes them."""

from http import HTTPStatus
from typing import Any, TypeVar

from django.http import HttpRequest
from pydantic import TypeAdapter, ValidationError

from harimi.service.api.device.handlers import measured
from harimi.service.api.problems import ProblemError

Kind = TypeVar("Kind")
SETTINGS_HEADER = {"parameters": [{"in": "header", "name": "Harimi-Settings", "schema": {"type": "integer"}}]}
LARGEST = 64_000
"""Bytes of a list with as many entries as one may have."""
_TOO_LARGE = ProblemError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", f"more than {LARGEST} bytes; send less at a time")


def body_of(request: HttpRequest) -> bytes:
    """The body, if it is not too large; a problem before it is read otherwise."""
    measured(request, LARGEST, _TOO_LARGE)
    return request.body


def parsed(adapter: TypeAdapter[Kind], body: bytes) -> Kind:
    """What the body says; a problem that names the fields that are wrong, never what stood in them."""
    if len(body) > LARGEST:
        raise _TOO_LARGE
    try:
        return adapter.validate_json(body)
    except ValidationError as error:
        raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, "bad_body", _why(error)) from error


def described(adapter: TypeAdapter[Any]) -> dict[str, Any]:
    """The request's body for the API's own description."""
    schema = adapter.json_schema(ref_template="#/components/schemas/{model}")
    found = schema.pop("$defs", {})
    plain = _inlined(schema, found)
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": plain}}}}


def _inlined(schema: Any, found: dict[str, Any]) -> Any:
    if isinstance(schema, list):
        return [_inlined(one, found) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _inlined(found[schema["$ref"].rpartition("/")[2]], found)
    return {key: _inlined(one, found) for key, one in schema.items()}


def _why(error: ValidationError) -> str:
    wrong = [f"{'.'.join(map(str, one['loc'])) or 'body'}: {one['type']}" for one in error.errors(include_input=False)[:10]]
    return f"this does not fit: {', '.join(wrong)}; openapi.json beside this address describes the body"
