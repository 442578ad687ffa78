"""Prints every reading as it comes or is corrected. Run it again and again: it goes on where it was.

HARIMI_URL=https://harimi.example HARIMI_TOKEN=hk_… python follow.py
"""

import os
from datetime import UTC, datetime
from pathlib import Path

from harimi.client import Harimi, each

PLACE = Path(os.environ.get("HARIMI_PLACE", "followed-until"))


def main() -> None:
    since = datetime.fromisoformat(PLACE.read_text()) if PLACE.exists() else datetime(2000, 1, 1, tzinfo=UTC)
    with Harimi(os.environ["HARIMI_URL"], os.environ["HARIMI_TOKEN"]) as harimi:
        for reading in each(harimi.list_readings, changed_since=since, limit=500):
            if reading.changed_at > since:
                print(
                    reading.at.isoformat(), reading.register_id, reading.value, reading.unit, reading.state, reading.confidence
                )
            PLACE.write_text(reading.changed_at.isoformat())


if __name__ == "__main__":
    main()
