"""`python -m harimi`."""

import sys

from harimi.cli import main

sys.exit(main())
