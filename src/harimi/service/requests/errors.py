"""Why a step of a request cannot be taken."""


class RequestError(ValueError):
    """`code` is a text `request.error.<code>`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
