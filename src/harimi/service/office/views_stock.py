"""Stock: which models lie in which rooms, what there is too little of, what is moved, and inventories."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from harimi.service.accounts.staff import StaffRole
from harimi.service.logistics import stock as stocks
from harimi.service.logistics.models import StockPlace
from harimi.service.logistics.scanning import each
from harimi.service.logistics.unit_errors import UnitError
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.office.forms_stock import CountForm, LevelForm, MoveForm, RoomForm
from harimi.service.pages.texts import text


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(StaffRole.LOGISTICS)
def stock(request: StaffRequest) -> HttpResponse:
    """The table, and what can be changed of it. Nobody's data is here."""
    levels = stocks.levels()
    told = {name: request.POST if name in request.POST else None for name in ("room", "level", "move")}
    room, move = RoomForm(told["room"]), MoveForm(told["move"])
    level = LevelForm(told["level"], models=[one.model for one in levels])
    if _room(request, room) or _level(request, level) or _move(request, move):
        return redirect("office_stock")
    context = {"rows": stocks.table(), "levels": levels, "places": StockPlace.objects.all(), "states": stocks.HERE}
    forms = {"room": room, "level": level, "move": move}
    return render(request, "office/stock.html", context | forms, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(StaffRole.LOGISTICS)
def count(request: StaffRequest, place_id: int) -> HttpResponse:
    """What is scanned in a room is compared with what should be there; nothing is changed."""
    place = get_object_or_404(StockPlace, pk=place_id)
    form = CountForm(request.POST or None)
    found = stocks.count(place, each(form.cleaned_data["scanned"])) if form.is_valid() else None
    return render(request, "office/stock_count.html", {"place": place, "form": form, "found": found})


def _room(request: StaffRequest, form: RoomForm) -> bool:
    if not form.is_valid():
        return False
    _, fresh = StockPlace.objects.get_or_create(name=form.cleaned_data["name"])
    messages.success(request, text("stock.room_added" if fresh else "stock.room_known"))
    return True


def _level(request: StaffRequest, form: LevelForm) -> bool:
    if not form.is_valid():
        return False
    stocks.set_least(form.cleaned_data["model"], form.cleaned_data["least"])
    messages.success(request, text("stock.level_kept"))
    return True


def _move(request: StaffRequest, form: MoveForm) -> bool:
    if not form.is_valid():
        return False
    try:
        moved = stocks.move(each(form.cleaned_data["scanned"]), form.cleaned_data["place"], request.user)
    except UnitError as error:
        form.add_error("scanned", text(f"stock.error.{error.code}", what=error))
        return False
    messages.success(request, text("stock.moved", count=moved))
    return True
