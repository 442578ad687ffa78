"""Why a step with money cannot be taken."""


class PaymentError(ValueError):
    """A step that cannot be taken; `code` is a text `payment.error.<code>`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
