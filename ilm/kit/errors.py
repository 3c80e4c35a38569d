"""The ways the house says no. Each message is written for the person who will read it."""


class Refused(Exception):
    """An act the rules do not allow. `faces` shows the message as it stands (HTTP 409)."""

    status = 409


class Forbidden(Refused):
    """The actor lacks the right, wherever they stand (HTTP 403)."""

    status = 403


class Locked(Refused):
    """Sealed words are wanted and the vault session is not unlocked (HTTP 423)."""

    status = 423


class WrongState(Refused):
    """The thing has moved on, or has not come that far yet."""
