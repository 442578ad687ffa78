"""Why something about cards cannot be."""


class CardError(ValueError):
    """`code` is a text `cards.error.<code>`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
