"""Child processes that never outlive their parent."""

import ctypes
import multiprocessing
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Has Linux kill this process when its parent dies, however that happens; elsewhere does nothing.

    Without it a web server whose supervisor was killed goes on holding its port. It is not asked to end: a web server that is
    waits until its clients close their connections, and those that keep sending never do. Nothing is lost by a kill.
    A process that took seconds to come so far may be an orphan already.
    """
    if sys.platform != "linux":
        return
    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    began_by = multiprocessing.parent_process()
    if os.getppid() != parent or (began_by is not None and began_by.pid != os.getppid()):
        os.kill(os.getpid(), signal.SIGKILL)
