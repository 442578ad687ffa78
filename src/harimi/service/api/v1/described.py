"""What is told of the API to programs: the framework's own account of it, and what that leaves out."""

from collections.abc import Iterator, Sequence
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema
from ninja.schema import NinjaGenerateJsonSchema
from pydantic.json_schema import JsonSchemaMode

from harimi.service.api.v1.calls import Subject
from harimi.service.api.v1.examples import example_of
from harimi.service.api.v1.limiting import HEADERS

ABOUT = """Reads and writes all that My Account shows of one organization.

A token is made in My Account and sent as `Authorization: Bearer hk_…`. It may do what its scopes say, as far as whoever made it
may do that there themselves. Errors are `application/problem+json` with a stable `code`. Lists come in pages: `next` is the
cursor of the following one, null on the last. Moments are UTC, decimals are strings with all their places."""
PROBLEM, JSON = "application/problem+json", "application/json"
REFUSED = {
    "401": "No token, or none that works.",
    "403": "The token lacks the scope, or its maker may not do that there now.",
    "404": "There is nothing by that id for this token.",
    "409": "The same call is being answered now, or was and told a secret, or what is there stands against it.",
    "411": "The body came without its length.",
    "412": "Somebody changed it since.",
    "413": "The body is too large.",
    "415": "What was sent is no photograph.",
    "422": "What was sent does not fit, or cannot be done.",
    "429": "Too many calls in this minute.",
}
_HEADERS: dict[str, Any] = {
    **{name: {"schema": {"type": "integer"}} for name in (*HEADERS[:3], "Retry-After")},
    **{name: {"schema": {"type": "string"}} for name in (HEADERS[3], "ETag", "Link", "Idempotent-Replayed")},
}


class TwiceNamedError(RuntimeError):
    """Two things have the same name; give one of them another, since programs know them by it."""


class Exact(NinjaGenerateJsonSchema):
    """Decimals that are answered as texts are told to be decimals."""

    def decimal_schema(self, schema: Any) -> dict[str, Any]:
        told = super().decimal_schema(schema)
        for one in (told, *told.get("anyOf", ())):
            if one.get("type") == "string":
                one["format"] = "decimal"
        return told


class Told(OpenAPISchema):
    """The framework's account, which would let the second of two things of one name take the place of the first."""

    def _create_schema_from_model(
        self, model: Any, by_alias: bool = True, remove_level: bool = True, mode: JsonSchemaMode = "validation"
    ) -> tuple[dict[str, Any], bool]:
        if hasattr(model, "__ninja_flatten_map__"):
            return super()._create_schema_from_model(model, by_alias, remove_level, mode)
        schema = model.model_json_schema(ref_template=REF_TEMPLATE, by_alias=by_alias, schema_generator=Exact, mode=mode)
        self.add_schema_definitions(schema.pop("$defs", {}))
        if remove_level and len(schema["properties"]) == 1:
            [(name, told)] = schema["properties"].items()
            return told, name in schema.get("required", ())
        return schema, True

    def add_schema_definitions(self, definitions: dict[str, Any]) -> None:
        for name, one in definitions.items():
            if self.schemas.setdefault(name, one) != one:
                raise TwiceNamedError(f"{name} is said of two things")


