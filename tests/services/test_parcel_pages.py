"""Parcels as logistics sees them: by hand from the customer to the carrier, for shipping alone, and each look is told."""

import pytest
from django.test import Client

from harimi.service.accounts.models import Organization
from harimi.service.accounts.staff import StaffRole
from harimi.service.logistics import parcels, stock
from harimi.service.logistics.models import Parcel, Unit
from harimi.service.office import views_parcel_paper
from harimi.service.office.views_parcels import SEES
from harimi.service.pages.reports.pdf import has_pdf
from harimi.service.privacy.audit import looks_at
from harimi.service.privacy.gate import RefusedError, may_read, using
from harimi.service.privacy.looks import Look, looking
from harimi.service.privacy.manifest import current
from tests.services.logistics import TYPED, contract, keeper, sent, shelf, stocked, wanted
from tests.services.office import desk, signed_in
from tests.services.world import home, person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house() -> Organization:
    made = home(person("owner@example.jp"), "青空ハウス").organization
    contract(made)
    return made


@pytest.fixture
def client() -> Client:
    return desk(StaffRole.LOGISTICS)


def _purposes(house: Organization) -> set[str]:
    return set(looks_at(house.subject_id).values_list("purpose", flat=True))


def test_a_parcel_goes_from_a_found_customer_to_its_carrier_by_hand(house: Organization, client: Client) -> None:
    told = stocked(2)
    listed = client.get("/office/parcels/new", {"q": "1234-5678"}).text
    assert "青空ハウス" in listed
    address = f"/office/parcels/new?to={house.pk}"
    assert 'value="3"' in client.get(address).text  # the meters of the contract
    made = client.post(address, {"count_0": "1", "wishes": "午前中"})
    parcel = Parcel.objects.get()
    assert made["Location"] == f"/office/parcels/{parcel.pk}"
    page, step = client.get(made["Location"]).text, f"/office/parcels/{parcel.pk}/step"
    for said in (TYPED["address"], TYPED["name"], TYPED["telephone"], "午前中"):
        assert said in page
    client.post(step, {"step": "reserve", "place": str(shelf().pk)})
    wrong = client.post(step, {"step": "pick", "code": told[1].code})
    assert wrong.status_code == 422
    assert "Wrong box: HC-1-0002" in wrong.text
    client.post(step, {"step": "pick", "code": told[0].code})
    refused = client.post(step, {"step": "send", "carrier": "yamato", "tracking": "12"})
    assert "no number of that carrier" in refused.text
    client.post(step, {"step": "send", "carrier": "yamato", "tracking": "123456789012"})
    assert "On its way" in client.get(made["Location"]).text
    client.post(step, {"step": "arrived"})
    assert Parcel.objects.get().state == "delivered"
    assert _purposes(house) == {"shipping"}


def test_a_customer_is_told_who_looked_at_which_items_for_shipping(house: Organization, client: Client) -> None:
    client.get(f"/office/parcels/{wanted(house).pk}")
    look = looks_at(house.subject_id).get()
    assert (look.purpose, look.items, look.clause) == (
        *("shipping", ["address", "contract_data", "corporate_name", "name"]),
        "2-2(1)",
    )


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({"wishes": "x"}, "Say how many"),
        ({"count_0": "1", "address": "札幌市"}, "needed to send it elsewhere"),
        ({"count_0": "1", "name": "佐藤", "address": "札幌市", "postal_code": "1"}, "seven digits"),
    ],
)
def test_what_a_parcel_lacks_is_said_beside_its_field(
    house: Organization, client: Client, form: dict[str, str], why: str
) -> None:
    stocked(1)
    answer = client.post(f"/office/parcels/new?to={house.pk}", form)
    assert (answer.status_code, Parcel.objects.count()) == (422, 0)
    assert why in answer.text


def test_the_list_names_nobody_and_is_no_look(house: Organization, client: Client) -> None:
    parcel = wanted(house)
    page = client.get("/office/parcels").text
    assert parcel.number in page
    for hidden in ("青空", TYPED["name"], TYPED["address"]):
        assert hidden not in page
    assert not looks_at(house.subject_id).exists()
    assert parcel.number not in client.get("/office/parcels?state=sent").text


