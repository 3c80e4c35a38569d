"""How a channel says no. `talk` acts on the class alone; codes are data in each channel's folder.

Messages name the provider's reason and never an address, a text or a secret.
"""


class Rejected(Exception):
    """The request is not the provider's: wrong or missing signature (HTTP 403). Keep no body."""


class Unreadable(Exception):
    """Signed, but not in the provider's form. The message is the reason; keep the delivery."""


class SendError(Exception):
    """A part did not go out, or may not have."""


class Retry(SendError):
    """Nothing was accepted: the same part again, with the same key, after `after` seconds."""

    def __init__(self, after: float = 5.0, reason: str = "the provider asks us to wait") -> None:
        super().__init__(reason)
        self.after = after


class Unknown(SendError):
    """The request was written and no answer came. Never send it again without asking."""


class WindowClosed(SendError):
    """Too long after her last word for free text: template, or another way."""


class Stopped(SendError):
    """She blocked us on this address."""


class Unreachable(SendError):
    """This address cannot take it: another way."""


class Malformed(SendError):
    """Our fault, or bad content: no retry, page an operator. `code` is the provider's."""

    def __init__(self, code: str, reason: str = "the provider refused the content") -> None:
        super().__init__(f"{reason} ({code})")
        self.code = code


class Broken(SendError):
    """Credentials or account: pause the whole channel, page an operator, keep the queue."""
