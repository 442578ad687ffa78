"""Outcomes as the benchmark counts them, made by hand."""

from decimal import Decimal

from harimi.vision.face import Face
from harimi.vision.find.proposal import Declared
from harimi.vision.observation import Alternative, Observation
from training.bench.cases import Case
from training.bench.measure import Outcome


def outcome(
    value: str | None,
    state: str,
    *,
    truth: str = "5",
    confidence: float = 0.9,
    guess: str | None = None,
    declared: Declared | None = None,
    face: Face | None = None,
    wraps: str | None = None,
    photo: bytes = b"",
) -> Outcome:
    """One photograph of a meter that shows `truth`; `guess` is the best alternative of one without a value."""
    rivals = (Alternative(Decimal(guess), confidence),) if guess else ()
    case = Case("group", "x", lambda: photo, Decimal(truth), Decimal("0.2"), declared, face, Decimal(wraps) if wraps else None)
    seen = Observation(None if value is None else Decimal(value), "", state, confidence, rivals)  # type: ignore[arg-type]
    return Outcome(case, seen, 10.0)
