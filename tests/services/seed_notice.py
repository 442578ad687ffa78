"""Publishes a notice in a running service: `python -m tests.services.seed_notice`; prints its id once it is delivered."""

import time

from harimi.service.project.setup import set_up

PATIENCE = 60.0


def main() -> None:
    """About maintenance, to everybody; beside it a draft."""
    set_up()
    from harimi.service.accounts.models import User
    from harimi.service.notices.models import Delivery
    from harimi.service.notices.publishing import publish, save_draft

    staff = User.objects.filter(is_staff=True)[0]
    texts = {
        "title_ja": "メンテナンス",
        "title_en": "Maintenance",
        "body_ja": "10時から。\n\nhttps://x.jp/",
        "body_en": "From 10.",
    }
    told = {"kind": "maintenance", "audience": "everyone", **texts}
    save_draft(None, told, (), actor=staff)
    notice = save_draft(None, told, (), actor=staff)
    publish(notice, actor=staff)
    deadline = time.monotonic() + PATIENCE
    while Delivery.objects.filter(notice=notice).count() < User.objects.count():
        assert time.monotonic() < deadline
        time.sleep(0.2)
    print(notice.pk)


if __name__ == "__main__":
    main()
