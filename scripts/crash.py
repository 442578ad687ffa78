"""Kills everything by chance under load: `python -m scripts.crash [--kills 200] [--seed N] [--broker rabbitmq]`.

Starts a PostgreSQL, a broker, a Mosquitto and an S3 store of its own, two machines that serve and work and one that works, and
cameras that send by web or MQTT until they are acknowledged. Web servers, workers, intakes, whole machines, brokers, database
and store are killed with -9. At
the end nothing that was acknowledged may be lost, nothing doubled, and all must stand in order. The machine's own services
stay untouched.
"""

import argparse
import secrets
import sys

from tests.crash.fleet import BROKERS, missing
from tests.crash.storm import storm


def main() -> int:
    """Prints the seed, a table of what was killed, and the verdict; 1 where anything is not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--cameras", type=int, default=6)
    parser.add_argument("--broker", choices=[*BROKERS, "none"], default="rabbitmq")
    chosen = parser.parse_args()
    broker = "" if chosen.broker == "none" else chosen.broker
    if why := missing(broker):
        print(f"skipped: {why}")
        return 0
    print(f"seed {chosen.seed}, {chosen.kills} kills, broker {chosen.broker}", flush=True)
    run = storm(chosen.seed, chosen.kills, cameras=chosen.cameras, broker=broker, say=lambda line: print(line, flush=True))
    for name, times in sorted(run.killed.items()):
        print(f"{name:<12} killed {times:4d} times")
    verdict = run.verdict
    came = " and ".join(f"{count} by {way}" for way, count in sorted(run.ways.items()))
    print(f"{run.killed.total()} kills in {run.seconds:.0f} s; acknowledged {came}, {verdict.readings} readings")
    print(
        f"lost {verdict.lost}, doubled {verdict.doubled}, out of order {verdict.disordered}, unread {verdict.unread}, ", end=""
    )
    print(f"miscounted {verdict.miscounted}, missing in the store {verdict.store_faults}, refused {verdict.refused}")
    return int(bool(verdict.faults))


if __name__ == "__main__":
    sys.exit(main())
