"""What became of letters by which alerts are told."""

from django.db.models import F
from django.utils import timezone

from harimi.service.alerts.models import Telling
from harimi.service.alerts.telling.letters import ALERT
from harimi.service.notices.models import Message
from harimi.service.notices.sending import KEPT

State = Telling.State
_CODES = {State.SENT: "taken", State.REFUSED: "bounced", State.GIVEN_UP: "given_up"}
_ENDS = {Message.State.SENT: State.SENT, Message.State.BOUNCED: State.REFUSED, Message.State.FAILED: State.GIVEN_UP}


def still_wanted(letter: Message) -> bool:
    """Whether it is still to go: not where all that it tells of is over before anybody could hear of it."""
    rows = Telling.objects.filter(letter=letter.pk)
    return not rows.exists() or rows.exclude(state=State.SUPERSEDED).exists()


def heard(letter: Message) -> None:
    """A letter is settled: so are its tellings. One may come back after it was sent."""
    if letter.letter != ALERT:
        return
    end = _ENDS[Message.State(letter.state)]
    code = KEPT if letter.status == KEPT else _CODES[end]
    status = int(letter.status) if letter.status.isdigit() else 0
    rows = Telling.objects.filter(letter=letter.pk).exclude(state=State.SUPERSEDED)
    known = {"message": F("letter")} if end == State.SENT else {"message": None}
    rows.update(state=end, code=code, status=status, done_at=timezone.now(), **known)
