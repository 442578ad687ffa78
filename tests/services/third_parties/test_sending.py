"""What cannot be written down as a request, or goes by a leave that is not for it, never leaves."""

import time

import pytest

from harimi.service.accounts.models import User
from harimi.service.egress.web.pinned import PinnedNetwork
from harimi.service.egress.web.sending import UnreachedError, post
from harimi.service.privacy import audit
from harimi.service.third_parties.departure import Departure
from harimi.service.third_parties.instructions import Channel, instruct
from harimi.service.third_parties.models import Approval, Instruction, Provision
from tests.services.third_parties.scene import BEFORE, ITEMS, PUBLIC, URL, Diverted, Server, asked, at, refused
from tests.services.world import person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]


@pytest.fixture
def who() -> User:
    """Whose data it is."""
    return person("taro@example.jp")


@pytest.fixture
def channel(who: User) -> Instruction:
    """A customer's own channel."""
    made = Channel("webhook", "partner.example", "Mine", "JP", ITEMS)
    return instruct(made, asked(), subject=who.subject_id, now=BEFORE)


@pytest.mark.parametrize(("url", "headers"), [("http://☃.example/", {}), (URL, {"X-Name": "山田"})])
def test_what_cannot_be_sent_did_not_leave(
    server: Server, who: User, channel: Instruction, url: str, headers: dict[str, str]
) -> None:
    leaving = Departure(channel, ITEMS, "provision", who.subject_id)
    with pytest.raises(UnreachedError):
        post(leaving, url, b"{}", headers, insecure=True, look_up=at(PUBLIC))
    assert server.connections == 0
    assert not Provision.objects.exists()
    outcomes = audit.about(who.subject_id).filter(action="sent").values_list("outcome", flat=True)
    assert list(outcomes) == ["nothing_left", "done"]


def test_no_approval_is_for_a_customers_own_channel(server: Server, who: User, channel: Instruction) -> None:
    leave = Approval(ground="4(3)", items=list(ITEMS), subject=who.subject)
    assert refused(server, Departure(channel, ITEMS, "provision", who.subject_id, approval=leave)) == "approval_missing"
    assert not Provision.objects.exists()


def test_a_connection_goes_to_the_port_that_was_checked(server: Server) -> None:
    diverted = Diverted(server.server_address[1])
    PinnedNetwork(PUBLIC, 8443, time.monotonic() + 5, diverted).connect_tcp("partner.example", 22).close()
    assert diverted.dialled == [(PUBLIC, 8443)]
