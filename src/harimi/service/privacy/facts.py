"""What a manifest says, part by part, as it stands in TOML. An unknown key is refused."""

from pydantic import BaseModel, ConfigDict, Field

from harimi.service.privacy.documents import Language, Span


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class File(_Part):
    """A text on disk and the SHA-256 of its bytes."""

    file: str
    sha256: str


class Clause(_Part):
    """Where a clause stands in each language, the ids of the tests that prove it, and what some of them still wait for."""

    ja: Span
    en: Span | None = None
    tests: tuple[str, ...] = ()
    waits: dict[str, str] = {}


class Item(_Part):
    """A kind of information. `premise`: the service cannot be without it, so only leaving ends its collection.

    `consent` names the clause that asks for consent before it is collected. An item that section 1 does not name stands on a
    clause of the terms of use (`contract`), and is `collectable` only then.
    """

    clause: str
    ja: str
    en: str
    premise: bool = False
    consent: str = ""
    collectable: bool = True
    contract: str = ""


class Purpose(_Part):
    """What information is used for, and the items that this purpose may use."""

    clause: str
    ja: str
    en: str
    items: tuple[str, ...]
    parent: str = ""


class Fees(_Part):
    """Yen a request, tax included, by kind of request and outcome."""

    purpose_notice: int = Field(ge=0)
    disclosure: int = Field(ge=0)
    provision_records: int = Field(ge=0)
    correction: int = Field(ge=0)
    stop: int = Field(ge=0)
    provision_stop: int = Field(ge=0)
    not_found: int = Field(ge=0)
    partial: int = Field(ge=0)


class Deadlines(_Part):
    """遅滞なく in days from arrival, 速やかに in seconds, a photograph's set-up time in days, by the calendar of a zone."""

    without_delay_days: int = Field(ge=1, le=14)
    promptly_seconds: int = Field(ge=1, le=60)
    set_up_days: int = Field(ge=1, le=14)
    review_days: int = Field(ge=1)
    time_zone: str


class About(_Part):
    """Which version this is, its texts, and the version of the terms of use that its words come from."""

    version: int
    terms: int | None = None
    texts: dict[Language, File]
    procedure: dict[Language, File] = {}


class Statistics(_Part):
    """Figures about fewer people are not released."""

    min_cell: int = Field(ge=1)


class TermsFacts(_Part):
    """A manifest of the terms of use."""

    terms: About
    clauses: dict[str, Clause]


class Name(_Part):
    """What something is called."""

    ja: str
    en: str


class PolicyFacts(_Part):
    """A manifest of a policy. `parts` are those that are not built yet, for which some tests wait."""

    policy: About
    parts: dict[str, Name] = {}
    clauses: dict[str, Clause]
    items: dict[str, Item] = {}
    purposes: dict[str, Purpose] = {}
    fees: Fees
    deadlines: Deadlines
    statistics: Statistics
