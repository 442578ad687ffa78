"""What a face reads while it is drawn; nothing here is kept."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from harimi.service.pages.access import changeable_meter, the_register
from harimi.service.pages.face_sent import body, drawn, in_words, picture_of, spoken_language, told
from harimi.service.readings.face_faults import FaceFaultError
from harimi.service.readings.trying import put_right, tried, tried_elsewhere


@require_POST
@login_required
@in_words
def try_face(request: HttpRequest, meter_id: UUID) -> HttpResponse:
    """What the face reads on its photograph."""
    meter = changeable_meter(request, meter_id)
    picture, face = drawn(body(request), meter)
    return JsonResponse(told(tried(picture, face, spoken_language()), the_register(meter)))


@require_POST
@login_required
@in_words
def try_sample(request: HttpRequest, meter_id: UUID) -> HttpResponse:
    """What the face reads on one other photograph of the same camera."""
    meter, sent = changeable_meter(request, meter_id), body(request)
    picture, face = drawn(sent, meter)
    other = picture_of(meter, sent.get("other"))
    if other.installation_id != picture.installation_id:
        raise FaceFaultError("other_view")
    return JsonResponse(told(tried_elsewhere(picture, face, other, spoken_language()), the_register(meter)))


@require_POST
@login_required
@in_words
def snap_face(request: HttpRequest, meter_id: UUID) -> HttpResponse:
    """One display moved onto what the photograph shows near it; null where nothing clear is near."""
    meter, sent = changeable_meter(request, meter_id), body(request)
    picture, face = drawn(sent, meter)
    number = sent.get("display")
    if not isinstance(number, int) or not 0 <= number < len(face.displays):
        raise FaceFaultError("sent")
    display = put_right(picture, face, number)
    return JsonResponse({"display": None if display is None else display.model_dump(mode="json")})
