"""Imports a table of meters: says what is wrong with which row, or has it written where nothing is.

HARIMI_URL=https://harimi.example HARIMI_TOKEN=hk_… python table.py meters.xlsx
"""

import os
import sys
from pathlib import Path

from harimi.client import Harimi, each, models


def main() -> None:
    with Harimi(os.environ["HARIMI_URL"], os.environ["HARIMI_TOKEN"]) as harimi:
        sent = harimi.send_table(Path(sys.argv[1]).read_bytes(), "meters")
        wrong = list(each(harimi.list_import_rows, sent.id, becomes="problem"))
        for row in wrong:
            print(f"row {row.number}:", ", ".join(f"{one.column} {one.code}" for one in row.problems))
        if wrong:
            harimi.discard_import(sent.id)
        else:
            print(harimi.apply_import(sent.id, models.Apply()).state)


if __name__ == "__main__":
    main()
