"""What is told of the API is true: it is committed, its examples fit, and nothing is answered that it does not tell."""

import json
from collections import Counter
from contextlib import suppress
from typing import Any

import jsonschema
import pytest
import schemathesis
from django.core.exceptions import ObjectDoesNotExist
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from harimi.service.api.device.common import limiter
from harimi.service.project.wsgi import application
from scripts.described import told
from scripts.schemas import FOLDER, text
from tests.services.api_calls import CALLS, operations, token_for
from tests.services.test_addresses import START
from tests.services.test_addresses import made as made
from tests.services.test_api_access import whole as whole
from tests.services.world import World, hours

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 3
"""Of each call; what a run of hundreds found is a test of its own."""


def test_the_committed_document_is_what_the_code_says() -> None:
    assert (FOLDER / "openapi.json").read_text(encoding="utf-8") == text(told()), "run: make schemas"


def test_calls_stand_in_the_order_of_their_subjects_whoever_imported_what_first() -> None:
    document = told()
    subjects = [one["name"] for one in document["tags"]]
    first = [next(iter(methods.values()))["tags"][0] for methods in document["paths"].values()]
    assert first == sorted(first, key=subjects.index)
    assert set(first) == set(subjects)


def test_it_is_served_to_anybody() -> None:
    answer = Client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert answer.json()["openapi"] == "3.1.0"
    assert answer.json() == told()


def _examples(found: Any) -> Any:
    if isinstance(found, dict):
        if "example" in found and "schema" in found:
            yield found["schema"], found["example"]
        for one in found.values():
            yield from _examples(one)
    if isinstance(found, list):
        for one in found:
            yield from _examples(one)


def test_each_call_has_words_a_scope_every_refusal_and_an_example_that_fits() -> None:
    document = told()
    seen = list(_examples(document["paths"]))
    assert len(seen) > 80
    for schema, example in seen:
        jsonschema.validate(example, {**schema, "components": document["components"]})
    for name, (method, path, one) in operations().items():
        assert one["summary"], name
        assert one["description"], name
        assert one["tags"], name
        wanted = {"401", "403", "422", "429"} if one["security"] else {"404"}
        wanted |= {"411", "413"} if method in ("post", "patch", "put") else set()
        assert wanted <= one["responses"].keys(), (name, path)


def test_no_call_answers_what_the_document_does_not_tell(whole: World, settings_of_limits: None) -> None:
    token = token_for(whole.site.organization, whole.owner)
    schema = schemathesis.openapi.from_dict(json.loads((FOLDER / "openapi.json").read_text()))
    schema.app = application
    headers, told_of = {"Authorization": f"Bearer {token}"}, Counter[int]()
    listed: list[Any] = [one.ok() for one in schema.get_all_operations()]  # type: ignore[union-attr]
    order = list(CALLS)
    listed.sort(key=lambda one: order.index(one.definition.raw["operationId"]))
    wrong = [found for one in listed if (found := _tried(one, headers, whole, told_of))]
    assert wrong == []
    assert sum(n for status, n in told_of.items() if status < 300) > len(listed)


def _tried(operation: Any, headers: dict[str, str], made: World, told_of: Counter[int]) -> str:
    """What is wrong with a call; empty where nothing is. Its ids are those of what is there, else they would be of nothing.

    Readings are of this month: between one of today and one of long ago usage is worked out for each hour, which takes long.
    """
    there = CALLS[operation.definition.raw["operationId"]].ids

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def calls(case: Any) -> None:
        with suppress(ObjectDoesNotExist, IndexError):
            case.path_parameters.update({name: str(one) for name, one in there(made).items()})
        if isinstance(case.body, dict) and "at" in case.body:
            case.body["at"] = (START + hours(len(str(case.body)))).isoformat()
        answer = case.call(headers=headers)
        told_of[answer.status_code] += 1
        case.validate_response(answer, checks=CHECKS)

    try:
        calls()
    except BaseException as error:  # several failures are a group, which is no exception
        return f"{operation.label}: {error}"
    return ""


@pytest.fixture
def settings_of_limits(settings: Any) -> Any:
    """Nobody counts."""
    limiter.cache_clear()
    settings.HARIMI = settings.HARIMI.model_copy(update={"api_calls_per_minute": 10**6, "api_photographs_per_minute": 10**6})
    yield
    limiter.cache_clear()
