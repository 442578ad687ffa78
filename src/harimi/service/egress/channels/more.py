"""Everything else that apprise speaks to over the web: Discord, Telegram, Google Chat, Pushover, PagerDuty, SMS by Twilio …

https://github.com/caronc/apprise. Only what speaks HTTP to hosts that are known beforehand: nothing that writes files, starts
programs, or opens connections of another kind. Every connection is ours (`guard`). Its settings are one address as apprise has
it.
"""

from collections.abc import Mapping
from email import charset
from functools import cache
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from pydantic import SecretStr, field_validator

from harimi.service.egress.channels.answers import Heard, Outcome, read
from harimi.service.egress.channels.message import Message, Tone
from harimi.service.egress.channels.values import ChannelSettings, Secret
from harimi.service.egress.permit import leaving
from harimi.service.egress.web.destination import Resolve, resolve
from harimi.service.egress.web.sending import UnreachedError
from harimi.service.third_parties.departure import Departure

if TYPE_CHECKING:
    from apprise import NotifyBase

OWN: tuple[str, ...] = ()
"""Marks services that customers run themselves: the host stands in the address."""
HOSTS: Mapping[str, tuple[str, ...]] = {
    "bark": OWN,
    "barks": OWN,
    "dingtalk": ("oapi.dingtalk.com",),
    "discord": ("discord.com",),
    "feishu": ("open.feishu.cn",),
    "gchat": ("chat.googleapis.com",),
    "gotify": OWN,
    "gotifys": OWN,
    "hassio": OWN,
    "hassios": OWN,
    "ifttt": ("maker.ifttt.com",),
    "lark": ("open.larksuite.com",),
    "mmost": OWN,
    "mmosts": OWN,
    "nctalk": OWN,
    "nctalks": OWN,
    "opsgenie": ("api.opsgenie.com", "api.eu.opsgenie.com"),
    "pagerduty": ("events.pagerduty.com", "events.eu.pagerduty.com"),
    "pbul": ("api.pushbullet.com",),
    "pover": ("api.pushover.net",),
    "prowl": ("api.prowlapp.com",),
    "rocket": OWN,
    "rockets": OWN,
    "signal": OWN,
    "signals": OWN,
    "spike": ("api.spike.sh",),
    "synology": OWN,
    "synologys": OWN,
    "tgram": ("api.telegram.org",),
    "twilio": ("api.twilio.com",),
    "victorops": ("alert.victorops.com",),
    "wecombot": ("qyapi.weixin.qq.com",),
}
"""What may be used, and whom it speaks to."""
LASTS = 20.0
"""Seconds for all requests of one message together."""
_TYPES = {Tone.ALARM: "failure", Tone.WARNING: "warning", Tone.OVER: "success"}


class Settings(ChannelSettings):
    """An address as apprise has it, such as `tgram://token/chat`; all of it counts as secret."""

    url: Secret

    @field_validator("url")
    @classmethod
    def _known(cls, url: SecretStr) -> SecretStr:
        told = url.get_secret_value()
        if urlsplit(told).scheme.lower() not in HOSTS:
            raise ValueError(f"an address that begins with one of {', '.join(sorted(HOSTS))} is needed")
        if _service(told) is None:
            raise ValueError("apprise does not understand the address")
        return url


def host(settings: Settings) -> str:
    """Who is spoken to."""
    return _hosts(settings)[0]


def address(settings: Settings) -> str:
    """Where the customer's server is, for services that customers run themselves."""
    url = urlsplit(settings.url.get_secret_value())
    scheme = "https" if f"{url.scheme.lower()}s" not in HOSTS else "http"
    return "" if HOSTS[url.scheme.lower()] else f"{scheme}://{url.netloc.rpartition('@')[2]}/"


def send(settings: Settings, message: Message, departure: Departure, *, look_up: Resolve = resolve) -> Heard:
    """Raises as `sending.posted`. What apprise made of several answers counts as the last of them."""
    from harimi.service.egress.channels.guard import speaking

    with leaving(departure), speaking(_hosts(settings), lasts=LASTS, look_up=look_up) as now:
        taken = _notified(settings, message)
        if now.fault is not None and not taken:
            raise now.fault
        if now.answer is None:
            raise UnreachedError("apprise sent nothing")
    if taken:
        return Heard(Outcome.TAKEN, "taken", now.answer.status)
    return read(now.answer) if not now.answer.taken else Heard(Outcome.REFUSED, "not_understood", now.answer.status)


def _hosts(settings: Settings) -> tuple[str, ...]:
    url = urlsplit(settings.url.get_secret_value())
    return HOSTS[url.scheme.lower()] or ((url.hostname or "").rstrip("."),)


def _notified(settings: Settings, message: Message) -> bool:
    from apprise import Apprise, AppriseAttachment
    from apprise.attachment.memory import AttachMemory

    service = _service(settings.url.get_secret_value())
    if service is None:
        return False
    all_of_it = Apprise(asset=service.asset)
    all_of_it.add(service)
    attached = AppriseAttachment(asset=service.asset)
    if message.picture and service.attachment_support:
        seen = message.picture
        kept: Any = AttachMemory
        attached.add(kept(content=seen.content, name=seen.name, mimetype=seen.media, asset=service.asset))
    told: dict[str, Any] = {"notify_type": _TYPES.get(message.tone, "info"), "body_format": "text"}
    return bool(all_of_it.notify(body=message.text, title=message.title, attach=attached or None, **told))


def _service(url: str) -> "NotifyBase | None":
    """What apprise makes of an address; None where that is nothing, or would not check certificates."""
    from apprise import Apprise, AppriseAsset

    _load()
    quiet: dict[str, Any] = {
        "async_mode": False,
        "secure_logging": True,
        "plugin_paths": [],
        "storage_mode": "memory",
        "http_redirects": False,
    }
    service = Apprise.instantiate(url, asset=AppriseAsset(**quiet), suppress_exceptions=True)
    if service is None or not service.verify_certificate:
        return None
    vars(service)["throttle"] = _at_once
    return service


@cache
def _load() -> None:
    """Loads all services, once. That of mail has every mail of the process written in another way, which is undone."""
    from apprise.plugins import N_MGR

    before, services = dict(charset.CHARSETS), cast(Any, N_MGR)
    services.load_modules()
    charset.CHARSETS.update(before)


def _at_once(*_: object, **__: object) -> None:
    """No pause before a request: one message is one or two, and an answer must not say for how long a worker sleeps."""