def test_a_cancelled_parcel_gives_back_by_hand(house: Organization, client: Client) -> None:
    stocked(1)
    parcel = wanted(house)
    parcels.reserve(parcel, shelf(), keeper())
    step = f"/office/parcels/{parcel.pk}/step"
    assert "in stock again" in client.post(step, {"step": "cancel"}, follow=True).text
    assert Unit.objects.get().state == "stock"
    assert "Not from this state" in client.post(step, {"step": "cancel"}, follow=True).text
    assert client.post(step, {"step": "nothing"}).status_code == 404


@pytest.mark.parametrize("kind", ["label", "note"])
def test_paper_is_a_recorded_look_and_no_browser_keeps_it(house: Organization, client: Client, kind: str) -> None:
    parcel = sent(house, stocked(2))
    page = client.get(f"/office/parcels/{parcel.pk}/{kind}")
    assert page.headers["Cache-Control"] == "no-store"
    assert looks_at(house.subject_id).filter(purpose="shipping").count() == 1
    assert TYPED["name"] in page.text
    if has_pdf():
        made = client.get(f"/office/parcels/{parcel.pk}/{kind}.pdf")
        assert made.content.startswith(b"%PDF-")
        assert looks_at(house.subject_id).filter(purpose="shipping").count() == 2
    assert client.get(f"/office/parcels/{parcel.pk}/invoice").status_code == 404


def test_a_label_shows_name_company_address_and_telephone_and_nothing_else(house: Organization, client: Client) -> None:
    parcel = sent(house, stocked(1), wishes="午前中")
    page = client.get(f"/office/parcels/{parcel.pk}/label").text
    body = page.partition("<main")[2].partition(">")[2].partition("</main>")[0]
    for told in ("〒100-0001", TYPED["address"], TYPED["corporate_name"], f"{TYPED['name']} 様", f"TEL {TYPED['telephone']}"):
        assert told in body
        body = body.replace(told, "")
    words = "".join(part.partition(">")[2] for part in body.split("<"))
    assert words.strip() == ""


def test_a_note_is_in_the_customers_language_and_opens_the_guide(house: Organization, client: Client) -> None:
    parcel = sent(house, stocked(2))
    japanese = client.get(f"/office/parcels/{parcel.pk}/note").text
    assert "納品書" in japanese
    owner = house.memberships.get().user
    owner.language = "en"
    owner.save()
    english = client.get(f"/office/parcels/{parcel.pk}/note").text
    assert "Delivery note" in english
    for said in ("HC-1-0001", "HC-1-0002", "/cameras/claim", "<svg"):
        assert said in english


