import pytest

from ilm.faces.desk.tests.make import signed_in
from ilm.faces.jobs.publishing import rehearse_asked
from ilm.insight import publication, signing
from ilm.insight.gate import Verdict
from ilm.insight.models import ReleaseDefinition, Signature
from ilm.insight.tests import rows
from ilm.insight.tests.test_publication import frozen, signed
from ilm.parties.tests import make
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db
PAGE = "/desk/publication/"


def agreed(client) -> dict[str, str]:
    return {"read": client.get(PAGE).context["found"].mark, "is_read": "on"}


def text(client, path: str = PAGE) -> str:
    return client.get(path).content.decode()


def test_two_supervisors_sign_one_after_the_other() -> None:
    first, desk = signed_in("supervisor")
    assert "Nobody has signed yet" in text(first)
    assert "Nothing has been released yet" in text(first)
    assert "Sign as the first" in text(first)
    assert first.post(PAGE, agreed(first)).status_code == 302
    assert "The first signature is yours" in text(first)
    second, other = signed_in("supervisor")
    assert f"First signature: {desk.org.name}" in text(second)
    assert "Sign as the second" in text(second)
    assert "A second signature is wanted" in text(second, "/desk/")
    assert "A second signature is wanted" not in text(first, "/desk/")
    assert second.post(PAGE, agreed(second)).status_code == 302
    with entering("owner"):
        made = ReleaseDefinition.objects.get()
    assert (made.signed_by, made.countersigned_by) == (
        desk.supervisor.user_id, other.supervisor.user_id,
    )  # fmt: skip
    page = text(second)
    assert "Nothing is left to sign" in page
    assert f"{desk.org.name}, supervisor" in page
    assert "Sign as the" not in page


def test_the_page_says_what_is_signed_word_for_word() -> None:
    client, _ = signed_in("supervisor")
    page = text(client)
    for metric, dims in client.get(PAGE).context["found"].tables:
        assert metric.explains.split(".")[0] in page.replace("&#x27;", "'")
        assert f"{len(dims)} table" in page
    for rule in ("Fewest people in a figure", "Once a day", "Rounded to"):
        assert rule in page


def test_a_no_lands_on_the_form_and_nothing_is_kept() -> None:
    client, _ = signed_in("supervisor")
    unread = client.post(PAGE, {"read": agreed(client)["read"]})
    assert unread.status_code == 422
    assert "Please confirm this first." in unread.content.decode()
    stale = client.post(PAGE, {"read": "of yesterday", "is_read": "on"})
    assert stale.status_code == 422
    assert "Read it again." in stale.content.decode()
    client.post(PAGE, agreed(client))
    twice = client.post(PAGE, agreed(client))
    assert twice.status_code == 422
    assert "Another supervisor must give the second" in twice.content.decode()
    with entering("owner"):
        assert Signature.objects.count() == 1


def test_only_supervisors_come_here() -> None:
    for role in ("case_worker", "interpreter"):
        client, _ = signed_in(role)
        assert client.get(PAGE).status_code == 403
        assert client.post(PAGE, {"read": "x", "is_read": "on"}).status_code == 403
        assert client.post(f"{PAGE}rehearse/").status_code == 403
        assert client.get(f"{PAGE}preview/").status_code == 403


def test_a_refused_release_is_said_to_supervisors_alone(monkeypatch) -> None:
    signed()
    monkeypatch.setattr(
        publication, "judge", lambda *_, **__: Verdict(False, tuple(f"cell {n}" for n in range(7)))
    )
    frozen()
    client, desk = signed_in("supervisor")
    page = text(client)
    assert "cell 0" in page
    assert "7 reasons in all" in page
    for path in ("/desk/", "/desk/dashboard/"):
        assert "The gate kept back the release" in text(client, path)
        assert "The gate kept back" not in text(signed_in(desk=desk)[0], path)


def test_changed_rules_ask_for_new_signatures(monkeypatch) -> None:
    signed()
    client, _ = signed_in("supervisor")
    monkeypatch.setattr(signing, "USUAL_CHANGES", 34)
    assert "Must be signed anew" in text(client)
    assert "must be signed anew" in text(client, "/desk/")
    assert "Last signed" in text(client)
    assert "nothing goes out until two have signed" in text(client)
    assert "New" not in text(client).split('id="terms"')[1].split('id="rules"')[0]


def test_a_rehearsal_is_asked_for_and_looked_at_in_any_language() -> None:
    client, _ = signed_in("supervisor")
    assert client.get(f"{PAGE}preview/").status_code == 404
    assert client.get(f"{PAGE}rehearse/").status_code == 405
    rows.crowd(60, sites=4, org=make.organisation())
    assert client.post(f"{PAGE}rehearse/").status_code == 302
    assert "A rehearsal is being made" in text(client)
    assert client.post(f"{PAGE}rehearse/").status_code == 409
    assert client.get(f"{PAGE}preview/").status_code == 404
    assert rehearse_asked().has_passed
    assert "See the public board" in text(client)
    assert "Rehearse again" not in text(client)
    seen = text(client, f"{PAGE}preview/")
    assert "published nowhere" in seen
    assert 'id="workers_reached"' in seen
    assert "/desk/publication/preview/" in seen
    assert "ไทย" in seen
    assert "คนงานที่เข้าถึง" in text(client, f"{PAGE}preview/?lang=th")


def test_a_rehearsal_the_gate_would_refuse(monkeypatch) -> None:
    client, _ = signed_in("supervisor")
    monkeypatch.setattr(publication, "judge", lambda *_, **__: Verdict(False, ("one cell",)))
    client.post(f"{PAGE}rehearse/")
    rehearse_asked()
    assert "The gate would refuse it" in text(client)
    assert "Rehearse again" in text(client)
    assert client.get(f"{PAGE}preview/").status_code == 404
