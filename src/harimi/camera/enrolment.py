"""The first token: asked for with the unit's key, until a customer has claimed the unit. Nothing else is sent."""

import logging

from harimi.camera.api import Api
from harimi.camera.backoff import Backoff
from harimi.camera.connection import LostError
from harimi.camera.parts import Parts

_LOG = logging.getLogger(__name__)


class Enrolment:
    """Of one camera."""

    def __init__(self, parts: Parts, api: Api) -> None:
        self._parts, self._api = parts, api
        self._backoff = Backoff(first=10.0)

    def ask(self) -> None:
        """Asks, if it is time to."""
        key = self._key()
        if not key or self._backoff.left:
            return
        try:
            answer = self._api.enrol(key)
        except LostError as error:
            self._wait(str(error), 0.0)
            return
        token = answer.json.get("token")
        if answer.status in (200, 201) and isinstance(token, str) and token.isascii() and token.isprintable():
            self._parts.tokens.try_next(token)
            self._parts.tokens.worked()
            self._parts.diary.error(None)
            self._backoff.worked()
            self._parts.wake_sender.set()
            _LOG.info("claimed: this camera has its token")
        else:
            self._wait(_words(answer.code) or f"the service answered {answer.words()}", answer.retry_after)

    def _wait(self, why: str, asked: float) -> None:
        wait = self._backoff.failed(asked)
        _LOG.info("%s; again in %.0f s", why, wait)
        self._parts.diary.error(why)

    def _key(self) -> str:
        path = self._parts.config.unit_key_file
        try:
            return "" if path is None else path.read_text("ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            self._parts.diary.error(f"the unit key {path} cannot be read: {error}")
            return ""


def _words(code: str) -> str:
    return {
        "not_claimed": "nobody has claimed this camera yet; claim it in My Account by the code on its box",
        "bad_key": "the service does not know this camera's key; register or wipe the unit again, then: harimi camera setup",
    }.get(code, "")
