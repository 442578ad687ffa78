"""By what a call that is sent again is known to be the same."""

import hashlib
import json
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

FORM = "multipart/form-data"


def sent(request: HttpRequest) -> bytes:
    """What was sent; of a form its fields and files, since the marks between them are others each time it is written."""
    if request.content_type != FORM:
        return request.body
    fields = {name: request.POST.getlist(name) for name in sorted(request.POST)}
    files = {name: [_hash(one) for one in request.FILES.getlist(name)] for name in sorted(request.FILES)}
    return json.dumps([fields, files]).encode()


def _hash(file: "UploadedFile[Any]") -> str:
    digest = hashlib.sha256()
    for part in file.chunks():
        digest.update(part)
    return digest.hexdigest()
