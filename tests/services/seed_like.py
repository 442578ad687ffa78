"""Two more electricity meters beside the one that `tests.services.seed` made; nobody has marked their displays."""

from datetime import UTC, datetime

from harimi.service.project.setup import set_up

START = datetime(2026, 4, 6, tzinfo=UTC)


def main() -> None:
    """Each has a camera of its own and one photograph, 2 and 3 kWh further on."""
    set_up()
    from harimi.service.captures.registration import register_meter
    from harimi.service.captures.services import accept
    from harimi.service.devices.services import install, new_camera
    from harimi.service.meters.models import Site
    from tests.meters import METERS, shot
    from tests.services.world import WANTED

    site, living = Site.objects.get(), METERS["energy"]
    for n in (2, 3):
        register = register_meter(site, WANTED["energy"])
        device, _ = new_camera(site.organization, f"Camera {n}")
        install(device, register.meter, since=START)
        accept(device, shot(living, living.start + n, n), START)


if __name__ == "__main__":
    main()
