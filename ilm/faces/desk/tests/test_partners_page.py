import re
from datetime import timedelta

import pytest
from django.db.utils import DatabaseError, ProgrammingError
from django.test import Client

from ilm.access.actor import operator
from ilm.cases.tests import make as cases
from ilm.disclosure.models import Notice
from ilm.disclosure.partners import partners_of
from ilm.faces.desk.tests.make import signed_in, stranger
from ilm.kit import clock
from ilm.kit.errors import Forbidden, Refused
from ilm.ledger.models import Entry
from ilm.parties.membership import confirm, invite_partner, revoke
from ilm.parties.models import Invitation, Kind, Member, SupplyLink
from ilm.parties.tests import make
from ilm.remedy.models import Answer, Engagement
from ilm.remedy.tests.make import raised
from ilm.wall.entering import ask, atomic, entering, tell

pytestmark = pytest.mark.django_db(databases=["default", "owner"])
GIVEN = {"email": "dawn@supplier.example", "password": "six quiet herons at noon",
         "again": "six quiet herons at noon", "called": "Office"}  # fmt: skip


@pytest.fixture
def at_work():
    """A supervisor with one case: (client, desk, supplier of its workplace)."""
    desk = make.desk()
    site = make.site()
    cases.case(desk, site=site)
    with entering("owner"):
        supplier = site.owner
    return signed_in("supervisor", desk)[0], desk, supplier


def link_of(page) -> str:
    return re.search(r"/door/invitation/[\w-]{40,}/", page.content.decode())[0]


def invited(client, partner):
    return client.post(f"/desk/partners/{partner.slug}/invite/")


def test_a_supervisor_invites_a_member_of_a_partner(at_work) -> None:
    client, desk, supplier = at_work
    assert supplier.name in client.get("/desk/partners/").content.decode()
    page = invited(client, supplier)
    assert page.status_code == 200
    assert page["Cache-Control"].find("no-store") >= 0
    link = link_of(page)
    again = client.get("/desk/partners/").content.decode()
    assert link not in again
    assert "Open invitations" in again
    door = Client().get(link).content.decode()
    assert f"answer for {supplier.name}" in door
    assert desk.org.name not in door
    with entering("owner"):
        kept = Invitation.objects.get()
        assert (kept.org_id, kept.to_org, kept.role) == (desk.org_id, supplier.pk, "supplier")
        entry = Entry.objects.get(verb="member.invited")
        assert (entry.org_id, entry.facts["to"]) == (desk.org_id, str(supplier.pk))


def test_whoever_accepts_needs_a_second_factor_and_comes_in_once(at_work, settings) -> None:
    client, _, supplier = at_work
    link = link_of(invited(client, supplier))
    settings.SECOND_FACTOR_REQUIRED = True
    guest = Client()
    assert guest.post(link, GIVEN).status_code == 302
    assert guest.get("/respond/").url == "/door/2fa/"
    assert Client().post(link, GIVEN | {"email": "other@supplier.example"}).status_code == 410
    with entering("owner"):
        row = Member.objects.get(org_id=supplier.pk)
    assert (row.face, row.role) == ("respondent", "supplier")
    settings.SECOND_FACTOR_REQUIRED = False
    assert guest.get("/respond/").status_code == 200
    assert guest.get("/desk/").status_code == 404


def test_partners_of_others_do_not_exist(at_work) -> None:
    client, _, supplier = at_work
    elsewhere = make.site().owner
    assert invited(client, elsewhere).status_code == 404
    assert invited(client, make.organisation()).status_code == 404
    assert invited(client, make.organisation(Kind.SERVICE)).status_code == 404
    assert invited(signed_in("supervisor")[0], supplier).status_code == 404
    assert elsewhere.name not in client.get("/desk/partners/").content.decode()
    with entering("owner"):
        assert not Invitation.objects.exists()


