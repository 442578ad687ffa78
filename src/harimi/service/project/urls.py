"""Every address of the service."""

from django.urls import include, path
from django.views.generic import RedirectView

from harimi.service.api.device.aiote import api as device_aiote
from harimi.service.api.device.v1 import api as device_v1
from harimi.service.api.v1.api import urls as api_v1
from harimi.service.project.health import livez, readyz
from harimi.service.project.metrics import metrics

urlpatterns = [
    path("livez", livez, name="livez"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("api/device/v1/", device_v1.urls),
    path("api/device/aiote/", device_aiote.urls),
    path("api/v1/", api_v1()),
    path("accounts/2fa/", RedirectView.as_view(pattern_name="security"), name="mfa_index"),
    path("accounts/2fa/webauthn/", RedirectView.as_view(pattern_name="security"), name="mfa_list_webauthn"),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("office/", include("harimi.service.office.urls")),
    path("", include("harimi.service.pages.urls")),
]
