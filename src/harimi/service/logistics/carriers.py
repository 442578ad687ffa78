"""Those who carry parcels: what their tracking numbers look like, and where they are followed."""

import re
from unicodedata import normalize

from harimi.service.logistics.models import Parcel

Carrier = Parcel.Carrier
_FORMS = {
    Carrier.YAMATO: re.compile(r"\d{12}"),
    Carrier.SAGAWA: re.compile(r"\d{12}"),
    Carrier.JAPAN_POST: re.compile(r"\d{11,12}|[A-Z]{2}\d{9}JP"),
    Carrier.OTHER: re.compile(r"[0-9A-Z]{0,20}"),
}
_PAGES = {
    Carrier.YAMATO: "https://jizen.kuronekoyamato.co.jp/jizen/servlet/crjz.b.NQ0010?id={number}",
    Carrier.SAGAWA: "https://k2k.sagawa-exp.co.jp/p/web/okurijosearch.do?okurijoNo={number}",
    Carrier.JAPAN_POST: "https://trackings.post.japanpost.jp/services/srv/search/direct?reqCodeNo1={number}&locale={language}",
}
"""Each carrier's own page about one number; whoever opens it tells the carrier that, and nobody else."""


def tracking(carrier: str, typed: str) -> str | None:
    """The number as it is kept: without spaces and hyphens; None where it cannot be one of that carrier's."""
    plain = re.sub(r"[\s‐‑‒–—―ー−-]", "", normalize("NFKC", typed)).upper()
    return plain if carrier in Carrier.values and _FORMS[Carrier(carrier)].fullmatch(plain) else None


def followed_at(parcel: Parcel, language: str) -> str:
    """The carrier's page about the parcel; empty where there is none."""
    page = _PAGES.get(Carrier(parcel.carrier), "") if parcel.carrier and parcel.tracking else ""
    return page.format(number=parcel.tracking, language=language)
