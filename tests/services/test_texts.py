"""Words that go with a count."""

import pytest
from django.utils.translation import override

from harimi.service.pages.texts import text


@pytest.mark.parametrize(
    ("count", "told"), [(0, "0 stops"), (1, "1 stop"), ("1", "1 stop"), (2, "2 stops"), ("1.5", "1.5 stops")]
)
def test_one_is_singular_in_english(count: object, told: str) -> None:
    with override("en"):
        assert text("rounds.stops", count=count) == told


def test_japanese_counts_have_one_form() -> None:
    with override("ja"):
        assert text("rounds.stops", count=1) == "1件"
