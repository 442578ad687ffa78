"""`harimi sequence`: the photographs of one meter in order of time, each read with what the others say about it."""

import argparse
import json
import sys
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from harimi.cli.declared import DeclarationError, add_options, from_options
from harimi.cli.photographs import OpenError, bytes_of
from harimi.cli.times import Taken, TimesError, taken
from harimi.vision.decode.judge import resolution
from harimi.vision.decode.settle import settle
from harimi.vision.face import Dial, Face, FaceError
from harimi.vision.find.finders import refusal
from harimi.vision.find.proposal import Declared
from harimi.vision.history import Limits, Moment
from harimi.vision.observation import Alternative
from harimi.vision.photo import PhotoError
from harimi.vision.read import read
from harimi.vision.reasons import Reason
from harimi.vision.schemas import sequence_line


def add_to(commands: Any) -> None:
    """Adds this command to the parser."""
    parser = commands.add_parser(
        "sequence",
        help="read one meter's photographs in order of time",
        description="Reads one meter's photographs in order of time. For each it says what could be said at once, and what "
        "stands in the end, when later photographs have confirmed, corrected or rejected it.",
        epilog="Exit status: 0 if every photograph could be opened, 1 if not, 2 for wrong usage.",
    )
    parser.add_argument("folder", metavar="FOLDER", type=Path)
    parser.add_argument("--times", metavar="CSV", type=Path, required=True, help="columns file,taken_at; no zone means UTC")
    parser.add_argument("--face", type=Path, metavar="FILE", help="face of the meter, as written by `harimi face`")
    add_options(parser)
    parser.add_argument("--max-per-hour", metavar="N", help="more than the meter can ever count in an hour")
    parser.add_argument("--rolls-over-at", metavar="N", help="where the counter starts again from zero, for example 100000")
    parser.add_argument("--may-fall", action="store_true", help="the value may fall, as of a gauge (a dial's always may)")
    parser.add_argument("--jsonl", action="store_true", help="one JSON object per photograph")
    parser.set_defaults(run=lambda options: _run(parser, options))


def _run(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    try:
        wanted, face = from_options(options), Face.load(options.face) if options.face else None
        limits, photographs = _limits(options, face), taken(options.folder, options.times)
    except (DeclarationError, FaceError, TimesError) as error:
        parser.error(str(error))
    why = refusal(wanted) if face is None and wanted.kind != "auto" else None
    if why is not None:
        parser.error(why.text())
    seen = list(_seen(photographs, wanted, face))
    moments = [Moment(one.taken.at, one.rivals) for one in seen]
    for one, settled in zip(seen, settle(moments, _step(face, wanted, seen), limits), strict=True):
        answer = sequence_line(one.taken.name, one.taken.at, settled)
        print(json.dumps(answer) if options.jsonl else _spoken(answer, [*settled.reasons, *one.reasons]))
    return 0 if all(one.opened for one in seen) else 1


def _limits(options: argparse.Namespace, face: Face | None) -> Limits:
    dial = options.kind == "dial" or (options.kind == "auto" and options.range is not None)
    gauge = dial if face is None else all(isinstance(d, Dial) and d.wraps is None for d in face.displays)
    return Limits(
        counts_up=not (gauge or options.may_fall),
        max_per_hour=_positive("--max-per-hour", options.max_per_hour),
        rolls_over_at=_positive("--rolls-over-at", options.rolls_over_at),
    )


def _positive(name: str, text: str | None) -> Decimal | None:
    if text is None:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise DeclarationError(f"{name} {text!r} is no number") from error
    if not number.is_finite() or number <= 0:
        raise DeclarationError(f"{name} {text} must be more than 0")
    return number


@dataclass(frozen=True)
class _Seen:
    """What one photograph showed by itself; the photograph is not kept, since there may be thousands."""

    taken: Taken
    rivals: tuple[Alternative, ...] = ()
    reasons: tuple[Reason, ...] = ()
    opened: bool = True


def _seen(photographs: Sequence[Taken], wanted: Declared, face: Face | None) -> Iterator[_Seen]:
    """Each photograph by itself. What cannot be opened, or breaks the reader, is told and counts as unreadable."""
    for n, one in enumerate(photographs, start=1):
        if sys.stderr.isatty():
            print(f"\r{n} of {len(photographs)}", end="\n" if n == len(photographs) else "", file=sys.stderr, flush=True)
        try:
            observation = read(bytes_of(one.path), face, declared=wanted)
            yield _Seen(one, observation.alternatives, observation.reasons)
        except (OpenError, PhotoError) as error:
            print(f"{one.name}: {error}", file=sys.stderr)
            yield _Seen(one, opened=False)
        except Exception as error:  # one photograph that breaks the reader must not end the sequence
            traceback.print_exc()
            print(f"{one.name}: the reader failed ({type(error).__name__}); please report it", file=sys.stderr)
            yield _Seen(one, opened=False)


def _step(face: Face | None, wanted: Declared, seen: Sequence[_Seen]) -> Decimal:
    """What one unit of the lowest place is worth: the face's, as declared, or as most of the values are shown."""
    values = [one.rivals[0].value for one in seen if one.rivals]
    if face is not None:
        return min((resolution(face, value) for value in values), default=Decimal(1))
    if wanted.range is not None:
        return abs(wanted.range[1] - wanted.range[0]) / 50
    if wanted.decimals is not None:
        return Decimal(1).scaleb(-wanted.decimals)
    places = Counter(int(value.as_tuple().exponent) for value in values)
    return Decimal(1).scaleb(places.most_common(1)[0][0] if places else 0)


def _spoken(answer: dict[str, Any], reasons: Sequence[Reason]) -> str:
    first, final = (answer[name] for name in ("first", "final"))
    then = f"{first['value'] or '–'} ({first['state']}, {first['confidence']:.1%})"
    now = f"{final['value'] or '–'} ({final['state']}, {final['confidence']:.1%})"
    line = f"{answer['at']}  {answer['photo']}: {now}" + ("" if then == now else f"  at first {then}")
    why = () if final["state"] in ("published", "confirmed") else dict.fromkeys(reason.text() for reason in reasons)
    return "\n".join([line, *(f"  {reason}" for reason in why)])
