"""Ids of another organisation's things in any place of any address and form: nothing of theirs is
shown, nothing of theirs changes (W8, by Hypothesis)."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from ilm.access.roles import ROLES
from ilm.kit.slug import Slug
from ilm.wall.entering import ask, entering
from tests.test_matrix import Theirs, named_in, of_faces, somebody, theirs

pytestmark = pytest.mark.django_db
FIELDS = (
    "who", "to", "do", "issue", "reports", "site", "recruiter", "provider", "number", "leaf", "user",
    "hours", "text", "because", "first", "second", "third", "partner", "as_kind", "role", "reason",
)  # fmt: skip
WORDS = ("", "1", "interpret", "take", "ask", "assign", "reply", "yes", "supervisor", "x" * 40)
ROOMS = ("talk", "cases", "disclosure", "remedy", "vault", "assistance", "parties", "duty")


def tables() -> Iterator[str]:
    """Names of those whose rows belong to an organisation."""
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models():
            if any(column.attname == "org_id" for column in model._meta.concrete_fields):
                yield model._meta.db_table


def picture(org_id: UUID) -> dict[str, str]:
    """What an organisation has, table by table."""
    with entering("owner"):
        return {
            name: str(
                ask(
                    f"select count(*), md5(string_agg(t::text, '' order by t.id))"
                    f" from {name} t where org_id = %s",
                    [org_id],
                )[0]
            )
            for name in tables()
        }


def org_of(all_theirs: Theirs) -> UUID:
    with entering("owner"):
        [(org_id,)] = ask(
            "select org_id from talk_conversation where id = %s",
            [all_theirs.ids["conversation_id"]],
        )
    return UUID(str(org_id))


def test_a_picture_tells_one_changed_word_and_one_row_more() -> None:
    all_theirs = theirs()
    org_id = org_of(all_theirs)
    before = picture(org_id)
    assert picture(org_id) == before
    with entering("owner"):
        ask("update talk_conversation set language = 'zz' where org_id = %s", [org_id])
    after = picture(org_id)
    assert {name for name in before if before[name] != after[name]} == {"talk_conversation"}
    assert len(before) > 30


@pytest.mark.parametrize("role", ["supervisor", "case_worker", "interpreter", "supplier", "buyer"])
def test_nothing_of_theirs_is_shown_or_changed_whatever_is_named_where(role: str) -> None:
    client, all_theirs = somebody(role), theirs()
    face = str(ROLES[Slug(role)].face)
    org_id = org_of(all_theirs)
    before = picture(org_id)
    known = [str(each) for each in (*all_theirs.ids.values(), *all_theirs.refs.values())]
    patterns = sorted(p for p, _ in of_faces() if named_in(p) and f"/{p}".startswith(DOORS[face]))
    ids = some.sampled_from([*known, str(uuid4())])
    values = some.one_of(ids, some.sampled_from(WORDS))

    @settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
    @given(some.data())
    def tried(data: some.DataObject) -> None:
        pattern = data.draw(some.sampled_from(patterns), label="address")
        mixed = Theirs({name: data.draw(ids) for name in all_theirs.ids}, all_theirs.refs)
        where = mixed.at(pattern, is_there=data.draw(some.booleans()))
        sent = data.draw(some.dictionaries(some.sampled_from(FIELDS), values, max_size=6))
        method = data.draw(some.sampled_from(["get", "post"]))
        answer = getattr(client, method)(where, sent)
        assert answer.status_code < 500, where
        shown = answer.content.decode(errors="replace")
        for ref in ("desk/talk/", "desk/cases/"):
            asked = [where, *sent.values()]
            if not any(all_theirs.refs[ref] in each for each in asked):
                assert all_theirs.refs[ref] not in shown, where

    tried()
    assert picture(org_id) == before


DOORS = {"desk": "/desk/", "respondent": "/respond/", "buyer": "/buy/", "authority": "/authority/"}
