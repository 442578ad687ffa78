"""What a fleet's service holds after all, by register: `python -m tests.crash.counting`, as JSON."""

import json
from typing import Any

from harimi.service.project.setup import set_up


def main() -> None:
    """Whether everything due is done; captures, attempts, readings and usage of each device; bytes that are missing."""
    set_up()
    from harimi.service.privacy.gate import using

    with using("provision"):
        print(json.dumps({"waiting": _waiting(), "cameras": list(_cameras()), "store_faults": _store_faults()}))


def _waiting() -> int:
    from harimi.service.captures.models import Cut
    from harimi.service.platform.models import OutboxEvent
    from harimi.service.readings.models import Chain

    due = OutboxEvent.objects.exclude(due_at=None)
    return Cut.objects.exclude(state="read").count() + Chain.objects.exclude(dirty_from=None).count() + due.count()


def _cameras() -> Any:
    from harimi.service.captures.models import Capture
    from harimi.service.devices.models import Device
    from harimi.service.readings.models import Attempt, Reading, Usage

    for device in Device.objects.order_by("created_at"):
        register = device.installations.get().meter.registers.get()
        readings = Reading.objects.filter(register=register).order_by("at")
        hours = Usage.objects.filter(register=register, period="hour").values_list("amount", flat=True)
        captures = Capture.objects.filter(device=device).exclude(idempotency_key="")
        yield {
            "register": str(register.pk),
            "captures": {key: str(pk) for key, pk in captures.values_list("idempotency_key", "pk")},
            "rows": captures.count(),
            "attempts": Attempt.objects.filter(register=register).count(),
            "readings": list(readings.values_list("value", flat=True)),
            "used": sum(hours),
        }


def _store_faults() -> int:
    from harimi.service.captures.checking import checked

    return max((each.faults for each in checked()), default=0)


if __name__ == "__main__":
    main()
