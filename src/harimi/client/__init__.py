"""A typed client of the public API: `from harimi.client import Harimi, models`.

`models` and `calls` are generated from docs/schemas/openapi.json by `python -m scripts.client`. It needs httpx, and nothing of
the service: `pip install harimi[client]`.
"""

from harimi.client import models
from harimi.client.calls import Harimi
from harimi.client.speaking import HarimiError, each

__all__ = ["Harimi", "HarimiError", "each", "models"]
