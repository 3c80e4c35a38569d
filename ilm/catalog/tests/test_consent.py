from datetime import date

import pytest

from ilm.catalog.consent import Level, RecipientKind, recipient, valid_until


def test_recipient_is_read_and_written() -> None:
    assert str(recipient("brand:17")) == "brand:17"
    assert recipient("supplier_hr").kind is RecipientKind.SUPPLIER_HR


@pytest.mark.parametrize("text", ["brand", "supplier_hr:3", "neighbour"])
def test_recipient_refuses(text: str) -> None:
    with pytest.raises(ValueError, match=r"id|valid"):
        recipient(text)


def test_levels_and_days() -> None:
    assert Level.L0.meaning == "Keep it only to help me"
    assert max(Level) is Level.L4
    assert valid_until(date(2026, 1, 1)) == date(2026, 6, 30)
