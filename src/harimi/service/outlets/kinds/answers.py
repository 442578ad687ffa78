"""What an answer over HTTP means to whoever sent something."""

from harimi.service.egress.web.sending import Answer
from harimi.service.outlets.kinds.kind import DownError, GoneError, RefusedError

_GONE = 410
_LATER = (408, 425, 429)
_OURS = (401, 403, 404, 405, 407)
"""What is wrong with the address or its key rather than with what was sent."""


def heard(answer: Answer) -> None:
    """Raises what keeps it from being taken."""
    if answer.taken:
        return
    code = f"http_{answer.status}"
    if answer.status == _GONE:
        raise GoneError(code)
    if 400 <= answer.status < 500 and answer.status not in (*_LATER, *_OURS):
        raise RefusedError(code)
    raise DownError(code, answer.retry_after)
