"""Celery's workers on this machine: as many processes as the operator wants, each of which dies with its parent."""

import os
import socket
from typing import Any

from celery.signals import worker_process_init

from harimi.service.platform.broker import QUEUE, app
from harimi.service.project.children import die_with_parent


def pool(processes: int) -> int:
    """Runs until it is told to end; the jobs at hand are finished first."""
    worker_process_init.connect(_begun, weak=False)
    name = f"harimi-{os.getpid()}@{socket.gethostname()[:40]}"
    quiet = ["--without-gossip", "--without-mingle", "--loglevel=WARNING"]
    app().worker_main(["worker", "--pool=prefork", f"--concurrency={processes}", f"--queues={QUEUE}", "-n", name, *quiet])
    return 0


def _begun(**_: Any) -> None:
    die_with_parent()
