"""`harimi face`: a face from one photograph, proposed to be checked and edited, or written by hand and completed."""

import argparse
import sys
from pathlib import Path
from typing import Any

from harimi.cli.declared import DeclarationError, add_options, from_options
from harimi.vision.face import Face, FaceError
from harimi.vision.photo import PhotoError
from harimi.vision.read import NotFoundError, complete_face, propose_face


def add_to(commands: Any) -> None:
    """Adds this command to the parser."""
    parser = commands.add_parser("face", help="propose a face from a photograph", description="Writes a proposed face to edit.")
    parser.add_argument("photo", metavar="PHOTO", type=Path)
    add_options(parser)
    parser.add_argument(
        "--face", type=Path, metavar="FILE", help="complete this face, drawn on PHOTO, instead of proposing one"
    )
    parser.add_argument("-o", "--output", metavar="FILE", type=Path, help="where to write it (default: standard output)")
    parser.set_defaults(run=lambda options: _run(parser, options))


def _run(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    try:
        face = _made(options)
    except (DeclarationError, FaceError) as error:
        parser.error(str(error))
    except (PhotoError, NotFoundError) as error:
        print(f"{options.photo}: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{options.photo}: {error.strerror}", file=sys.stderr)
        return 1
    if options.output is None:
        print(face.text(), end="")
        return 0
    try:
        options.output.write_text(face.text(), encoding="utf-8")
    except OSError as error:
        print(f"{options.output}: {error.strerror}; the face goes to standard output instead", file=sys.stderr)
        print(face.text(), end="")
        return 1
    kinds = ", ".join(f"{display.kind} “{display.id}”" for display in face.displays)
    print(f"{options.output}: {kinds}. Check it, then: harimi read --face {options.output} PHOTO", file=sys.stderr)
    return 0


def _made(options: argparse.Namespace) -> Face:
    """The face in `--face` with what alignment and its pages need from the photograph, else a proposed one."""
    drawn, declared = Face.load(options.face) if options.face else None, from_options(options)
    photo = options.photo.read_bytes()
    return propose_face(photo, declared) if drawn is None else complete_face(photo, drawn)
