"""The rights in the database are those of the table in code, and nobody climbs over."""

from uuid import uuid4

import pytest
from django.db import connections
from django.db.utils import ProgrammingError

from ilm.parties.tests import make
from ilm.wall import checking, roles
from ilm.wall.entering import NoFace, ask, atomic, entering, signed, tell
from ilm.wall.faces import FACES, face_of
from ilm.wall.grants import TABLES

pytestmark = pytest.mark.django_db


def test_the_database_agrees_with_the_table_of_grants() -> None:
    assert list(checking.problems()) == []


def test_a_right_too_many_is_found() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("grant select on cases_case to ilm_partner")
    assert any("ilm_partner may SELECT cases_case.ref" in p for p in checking.problems())


@pytest.mark.parametrize(
    ("sql", "finds"),
    [
        ("revoke delete on django_session from ilm_door", "ilm_door may not DELETE django_session"),
        (
            "grant select on django_session to ilm_desk",
            "ilm_desk may SELECT django_session.session",
        ),
        ("grant select on django_migrations to ilm_public", "ilm_public may SELECT django_migra"),
        (
            "revoke execute on function wall.speaker(text[]) from ilm_desk",
            "ilm_desk may not call wall.speaker(text[]), which grants allows.",
        ),
        (
            "grant execute on function wall.faces_of(uuid) to ilm_public",
            "ilm_public may call wall.faces_of(uuid), which no line of grants allows.",
        ),
        (
            "alter function wall.faces_of(uuid) reset search_path",
            "wall.faces_of(uuid) runs as its owner without a fixed search_path.",
        ),
    ],
)
def test_rights_missing_or_too_many_are_found_wherever_they_are(sql: str, finds: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql)
    assert any(p.startswith(finds) for p in checking.problems())


def test_row_security_switched_off_is_found() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("alter table talk_contact no force row level security")
    assert "Row-level security is not forced on talk_contact." in set(checking.problems())


@pytest.mark.parametrize("table", [t.name for t in TABLES])
@pytest.mark.parametrize("face", ["respondent", "public", "worker", "sender", "jobs"])
def test_no_login_reads_what_it_was_not_given(face: str, table: str) -> None:
    login = FACES[face].login
    [spec] = [t for t in TABLES if t.name == table]
    granted = spec.rights.get(login, "")
    with entering(face, uuid4()):
        for word, sql in {
            "s": f"select * from {table}",
            "d": f"delete from {table}",
            "u": f"update {table} set id = id"
            if table != "ledger_link"
            else f"update {table} set seq = 0",
        }.items():
            if word not in granted.split():
                with pytest.raises(ProgrammingError, match="permission denied"), atomic():
                    tell(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "set role ilm_owner_of_all",
        "create table mine (id int)",
        "create temp table parties_member (id int)",
        "select * from wall.key",
        "alter table cases_case disable row level security",
    ],
)
def test_a_partner_does_not_climb(sql: str) -> None:
    refused = pytest.raises(Exception, match=r"denied|must be|exist")
    with entering("respondent", uuid4()), refused, atomic():
        tell(sql)


def test_an_organisation_sees_its_own_rows_only() -> None:
    mine, theirs = make.actor(), make.actor()
    with entering("desk", mine.user_id):
        seen = ask("select distinct org_id from parties_member")
    assert seen == [(mine.org_id,)]
    assert theirs.org_id != mine.org_id


@pytest.mark.parametrize("forge", ["wrong key", "expired", "other face", "none"])
def test_without_a_true_context_nothing_is_there(forge: str, monkeypatch, settings) -> None:
    actor = make.actor()
    good = signed("desk", actor.user_id)
    body, _, _mac = good.rpartition("|")
    bad = {
        "wrong key": body + "|" + "0" * 64,
        "expired": good.replace(body.split("|")[2], "1000000000"),
        "other face": signed("respondent", actor.user_id),
        "none": "",
    }[forge]
    with entering("desk", actor.user_id):
        ask("select set_config('ilm.context', %s, true)", [bad])
        assert ask("select count(*) from parties_member") == [(0,)]


def test_an_ended_membership_sees_nothing() -> None:
    actor = make.actor()
    with entering("owner"):
        tell("update parties_member set is_active = false where user_id = %s", [actor.user_id])
    with entering("desk", actor.user_id):
        assert ask("select count(*) from parties_member") == [(0,)]


def test_outside_a_face_there_is_no_query() -> None:
    from ilm.parties.models import Site

    with pytest.raises(NoFace):
        Site.objects.exists()


def test_the_longest_prefix_names_the_face() -> None:
    assert face_of("/desk/cases/").slug == "desk"
    assert face_of("/w/").slug == "worker"
    assert face_of("/anything/else").slug == "public"


def test_the_context_is_never_part_of_a_statements_text() -> None:
    seen: list[str] = []

    def spy(execute, sql, params, many, context):
        seen.append(f"{sql} {params}")
        return execute(sql, params, many, context)

    user = uuid4()
    with connections["owner"].execute_wrapper(spy), entering("respondent", user):
        [(told,)] = ask("select current_setting('ilm.context')")
    assert told.startswith(f"respondent|{user}|")
    assert not any(str(user) in statement for statement in seen)


def test_no_login_leaves_words_in_the_log_or_beside_other_sessions() -> None:
    rows = ask_owner("select rolname, rolconfig from pg_roles where rolname like 'ilm\\_%'")
    assert {name for name, config in rows if roles.wanting(config)} == set()
    assert roles.wanting(["track_activities=on", "log_statement=none"])[-1] == "track_activities"


def ask_owner(sql: str) -> list[tuple[str, list[str]]]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()
