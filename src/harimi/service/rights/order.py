"""In which order a subject's tables are emptied: rows that name others go before those they name."""

from collections.abc import Sequence
from graphlib import TopologicalSorter

from django.db.models import Model

from harimi.service.privacy.holdings import Holding


def children_first(holdings: Sequence[Holding]) -> list[Holding]:
    """The naming before the named; what is found by other ways than keys comes first, while its way is there."""
    by_model: dict[type[Model], Holding] = {one.model: one for one in holdings if isinstance(one.way, str)}
    naming = {
        model: [kind for one in model._meta.related_objects if (kind := one.related_model) is not model] for model in by_model
    }
    ordered = TopologicalSorter(naming).static_order()
    found = [one for one in holdings if not isinstance(one.way, str)]
    return [*found, *(by_model[model] for model in ordered if model in by_model)]
