"""Passwords at rest: Argon2id over a peppered password, so that a stolen table guesses nothing."""

import hmac

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher

from ilm.vault.keys import AT_ONCE


class PepperedArgon2(Argon2PasswordHasher):
    """The pepper is a file of the door's process, never in the database. At most two at a
    time, with those of the vault: each takes 64 MiB."""

    algorithm = "argon2_peppered"
    time_cost, memory_cost, parallelism = 3, 65536, 1

    def encode(self, password: str, salt: str) -> str:
        with AT_ONCE:
            return super().encode(_peppered(password), salt)

    def verify(self, password: str, encoded: str) -> bool:
        with AT_ONCE:
            return super().verify(_peppered(password), encoded)


def _peppered(password: str) -> str:
    return hmac.digest(settings.PEPPER, b"sign-in" + password.encode(), "sha256").hex()
