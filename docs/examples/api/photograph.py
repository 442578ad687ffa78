"""Sends a photograph of a meter as a person does, answers what it asks, and fetches what is kept of it.

HARIMI_URL=https://harimi.example HARIMI_TOKEN=hk_… python photograph.py REGISTER photo.jpg
"""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from harimi.client import Harimi, models


def main(register: str, photo: str) -> None:
    with Harimi(os.environ["HARIMI_URL"], os.environ["HARIMI_TOKEN"]) as harimi:
        taken = harimi.send_photograph(UUID(register), Path(photo).read_bytes(), at=datetime(2026, 4, 7, 9, tzinfo=UTC))
        if taken.question is None or not taken.question.candidates:
            sys.exit("draw the meter's face in My Account first")
        best = taken.question.candidates[0]
        print("it may show", best.value, f"({best.probability:.0%})")
        answered = harimi.answer_question(taken.question.id, models.Answer(value=best.value))
        reading = harimi.get_reading(answered.register_id, answered.at)
        print(reading.state, reading.value, reading.unit)
        kept = harimi.list_photographs(answered.register_id, limit=1).data[0]
        print(len(harimi.fetch(str(kept.address))) > 0, kept.width > 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
