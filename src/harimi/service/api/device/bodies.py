"""JSON that cameras send: limited before it is read, and refused by the names of its fields, never by what stood in them."""

from http import HTTPStatus
from typing import Any, TypeVar

from django.http import HttpRequest
from pydantic import TypeAdapter, ValidationError

from harimi.service.api.device.handlers import measured
from harimi.service.api.problems import ProblemError

LARGEST = 64_000
"""Bytes of any of them."""
SETTINGS_HEADER = {"parameters": [{"in": "header", "name": "Harimi-Settings", "schema": {"type": "integer"}}]}
Kind = TypeVar("Kind")


def described(adapter: TypeAdapter[Any]) -> dict[str, Any]:
    """The request's body for the API's own description."""
    schema = adapter.json_schema(ref_template="#/components/schemas/{model}")
    found = schema.pop("$defs", {})
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": _inlined(schema, found)}}}}


def parsed(adapter: TypeAdapter[Kind], request: HttpRequest) -> Kind:
    """The body, or a problem."""
    measured(request, LARGEST, _too_large)
    try:
        return adapter.validate_json(request.body)
    except ValidationError as error:
        raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, "bad_body", _why(error)) from error


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


def _too_large() -> ProblemError:
    why = f"more than {LARGEST} bytes; send less at a time"
    return ProblemError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", why)
