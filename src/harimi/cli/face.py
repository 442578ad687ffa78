"""`harimi face`: a proposed face from one photograph, to be checked and edited."""

import argparse
import sys
from pathlib import Path
from typing import Any

from harimi.cli.declared import DeclarationError, add_options, from_options
from harimi.vision.photo import PhotoError
from harimi.vision.read import NotFoundError, propose_face


def add_to(commands: Any) -> None:
    """Adds this command to the parser."""
    parser = commands.add_parser("face", help="propose a face from a photograph", description="Writes a proposed face to edit.")
    parser.add_argument("photo", metavar="PHOTO", type=Path)
    add_options(parser)
    parser.add_argument("-o", "--output", metavar="FILE", type=Path, help="where to write it (default: standard output)")
    parser.set_defaults(run=lambda options: _run(parser, options))


def _run(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    try:
        face = propose_face(options.photo.read_bytes(), from_options(options))
    except DeclarationError as error:
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
