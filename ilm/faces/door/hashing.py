"""Passwords at rest: Argon2id over a peppered password, so that a stolen table guesses nothing."""

import hmac

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher


class PepperedArgon2(Argon2PasswordHasher):
    """The pepper is a file of the door's process, never in the database."""

    algorithm = "argon2_peppered"
    time_cost, memory_cost, parallelism = 3, 65536, 1

    def encode(self, password: str, salt: str) -> str:
        return super().encode(_peppered(password), salt)

    def verify(self, password: str, encoded: str) -> bool:
        return super().verify(_peppered(password), encoded)


def _peppered(password: str) -> str:
    return hmac.digest(settings.PEPPER, b"sign-in" + password.encode(), "sha256").hex()
