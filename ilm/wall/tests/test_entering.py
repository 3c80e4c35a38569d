"""Who is let in, what a thread leaves behind, and where each app's rows go."""

import pytest
from django.db import connections

from ilm.wall.entering import ask, entering, hang_up, lets_in, roll_back, tell
from ilm.wall.router import FaceRouter


@pytest.fixture
def outside(django_db_setup, django_db_blocker):
    """Real connections, as a process of the product has them; closed afterwards."""
    with django_db_blocker.unblock():
        yield
        connections.close_all()


def test_a_login_is_let_in_where_the_server_says_so(outside, monkeypatch, tmp_path) -> None:
    assert lets_in("public")
    assert connections["public"].connection is None  # it was a question, no stay
    monkeypatch.setitem(connections["public"].settings_dict, "HOST", str(tmp_path))
    assert not lets_in("public")


def test_a_thread_that_ends_keeps_no_connection(outside) -> None:
    with entering("owner"):
        assert ask("select 1") == [(1,)]
    hang_up()
    assert connections["owner"].connection is None


def test_nothing_stays_of_what_was_rolled_back(outside) -> None:
    with entering("owner"):
        tell("create table fleeting (id int)")
        roll_back()
    with entering("owner"):
        assert ask("select to_regclass('fleeting')") == [(None,)]


def test_a_statement_without_rows_has_none(outside) -> None:
    with entering("owner"):
        assert ask("set local statement_timeout = 0") == []


class Model:
    def __init__(self, label: str) -> None:
        self._meta = type("Meta", (), {"app_label": label})


@pytest.mark.parametrize(("app", "login"), [("account", "default"), ("cases", "public")])
def test_rows_go_to_whoever_keeps_them(app: str, login: str, settings, monkeypatch) -> None:
    settings.ONE_CONNECTION = False
    monkeypatch.setattr("ilm.wall.router.current_login", lambda: "public")
    assert FaceRouter().db_for_read(Model(app)) == FaceRouter().db_for_write(Model(app)) == login


def test_tables_are_made_by_their_owner_alone() -> None:
    assert FaceRouter().allow_migrate("owner", "cases")
    assert not FaceRouter().allow_migrate("desk", "cases")
