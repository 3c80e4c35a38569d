"""Every address of the product, as every role and as nobody: what is not yours is not there.

For each address twice: with the ids of another organisation's things, and with ids of nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern

from ilm.access.permissions import Permission
from ilm.access.roles import ROLES
from ilm.assistance.models import Referral
from ilm.cases.models import Evidence, Report
from ilm.disclosure.models import Disclosure
from ilm.duty.models import HandOver
from ilm.duty.tests import make as duty
from ilm.faces.desk.tests.make import account, signed_in
from ilm.kit import clock
from ilm.kit.slug import Slug
from ilm.parties.tests import make as parties
from ilm.remedy.lifecycle import EngagementStatus
from ilm.remedy.models import Engagement
from ilm.remedy.tests import make as remedy
from ilm.talk.models import ChannelAccount, CheckIn
from ilm.talk.tests import make as talk
from ilm.wall.entering import entering
from ilm.wall.faces import face_of
from tests.test_house import OURS

pytestmark = pytest.mark.django_db
KIND_OF = {
    "supplier": "supplier",
    "recruiter": "recruiter",
    "buyer": "buyer",
    "authority": "authority",
}
PEOPLE = [
    slug
    for slug, role in ROLES.items()
    if role.face in ("desk", "respondent", "buyer", "authority")
]
SIGNED_IN = ("/desk/", "/respond/", "/buy/", "/authority/")
SHARED = {"site_id"}  # workplaces are known to every desk
WORDS = {
    "act": "show",
    "channel": "whatsapp",
    "partner": "no-such-partner",
    "buyer": "no-such-buyer",
}
# Empty without more: a thing named behind the question mark, a release that waits for signatures.
ASKED_FOR = {"desk/inbox/row/", "desk/publication/preview/"}
NEVER_THERE = {"partner", "buyer"}  # public names: a wrong one is not there either
CHANGING = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\b[0-9A-Za-z]{64}\b|[A-Za-z0-9]{8,10}(?=/)")


@dataclass
class Theirs:
    """Another organisation's things, by the names that addresses give them."""

    ids: dict[str, object] = field(default_factory=dict)
    refs: dict[str, str] = field(default_factory=dict)  # by the start of the address

    def at(self, pattern: str, *, is_there: bool) -> str:
        """The address with their ids, or with ids of nothing."""

        def fill(found: re.Match[str]) -> str:
            name = found["name"]
            if name in WORDS:
                return WORDS[name]
            if name == "ref":
                known = next((r for start, r in self.refs.items() if pattern.startswith(start)), "")
                return known if is_there and known else uuid4().hex[:10]
            return str(self.ids[name] if is_there and name in self.ids else uuid4())

        return "/" + re.sub(r"<(?:\w+:)?(?P<name>\w+)>", fill, pattern)


def theirs() -> Theirs:
    """A case of theirs as far as the question to its workers."""
    made = remedy.raised(EngagementStatus.CLAIMED_DONE, known=3, workers=3)
    remedy.ask(made)
    line = talk.account(made.desk)
    with entering("owner"):
        report = Report.objects.select_related("conversation", "case").filter(case=made.issue.case)[
            0
        ]
        ids = {
            "conversation_id": report.conversation_id,
            "report_id": report.pk,
            "issue_id": made.issue.pk,
            "engagement_id": made.engagement.pk,
            "user_id": made.desk.worker.user_id,
            "disclosure_id": Disclosure.objects.filter(issue=made.issue)[0].pk,
            "check_in_id": CheckIn.objects.filter(org_id=made.desk.org_id)[0].pk,
            "account_id": ChannelAccount.objects.get(pk=line.pk).pk,
            "evidence_id": next(iter(Evidence.objects.values_list("pk", flat=True)), uuid4()),
        }
        ids["referral_id"] = Referral.objects.create(
            org_id=made.desk.org_id, case=made.issue.case, alias_id=report.alias_id,
            service="legal", provider_id=uuid4(), consent_id=uuid4(), made_on=clock.today(),
        ).pk  # fmt: skip
        shift = duty.shift(made.desk)
        ids["shift_id"] = shift.pk
        ids["hand_over_id"] = HandOver.objects.create(
            org_id=made.desk.org_id, shift=shift, key_id=uuid4(), sealed=b"-", author=uuid4(),
            at=clock.now(),
        ).pk  # fmt: skip
        notice = Engagement.objects.get(pk=made.engagement.pk).notice_id
    refs = {"desk/talk/": report.conversation.ref, "desk/cases/": made.issue.case.ref}
    refs |= {"desk/team/case/": made.issue.case.ref, "desk/team/thread/": report.conversation.ref}
    refs |= {face: str(notice) for face in ("respond/", "buy/", "authority/")}
    return Theirs(ids, refs)


