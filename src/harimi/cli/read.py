"""`harimi read`: photographs in, readings out, for people and for programs."""

import argparse
import json
import sys
import time
import traceback
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import cv2

from harimi.cli.declared import DeclarationError, add_options, declared, from_options
from harimi.cli.photographs import OpenError, bytes_of
from harimi.vision.evidence import evidence_image
from harimi.vision.face import Face, FaceError
from harimi.vision.find.proposal import Declared
from harimi.vision.observation import Observation
from harimi.vision.photo import PhotoError
from harimi.vision.read import read
from harimi.vision.reasons import Language
from harimi.vision.schemas import failed_line, line

_REQUEST = ("photo", "kind", "range", "digits", "decimals", "unit", "face")


def add_to(commands: Any) -> None:
    """Adds this command to the parser."""
    parser = commands.add_parser(
        "read",
        help="read the meter in each photograph",
        description="Reads the meter in each photograph: value, confidence, rivals, reasons.",
        epilog="Exit status: 0 if every photograph could be opened, 1 if not, 2 for wrong usage. "
        "A request line of --jsonl: " + ", ".join(f'"{name}"' for name in _REQUEST) + "; all but photo may be left out.",
    )
    parser.add_argument("photos", nargs="*", metavar="PHOTO", type=Path)
    add_options(parser)
    parser.add_argument("--face", type=Path, metavar="FILE", help="face of the meter, as written by `harimi face`")
    parser.add_argument("--json", action="store_true", help="one JSON object per photograph")
    parser.add_argument("--jsonl", action="store_true", help="take requests from standard input, one JSON object per line")
    parser.add_argument("--evidence", type=Path, metavar="DIR", help="write a picture that shows why into this folder")
    parser.add_argument("--lang", choices=("en", "ja"), default="en", help="language of the reasons (default: en)")
    parser.set_defaults(run=lambda options: _run(parser, options))


def _run(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    if options.jsonl == bool(options.photos):
        parser.error("give photographs, or --jsonl and requests on standard input")
    try:
        wanted, face = from_options(options), Face.load(options.face) if options.face else None
        if options.evidence:
            options.evidence.mkdir(parents=True, exist_ok=True)
    except (DeclarationError, FaceError) as error:
        parser.error(str(error))
    except OSError as error:
        parser.error(f"--evidence {options.evidence}: {error.strerror}; name a folder that can be written to")
    if options.jsonl:
        return _answer(sys.stdin.buffer, _defaults(options), options.evidence, options.lang)
    return _read_all(options, wanted, face)


def _defaults(options: argparse.Namespace) -> dict[str, Any]:
    """What the command line declares for every request that does not say otherwise."""
    face = None if options.face is None else str(options.face)
    named = {"kind": options.kind, "range": options.range, "digits": options.digits, "decimals": options.decimals}
    return {**named, "unit": options.unit, "face": face}


def _read_all(options: argparse.Namespace, wanted: Declared, face: Face | None) -> int:
    failed = 0
    for path in options.photos:
        answer, opened = _read_one(path, wanted, face, options.evidence, options.lang)
        failed += not opened
        print(_line(answer) if options.json else _spoken(answer), flush=True)
    return 1 if failed else 0


def _line(answer: dict[str, Any]) -> str:
    """One line of JSON; what no text can hold, such as half a surrogate in a path, is escaped."""
    text = json.dumps(answer, ensure_ascii=False)
    return text if text.isprintable() else json.dumps(answer)


def _read_one(
    path: Path, wanted: Declared, face: Face | None, evidence: Path | None, language: Language
) -> tuple[dict[str, Any], bool]:
    """The answer for one photograph, and whether it could be opened."""
    start = time.perf_counter()
    try:
        observation = read(bytes_of(path), face, declared=wanted)
    except (OpenError, PhotoError) as error:
        return failed_line(str(path), wanted.unit, str(error), _since(start)), False
    except Exception as error:  # one photograph that breaks the reader must not end the stream of all others
        traceback.print_exc()
        why = f"the reader failed ({type(error).__name__}: {error}); please report it"
        return failed_line(str(path), wanted.unit, why), False
    answer = line(str(path), observation, _since(start), language)
    if evidence is not None:
        _write_evidence(evidence, path, observation)
    return answer, True


def _since(start: float) -> float:
    return (time.perf_counter() - start) * 1000


def _write_evidence(folder: Path, path: Path, observation: Observation) -> None:
    """The evidence beside the reading; a reading is not lost because its picture cannot be written."""
    picture = cv2.imencode(".jpg", evidence_image(observation), [cv2.IMWRITE_JPEG_QUALITY, 88])[1].tobytes()
    try:
        _free(folder / f"{path.stem}.jpg").write_bytes(picture)
    except OSError as error:
        print(f"no evidence of {path} in {folder}: {error.strerror}", file=sys.stderr)


def _free(target: Path) -> Path:
    """A name that is not taken: photographs of several folders may share theirs."""
    names = (target.with_stem(f"{target.stem}-{n}") for n in range(2, 1_000_000))
    return target if not target.exists() else next(name for name in names if not name.exists())


def _spoken(answer: dict[str, Any]) -> str:
    value = "–" if answer["value"] is None else f"{answer['value']} {answer['unit']}".strip()
    first = f"{answer['photo']}: {value}  ({answer['state']}, {answer['confidence']:.1%}, {answer['ms']:.0f} ms)"
    rivals = [
        f"  or {one['value']} ({one['probability']:.1%})" for one in answer["alternatives"] if one["value"] != answer["value"]
    ]
    return "\n".join([first, *rivals[:3], *(f"  {reason}" for reason in answer["reasons"])])


def _answer(requests: Iterable[bytes], defaults: dict[str, Any], evidence: Path | None, language: Language) -> int:
    """One answer for each request line, in the same order; blank lines are passed over."""
    failed = 0
    for answer, opened in _answers(requests, defaults, evidence, language):
        failed += not opened
        print(_line(answer), flush=True)
    return 1 if failed else 0


def _answers(
    requests: Iterable[bytes], defaults: dict[str, Any], evidence: Path | None, language: Language
) -> Iterator[tuple[dict[str, Any], bool]]:
    faces: dict[str, Face] = {}
    for text in requests:
        if not text.strip():
            continue
        named: dict[str, Any] = {}
        try:
            named = _request(text)
            full = defaults | {name: value for name, value in named.items() if value is not None}
            wanted, face = (
                declared({name: value for name, value in full.items() if value is not None}),
                _face(full["face"], faces),
            )
        except (DeclarationError, FaceError) as error:
            yield failed_line(_text(named.get("photo")), _text(named.get("unit")) or "", str(error)), False
            continue
        yield _read_one(Path(named["photo"]), wanted, face, evidence, language)


def _request(text: bytes) -> dict[str, Any]:
    try:
        named = json.loads(text.decode())
    except (ValueError, RecursionError) as error:
        raise DeclarationError(f"a request must be one JSON object in a line: {error}") from error
    if not isinstance(named, dict) or not isinstance(named.get("photo"), str):
        raise DeclarationError('a request must be a JSON object that names a "photo"')
    unknown = sorted(set(named) - set(_REQUEST))
    if unknown:
        raise DeclarationError(f"a request knows no {', '.join(map(repr, unknown))}; it may name {', '.join(_REQUEST)}")
    return named


def _face(path: Any, known: dict[str, Face]) -> Face | None:
    if path is None:
        return None
    if not isinstance(path, str):
        raise DeclarationError(f"face {path!r} is no path")
    if path not in known:
        known[path] = Face.load(Path(path))
    return known[path]


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
