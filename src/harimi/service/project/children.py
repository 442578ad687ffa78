"""Child processes that never outlive their parent."""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Has Linux kill this process when its parent dies, however that happens; elsewhere does nothing.

    Without it a web server whose supervisor was killed goes on holding its port. It is not asked to end: a web server that is
    waits until its clients close their connections, and those that keep sending never do. Nothing is lost by a kill.
    """
    if sys.platform != "linux":
        return
    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
