"""Is the service alive, and could a photograph be taken and read?"""

from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from harimi.service.accounts.models import User
from harimi.service.platform.blobs import blobs
from harimi.service.readings.worker import alive


def livez(_: HttpRequest) -> HttpResponse:
    """The web server answers."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(_: HttpRequest) -> HttpResponse:
    """The database takes rows, the store takes bytes, and a worker is at work; 503 names what is not so."""
    faults = {name: fault for name, check in _CHECKS.items() if (fault := _fault(check))}
    state = {name: faults.get(name, "ok") for name in _CHECKS}
    return JsonResponse({"ready": not faults, "checks": state}, status=503 if faults else 200)


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    User.objects.exists()


def _store() -> None:
    blobs().check()


def _worker() -> None:
    if not alive():
        raise RuntimeError("no worker has been at work for 30 seconds")


_CHECKS: dict[str, Callable[[], None]] = {"database": _database, "store": _store, "worker": _worker}


def _fault(check: Callable[[], None]) -> str:
    """Why a check fails; only its kind, since anybody may ask."""
    try:
        check()
    except RuntimeError as error:
        return str(error)
    except Exception as error:  # whatever is broken, the answer is "not ready"
        return type(error).__name__
    return ""
