"""Faces by the API: proposed on a photograph, tried on others, kept, laid onto other meters, and photographs read again."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from harimi.service.captures.models import Cut
from harimi.service.captures.registration import Wanted, register_meter
from harimi.service.devices.services import install, new_camera
from harimi.service.meters.models import Face as FaceRow
from harimi.service.readings.framing import cut_stragglers
from harimi.service.readings.models import Reading
from harimi.service.readings.set_up import set_up_picture
from tests.services.api_calls import calling, photograph, token_for
from tests.services.test_addresses import _changed, _held
from tests.services.world import WANTED, World, hours, send, values, work, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, 0, 0, tzinfo=UTC)
JSON = "application/json"


@pytest.fixture
def made() -> World:
    """A meter whose camera sent two photographs, of which nobody drew the face."""
    made = world("energy", since=START, faced=False)
    for n in (0, 1):
        send(made, ("8765.41", "8766.12")[n], START + hours(n), n)
    return made


@pytest.fixture
def client(made: World) -> Client:
    """The owner's program."""
    client = calling(token_for(made.site.organization, made.owner))
    client.get("/api/v1/token")
    return client


def post(client: Client, made: World, what: str, **body: Any) -> Any:
    return client.post(f"/api/v1/registers/{made.register.pk}/{what}", body, content_type=JSON)


def whole(made: World) -> Cut:
    picture = set_up_picture(made.installation)
    assert picture is not None
    return picture


def true_face(made: World) -> dict[str, Any]:
    return made.living.look.face().model_dump(mode="json")


def test_a_face_is_proposed_tried_and_kept_and_then_all_is_read(made: World, client: Client) -> None:
    picture, before = whole(made), _held()
    proposal = post(client, made, "face/propose", photograph_id=picture.pk).json()
    assert proposal["how"] == "found"
    told = post(client, made, "face/try", photograph_id=picture.pk, face=proposal["face"]).json()
    assert (told["value"], told["state"], told["decimals"]) == ("8766.12", "published", 2)
    assert len(told["displays"][0]["elements"]) == 8
    other = Cut.objects.exclude(pk=picture.pk).get()
    elsewhere = post(
        client, made, "face/try", photograph_id=picture.pk, face=proposal["face"], other_photograph_id=other.pk
    ).json()
    assert elsewhere["value"] == "8765.41"
    assert _changed(before) == []
    kept = post(client, made, "faces", photograph_id=picture.pk, face=proposal["face"])
    assert (kept.status_code, kept.json()["version"]) == (201, 1), kept.content
    assert cut_stragglers() == 1
    work()
    assert values(made.register) == [876541, 876612]
    assert client.get(f"/api/v1/registers/{made.register.pk}/faces/current").json() == kept.json()


def test_with_a_key_a_face_is_kept_once(made: World, client: Client) -> None:
    path, body = f"/api/v1/registers/{made.register.pk}/faces", {"photograph_id": whole(made).pk, "face": true_face(made)}
    answers = [client.post(path, body, content_type=JSON, headers={"idempotency-key": "a"}) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert FaceRow.objects.count() == 1
    work()
    assert values(made.register)[-1] == 876612


def test_the_next_version_holds_from_the_photograph_from_now_or_for_all(made: World, client: Client) -> None:
    post(client, made, "faces", photograph_id=whole(made).pk, face=true_face(made))
    work()
    cut = Cut.objects.order_by("-taken_at")[0]
    face = post(client, made, "face/propose", photograph_id=cut.pk).json()
    assert face["how"] == "kept"
    since = {}
    for choice in ("picture", "all", "now"):
        answer = post(client, made, "faces", photograph_id=cut.pk, face=face["face"], since=choice).json()
        since[choice] = answer["valid_from"]
    assert (since["picture"], since["all"]) == ("2026-04-06T01:00:00Z", "2026-04-06T00:00:00Z")
    assert since["now"] > since["picture"]


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        (("displays", 0, "digits"), 17, "displays.0.segments.digits: "),
        (("displays", 0, "digits"), "many", "displays.0.segments.digits: "),
        (("displays", 0, "corners"), [[0, 0]], "displays.0.segments.corners"),
        (("displays", 0, "corners"), [[-9, -9], [-8, -9], [-8, -8], [-9, -8]], "the corners of 'display' enclose nothing"),
        (("displays", 0, "corners"), [[float("nan"), 0], [9, 0], [9, 9], [0, 9]], ""),
        (("displays",), [], "displays: "),
        (("kind",), "x", "kind: "),
        (("size",), [0, 0], "size.0: "),
    ],
)
def test_what_is_wrong_with_a_face_is_said_with_its_place(
    made: World, client: Client, place: tuple[Any, ...], value: Any, told: str
) -> None:
    face, at = true_face(made), true_face(made)
    at = face
    for part in place[:-1]:
        at = at[part]
    at[place[-1]] = value
    for what in ("face/try", "faces"):
        answer = post(client, made, what, photograph_id=whole(made).pk, face=face)
        assert answer.status_code == 422, answer.content
        assert answer.json()["code"] in ("bad_face", "bad_request")
        assert told in answer.json()["detail"]
    assert not FaceRow.objects.exists()


