"""Every address of the service."""

from django.urls import include, path

from harimi.service.api.device.v1 import api as device_v1
from harimi.service.project.health import livez, readyz

urlpatterns = [
    path("livez", livez, name="livez"),
    path("readyz", readyz, name="readyz"),
    path("api/device/v1/", device_v1.urls),
    path("accounts/", include("allauth.account.urls")),
    path("office/", include("harimi.service.office.urls")),
    path("", include("harimi.service.pages.urls")),
]
