"""What `harimi camera setup` was told, as the tables of a configuration."""

import argparse
import shlex
from pathlib import Path
from typing import Any

Tables = dict[str, dict[str, Any]]


def tables_of(options: argparse.Namespace) -> Tables:
    """The tables, with every file of secrets named where it is needed."""
    state = options.state.resolve()
    service = {"url": options.url, "token_file": str(state / "token")}
    if options.unit_key:
        service["unit_key_file"] = str(options.config.resolve().with_name("unit-key"))
    tables: Tables = {"service": service, "state": {"folder": str(state)}, "source": _source(options)}
    if options.lamp_on or options.lamp_off:
        tables["light"] = {"on": shlex.split(options.lamp_on), "off": shlex.split(options.lamp_off)}
    return tables


def _source(options: argparse.Namespace) -> dict[str, Any]:
    told: str = options.source
    if told.startswith("/dev/"):
        return {"kind": "v4l2", "device": told}
    if told.startswith(("http://", "https://", "rtsp://", "rtsps://")):
        kind = "http" if told.startswith("http") else "rtsp"
        file = str(options.config.resolve().with_name("camera-password"))
        return {"kind": kind, "url": told} | ({"user": options.user, "password_file": file} if options.user else {})
    if Path(told).is_dir():
        return {"kind": "folder", "path": str(Path(told).resolve())}
    return {"kind": "command", "command": shlex.split(told)}
