"""Speaks with the service: asks for a token, tells, sends, obeys, reports. What fails waits, each time longer."""

import logging
import time
from datetime import UTC, datetime, timedelta

from harimi.camera.api import Api
from harimi.camera.backoff import Backoff
from harimi.camera.connection import Answer, Connection, LostError
from harimi.camera.diary import now
from harimi.camera.enrolment import Enrolment
from harimi.camera.health import Machine
from harimi.camera.obeying import Obeying
from harimi.camera.outgoing import Outgoing, Sent
from harimi.camera.parts import Parts
from harimi.camera.reports import Reports

TICK = 2.0
_HOUR = 3600.0
_TO_DO = "Make a new one in My Account, then: harimi camera setup"
_LOG = logging.getLogger(__name__)


class Sender:
    """One camera's."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        connection = Connection(parts.config.url, parts.config.certificate)
        self._api = Api(connection, parts.tokens, parts.settings)
        self._outgoing = Outgoing(parts.spool, self._api, self.heard)
        self._reports = Reports(self._api, parts.diary, Machine(parts.config))
        self._enrolment = Enrolment(parts, self._api)
        self._obeying = Obeying(parts, self._api, self._reports)
        self._line, self._photographs = Backoff(), Backoff()
        self._heard_at: float | None = None

    def run(self) -> None:
        """Until it is told to stop."""
        while not self._parts.stopping.is_set():
            self._parts.wake_sender.clear()
            self.once()
            self._parts.wake_sender.wait(TICK)
        self._api.connection.close()

    def once(self) -> None:
        """Does all that is due."""
        if not self._parts.tokens.current:
            self._enrolment.ask()
            return
        if self._line.left:
            return
        try:
            self._contact_if_due()
            self._obeying.obey(lambda: bool(self._line.left))
            if not self._line.left:
                self._send()
            if not self._line.left and self._reports.due and not self._parts.commands.wiping():
                self._reports.send(len(self._parts.spool.waiting()))
        except LostError as error:
            self._lost(error)
        except OSError as error:
            wait = self._line.failed()
            _LOG.error("the disk: %s; again in %.0f s", error, wait)
            self._parts.diary.error(f"the disk: {error}")

    def heard(self, answer: Answer) -> None:
        """Takes the orders that came with an answer."""
        orders = answer.json.get("orders")
        if answer.status == 401:
            self._refused(answer)
        if answer.status not in (200, 201) or not isinstance(orders, dict):
            return
        self._obeying.renewed(good=True)
        self._parts.tokens.worked()
        self._heard_at = time.monotonic()
        self._clock(answer, orders.get("now"))
        settings, commands = orders.get("settings"), orders.get("commands")
        if isinstance(settings, dict) and self._parts.settings.take(settings):
            _LOG.info("new settings, version %s", self._parts.settings.current.version)
            self._parts.wake_shooter.set()
        self._parts.commands.take(commands if isinstance(commands, list) else ())

    def _contact_if_due(self) -> None:
        settings, outcomes = self._parts.settings.current, self._parts.commands.untold()
        span = _HOUR if settings.asleep else settings.contact_minutes * 60
        if (
            not outcomes
            and not self._obeying.renewing
            and self._heard_at is not None
            and time.monotonic() - self._heard_at < span
        ):
            return
        answer = self._api.contact(outcomes)
        self.heard(answer)
        if answer.status == 200 and answer.json.get("orders"):
            self._parts.commands.heard(outcomes)
            self._back()
        elif answer.status == 401 and self._parts.commands.wiped():
            self._parts.commands.heard(outcomes)
        elif answer.status == 401:
            self._line.failed(answer.retry_after)
        else:
            self._waits(self._line, answer)

    def _refused(self, answer: Answer) -> None:
        if self._parts.tokens.refused():
            self._obeying.renewed(good=False)
            return
        self._parts.diary.error(f"the service does not know this camera's token ({answer.words()}). {_TO_DO}")

    def _send(self) -> None:
        wiping = self._parts.commands.wiping()
        waiting = self._outgoing.due()
        if wiping and not waiting:
            self._parts.commands.ended(wiping)
        if self._photographs.left or not waiting or not (wiping or self._enough(len(waiting), waiting[0].taken_at)):
            return
        sent = self._outgoing.flush(self._parts.settings.current.batch, self._parts.stopping.is_set)
        if sent.kept:
            self._parts.diary.change(last_sent=now())
        if sent.refused:
            self._parts.diary.event("photograph_refused", "warning", sent.refused)
        self._judge(sent, wiping)

    def _judge(self, sent: Sent, wiping: str | None) -> None:
        if sent.stopped is None:
            self._photographs.worked()
            self._back()
        elif wiping and 200 <= sent.stopped.status < 500 and sent.stopped.status not in (401, 408, 429):
            self._parts.commands.ended(wiping)
        elif sent.stopped.status == 401:
            self._photographs.failed()
        else:
            self._waits(self._photographs, sent.stopped)

    def _enough(self, count: int, first: datetime) -> bool:
        batch = self._parts.settings.current.batch
        return count >= batch or not timedelta(0) <= datetime.now(UTC) - first < timedelta(hours=1)

    def _clock(self, answer: Answer, told: object) -> None:
        """Seconds that this machine's clock is ahead."""
        try:
            drift = (answer.at - datetime.fromisoformat(str(told))).total_seconds()
        except (ValueError, TypeError):
            return
        known = self._parts.diary.get("drift_s")
        if known is None or abs(drift - known) >= 1:
            self._parts.diary.change(drift_s=round(drift, 1))
            if abs(drift) > 60:
                _LOG.warning("this machine's clock is %.0f s off; set it, for photographs carry its time", drift)

    def _waits(self, backoff: Backoff, answer: Answer) -> None:
        wait = backoff.failed(answer.retry_after)
        _LOG.warning("the service answered %s; again in %.0f s", answer.words(), wait)
        self._parts.diary.error(f"the service answered {answer.words()}")

    def _lost(self, error: LostError) -> None:
        wait = self._line.failed()
        _LOG.warning("%s; again in %.0f s", error, wait)
        if not self._parts.diary.get("lost"):
            self._parts.diary.change(lost=True)
            self._parts.diary.event("network_lost", "warning")
        self._parts.diary.error(str(error))

    def _back(self) -> None:
        self._line.worked()
        self._parts.diary.error(None)
        if self._parts.diary.get("lost"):
            self._parts.diary.change(lost=None)
            self._parts.diary.event("network_back")
