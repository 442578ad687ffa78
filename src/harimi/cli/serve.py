"""`harimi serve` and `harimi work`: the service on this machine."""

import argparse
import os
import sys
from typing import Any

PARTS = ("loop", "pool")
"""Of the processes that work: a loop beside the database, and Celery's pool."""


def add_to(commands: Any) -> None:
    """Adds both commands to the parser."""
    serve = commands.add_parser(
        "serve",
        help="run the whole service on this machine",
        description="Prepares the database, then runs web server and workers until it is stopped. HARIMI_DATA_DIR says where "
        "everything is kept (default: data), HARIMI_PORT where it listens (default: 8000).",
    )
    serve.add_argument("--demo", action="store_true", help="with a demo customer whose simulated cameras send photographs")
    serve.set_defaults(run=_serve)
    work = commands.add_parser(
        "work",
        help="work on this machine",
        description="Reads photographs until it is stopped: HARIMI_WORKERS side by side. With HARIMI_BROKER_URL Celery "
        "spreads the work over all machines that run this.",
    )
    work.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    work.set_defaults(run=_work)


def _serve(options: argparse.Namespace) -> int:
    from django.db import OperationalError
    from pydantic import ValidationError

    from harimi.service.privacy.documents import DocumentError
    from harimi.service.privacy.profile import ProfileError
    from harimi.service.project.config import config

    if options.demo:  # whose passwords everybody knows; children read the same environment
        os.environ.setdefault("HARIMI_STAFF_TWO_STEP", "false")
    try:
        return _started(config(), demo=options.demo)
    except ValidationError as error:
        print(settings_faults(error), file=sys.stderr)
        return 2
    except (OSError, DocumentError, ProfileError, OperationalError) as error:
        print(f"the service cannot start: {error}", file=sys.stderr)
        return 1


def settings_faults(error: Any) -> str:
    """What is wrong with the settings, a line each, by the names that an operator set."""
    return "\n".join(_fault(one) for one in error.errors())


def _fault(one: Any) -> str:
    named = "_".join(map(str, one["loc"])).upper()
    return f"HARIMI_{named}: {one['msg']}" if named else str(one["msg"])


def _started(chosen: Any, *, demo: bool) -> int:
    from harimi.service.project import supervisor
    from harimi.service.project.setup import set_up

    supervisor.check_port(chosen)
    supervisor.prepare(chosen)
    set_up()
    supervisor.migrate()
    from harimi.service.privacy.publication import say_duties
    from harimi.service.project.outside import say_unregistered

    say_duties()
    say_unregistered(chosen)
    children = supervisor.children_of(chosen)
    print(f"Harimi is at {chosen.url}", flush=True)
    if demo:
        children.append(_demo(chosen))
    supervisor.supervise(children)
    return 0


def _demo(chosen: Any) -> Any:
    """The demo's customer, and the child that plays its cameras."""
    from harimi.demo.customer import CUSTOMER, STAFF, found_demo
    from harimi.service.project.supervisor import Child

    listed = found_demo(chosen.data_dir / "demo")
    for who, (email, password) in (("customer", CUSTOMER), ("staff", STAFF)):
        print(f"  sign in as {who}: {email} with the password “{password}”", flush=True)
    command = [sys.executable, "-m", "harimi", "simulate", "--url", f"http://127.0.0.1:{chosen.port}", "--cameras", str(listed)]
    return Child("simulated cameras", command)


def _work(options: argparse.Namespace) -> int:
    from django.db import OperationalError
    from pydantic import ValidationError

    from harimi.service.privacy.documents import DocumentError
    from harimi.service.project.children import die_with_parent
    from harimi.service.project.config import config
    from harimi.service.project.setup import set_up

    die_with_parent()
    try:
        chosen = config()
        set_up()
        return _part(options.part, chosen)
    except ValidationError as error:
        print(settings_faults(error), file=sys.stderr)
        return 2
    except (OSError, DocumentError, OperationalError) as error:
        print(f"the worker cannot start: {error}", file=sys.stderr)
        return 1


def _part(part: str | None, chosen: Any) -> int:
    """One of the processes that work, or all of this machine's under a supervisor."""
    if part == "pool":
        from harimi.service.project.pool import pool

        return pool(chosen.workers)
    if part == "loop":
        from harimi.service.readings.worker import work_until_told

        work_until_told()
        return 0
    from harimi.service.backups import halfway
    from harimi.service.project import supervisor
    from harimi.service.project.fitting import check

    halfway.check()
    check()
    supervisor.supervise(supervisor.workers_of(chosen))
    return 0
