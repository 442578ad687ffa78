"""A chain of rows each of which authenticates the one before it: what was changed, removed or moved shows."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

START = "0" * 64


def linked(key: bytes, before: str, row: Mapping[str, object]) -> str:
    """The MAC of a row that follows one whose MAC is `before`, hexadecimal."""
    return hmac.new(key, f"{before}\n{canonical(row)}".encode(), hashlib.sha256).hexdigest()


def canonical(row: Mapping[str, object]) -> str:
    """One text for one row: JSON with sorted keys, no spaces, and strings, integers, lists and null as values only."""
    return json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_refused)


def _refused(value: object) -> str:
    raise TypeError(f"a row of a chain holds strings, integers, lists and null, not {type(value).__name__}")


@dataclass(frozen=True, slots=True)
class Link:
    """One row as it is kept: its place, the MAC of the one before it, its own MAC, and its content."""

    seq: int
    before: str
    mac: str
    row: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where a chain does not hold, and why."""

    seq: int
    why: str


def first_break(key: bytes, links: Iterable[Link], anchors: Mapping[int, str]) -> Break | None:
    """Where the chain breaks first; None where it holds.

    `links` are in order of `seq`, from 1 on. `anchors` are MACs that were told to an outside place: a chain that was cut off
    behind, or written anew with the key, does not reach them.
    """
    seq, before = 0, START
    for link in links:
        seq += 1
        fault = _fault(key, link, seq, before) or _unanchored(link, anchors)
        if fault:
            return Break(seq, fault)
        before = link.mac
    beyond = min((at for at in anchors if at > seq), default=None)
    return None if beyond is None else Break(seq + 1, f"cut off: row {beyond} was anchored and is gone")


def _fault(key: bytes, link: Link, seq: int, before: str) -> str:
    if link.seq != seq:
        return f"row {seq} is missing; the next one is {link.seq}"
    if link.before != before:
        return "does not follow the row before it"
    return "" if hmac.compare_digest(link.mac, linked(key, before, link.row)) else "was changed"


def _unanchored(link: Link, anchors: Mapping[int, str]) -> str:
    return "differs from what was anchored outside" if anchors.get(link.seq, link.mac) != link.mac else ""
