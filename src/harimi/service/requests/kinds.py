"""What the law and the policy say of each kind of request: its article, its clause, and on which grounds it may be refused."""

from collections.abc import Mapping
from dataclasses import dataclass

from harimi.service.requests.models import Request

Kind = Request.Kind


@dataclass(frozen=True, slots=True)
class Facts:
    """`clause` is the policy's and `article` the Act's; `grounds` are codes of refusals with the article each rests on.

    `claims` are what the person may assert, where the law wants something asserted. `handed_out`: there is something to hand
    out, in the form that they choose.
    """

    clause: str
    article: str
    grounds: Mapping[str, str]
    claims: tuple[str, ...] = ()
    handed_out: bool = False


_LATER = ("no_need", "leak", "interests")
"""Cases of article 35(5), for an end of use and of provision alike."""
_DISCLOSURE = {"harm": "33(2)(i)", "hindrance": "33(2)(ii)", "other_law": "33(2)(iii)"}
_NOTICE = {"evident": "32(2)(i)", "harm": "21(4)(i)", "rights": "21(4)(ii)", "state_body": "21(4)(iii)"}
_CORRECTION = {"true": "34(2)", "beyond": "34(2)", "other_law": "34(1)"}
_STOP = {"no_breach": "35(2)", "not_due": "35(6)", "kept_by_law": "35(2)", "alternative": "35(2)"}
_PROVISION_STOP = {"no_breach": "35(4)", "not_due": "35(6)", "alternative": "35(4)"}
FACTS: Mapping[str, Facts] = {
    Kind.PURPOSE_NOTICE: Facts("6", "32(2)", _NOTICE),
    Kind.DISCLOSURE: Facts("7", "33(1)", _DISCLOSURE, handed_out=True),
    Kind.PROVISION_RECORDS: Facts("7", "33(5)", _DISCLOSURE, handed_out=True),
    Kind.CORRECTION: Facts("8-1(1)", "34(1)", _CORRECTION, claims=("untrue",)),
    Kind.STOP: Facts("8-1(2)", "35(1)", _STOP, claims=("beyond", "unlawful", "deceit", "no_need", "leak", "interests")),
    Kind.PROVISION_STOP: Facts("8-1(3)", "35(3)", _PROVISION_STOP, claims=("breach", "no_need", "leak", "interests")),
}
"""Articles of the Act on the Protection of Personal Information as in force since April 2024."""


def facts(kind: str) -> Facts:
    """Of one kind."""
    return FACTS[Kind(kind)]


def article_for(kind: str, claim: str) -> str:
    """The article that a demand rests on; some claims have one of their own."""
    return "35(5)" if claim in _LATER else facts(kind).article


def article_of(kind: str, ground: str) -> str:
    """The article that a ground rests on; a `KeyError` for one that this kind does not know."""
    return facts(kind).grounds[ground]
