"""Whatever is pressed, in any order: nothing is executed before it is known who asks, each end has one notice, and a fee is
taken once and only for what was done.
"""

import contextlib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from harimi.service.billing.models import Charge
from harimi.service.notices.models import Message
from harimi.service.pages.exports.making import answer_one
from harimi.service.requests import deciding, evidence, fees, identity, keeping
from harimi.service.requests.deciding import Decision
from harimi.service.requests.errors import RequestError
from harimi.service.requests.finding import add
from harimi.service.requests.kinds import FACTS
from harimi.service.requests.models import Check, Ended, Fee, Request
from harimi.service.requests.states import NEXT
from tests.services.billing.customers import customer
from tests.services.inquiries import mails
from tests.services.requests.scene import Kind, Outcome, State, by_member, by_stranger, officer, owner

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("told")]
ENDED = (State.DECIDED, State.NOTIFIED, State.CLOSED)
GROUNDS = sorted({ground for facts in FACTS.values() for ground in facts.grounds})
NUMBERS = iter(range(1000, 9999))


class Pressing(RuleBasedStateMachine):
    """One request, and everybody's buttons."""

    row: Request

    @initialize(kind=st.sampled_from(list(Kind)), member=st.booleans(), agent=st.booleans())
    def begin(self, kind: str, member: bool, agent: bool) -> None:
        """By a member with a contract, or by a stranger, perhaps an agent of theirs."""
        number = f"{next(NUMBERS)}-0000"
        contract = customer(number)
        self.email = owner(contract).email
        told: dict[str, Any] = {"agent": "legal", "agent_name": "A"} if agent and not member else {}
        self.row = by_member(owner(contract), kind, of=contract.organization) if member else by_stranger(kind, **told)

    def press(self, do: object) -> None:
        """Whether it may or may not, the request is whole afterwards."""
        self.row.refresh_from_db()
        with contextlib.suppress(RequestError):
            do()  # type: ignore[operator]
        self.row.refresh_from_db()

    @rule()
    def find(self) -> None:
        """Staff find the customer."""
        self.press(lambda: add(self.row, self.email, by=officer()))

    @rule(right=st.booleans())
    def by_code(self, right: bool) -> None:
        """A code, typed right or wrong."""

        def do() -> None:
            code = identity.ask_code(self.row, "mail_code")
            identity.enter(self.row, code if right else "x")

        self.press(do)

    @rule()
    def seen_by_staff(self) -> None:
        """A document in their hands."""
        self.press(lambda: identity.seen(self.row, by=officer()))

    @rule(confirmed=st.booleans())
    def authority(self, confirmed: bool) -> None:
        """An agent's paper."""
        self.press(lambda: identity.judge_authority(self.row, "Paper", confirmed=confirmed, by=officer()))

    @rule()
    def not_identified(self) -> None:
        """Nobody could show who they are."""
        self.press(lambda: deciding.not_identified(self.row, "Nothing came.", by=officer()))

    @rule(waived=st.booleans())
    def fee(self, waived: bool) -> None:
        """Agreed to, or waived."""
        self.press(lambda: fees.waive(self.row, "So.", by=officer()) if waived else fees.agree(self.row))

    @rule(withheld=st.booleans())
    def execute(self, withheld: bool) -> None:
        """Staff go on, and workers do their part."""
        self.press(lambda: deciding.execute(self.row, by=officer(), withheld=["mail"] if withheld else ()))
        while answer_one():
            pass

    @rule(
        outcome=st.sampled_from(list(Outcome)), ground=st.sampled_from(["", *GROUNDS]), words=st.sampled_from(["", "Because."])
    )
    def decide(self, outcome: str, ground: str, words: str) -> None:
        """Staff decide, sensibly or not."""
        self.press(lambda: deciding.decide(self.row, Decision(outcome, ground, words), by=officer()))

    @rule()
    def onward(self) -> None:
        """What a sensible officer would press next."""
        state = self.row.state
        if state in identity.BEFORE:
            self.find()
            self.seen_by_staff()
            self.authority(True)
        elif state == State.QUOTED:
            self.fee(False)
        elif state == State.INVESTIGATING:
            self.execute(False)
        elif state == State.EXECUTING:
            self.decide(Outcome.FULFILLED, "", "Done.")
        else:
            self.told()

    @rule()
    def withdraw(self) -> None:
        """They want it no longer."""
        self.press(lambda: deciding.withdraw(self.row))

    @rule()
    def told(self) -> None:
        """Mail goes out, and time passes."""
        self.press(lambda: (mails(), keeping.close_old()))

    @invariant()
    def one_way(self) -> None:
        """Only steps that follow."""
        states = list(self.row.steps.values_list("state", flat=True))
        assert all(after in NEXT[before] for before, after in pairwise(states)), states
        assert states[-1] == self.row.state

    @invariant()
    def known_first(self) -> None:
        """Nothing is done for somebody whom nobody knows."""
        states = set(self.row.steps.values_list("state", flat=True))
        if State.EXECUTING in states or State.INVESTIGATING in states:
            assert State.IDENTIFIED in states
            assert identity.proven(self.row)
        if State.EXECUTING in states:
            assert State.INVESTIGATING in states

    @invariant()
    def one_notice(self) -> None:
        """Each end has one, with its ground where it is a refusal; nothing else has any."""
        sent = Message.objects.filter(letter="request_answer", subject=self.row.subject_id).count()
        ended = self.row.state in ENDED
        assert sent == int(ended)
        assert Ended.objects.filter(number=self.row.number).exists() == ended
        assert bool(self.row.outcome) == ended
        if self.row.outcome in (Outcome.REFUSED, Outcome.PARTIAL):
            assert self.row.ground in FACTS[self.row.kind].grounds

    @invariant()
    def fees_are_right(self) -> None:
        """A thousand for a notice of purposes or a disclosure that was done, once; else nothing."""
        charged = list(Charge.objects.filter(source=f"request:{self.row.number}").values_list("yen", flat=True))
        fee = Fee.objects.filter(request=self.row).first()
        if self.row.outcome == Outcome.FULFILLED and fee is not None and fee.state != Fee.State.WAIVED:
            assert charged == [1000]
        else:
            assert charged == []
        if self.row.kind not in (Kind.PURPOSE_NOTICE, Kind.DISCLOSURE):
            assert fee is None

    @invariant()
    def due(self) -> None:
        """There is a day from the beginning on."""
        assert self.row.due_on > self.row.arrived_at.date()

    @invariant()
    def no_evidence_left(self) -> None:
        """Pictures are gone with the decision."""
        if self.row.state in ENDED or self.row.state == State.WITHDRAWN:
            assert not Check.objects.filter(request=self.row).exclude(blob="").exists()
            assert evidence.forget_old() == 0


@pytest.mark.clause("PP-8-1-flow")
def test_whatever_is_pressed_in_any_order(own_blobs: Path) -> None:
    run_state_machine_as_test(
        Pressing,
        settings=settings(
            max_examples=8, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck), database=None
        ),
    )
