"""All checks, one after the other; one that fails itself is a finding like others."""

from collections.abc import Iterator

from harimi.service.privacy.gate import using
from harimi.service.project.doctor import machine, money, promised, recipients, work
from harimi.service.project.doctor.findings import Check, Finding, bad

CHECKS: tuple[Check, ...] = (
    *(machine.disk, machine.database, machine.secrets, machine.store, machine.web),
    *(work.workers, work.waiting, work.mail, work.cards, work.policy, work.audit, work.cameras),
    recipients.recipients,
    *(promised.backups, promised.erasures, promised.kept, promised.review, promised.requests),
    *(money.invoices, money.books),
)


def examined() -> Iterator[Finding]:
    """What each check found, as soon as it did."""
    for check in CHECKS:
        try:
            with using("provision"):
                yield from list(check())
        except Exception as error:  # a check that breaks says so itself
            yield bad(check.__name__, f"cannot be looked at: {type(error).__name__}: {error}", "mend what stands above first")
