"""One mail handed to the server that carries it, and what that server said."""

import smtplib

from django.core.mail import EmailMessage


class Mail(EmailMessage):
    """One mail. `kept` says, once it is posted, that no server may carry it: it stays here, where staff can read it."""

    kept = False


class NotPostedError(Exception):
    """The server did not take it: `permanent` where it never will. `status` is its code, or `away` where none came."""

    def __init__(self, status: str, *, permanent: bool) -> None:
        super().__init__(f"the mail was not taken: {status}")
        self.status, self.permanent = status, permanent


def post(message: EmailMessage) -> None:
    """Sends it for the purpose that is declared. Raises `NotPostedError`, and what the gate raises.

    Only what is said of the recipient or of the mail itself can be permanent: a refused sender or password is the operator's
    to mend, and every mail waits for that.
    """
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        raise NotPostedError(str(code), permanent=code >= 500) from None
    except smtplib.SMTPDataError as error:
        raise NotPostedError(str(error.smtp_code), permanent=error.smtp_code >= 500) from None
    except smtplib.SMTPResponseException as error:
        raise NotPostedError(str(error.smtp_code), permanent=False) from None
    except OSError:
        raise NotPostedError("away", permanent=False) from None
