"""A camera in the network that answers an HTTP address with a photograph; basic or digest sign-in where it asks for one."""

import ssl
import urllib.request
from dataclasses import dataclass, field
from http.client import HTTPException
from urllib.error import HTTPError, URLError

from harimi.camera.picture import MOST_BYTES
from harimi.camera.sources.source import Asked, SourceError

_SECONDS = 30.0


@dataclass(frozen=True)
class Snapshot(Asked):
    """`certificate` is a file with the authority that signed the camera's certificate, where no public one did."""

    url: str
    user: str = ""
    password: str = field(default="", repr=False)
    certificate: str = ""

    def photograph(self) -> bytes:
        """What the address answers. Certificates are always checked."""
        try:
            with self._opener().open(self.url, timeout=_SECONDS) as answer:
                data: bytes = answer.read(MOST_BYTES + 1)
        except HTTPError as error:
            raise SourceError(_refused(self.url, error.code)) from error
        except URLError as error:
            raise SourceError(f"{self.url} cannot be reached: {error.reason}") from error
        except (OSError, HTTPException, ValueError) as error:
            raise SourceError(f"{self.url} did not answer with a photograph: {error}") from error
        if not data:
            raise SourceError(f"{self.url} answered with nothing")
        return data

    def _opener(self) -> urllib.request.OpenerDirector:
        passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        if self.user:
            passwords.add_password(None, self.url, self.user, self.password)
        handlers: list[urllib.request.BaseHandler] = [
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPDigestAuthHandler(passwords),
            urllib.request.HTTPBasicAuthHandler(passwords),
        ]
        if self.url.startswith("https:"):
            context = ssl.create_default_context(cafile=self.certificate or None)
            handlers.append(urllib.request.HTTPSHandler(context=context))
        opener = urllib.request.build_opener(*handlers)
        opener.addheaders = [("User-Agent", "harimi-camera")]
        return opener


def _refused(url: str, status: int) -> str:
    what = "check user and password" if status in (401, 403) else "check the address"
    return f"{url} answered {status}; {what}"
