import pytest

from ilm.faces.operator.rights import differences
from ilm.wall.entering import entering, tell

pytestmark = pytest.mark.django_db


def after(statement):
    with entering("owner"):
        tell(statement)
    return differences()


def test_the_database_grants_what_the_table_says():
    assert differences() == []


def test_a_right_too_many_is_named():
    found = after("grant select on cases_case to ilm_partner")
    assert found == ["The database grants too much: ilm_partner select cases_case."]


def test_a_right_too_few_is_named():
    found = after("revoke insert on parties_organisation from ilm_desk")
    assert found == ["The database lacks the right: ilm_desk insert parties_organisation."]


def test_a_column_too_many_is_named():
    found = after("grant update (name) on parties_organisation to ilm_jobs")
    assert found == ["The database grants too much: ilm_jobs update parties_organisation name."]


def test_open_rows_and_a_missing_policy_are_named():
    found = after("alter table cases_case no force row level security")
    assert found == ["cases_case holds rows of an organisation without row-level security."]
    assert "cases_case lacks its policy for desk." in after("drop policy desk on cases_case")


def test_a_function_on_an_unsafe_path_is_named():
    made = "create function wall.loose() returns int language sql security definer as 'select 1'"
    found = after(made)
    assert "wall.loose() runs as its owner on an unsafe search_path." in found
    assert after("grant execute on function wall.loose() to ilm_public") != found
