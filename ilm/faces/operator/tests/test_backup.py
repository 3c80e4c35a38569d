import pyrage
import pytest

from ilm.faces.operator import backup
from ilm.kit.errors import Refused


def test_without_a_key_nothing_is_written(tmp_path):
    with pytest.raises(Refused, match="at least one age key"):
        backup.back_up(tmp_path, recipients=[])
    assert list(tmp_path.iterdir()) == []


def test_a_secret_key_is_refused_and_not_repeated(tmp_path):
    secret = str(pyrage.x25519.Identity.generate())
    with pytest.raises(Refused) as why:
        backup.back_up(tmp_path, recipients=[secret])
    assert secret not in str(why.value)


def test_a_failing_dump_leaves_no_broken_file(tmp_path, settings):
    settings.DATABASES = {"owner": {"HOST": str(tmp_path), "PORT": "1", "NAME": "none"}}
    to = str(pyrage.x25519.Identity.generate().to_public())
    with pytest.raises(Refused, match="pg_dump failed"):
        backup.back_up(tmp_path, recipients=[to])
    assert list(tmp_path.iterdir()) == []


def test_an_identity_file_without_a_secret_key_is_refused(tmp_path):
    (tmp_path / "id").write_text("# nothing here\n")
    with pytest.raises(Refused, match="no age secret key"):
        backup._identities(tmp_path / "id")
