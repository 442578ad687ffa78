"""The systemd unit by which a camera starts with its machine and after every fault."""

import sys
from pathlib import Path

from harimi.camera.config import Config
from harimi.camera.program import UNUSABLE

PATH = Path("/etc/systemd/system/harimi-camera.service")
_TEXT = """\
[Unit]
Description=Harimi camera
Documentation=file:{config}
After=network.target time-sync.target
StartLimitIntervalSec=0

[Service]
ExecStart={python} -m harimi camera run --config {config}
User={user}
Restart=always
RestartSec=10
RestartPreventExitStatus=2 {unusable}
TimeoutStopSec=90
KillMode=mixed
SupplementaryGroups={groups}
NoNewPrivileges=yes
PrivateTmp=yes
ProtectSystem=strict
ProtectHome=read-only
ProtectKernelTunables=yes
ProtectControlGroups=yes
RestrictSUIDSGID=yes
ReadWritePaths={writable}
UMask=0077

[Install]
WantedBy=multi-user.target
"""
_GROUPS = ("video", "gpio", "dialout")


def unit(config: Config, groups: Path = Path("/etc/group")) -> str:
    """The unit's text. The program runs as the owner of the configuration file, who alone may read the secrets beside it."""
    known = {line.split(":")[0] for line in groups.read_text("utf-8").splitlines()}
    written = {config.state, config.token_file.parent}
    if config.source.kind == "folder":
        written.add(Path(config.source.place))
    return _TEXT.format(
        config=_quoted(config.path),
        python=_quoted(Path(sys.executable)),
        user=config.path.owner(),
        unusable=UNUSABLE,
        groups=" ".join(name for name in _GROUPS if name in known),
        writable=" ".join(_quoted(path) for path in sorted(written)),
    )


def _quoted(path: Path) -> str:
    """A path as systemd reads one."""
    text = str(path).replace("%", "%%")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"' if any(mark in text for mark in " \"'\\") else text