def test_only_a_supervisor_may(at_work) -> None:
    client, desk, supplier = at_work
    invited(client, supplier)
    with entering("owner"):
        row = Invitation.objects.get()
    clerk = signed_in(desk=desk)[0]
    for answer in (
        clerk.get("/desk/partners/"),
        invited(clerk, supplier),
        clerk.post(f"/desk/invitations/{row.pk}/revoke/"),
    ):
        assert answer.status_code == 403
    assert stranger().get("/desk/partners/").status_code == 403


def test_a_link_is_taken_back(at_work) -> None:
    client, _, supplier = at_work
    link = link_of(invited(client, supplier))
    with entering("owner"):
        row = Invitation.objects.get()
    place = f"/desk/invitations/{row.pk}/revoke/"
    assert signed_in("supervisor")[0].post(place).status_code == 404
    assert client.get(place).status_code == 405
    assert client.post(place).url == "/desk/partners/"
    assert Client().get(link).status_code == 410
    assert Client().post(link, GIVEN).status_code == 410
    assert client.post(place).status_code == 409
    assert "No invitation is open" in client.get("/desk/partners/").content.decode()


def test_a_used_link_is_not_taken_back_and_a_colleagues_link_is(at_work) -> None:
    client, _, supplier = at_work
    link = link_of(invited(client, supplier))
    Client().post(link, GIVEN)
    with entering("owner"):
        row = Invitation.objects.get()
    assert client.post(f"/desk/invitations/{row.pk}/revoke/").status_code == 409
    link = link_of(client.post("/desk/members/", {"role": "case_worker"}))
    with entering("owner"):
        row = Invitation.objects.get(to_org=None)
    assert str(row.pk) in client.get("/desk/members/").content.decode()
    assert client.post(f"/desk/invitations/{row.pk}/revoke/").url == "/desk/members/"
    assert Client().get(link).status_code == 410


def test_a_link_ends_after_seven_days(at_work) -> None:
    client, desk, supplier = at_work
    with clock.set_to(clock.now() - timedelta(days=8)), entering("desk", desk.supervisor.user_id):
        token = invite_partner(supplier, by=desk.supervisor)
    assert Client().get(f"/door/invitation/{token}/").status_code == 410
    assert "No invitation is open" in client.get("/desk/partners/").content.decode()


def test_the_database_lets_nobody_in_elsewhere(at_work) -> None:
    _, desk, supplier = at_work
    other = make.organisation()
    put = (
        "insert into parties_invitation (id, org_id, to_org, face, role, token_hash, expires_at)"
        " values (gen_random_uuid(), %s, %s, %s, 'supervisor', '\\x00', now() + interval '1 day')"
    )
    for org, to, face in (
        (other.pk, None, "desk"),
        (desk.org_id, other.pk, "desk"),
        (desk.org_id, other.pk, "respondent"),
        (desk.org_id, supplier.pk, "desk"),
    ):
        no = pytest.raises(ProgrammingError, match="row-level security")
        with entering("desk", desk.supervisor.user_id), no, atomic():
            tell(put, [org, to, face])


def test_who_is_worked_with() -> None:
    desk = make.desk()
    site = make.site(country="TH")
    cases.case(desk, site=site)
    buyer, past, authority, far = (
        make.organisation(Kind.BUYER), make.organisation(Kind.BUYER),
        make.organisation(Kind.AUTHORITY), make.organisation(Kind.AUTHORITY, country="MY"),
    )  # fmt: skip
    today = clock.today()
    with entering("owner"):
        for body, until in ((buyer, None), (past, today - timedelta(days=1))):
            SupplyLink.objects.create(
                buyer=body, site=site, relation="supplies", valid_from=today - timedelta(days=9),
                valid_to=until, source="list",
            )  # fmt: skip
    with entering("desk", desk.supervisor.user_id):
        found = {body.pk for body in partners_of(desk.supervisor)}
    assert {buyer.pk, authority.pk, site.owner_id} == found
    assert far.pk not in found


def test_no_partner_yet_is_said() -> None:
    client, _ = signed_in("supervisor")
    assert "You work with no partner yet" in client.get("/desk/partners/").content.decode()


