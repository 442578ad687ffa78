"""What a service has told its only outlet: `python -m tests.services.count_events`, as JSON."""

import json

from harimi.service.project.setup import set_up


def main() -> None:
    """Whether anything waits, the events by id in order, how far the outlet is, and the values that hold now."""
    set_up()
    from harimi.service.captures.models import Cut
    from harimi.service.outlets.models import Event, Journal, Outlet, SetAside
    from harimi.service.platform.models import OutboxEvent
    from harimi.service.readings.models import Chain, Reading

    waiting = Cut.objects.exclude(state="read").count() + Chain.objects.exclude(dirty_from=None).count()
    waiting += OutboxEvent.objects.exclude(due_at=None).count()
    told = {
        "waiting": waiting + Journal.objects.get().last - Outlet.objects.get().position,
        "events": [str(pk) for pk in Event.objects.order_by("number").values_list("pk", flat=True)],
        "set_aside": SetAside.objects.count(),
        "readings": {f"{at:%Y-%m-%dT%H:%M}": value for at, value in Reading.objects.values_list("at", "value")},
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
