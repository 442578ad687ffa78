"""An SFTP server of a test's own: asyncssh's, over a real socket and a real folder."""

import asyncio
import threading
from pathlib import Path
from typing import Any

import asyncssh

USER, PASSWORD = "harimi", "a long secret"


class _Passwords(asyncssh.SSHServer):
    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == (USER, PASSWORD)


class Sftp:
    """One server, in a thread with a loop of its own, whose root is `folder`."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        folder.mkdir(exist_ok=True)
        self.folder, self.port, self.key = folder, port, asyncssh.generate_private_key("ssh-ed25519")
        self._loop = asyncio.new_event_loop()
        self._acceptor: Any = None
        threading.Thread(target=self._loop.run_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"sftp://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Listens, on the same port as before."""
        self._acceptor = self._run(self._listen())
        self.port = self._acceptor.get_port()

    def stop(self) -> None:
        """Is away."""
        if self._acceptor is not None:
            self._acceptor.close()
            self._run(self._acceptor.wait_closed())
            self._acceptor = None

    async def _listen(self) -> Any:
        made = {"sftp_factory": lambda channel: asyncssh.SFTPServer(channel, chroot=str(self.folder).encode())}
        return await asyncssh.create_server(_Passwords, "127.0.0.1", self.port, server_host_keys=[self.key], **made)

    def _run(self, awaited: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(awaited, self._loop).result(20)
