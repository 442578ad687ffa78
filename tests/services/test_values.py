"""Values and units of registers as people read them."""

import pytest

from harimi.service.meters.values import unit_shown


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        ("m3", "m³"),
        ("m3/h", "m³/h"),
        ("Nm3", "Nm³"),
        ("kg/cm2", "kg/cm²"),
        ("kWh", "kWh"),
        ("mm10", "mm10"),
        ("m30", "m30"),
        ("", ""),
    ],
)
def test_powers_of_metres_are_raised(kept: str, read: str) -> None:
    assert unit_shown(kept) == read
