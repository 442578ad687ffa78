"""What somebody fills in for a folder by SFTP."""

from pydantic import Field

from harimi.service.outlets.kinds.kind import OutletSettings


class SftpSettings(OutletSettings):
    """`url` is sftp://host:22; `folder` where files are laid, the user's own where it is empty. `host_key` is the server's
    public key as it was when the ledger was made: another one is not spoken to.
    """

    url: str = Field(max_length=500)
    user: str = Field(min_length=1, max_length=200)
    password: str = Field(min_length=1, max_length=500)
    folder: str = Field(default="", max_length=300, pattern=r"^[^\x00-\x1f]*$")
    host_key: str = Field(default="", max_length=4000)

    def path(self, name: str) -> str:
        """Where a file goes."""
        folder = self.folder.rstrip("/")
        return f"{folder}/{name}" if folder or self.folder else name
