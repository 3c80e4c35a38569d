"""References that a person can read aloud: no letter or digit that is taken for another."""

import secrets

LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
LENGTH = 8


def new_ref() -> str:
    """Eight random characters; the database keeps them unique."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
