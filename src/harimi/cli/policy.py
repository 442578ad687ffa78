"""`harimi policy`: what the policy lacks, and its next version."""

import argparse
import json
import sys
from dataclasses import asdict
from datetime import datetime
from typing import Any

from harimi.cli import policy_service

KINDS = ("other", "within", "beyond", "exempt")


def add_to(commands: Any) -> None:
    """Adds this command to the parser."""
    policy = commands.add_parser("policy", help="check and publish the privacy policy", description="Keeps the privacy policy.")
    kinds = policy.add_subparsers(required=True, metavar="WHAT")
    lint = kinds.add_parser(
        "lint",
        help="what the policy lacks",
        description="Says what the policy, with the operator's profile, lacks against current law. "
        "Exit status 1 if something is found.",
    )
    lint.add_argument("--json", action="store_true", help="one JSON object for programs")
    lint.set_defaults(run=_lint)
    _add_publish(kinds)
    policy_service.add_to(kinds)


def _add_publish(kinds: Any) -> None:
    publish = kinds.add_parser(
        "publish",
        help="publish the next version",
        description="Shows what differs from the published version, asks, and publishes the next one. An earlier version is "
        "never changed. The first one is published when the service starts.",
    )
    publish.add_argument("--change", choices=KINDS, default="other", help="how it touches purposes (clause 2-4)")
    publish.add_argument("--reason", default="", metavar="TEXT", help="why; needed for beyond, exempt and --consent")
    publish.add_argument("--effective", metavar="DATE", help="from which day on (such as 2027-04-01, Japan; default: now)")
    publish.add_argument("--consent", action="store_true", help="each person must agree (clause 10)")
    publish.add_argument("--yes", action="store_true", help="do not ask")
    publish.set_defaults(run=_publish)


def _lint(options: argparse.Namespace) -> int:
    return _guarded(lambda chosen: _linted(chosen, options))


def _publish(options: argparse.Namespace) -> int:
    return _guarded(lambda chosen: _published(chosen, options))


def _guarded(work: Any) -> int:
    """Does the work with the configuration; what is wrong with settings, profile or texts is said in words."""
    from pydantic import ValidationError

    from harimi.cli.serve import settings_faults
    from harimi.service.privacy.documents import DocumentError
    from harimi.service.privacy.profile import ProfileError
    from harimi.service.project.config import config

    try:
        return int(work(config()))
    except ValidationError as error:
        print(settings_faults(error), file=sys.stderr)
    except (DocumentError, ProfileError) as error:
        print(error, file=sys.stderr)
    return 2


def _linted(chosen: Any, options: argparse.Namespace) -> int:
    from harimi.service.privacy.lint import lint_product
    from harimi.service.privacy.manifest import current
    from harimi.service.privacy.profile import load

    found = lint_product(current(), load(chosen.operator_path))
    if options.json:
        print(json.dumps({"version": current().version, "findings": [asdict(one) for one in found]}, ensure_ascii=False))
        return int(bool(found))
    for one in found:
        print(f"{one.id}: clause {one.clause}: {one.what} (article {one.law}). To do: {one.do}.")
    print(f"{len(found)} findings." if found else "Nothing is lacking.")
    return int(bool(found))


def _published(chosen: Any, options: argparse.Namespace) -> int:
    from harimi.service.project.setup import set_up
    from harimi.service.project.supervisor import migrate, prepare

    prepare(chosen)
    set_up()
    migrate()
    from harimi.service.privacy.publication import operator, pending, publish
    from harimi.service.privacy.wishes import PublicationError

    try:
        profile, wish = operator(), _wish(options)
        differences = pending(profile)
        print("\n".join(differences))
        if differences and not (options.yes or _agreed()):
            print("nothing was published", file=sys.stderr)
            return 1
        made = publish(profile, wish)
    except PublicationError as error:
        print(f"nothing was published: {error}", file=sys.stderr)
        return 1
    print(
        f"version {made.number} is published, in force from {made.effective_from:%Y-%m-%d %H:%M %Z}\n"
        f"see {chosen.url}/privacy/versions"
    )
    return 0


def _wish(options: argparse.Namespace) -> Any:
    from harimi.service.privacy.wishes import Change, Wish

    return Wish(Change(options.change), options.reason, _day(options.effective), options.consent)


def _day(named: str | None) -> datetime | None:
    """The first moment of a day in Japan."""
    from zoneinfo import ZoneInfo

    from harimi.service.privacy.manifest import current
    from harimi.service.privacy.wishes import PublicationError

    if named is None:
        return None
    try:
        return datetime.strptime(named, "%Y-%m-%d").replace(tzinfo=ZoneInfo(current().deadlines.time_zone))
    except ValueError as error:
        raise PublicationError(f"--effective {named} is no day; write it as 2027-04-01.") from error


def _agreed() -> bool:
    try:
        return input("Publish this? [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        return False