def somebody(role: str) -> Client:
    """One of this role, in an organisation of their own, with the vault open where there is one."""
    if ROLES[Slug(role)].face == "desk":
        return signed_in(role, parties.desk())[0]
    client = Client()
    client.force_login(account(parties.actor(role, parties.organisation(KIND_OF[role]))))
    return client


def of_faces() -> Iterator[tuple[str, URLPattern]]:
    return ((p, u) for p, u in OURS if f"/{p}".startswith(SIGNED_IN))


def named_in(pattern: str) -> set[str]:
    return set(re.findall(r"<(?:\w+:)?(\w+)>", pattern))


def alike(answer: HttpResponse) -> str:
    """A page without what differs from one asking to the next."""
    return CHANGING.sub("", answer.content.decode(errors="replace"))


def test_nobody_is_sent_to_the_door() -> None:
    all_theirs = theirs()
    for pattern, _ in of_faces():
        for method in ("get", "post"):
            answer = getattr(Client(), method)(all_theirs.at(pattern, is_there=True))
            assert (answer.status_code, answer.url[:11]) == (302, "/door/login"), pattern


@pytest.mark.parametrize("role", PEOPLE)
def test_what_is_not_yours_is_not_there(role: str) -> None:
    client, all_theirs, mine = somebody(role), theirs(), ROLES[Slug(role)]
    tried = 0
    for pattern, url in of_faces():
        for method in ("get", "post"):
            there, absent = (
                getattr(client, method)(all_theirs.at(pattern, is_there=is_there))
                for is_there in (True, False)
            )
            where = f"{method} {pattern} as {role}: {there.status_code}, {absent.status_code}"
            tried += 1
            if face_of(f"/{pattern}").slug != mine.face:
                assert there.status_code == absent.status_code == 404, where
            elif not may(url, mine.can):
                assert there.status_code in (403, 405), where
                assert there.status_code == absent.status_code, where
            elif named_in(pattern) - set(WORDS) - SHARED or named_in(pattern) & NEVER_THERE:
                assert there.status_code in (404, 405), where
                assert there.status_code == absent.status_code, where
            elif pattern not in ASKED_FOR and not named_in(pattern):
                assert there.status_code in (200, 302, 405, 422, 423), where
            if named_in(pattern) and not named_in(pattern) & SHARED:
                assert alike(there) == alike(absent), where
    assert tried > 100


def may(url: URLPattern, rights: frozenset[Permission]) -> bool:
    return getattr(url.callback, "permission", None) in rights


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_every_address_is_opened_or_sent_to_and_nothing_else(method: str) -> None:
    """By the strongest of each face and by nobody: 405 before anything of it runs."""
    all_theirs = theirs()
    people = {ROLES[Slug(role)].face: somebody(role) for role in ("supervisor", *KIND_OF)}
    for pattern, _ in OURS:
        where = all_theirs.at(pattern, is_there=True)
        who = people.get(str(face_of(where).slug), Client())
        for client in (who, Client()):
            answer = getattr(client, method)(where)
            assert answer.status_code == 405, where
            assert answer["Allow"] == "GET, HEAD, POST", where
