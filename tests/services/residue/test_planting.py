"""What is planted: something in every table that holds an item, and a text in every column that takes one."""

import pytest

from tests.services.residue.planting import plant

pytestmark = pytest.mark.django_db(transaction=True)


def test_nothing_that_holds_an_item_is_left_out() -> None:
    assert plant("energy").empty == []
