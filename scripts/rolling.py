"""Starts machines anew while they are in use: `python -m scripts.rolling [--machines 2] [--rounds 3]`.

nginx with deploy/nginx.conf before them, a database and a store of their own. Somebody opens a page some twenty times a second
and two cameras send; what failed, for how long no page came, and what became of the photographs is printed.
"""

import argparse
import sys

from tests.crash.fleet import missing
from tests.crash.rolling import roll
from tests.instances import nginx


def main() -> int:
    """1 where a photograph was lost, doubled or not read."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--machines", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    if why := missing("") or nginx.installed():
        print(f"skipped: {why}")
        return 0
    rolled = roll(chosen.machines, chosen.rounds)
    took = ", ".join(f"{seconds:.1f}" for seconds in rolled.machines)
    print(f"ended and ready again after {took} s")
    failed = ", ".join(f"{count} by {what}" for what, count in rolled.failed.items()) or "none"
    print(f"{rolled.asked} pages asked for, failed {failed}; none came for {rolled.away:.1f} s at most")
    print(f"{rolled.verdict.acknowledged} photographs acknowledged; faults: {rolled.verdict.faults or 'none'}")
    return int(bool(rolled.verdict.faults))


if __name__ == "__main__":
    sys.exit(main())
