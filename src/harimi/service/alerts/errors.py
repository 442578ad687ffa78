"""Why something cannot be done with a rule or an alert, by code, so that pages can say it in the reader's language."""


class RuleError(ValueError):
    """What cannot be; `code` is settings, quiet, escalation, scope, kind, first or until, `details` what is wrong."""

    def __init__(self, code: str, details: tuple[str, ...] = ()) -> None:
        super().__init__(f"{code}: {', '.join(details)}" if details else code)
        self.code, self.details = code, details
