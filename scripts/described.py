"""What the API tells of itself, without a service that runs."""

import json
import os
from tempfile import TemporaryDirectory
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

ROOT = "/api/v1/"


def described() -> Any:
    """The OpenAPI document, as plain values."""
    with TemporaryDirectory() as folder:
        os.environ.setdefault("HARIMI_DATA_DIR", folder)
        os.environ.setdefault("HARIMI_SECRET_KEY", "describes, and keeps nothing")
        from harimi.service.project.setup import set_up

        set_up()
        return told()


def told() -> Any:
    """The same where the settings are loaded."""
    from harimi.service.api.v1.api import api

    return json.loads(json.dumps(api.get_openapi_schema(path_prefix=ROOT), cls=DjangoJSONEncoder))
