"""The parts of `harimi policy` that look at the running service: explain, check, recipients."""

import argparse
import json
import subprocess
import sys
from datetime import date
from typing import Any

from harimi.cli.ready import ready

BASES, ROUTES = ("own", "entrusted", "consented", "legal"), ("designated", "measures", "consent")
SERVED = ("mail", "cards", "parcels", "database", "store", "backups", "broker", "counters", "intake", "other")


def add_to(kinds: Any) -> None:
    """Adds the commands to `harimi policy`."""
    _add_explain(kinds)
    _add_check(kinds)
    _add_recipient(kinds)


def _add_explain(kinds: Any) -> None:
    explain = kinds.add_parser(
        "explain",
        help="why a use is allowed or refused",
        description="Says in words whether data may be used for a purpose, and by which clause. "
        "Exit status 1 if it is refused.",
    )
    explain.add_argument("purpose", metavar="PURPOSE", help="such as provision, statistics, marketing")
    explain.add_argument("items", metavar="ITEM", nargs="*", help="such as name, mail, access_log")
    explain.add_argument("--person", metavar="MAIL", help="of whom: consents and stops of that person count too")
    explain.add_argument("--case", default="", metavar="CASE", help="the case under which a breach is looked into")
    explain.add_argument("--language", choices=("ja", "en"), default="ja", help="of the answer (default: ja)")
    explain.set_defaults(run=_explain)


def _add_check(kinds: Any) -> None:
    check = kinds.add_parser(
        "check",
        help="what proves each clause",
        description="Prints per clause the tests that prove it with the results of the last `make test`, the fields of each "
        "item, what is unmapped and what is open. Exit status 1 if a test failed or something is unmapped.",
    )
    check.add_argument("--json", action="store_true", help="one JSON object for programs")
    check.set_defaults(run=_check)


def _add_recipient(kinds: Any) -> None:
    recipient = kinds.add_parser("recipient", help="who gets personal data from the service", description="The register.")
    what = recipient.add_subparsers(required=True, metavar="WHAT")
    what.add_parser("list", help="show the register").set_defaults(run=_list)
    end = what.add_parser("end", help="send nothing there any more")
    end.add_argument("id", metavar="ID")
    end.set_defaults(run=_end)
    add = what.add_parser("add", help="register one")
    add.add_argument("id", metavar="ID", help="a short name, such as mail-relay")
    add.add_argument("--service", required=True, choices=SERVED, help="what they do")
    add.add_argument(
        "--host", required=True, help="where we reach them, as in HARIMI_SMTP_URL; api.stripe.com; a carrier's name"
    )
    add.add_argument("--name", required=True, help="the company")
    add.add_argument("--country", required=True, metavar="XX", help="where it is, such as JP")
    add.add_argument("--basis", required=True, choices=BASES, help="own machine; by contract; by consent; or by law alone")
    add.add_argument("--items", default="", metavar="A,B", help="what they get (default: what the service needs)")
    add.add_argument("--purposes", default="", metavar="A,B", help="what for (default: what the service is for)")
    add.add_argument("--contract-on", type=_date, metavar="DATE", help="day of the contract")
    add.add_argument("--deletes", action="store_true", help="the contract says that all is deleted at its end")
    add.add_argument("--review-by", type=_date, metavar="DATE", help="day by which the supervision is reviewed")
    add.add_argument("--foreign-route", choices=ROUTES, default="", help="for a country other than Japan")
    add.add_argument("--measures", default="", metavar="TEXT", help="where it is filed that equivalent measures are kept")
    add.add_argument("--measures-by", type=_date, metavar="DATE", help="day by which they are checked again")
    add.set_defaults(run=_add)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it as 2027-04-01") from error


def _explain(options: argparse.Namespace) -> int:
    ready()
    from harimi.service.accounts.models import User
    from harimi.service.privacy.gate import Use, decide
    from harimi.service.privacy.words import explained

    subject = None
    if options.person:
        user = User.objects.filter(email=options.person.strip().lower()).first()
        if user is None:
            print(f"nobody has the mail address {options.person}", file=sys.stderr)
            return 2
        subject = user.subject_id
    use = Use(options.purpose, tuple(options.items), subject, options.case)
    decision = decide(use)
    print(explained(use, decision, options.language))
    return int(not decision.allowed)


def _check(options: argparse.Namespace) -> int:
    ready()
    from harimi.service.privacy import census
    from harimi.service.privacy.held import held
    from harimi.service.privacy.manifest import current
    from harimi.service.privacy.proof import proof, runs
    from harimi.service.project.config import Config

    unmapped = [*census.database(held()), *census.json_columns(held()), *census.settings(held(), Config.model_fields)]
    found = proof(current(), held(), runs(), _commit(), unmapped)
    print(json.dumps(found.as_json(), ensure_ascii=False, indent=1) if options.json else "\n".join(_lines(found)))
    return int(not found.holds)


def _lines(found: Any) -> list[str]:
    lines = [f"{one['id']}: {len(one['tests'])} tests" + _failed(one["failed"]) for one in found.clauses]
    lines += [f"{item}: {len(fields)} fields" for item, fields in found.items.items()]
    return [*lines, *(f"unmapped: {one}" for one in found.unmapped), *(f"open: {one}" for one in found.open)]


def _failed(ids: list[str]) -> str:
    return f", FAILED: {', '.join(ids)}" if ids else ""


def _commit() -> str:
    """The commit of the checkout that the command runs in; empty elsewhere."""
    try:
        told = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=True)  # noqa: S607
    except (OSError, subprocess.CalledProcessError):
        return ""
    return told.stdout.strip()


def _list(_: argparse.Namespace) -> int:
    ready()
    from harimi.service.privacy.models import Recipient
    from harimi.service.privacy.recipients import refusal

    for one in Recipient.objects.order_by("ended_at", "id"):
        refused = refusal(one, one.items)
        state = "ended" if one.ended_at else f"refused: {refused.why}" if refused else "in force"
        print(f"{one.id}\t{one.service}\t{one.host}\t{one.name}\t{one.country}\t{one.basis}\t{','.join(one.items)}\t{state}")
    return 0


def _add(options: argparse.Namespace) -> int:
    ready()
    from harimi.service.privacy.models import Recipient
    from harimi.service.privacy.recipients import RecipientError, register
    from harimi.service.privacy.services import SERVICES

    names = ("id", "service", "host", "name", "country", "basis", "contract_on", "review_by", "foreign_route")
    told = {name: getattr(options, name) for name in names}
    told |= {"deletion_clause": options.deletes, "measures_document": options.measures}
    told |= {"measures_check_by": options.measures_by, "purposes": _names(options.purposes)}
    items = _names(options.items) or list(SERVICES[options.service].items)
    try:
        register(Recipient(**told, items=items))
    except RecipientError as error:
        print(f"nothing was registered: {error}", file=sys.stderr)
        return 1
    print(f"{options.id} is registered")
    return 0


def _names(listed: str) -> list[str]:
    return [one.strip() for one in listed.split(",") if one.strip()]


def _end(options: argparse.Namespace) -> int:
    ready()
    from harimi.service.privacy.recipients import RecipientError, end

    try:
        end(options.id)
    except RecipientError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{options.id} has ended; nothing leaves there any more")
    return 0