def test_where_there_is_no_weasyprint_the_page_prints(
    house: Organization, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from harimi.service.office import views_parcels

    for module in (views_parcel_paper, views_parcels):
        monkeypatch.setattr(module, "has_pdf", lambda: False)
    parcel = sent(house, stocked(1))
    assert client.get(f"/office/parcels/{parcel.pk}/label.pdf").status_code == 404
    page = client.get(f"/office/parcels/{parcel.pk}").text
    assert f'href="/office/parcels/{parcel.pk}/label"' in page
    assert "parcel_label.css" in client.get(f"/office/parcels/{parcel.pk}/label").text


def test_stock_is_kept_by_hand_and_an_inventory_is_told(client: Client) -> None:
    client.post("/office/stock", {"room": "1", "room-name": "Shelf A"})
    stocked(2)
    client.post("/office/stock", {"level": "1", "level-model": "HC-1", "level-least": "5"})
    assert "Too few" in client.get("/office/stock").text
    client.post("/office/stock", {"room": "1", "room-name": "Shelf B"})
    wrong = client.post("/office/stock", {"move": "1", "move-place": shelf("Shelf B").pk, "move-scanned": "HC-1-0001\nHC-9"})
    assert wrong.status_code == 422
    assert "no unit for “HC-9”" in wrong.text
    client.post("/office/stock", {"move": "1", "move-place": shelf("Shelf B").pk, "move-scanned": "HC-1-0001"})
    assert shelf("Shelf B").units.count() == 1
    page = client.post(f"/office/stock/{shelf().pk}", {"scanned": "HC-1-0001\nHC-8"}).text
    assert "not as it should be" in page
    for said in ("Missing (1)", "HC-1-0002", "Too much (1)", "HC-8"):
        assert said in page
    assert "All is as it should be" in client.post(f"/office/stock/{shelf().pk}", {"scanned": "HC-1-0002"}).text
    assert [one.low for one in stock.levels()] == [True]


@pytest.mark.clause("PP-2-2(1)")
@pytest.mark.parametrize("reason", ["fees", "invoicing", "payment_check", "inquiries", "provision", "upkeep", "registration"])
def test_logistics_sees_a_customer_for_no_other_reason(house: Organization, client: Client, reason: str) -> None:
    assert client.get(f"/office/customers/{house.pk}?for={reason}").status_code == 404
    assert not looks_at(house.subject_id).exists()


@pytest.mark.clause("PP-2-2(1)")
@pytest.mark.parametrize("purpose", ["shipping", "receipt"])
@pytest.mark.parametrize("item", list(current().items))
def test_what_logistics_may_see_is_told_item_by_item(purpose: str, item: str) -> None:
    """The golden list: contact, place, contract and name; never readings, payments, planned meters or anything of devices."""
    if item in {"name", "address", "mail", "place", "contract_data", "corporate_name"}:
        with using(purpose):
            may_read(item)
        return
    with using(purpose), pytest.raises(RefusedError):
        may_read(item)


@pytest.mark.clause("PP-2-2(1)")
def test_no_look_of_a_parcels_page_can_be_at_values_or_payments(house: Organization) -> None:
    assert set(SEES) <= set(current().purposes["shipping"].items)
    for item in ("display_content", "payment", "planned_meter"):
        with pytest.raises(RefusedError), looking(Look(keeper().subject_id, "shipping", (*SEES, item)), [house]):
            pass
    assert not looks_at(house.subject_id).exists()


@pytest.mark.clause("PP-2-2(1)")
@pytest.mark.parametrize("reason", ["shipping", "receipt"])
def test_logistics_sees_units_and_address_of_a_customer_and_neither_planned_meters_nor_values(
    house: Organization, client: Client, reason: str
) -> None:
    sent(house, stocked(1))
    house.contract.places.create(place="地下室", kind="water", meters=3)
    page = client.get(f"/office/customers/{house.pk}?for={reason}").text
    for said in (TYPED["address"], "HC-1-0001", "123456789012"):
        assert said in page
    assert "地下室" not in page
    look = looks_at(house.subject_id).filter(purpose=reason)[0]
    assert not {"payment", "display_content", "planned_meter", "camera_device"} & set(look.items)


@pytest.mark.clause("PP-2-2(1)")
@pytest.mark.parametrize("role", [one for one in StaffRole if one not in (StaffRole.LOGISTICS, StaffRole.ADMINISTRATOR)])
def test_no_other_role_opens_a_page_of_logistics(house: Organization, role: StaffRole) -> None:
    other, parcel = desk(role), wanted(house)
    for page in (
        "stock",
        f"stock/{shelf().pk}",
        "parcels",
        "parcels/new",
        f"parcels/{parcel.pk}",
        f"parcels/{parcel.pk}/label",
    ):
        assert other.get(f"/office/{page}").status_code == 404
    assert other.post(f"/office/parcels/{parcel.pk}/step", {"step": "cancel"}).status_code == 404
    assert other.get("/office/faults").status_code == (200 if role == StaffRole.SUPPORT else 404)


def test_customers_open_no_page_of_logistics(house: Organization) -> None:
    owner, parcel = signed_in(house.memberships.get().user), wanted(house)
    for page in ("stock", "parcels", f"parcels/{parcel.pk}", f"parcels/{parcel.pk}/label", "faults"):
        assert owner.get(f"/office/{page}").status_code == 404
