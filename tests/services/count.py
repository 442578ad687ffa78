"""What a service holds: `python -m tests.services.count`, as JSON."""

import json

from harimi.service.project.setup import set_up


def main() -> None:
    """Captures, attempts and readings, and whether everything due is done."""
    set_up()
    from django.db.models import Count

    from harimi.service.captures.models import Capture, Cut
    from harimi.service.readings.models import Attempt, Chain, Reading, Usage

    twice = Capture.objects.values("device", "taken_at").annotate(n=Count("pk")).filter(n__gt=1)
    told = {
        "captures": [str(key) for key in Capture.objects.values_list("pk", flat=True)],
        "doubled": twice.count(),
        "waiting": Cut.objects.exclude(state=Cut.State.READ).count() + Chain.objects.exclude(dirty_from=None).count(),
        "failed": Cut.objects.filter(state=Cut.State.FAILED).count(),
        "attempts": Attempt.objects.count(),
        "readings": [[at.isoformat(), value] for at, value in Reading.objects.order_by("at").values_list("at", "value")],
        "hours": sum(Usage.objects.filter(period="hour").values_list("amount", flat=True)),
        "months": sum(Usage.objects.filter(period="month").values_list("amount", flat=True)),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
