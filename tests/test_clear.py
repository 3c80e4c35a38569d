"""S4: every column that could hold words in clear is coded, or says why; and no entry is lazy."""

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models

from ilm.wall.clear import BYTES, STRUCTURED, WORDS, coded

HOLDS_WORDS = (models.CharField, models.TextField, models.JSONField, models.BinaryField)
SHORTEST = 14  # letters of a reason


def could_hold_words() -> set[str]:
    found = set()
    for model in apps.get_models():
        if model.__module__.startswith("ilm.") and model._meta.app_label != "door":
            for field in model._meta.concrete_fields:
                kind = field.base_field if isinstance(field, ArrayField) else field
                if isinstance(kind, HOLDS_WORDS) and not getattr(field, "is_sealed", False):
                    found.add(f"{model._meta.db_table}.{field.column}")
    return found


def test_every_column_that_could_hold_words_stands_in_one_list_and_no_other_does() -> None:
    lists = (coded(), WORDS.keys(), STRUCTURED.keys(), BYTES.keys())
    assert set().union(*lists) == could_hold_words()
    assert sum(map(len, lists)) == len(could_hold_words())


def test_every_reason_is_one() -> None:
    for column, why in {**WORDS, **STRUCTURED, **BYTES}.items():
        assert len(why) >= SHORTEST, column
        assert why.endswith("."), column
        assert not any(word in why.lower() for word in ("todo", "later", "needed for now"))


def test_what_lies_in_bytes_and_is_not_sealed_is_no_text() -> None:
    """Bytes that are no SealedField are hashes, public halves, or locked elsewhere: not new ones."""
    tables = {column.partition(".")[0] for column in BYTES}
    assert tables <= {
        "ledger_link", "parties_invitation", "talk_channelaccount", "talk_conversation", "vault_alias", "vault_datakey",
        "vault_grant", "vault_keyentry", "vault_lock", "vault_membergrant", "vault_orgkey",
        "vault_receipt", "vault_recoverypair", "vault_sharegiven", "vault_ring", "vault_vaultsession", "vault_wrap",
    }  # fmt: skip