def described(api: NinjaAPI, prefix: str, subjects: Sequence[Subject]) -> OpenAPISchema:
    """The whole of it, with media types, headers, scopes, examples and words."""
    told = Told(api, prefix)
    told["info"] |= {"description": ABOUT, "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}}
    told["tags"] = [{"name": one.name, "description": one.about} for one in subjects]
    told["servers"] = [{"url": "/"}]
    parts = told["components"]
    for operation in _operations(told):
        _scope(operation)
        operation["responses"] = {
            str(status): _answer(str(status), one, parts) for status, one in operation["responses"].items()
        }
        _examples(operation, parts["schemas"])
    _plain(told, {name: one for name, one in parts["schemas"].items() if "enum" in one})
    parts["headers"], parts["responses"] = _HEADERS, {f"Problem{status}": _problem(status) for status in REFUSED}
    parts["schemas"] = {name: one for name, one in sorted(parts["schemas"].items()) if name in _named(told, parts["schemas"])}
    for scheme in parts["securitySchemes"].values():
        scheme["description"] = "A token of the API, made in My Account."
    _untitled(told)
    return told


def _operations(told: OpenAPISchema) -> Iterator[dict[str, Any]]:
    for path in told["paths"].values():
        yield from path.values()


def _scope(operation: dict[str, Any]) -> None:
    scope, needed = operation.pop("x-scope", None), operation.get("security", [])
    names = [] if scope is None else [str(scope)]
    operation["security"] = [dict.fromkeys(one, names) for one in needed]
    if needed:
        operation["description"] += f"\n\nScope: {f'`{scope}`' if scope else 'any'}."


def _answer(status: str, answer: dict[str, Any], parts: dict[str, Any]) -> dict[str, Any]:
    if status in REFUSED:
        return {"$ref": f"#/components/responses/Problem{status}"}
    names, content = list(HEADERS), answer.get("content", {})
    if status in ("200", "304") and content.keys() <= {JSON}:
        names.append("ETag")
    if _is_page(content, parts["schemas"]):
        names.append("Link")
    if status == "201":
        names.append("Idempotent-Replayed")
    return answer | {"headers": {name: {"$ref": f"#/components/headers/{name}"} for name in names}}


def _problem(status: str) -> dict[str, Any]:
    names = [] if status == "401" else [*HEADERS, *(["Retry-After"] if status in ("409", "429") else [])]
    schema = {"$ref": "#/components/schemas/ProblemBody"}
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
    return {"description": REFUSED[status], "content": {PROBLEM: {"schema": schema}}, "headers": headers}


def _is_page(content: dict[str, Any], schemas: dict[str, Any]) -> bool:
    name = content.get(JSON, {}).get("schema", {}).get("$ref", "").rpartition("/")[2]
    return {"next", "data"} <= schemas.get(name, {}).get("properties", {}).keys()


def _examples(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    sent = operation.get("requestBody", {}).get("content", {})
    for content in (sent, *(one.get("content", {}) for one in operation["responses"].values())):
        if JSON in content:
            content[JSON]["example"] = example_of(content[JSON]["schema"], schemas)


def _named(told: Any, schemas: dict[str, Any]) -> set[str]:
    """The schemas that anything leads to, and those that these lead to."""
    found, look = {"ProblemBody"}, [told["paths"]]
    while look:
        names = set(_references(look.pop())) - found
        found |= names
        look += [schemas[name] for name in names if name in schemas]
    return found


def _references(told: Any) -> Iterator[str]:
    if isinstance(told, dict):
        if isinstance(told.get("$ref"), str):
            yield told["$ref"].rpartition("/")[2]
        for one in told.values():
            yield from _references(one)
    if isinstance(told, list):
        for one in told:
            yield from _references(one)


def _untitled(told: Any) -> None:
    """A title that only says the name again, somewhere in it, says nothing."""
    if isinstance(told, dict):
        if isinstance(told.get("title"), str) and "version" not in told:
            del told["title"]
        for name, one in told.items():
            if name not in ("example", "examples"):
                _untitled(one)
    if isinstance(told, list):
        for one in told:
            _untitled(one)


def _plain(told: Any, choices: dict[str, Any]) -> None:
    """Choices are told where they are used, as programs need no name for each, and pairs as lists of two."""
    for one in told.values() if isinstance(told, dict) else told if isinstance(told, list) else ():
        if isinstance(one, dict) and one.get("$ref", "").rpartition("/")[2] in choices:
            found = choices[one.pop("$ref").rpartition("/")[2]]
            one |= {name: found[name] for name in ("type", "enum")} | one
        if isinstance(one, dict) and "prefixItems" in one:
            one["items"] = one.pop("prefixItems")[0]
        _plain(one, choices)
