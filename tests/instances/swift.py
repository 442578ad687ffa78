"""An S3 store: OpenStack Swift from PyPI, in an environment of its own, with `s3api` and `tempauth`."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import httpx
import obstore
from obstore.store import S3Store

from tests.instances import environments
from tests.instances.program import Program, connects, free_port, own_folder, unprivileged

KEY, SECRET, BUCKET = "test:tester", "testing", "harimi"
"""Swift's own example account."""
HOME = Path(__file__).parents[2] / "build" / "swift"
"""Installed once a checkout; its packages and Harimi's do not go together."""
VERSION = "2.38.3"
_PARTS = ("account", "container", "object")
_RINGS = """
import sys
from swift.common.ring import RingBuilder
for name, port in zip(("account", "container", "object"), sys.argv[2:]):
    ring = RingBuilder(4, 1, 1)
    ring.add_dev({"region": 1, "zone": 1, "ip": "127.0.0.1", "port": int(port), "device": "d1", "weight": 1})
    ring.rebalance()
    ring.get_ring().save(f"{sys.argv[1]}/{name}.ring.gz")
"""


def installed() -> str:
    """Makes sure that Swift can be started; why it cannot, or nothing."""
    return environments.installed(HOME, "Swift", _steps)


def _steps() -> environments.Steps:
    uv = Path(sys.executable).with_name("uv")
    python, wanted = HOME / "bin" / "python", f"swift=={VERSION}"
    if uv.exists():
        return [[uv, "venv", "--clear", "--python", _base(), HOME], [uv, "pip", "install", "--python", python, wanted]]
    return [[_base(), "-m", "venv", HOME], [python, "-m", "pip", "install", wanted]]


def _base() -> str:
    """The system's Python where there is one: root's own may be closed to the services' user."""
    return next((each for each in ("/usr/bin/python3",) if Path(each).exists()), sys.executable)


class Swift:
    """Four programs: the accounts, the containers, the objects, and what speaks S3 in front of them."""

    def __init__(self, folder: Path) -> None:
        self._folder = own_folder(folder)
        self._ports = {part: free_port() for part in (*_PARTS, "proxy")}
        self.endpoint = f"http://127.0.0.1:{self._ports['proxy']}"
        self._write()
        parts = (*_PARTS, "proxy")
        self.programs = [
            Program(f"swift-{part}", [HOME / "bin" / "python", HOME / "bin" / f"swift-{part}-server", f"{part}.conf"], folder)
            for part in parts
        ]

    @property
    def url(self) -> str:
        """As HARIMI_STORE_URL has it."""
        return f"s3://{BUCKET}/photographs?endpoint={self.endpoint}&region=us-east-1"

    def start(self) -> None:
        """Starts what does not run, and waits until it answers."""
        for program in self.programs:
            program.start()
        for program, port in zip(self.programs, self._ports.values(), strict=True):
            program.until(lambda port=port: connects(port))  # type: ignore[misc]

    def make_bucket(self) -> None:
        """Makes the bucket, which lasts as long as the folder."""
        root = S3Store(
            BUCKET,
            endpoint=self.endpoint,
            region="us-east-1",
            access_key_id=KEY,
            secret_access_key=SECRET,
            virtual_hosted_style_request=False,
            client_options={"allow_http": True},
        )
        httpx.put(obstore.sign(root, "PUT", "", timedelta(minutes=5)), timeout=30).raise_for_status()

    def kill(self) -> None:
        """Ends all of it at this instant."""
        for program in self.programs:
            program.kill()

    stop = kill

    def _write(self) -> None:
        own_folder(self._folder / "disk" / "d1")
        own_folder(self._folder / "disk")
        rings: list[str | Path] = [
            HOME / "bin" / "python",
            "-c",
            _RINGS,
            self._folder,
            *(str(self._ports[part]) for part in _PARTS),
        ]
        subprocess.run(rings, check=True, capture_output=True)
        hashing = "[swift-hash]\nswift_hash_path_suffix = harimi\n"
        (self._folder / "swift.conf").write_text(hashing + "[storage-policy:0]\nname = one\ndefault = yes\n")
        for part in _PARTS:
            app = f"[pipeline:main]\npipeline = {part}-server\n[app:{part}-server]\nuse = egg:swift#{part}\n"
            (self._folder / f"{part}.conf").write_text(self._common(part) + app)
        (self._folder / "proxy.conf").write_text(self._common("proxy") + _PROXY)
        for file in self._folder.iterdir():
            file.chmod(0o755)

    def _common(self, part: str) -> str:
        return (
            f"[DEFAULT]\nbind_ip = 127.0.0.1\nbind_port = {self._ports[part]}\nuser = {unprivileged()}\n"
            f"swift_dir = {self._folder}\ndevices = {self._folder / 'disk'}\nmount_check = false\nworkers = 0\n"
            f"fallocate_reserve = 0\nlog_address = /nonexistent\nlog_level = WARNING\n"
        )


_PROXY = f"""[pipeline:main]
pipeline = catch_errors s3api tempauth proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
allow_account_management = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:s3api]
use = egg:swift#s3api
s3_acl = false
location = us-east-1
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = {SECRET} .admin
"""
