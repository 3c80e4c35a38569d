"""The type of a sealed column. What is not of this type is readable to whoever holds the disk."""

from typing import Any

from django.db import models


class SealedField(models.BinaryField):  # type: ignore[type-arg]
    """Ciphertext of `ilm.vault.sealing`: suite byte first, bound to its table, row and key."""

    is_sealed = True

    def deconstruct(self) -> Any:
        """In a migration it is a binary column: migrations import nothing of ours."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.BinaryField", args, kwargs
