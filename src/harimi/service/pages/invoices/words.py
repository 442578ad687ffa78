"""What a line of an invoice is called, and how it came, in the language that is spoken."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from harimi.service.billing.models import Charge
from harimi.service.pages.templatetags.harimi import month_words, plain_day
from harimi.service.pages.texts import spoken, text

Kind = Charge.Kind
_LABELLED = (Kind.DISCOUNT, Kind.REQUEST, Kind.CREDIT, Kind.OTHER)
_COUNTED = (Kind.METER, Kind.DEVICE, Kind.READINGS, Kind.PARCEL)


def title(one: Charge, plans: Mapping[str, str]) -> str:
    """What is charged; of an earlier month what is set right."""
    named = (one.label_ja if spoken() == "ja" else one.label_en) if one.kind in _LABELLED else _kind(one, plans)
    return text("invoice.corrects", month=month_words(one.month), what=named) if one.corrects else named


def _kind(one: Charge, plans: Mapping[str, str]) -> str:
    code = one.about.get("plan", "")
    named = text(f"invoice.line.{one.kind}", plan=plans.get(code, code))
    return text("invoice.trial", what=named) if one.about.get("trial") else named


def quantity(one: Charge) -> str:
    """How many, where it is counted."""
    return "" if one.corrects or one.kind not in _COUNTED else text(f"invoice.count.{one.kind}", count=one.quantity)


def why(one: Charge) -> list[str]:
    """How the yen came, a sentence each."""
    told = one.about
    if one.corrects:
        return [_changed(one, told)]
    if one.kind in (Kind.METER, Kind.DEVICE) and "used" in told:
        sum_ = text(f"invoice.why.{one.kind}", used=told["used"], of=told["of"], unit=one.unit_yen, yen=one.yen)
        return [sum_, *(_span(span, one.kind) for span in told["spans"])]
    if one.kind == Kind.READINGS and "free" in told:
        return [text("invoice.why.readings", count=told["count"], free=told["free"], unit=one.unit_yen, per=told["per"])]
    if one.kind == Kind.PARCEL and told.get("parcels"):
        return [text("invoice.why.parcel", numbers=", ".join(told["parcels"]))]
    if one.kind == Kind.BASE and told.get("days") != told.get("of"):
        return [text("invoice.why.base", days=told["days"], of=told["of"], unit=one.unit_yen)]
    if one.kind == Kind.DISCOUNT and told.get("percent"):
        return [text("invoice.why.discount", percent=told["percent"], days=told["days"], of=told["of"])]
    return [told["why"]] if told.get("why") else []


def _changed(one: Charge, told: Mapping[str, Any]) -> str:
    yen = text("invoice.why.was", was=told["was"], now=told["is"])
    same = told["was_used"] == told["is_used"]
    known = one.kind in (Kind.METER, Kind.DEVICE, Kind.READINGS)
    if same or not known:
        return yen + text("invoice.why.prices" if same else "invoice.why.changed")
    return yen + text(f"invoice.why.{one.kind}_changed", was=told["was_used"], now=told["is_used"])


def _span(span: Mapping[str, Any], kind: str) -> str:
    first, last = date.fromisoformat(span["from"]), date.fromisoformat(span["to"])
    return text(f"invoice.why.{kind}_span", first=plain_day(first), last=plain_day(last), count=len(span["ids"]))


def ids(one: Charge) -> set[str]:
    """The meters or cameras that a line names."""
    return {found for span in one.about.get("spans", ()) for found in span["ids"]}


def reduced(lines: Iterable[Charge]) -> bool:
    """Whether a line is taxed at the reduced rate, which has to be marked."""
    return any(one.rate == 8 for one in lines)
