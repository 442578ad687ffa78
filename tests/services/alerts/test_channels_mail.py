"""Members are told by mail with the picture of the alert; nobody else is, and what is over by then is not sent."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from harimi.service.accounts.models import Membership
from harimi.service.alerts.channels.queries import mail_of
from harimi.service.alerts.channels.services import ChannelError, mail_to, remove
from harimi.service.alerts.channels.testing import send_test
from harimi.service.alerts.models import Alert, Channel, Rule, Telling
from harimi.service.notices.models import Message
from harimi.service.notices.sending import send_one
from harimi.service.readings.models import Attempt
from tests.services.alerts.telling_scene import House, ended, house, later, opened
from tests.services.smtp import Smtp, smtp_server
from tests.services.world import member, person, send, work, world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published")]


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Iterator[Smtp]:
    """The server that carries mail."""
    with smtp_server(monkeypatch) as made:
        yield made


def _mailed() -> None:
    later()
    Message.objects.exclude(due_at=None).update(due_at=timezone.now())
    while send_one():
        pass


def test_an_organization_that_said_nothing_is_told_by_mail_to_its_owners_with_the_picture(post: Smtp) -> None:
    start = datetime(2026, 4, 6, tzinfo=UTC)
    made = world("energy", since=start)
    send(made, Decimal("1234.56"), start + timedelta(hours=1))
    work()
    where = House(made.owner, made.site, made.register, Rule.objects.create(organization=made.site.organization, kind="limit"))
    opened(where, attempt=Attempt.objects.filter(register=made.register).exclude(cut=None).latest("taken_at"))
    _mailed()
    (sent,) = post.taken
    assert sent["To"] == "owner@example.jp"
    assert sent["Subject"].strip() == "【警報】Electricity: 規格値を外れました"
    words, picture = sent.iter_parts()
    assert "設置場所: Home" in words.get_content()
    assert "上限: 1.60 kWh" in words.get_content()
    assert (picture.get_content_type(), picture.get_content_disposition()) == ("image/jpeg", "inline")
    assert picture.get_content().startswith(b"\xff\xd8")
    assert Telling.objects.get().state == "sent"
    assert Channel.objects.get().user == made.owner


def test_the_end_is_mailed_after_the_beginning_was_and_never_alone(post: Smtp) -> None:
    here = house()
    first, second = opened(here), opened(here, rule=None)
    later()
    ended(second)
    _mailed()
    assert [one["Subject"].strip() for one in post.taken] == ["【警報】Pressure: 規格値を外れました"]
    ended(first)
    _mailed()
    assert [one["Subject"].strip() for one in post.taken[1:]] == ["【解消】Pressure: 規格値の範囲に戻りました"]
    assert sorted(Telling.objects.values_list("state", flat=True)) == ["sent", "sent", "superseded"]


def test_a_mail_that_no_server_takes_is_written_down_as_refused(post: Smtp) -> None:
    here = house()
    opened(here)
    post.answers = ["550 no such user"]
    _mailed()
    row = Telling.objects.get()
    assert (row.state, row.code, row.status) == ("refused", "bounced", 550)


def test_only_members_are_told_and_after_the_last_one_left_whoever_answers_for_it(post: Smtp) -> None:
    here = house()
    where = here.site.organization
    with pytest.raises(ChannelError, match="member"):
        mail_to(where, person("stranger@example.jp"), actor=here.owner)
    hers = member(where, "hanako@example.jp", "viewer")
    channel = mail_to(where, hers, actor=hers)
    assert mail_to(where, hers, actor=hers) == channel == mail_of(hers, where)
    assert mail_of(here.owner, where) is None
    opened(here)
    Membership.objects.filter(user=hers).delete()
    _mailed()
    channel.refresh_from_db()
    assert channel.ended_at is not None
    assert [one["To"] for one in post.taken] == ["owner@example.jp"], "what waited is told to whoever is there"


def test_whoever_ended_the_last_way_is_told_by_no_other(post: Smtp) -> None:
    here = house()
    remove(mail_to(here.site.organization, here.owner, actor=here.owner), actor=here.owner)
    opened(here, rule=None)
    _mailed()
    assert post.taken == []


def test_whoever_ends_their_way_may_have_it_again(post: Smtp) -> None:
    here = house()
    channel = mail_to(here.site.organization, here.owner, actor=here.owner)
    remove(channel, actor=here.owner)
    assert mail_to(here.site.organization, here.owner, actor=here.owner) != channel
    assert Alert.objects.count() == 0


def test_the_button_mails_a_test(post: Smtp) -> None:
    here = house()
    channel = mail_to(here.site.organization, here.owner, actor=here.owner)
    assert send_test(channel, actor=here.owner).code == "handed_over"
    _mailed()
    assert [one["Subject"].strip() for one in post.taken] == ["【テスト】お知らせのテストです"]