def test_a_face_of_another_size_or_of_too_many_displays_is_refused(made: World, client: Client) -> None:
    face, picture = true_face(made), whole(made)
    other = post(client, made, "faces", photograph_id=picture.pk, face=face | {"size": [100, 100]})
    assert other.json()["code"] in ("bad_face", "other_size")
    small = post(
        client, made, "face/try", photograph_id=picture.pk, face=face | {"size": [face["size"][0] + 1, face["size"][1]]}
    )
    assert small.json()["code"] == "other_size"
    many = [face["displays"][0] | {"id": f"d{n}"} for n in range(33)]
    assert (
        post(client, made, "face/try", photograph_id=picture.pk, face=face | {"displays": many}).json()["code"]
        == "displays_many"
    )


def test_a_photograph_of_another_meter_or_another_customer_is_not_found(made: World, client: Client) -> None:
    stranger = world("pressure", since=START, email="stranger@example.jp")
    theirs = Cut.objects.get(installation=stranger.installation)
    mine, face = whole(made), true_face(made)
    for what, body in (
        ("face/propose", {"photograph_id": theirs.pk}),
        ("face/propose", {"photograph_id": mine.pk, "like": str(stranger.register.pk)}),
        ("face/try", {"photograph_id": theirs.pk, "face": face}),
        ("face/try", {"photograph_id": mine.pk, "face": face, "other_photograph_id": theirs.pk}),
        ("faces", {"photograph_id": theirs.pk, "face": face}),
    ):
        assert post(client, made, what, **body).status_code == 404, (what, body)


def test_the_face_of_a_meter_of_the_same_kind_is_laid_onto_another(made: World, client: Client) -> None:
    second = register_meter(made.site, WANTED["energy"])
    camera, _ = new_camera(made.site.organization, "Second")
    install(camera, second.meter, since=START)
    sent = client.post(f"/api/v1/meters/{second.meter_id}/photographs", {"photo": photograph(made)}).json()
    path, body = f"/api/v1/registers/{second.pk}/face/propose", {"like": str(made.register.pk), **sent}
    assert client.post(path, body, content_type=JSON).json()["code"] == "not_alike"
    post(client, made, "faces", photograph_id=whole(made).pk, face=true_face(made))
    laid = client.post(path, body, content_type=JSON).json()
    assert laid["how"] in ("aligned", "found")
    assert laid["name"] == "Electricity"
    anew = client.post(path, {"anew": True, **sent}, content_type=JSON).json()
    assert anew["how"] == "found"


def test_a_panels_face_has_each_of_its_lamps(made: World, client: Client) -> None:
    panel = register_meter(made.site, Wanted("Panel", "lamps", states=[["Power"], ["Fault"]]))
    sent = client.post(f"/api/v1/meters/{panel.meter_id}/photographs", {"photo": photograph(made)}).json()
    path = f"/api/v1/registers/{panel.pk}"
    proposal = client.post(f"{path}/face/propose", sent, content_type=JSON).json()
    assert (proposal["how"], len(proposal["face"]["displays"])) == ("panel", 2)
    one = proposal["face"] | {"displays": proposal["face"]["displays"][:1]}
    answer = client.post(f"{path}/faces", sent | {"face": one}, content_type=JSON)
    assert (answer.status_code, answer.json()["code"]) == (422, "other_states")
    assert client.post(f"{path}/faces", sent | {"face": proposal["face"]}, content_type=JSON).status_code == 201


def test_photographs_are_read_again_and_what_changed_is_told(made: World, client: Client) -> None:
    post(client, made, "faces", photograph_id=whole(made).pk, face=true_face(made))
    cut_stragglers()
    work()
    asked = post(client, made, "reread").json()
    assert (asked["photographs"], asked["waiting"], asked["over"], asked["trusted"]) == (2, 2, False, 2)
    work()
    query = {name: asked[name] for name in ("since", "until", "asked_at")}
    over = client.get(f"/api/v1/registers/{made.register.pk}/reread", query).json()
    assert (over["waiting"], over["over"], over["changes"]) == (0, True, [])
    Reading.objects.filter(at=START).update(value=876540)
    post(client, made, "reread", since="2026-04-06T00:00:00Z", until="2026-04-06T00:30:00Z")
    work()
    [change] = client.get(f"/api/v1/registers/{made.register.pk}/reread", query).json()["changes"]
    assert change == {"at": "2026-04-06T00:00:00Z", "before": "8765.40", "now": "8765.41"}
    wrong = post(client, made, "reread", since="2026-04-06T00:00:00Z", until="2026-04-06T00:00:00Z")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "bad_span")


def test_a_photograph_whose_bytes_are_gone_is_said_to_be_gone(made: World, client: Client) -> None:
    Cut.objects.update(blob="0" * 64)
    assert post(client, made, "face/propose", photograph_id=whole(made).pk).json()["code"] == "picture_gone"


def test_a_camera_that_was_moved_is_set_up_anew_once(made: World, client: Client) -> None:
    post(client, made, "faces", photograph_id=whole(made).pk, face=true_face(made))
    path, key = f"/api/v1/meters/{made.register.meter_id}/set-up", {"idempotency-key": "moved"}
    first, again = (client.post(path, headers=key) for _ in range(2))
    assert (first.status_code, first.json()) == (201, again.json())
    [watches] = first.json()["data"]
    assert (watches["camera_id"], watches["frame"], watches["until"]) == (str(made.device.pk), None, None)
    assert made.device.installations.count() == 2
    restored = post(client, made, "faces/1/restore")
    assert (restored.status_code, restored.json()["code"]) == (422, "other_view")
