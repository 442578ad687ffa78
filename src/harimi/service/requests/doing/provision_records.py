"""Disclosure of records of provision (clause 7; Act 33(5)): to whom something was provided, when, what, and on which basis."""

from collections.abc import Iterator

from harimi.service.privacy.documents import Language
from harimi.service.privacy.gate import using
from harimi.service.privacy.manifest import current
from harimi.service.requests.audited import PURPOSE
from harimi.service.requests.clock import day_in_japan
from harimi.service.requests.finding import subjects_of
from harimi.service.requests.models import Check, Request
from harimi.service.requests.words import Pair, said
from harimi.service.third_parties.ledger import provisions_of, provisions_of_somebody
from harimi.service.third_parties.models import Provision

_LINE: Pair = (
    "{to}({country})に、{items}を{purpose}のために提供({first}〜{last}、{times}回)。根拠: {ground}({consented})",
    "To {to} ({country}): {items}, for {purpose}; {times} times from {first} to {last}. Ground: {ground} ({consented})",
)
_GROUNDS: dict[str, Pair] = {
    Provision.Ground.CONSENT: ("ご本人の同意", "your consent"),
    Provision.Ground.FOREIGN: ("外国にある第三者への提供の同意", "your consent to a recipient abroad"),
    Provision.Ground.INSTRUCTION: ("ご本人の指示", "your own instruction"),
}


def lines(request: Request, language: Language) -> list[str]:
    """As they stand in the notice; empty where nothing was provided."""
    with using(PURPOSE):
        told = ((one, [item for item in one.items if item not in request.withheld]) for one in _records(request))
        return [_line(one, items, language) for one, items in told if items]


def _records(request: Request) -> Iterator[Provision]:
    """About everybody it is about; of whoever was erased, those that carry the address which they proved to be theirs."""
    for subject in subjects_of(request):
        yield from provisions_of(subject.pk)
    proven = request.checks.filter(method=Check.Method.MAIL_CODE, outcome=Check.Outcome.CONFIRMED)
    if not request.agent and proven.exists():
        yield from provisions_of_somebody(mail=request.email).filter(whose=None)


def _line(one: Provision, items: list[str], language: Language) -> str:
    manifest, joint = current(), "、" if language == "ja" else ", "
    named = [manifest.items[item] for item in items]
    purpose = manifest.purposes[one.purpose]
    return said(_LINE, language).format(
        to=one.channel if one.recipient is None else one.recipient.name,
        country=one.country,
        items=joint.join(item.ja if language == "ja" else item.en for item in named),
        purpose=purpose.ja if language == "ja" else purpose.en,
        first=day_in_japan(one.first_at).isoformat(),
        last=day_in_japan(one.last_at).isoformat(),
        times=one.times,
        ground=said(_GROUNDS[one.ground], language),
        consented=day_in_japan(one.consented_at).isoformat(),
    )