def test_only_its_own_organisation_revokes(at_work) -> None:
    client, desk, supplier = at_work
    invited(client, supplier)
    other = make.actor("supervisor")
    with entering("owner"):
        row = Invitation.objects.get()
    with entering("desk", other.user_id), pytest.raises(Forbidden):
        revoke(row, by=other)
    with entering("desk", desk.supervisor.user_id), pytest.raises(Refused, match="supplier"):
        invite_partner(make.organisation(Kind.SERVICE), by=desk.supervisor)


def joined(client, partner) -> Member:
    """Somebody who took a link of this desk into the partner."""
    Client().post(link_of(invited(client, partner)), GIVEN)
    with entering("owner"):
        return Member.objects.latest("joined_at")


def heard(who: Member) -> int:
    """How many notices she reads, and how many rows of remedy."""
    with entering(who.face, who.user_id):
        return Notice.objects.count() + Engagement.objects.count()


def test_who_was_let_in_by_one_organisation_hears_that_one_alone(at_work) -> None:
    made = raised()
    _, spy, _ = at_work
    with entering("owner"):
        partner = make.Organisation.objects.get(pk=made.notice.to_org)
    cases.case(spy, site=made.told.issue.site)
    theirs = joined(signed_in("supervisor", spy)[0], partner)
    assert (theirs.org_id, theirs.invited_by_org) == (partner.pk, spy.org_id)
    assert heard(theirs) == 0
    with entering("respondent", theirs.user_id):
        assert ask("select count(*) from vault_orgkey") == [(0,)]
        assert tell("update remedy_engagement set answered_on = now()") == 0
    with entering("respondent", theirs.user_id), pytest.raises(DatabaseError), atomic():
        Answer.objects.create(
            org_id=made.engagement.org_id, to_org=partner.pk, engagement_id=made.engagement.pk,
            stance="accepts", text="Not mine", said_on=clock.today(), said_by=theirs.user_id,
        )  # fmt: skip
    with entering("owner"), pytest.raises(Forbidden):
        confirm(theirs, by=spy.supervisor)
    with entering("owner"):
        confirm(theirs, by=operator(partner.pk))
    assert heard(theirs) == 2
    with entering("owner"), pytest.raises(Refused, match="let in by the operator"):
        confirm(theirs, by=operator(partner.pk))


def test_whom_we_let_in_hears_us_and_we_end_it(at_work) -> None:
    made = raised()
    client = signed_in("supervisor", made.told.desk)[0]
    with entering("owner"):
        partner = make.Organisation.objects.get(pk=made.notice.to_org)
    row = joined(client, partner)
    assert heard(row) == 2
    place = f"/desk/partners/members/{row.pk}/end/"
    assert place in client.get("/desk/partners/").content.decode()
    assert signed_in(desk=made.told.desk)[0].post(place).status_code == 403
    assert at_work[0].post(place).status_code == 404
    assert client.post(place).url == "/desk/partners/"
    assert client.post(place).status_code == 409
    assert heard(row) == 0
    assert place not in client.get("/desk/partners/").content.decode()
    with entering("owner"):
        entry = Entry.objects.get(verb="member.deactivated")
    assert (entry.org_id, entry.subject) == (made.told.desk.org_id, f"parties.member:{row.pk}")
    boss = made.told.desk.supervisor
    with entering("desk", boss.user_id), pytest.raises(ProgrammingError), atomic():
        tell("update parties_member set is_active = true where id = %s", [row.pk])


def test_nobody_sits_on_both_sides(at_work) -> None:
    client, desk, supplier = at_work
    link = link_of(invited(client, supplier))
    assert client.get(link).status_code == 409
    assert "works on the other side" in client.post(link, {"called": "Me"}).content.decode()
    with entering("owner"):
        assert not Member.objects.filter(org_id=supplier.pk).exists()
        assert ask("select wall.accept(token_hash, %s, 'Me') from parties_invitation",
                   [desk.supervisor.user_id]) == [(False,)]  # fmt: skip
    assert Client().get(link).status_code == 200
