"""What `ilm check` says of logins, tables and settings; rights are in test_wall."""

import pytest

from ilm.wall import checking, roles
from ilm.wall.grants import TABLES


@pytest.mark.django_db
def test_a_login_that_may_speak_in_the_log_is_named_with_the_cure(monkeypatch) -> None:
    monkeypatch.setitem(roles.QUIET, "log_duration", "off")
    told = [line for line in checking.problems() if line.startswith("ilm_parse ")]
    assert told == [
        "ilm_parse may leave words in the server's log. As superuser, alter role:"
        " set log_duration = off;"
    ]


@pytest.mark.django_db
def test_a_table_that_grants_forgot_is_named(monkeypatch) -> None:
    without = tuple(table for table in TABLES if table.name != "cases_case")
    monkeypatch.setattr(checking, "TABLES", without)
    told = set(checking.problems())
    assert "The table cases_case has no line in grants." in told
    assert "ilm_desk may SELECT cases_case.ref, which no line of grants allows." in told


@pytest.fixture
def safe(settings, tmp_path):
    """Settings as a deployment has them."""
    settings.IS_TLS = settings.SECOND_FACTOR_REQUIRED = True
    settings.DEVELOPMENT = settings.DEBUG = False
    settings.ALLOWED_HOSTS = ["ilm.example"]
    settings.KEYS = tmp_path / "keys"
    settings.KEYS.mkdir(mode=0o700)
    return settings


def test_safe_settings_are_not_mentioned(safe) -> None:
    assert list(checking.unsafe_settings()) == []


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("IS_TLS", False, "travel in clear"),
        ("DEVELOPMENT", True, "ILM_DEV is set"),
        ("SECOND_FACTOR_REQUIRED", False, "a password alone"),
        ("DEBUG", True, "error pages"),
        ("ALLOWED_HOSTS", ["*"], "every host name"),
        ("PEPPER", b"", "PEPPER is missing. Run `ilm keys`"),
        ("INDEX_KEY", b"short", "INDEX_KEY is missing"),
    ],
)
def test_each_unsafe_setting_is_said_in_a_sentence(safe, name, value, says) -> None:
    setattr(safe, name, value)
    [told] = checking.unsafe_settings()
    assert says in told


def test_a_folder_of_keys_that_others_look_into_is_said(safe) -> None:
    safe.KEYS.chmod(0o750)
    [told] = checking.unsafe_settings()
    assert "can be read by other users" in told
