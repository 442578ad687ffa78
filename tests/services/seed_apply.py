"""Lets people apply: `python -m tests.services.seed_apply` publishes a policy without gaps, with a plan and a receptionist."""

from harimi.service.project.setup import set_up


def main() -> None:
    """Prints nothing that a test needs."""
    set_up()
    from harimi.service.privacy.publication import publish
    from harimi.service.privacy.wishes import Wish
    from tests.services.applicants import plan
    from tests.services.policies import operator
    from tests.services.world import person

    person("staff@example.jp", staff=True, admin=True)
    publish(operator(), Wish())
    plan()
    print("{}")


if __name__ == "__main__":
    main()
