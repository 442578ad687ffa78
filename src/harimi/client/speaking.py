"""How the client speaks to a service: a token with everything, problems as exceptions, patience where it is asked to wait."""

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Protocol, Self, TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel

Answer = TypeVar("Answer", bound=BaseModel)
Row = TypeVar("Row")
PATIENCE = 3
"""Times that a call is made again after it was told to wait."""
LONGEST_WAIT = 60


class HarimiError(Exception):
    """A call that was refused: `code` is stable, `detail` says what to do."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.status, self.code, self.detail = status, code, detail


class Page(Protocol[Row]):
    """A page of a list."""

    @property
    def next(self) -> str | None: ...

    @property
    def data(self) -> list[Row]: ...


class Speaking:
    """One service, spoken to with one token. `tag` is the entity tag of the last answer, for `if_match` of a change."""

    def __init__(self, url: str, token: str, *, language: str = "en", timeout: float = 60) -> None:
        headers = {"Authorization": f"Bearer {token}", "Accept-Language": language}
        self._http = httpx.Client(base_url=url.rstrip("/"), headers=headers, timeout=timeout)
        self.tag = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends its connections."""
        self._http.close()

    def fetch(self, address: str) -> bytes:
        """The file behind an address that an answer told, such as a photograph's. The token is not sent there."""
        answer = httpx.get(address, timeout=self._http.timeout)
        return self._checked(answer).content

    def _file(self, method: str, path: str, **how: Any) -> bytes:
        return self._made(method, path, **how).content

    def _asked(self, method: str, path: str, kind: type[Answer], **how: Any) -> Answer:
        return kind.model_validate_json(self._made(method, path, **how).content)

    def _made(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: BaseModel | None = None,
        files: Mapping[str, bytes | list[bytes] | None] | None = None,
        form: Mapping[str, Any] | None = None,
        key: str = "",
        if_match: str = "",
    ) -> httpx.Response:
        headers = {name: told for name, told in (("Idempotency-Key", key), ("If-Match", if_match)) if told}
        how: dict[str, Any] = {"params": _texts(query or {}), "headers": headers}
        if body is not None:
            how["content"] = body.model_dump_json(exclude_unset=True, by_alias=True)
            headers["Content-Type"] = "application/json"
        if files is not None:
            how |= {"files": list(_parts(files)), "data": _texts(form or {})}
        return self._patiently(method, path, how)

    def _patiently(self, method: str, path: str, how: dict[str, Any]) -> httpx.Response:
        for _ in range(PATIENCE):
            answer = self._http.request(method, path, **how)
            wait = answer.headers.get("Retry-After", "")
            if answer.status_code not in (409, 429) or not wait.isdecimal() or int(wait) > LONGEST_WAIT:
                return self._checked(answer)
            time.sleep(int(wait))
        return self._checked(self._http.request(method, path, **how))

    def _checked(self, answer: httpx.Response) -> httpx.Response:
        self.tag = answer.headers.get("ETag", "")
        if answer.is_success:
            return answer
        told: Mapping[str, Any] = {}
        if answer.headers.get("Content-Type", "").startswith("application/problem+json"):
            told = answer.json()
        raise HarimiError(answer.status_code, told.get("code", ""), told.get("detail", answer.reason_phrase))


def each(call: Callable[..., Page[Row]], *ids: object, **asked: Any) -> Iterator[Row]:
    """Every row of a list, page after page: `each(harimi.list_readings, since=yesterday)`."""
    cursor: str | None = ""
    while cursor is not None:
        page = call(*ids, **asked, cursor=cursor)
        yield from page.data
        cursor = page.next


def placed(value: object) -> str:
    """A value as a part of an address."""
    return quote(_text(value), safe=":")


def _parts(files: Mapping[str, bytes | list[bytes] | None]) -> Iterator[tuple[str, tuple[str, bytes]]]:
    """Each file of a form by its name, of which some have several."""
    for name, sent in files.items():
        for data in sent if isinstance(sent, list) else [] if sent is None else [sent]:
            yield name, (name, data)


def _texts(told: Mapping[str, Any]) -> dict[str, str]:
    return {name: _text(value) for name, value in told.items() if value is not None}


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
