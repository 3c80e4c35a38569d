"""Passing a worker on to a service, an authority or another organisation, by her live consent, and
what became of it."""

from uuid import UUID

from ilm.access.actor import Actor
from ilm.access.actor import clock as time
from ilm.access.permissions import Permission
from ilm.access.roles import Audience
from ilm.assistance.lifecycle import ACCEPT, FINISH, LAPSE, REJECT, REVOKE
from ilm.assistance.models import Referral
from ilm.cases.models import Case, Report
from ilm.catalog.consent import Purpose, RecipientKind
from ilm.catalog.referral import ReferralOutcome, Service
from ilm.disclosure.consenting import live_grants
from ilm.disclosure.models import Consent
from ilm.kit import clock
from ilm.kit.errors import Forbidden, Refused
from ilm.kit.slug import Slug
from ilm.ledger.moves import moving, record
from ilm.parties.models import Kind, Organisation
from ilm.vault import passing
from ilm.wall.entering import ask, atomic

PROVIDERS = {
    Kind.SERVICE: RecipientKind.SERVICE,
    Kind.AUTHORITY: RecipientKind.GOVERNMENT,
    Kind.WORKER_ORGANISATION: RecipientKind.OTHER_NGO,
}
"""Who can take a person in, and as which recipient her consent must name them."""


def refer(
    case: Case, *, alias_id: UUID, service: str, provider: Organisation, by: Actor
) -> Referral:
    """Pass her on. Refused without her live consent to services of exactly this provider."""
    row, _ = prepared(case, alias_id=alias_id, service=service, provider=provider, by=by)
    return make(row, by=by)


def prepared(
    case: Case, *, alias_id: UUID, service: str, provider: Organisation, by: Actor
) -> tuple[Referral, Consent]:
    """A referral that may be made, not saved, and the consent that it rests on."""
    by.must(Permission.REFERRAL_MAKE)
    if service not in list(Service):
        raise Refused("Choose the kind of help from the list.")
    told = Report.objects.filter(case=case, alias_id=alias_id).select_related("conversation")
    if (report := told.order_by("received_at").first()) is None:
        raise Refused("This person is not part of the case.")
    if provider.pk == case.org_id:
        raise Refused("A referral goes to another organisation.")
    consent = consent_for(alias_id, provider)
    if consent is None:
        raise Refused("Ask her first: she has not agreed to be passed on to this organisation.")
    row = Referral(
        org_id=case.org_id, case=case, alias_id=alias_id, service=service,
        provider_id=provider.pk, consent_id=consent.pk, made_on=clock.today(),
        site_id=case.site_id, leaf=report.leaf, urgency=case.urgency,
        language=report.conversation.language,
    )  # fmt: skip
    return row, consent


def make(row: Referral, *, by: Actor) -> Referral:
    """Keep a prepared referral."""
    with atomic():
        row.save(force_insert=True)
        record(
            row, "referral.made", by=by, audience=frozenset({Audience.WORKER}),
            service=Slug(row.service), provider=row.provider_id,
        )  # fmt: skip
    return row


def consent_for(alias_id: UUID, provider: Organisation) -> Consent | None:
    """Her live grant that covers being passed on to this provider: the widest, if she gave one."""
    kind = PROVIDERS.get(Kind(provider.kind))
    if kind is None:
        raise Refused("Choose a service, an authority or another worker organisation.")
    purpose = Purpose.SERVICES if kind == RecipientKind.SERVICE else Purpose.DISCLOSURE_TO_OTHERS
    wanted = live_grants(alias_id).filter(recipient=kind, for_org=provider.pk)
    return wanted.filter(purpose__in={Purpose.SERVICES, purpose}).order_by("-level", "-id").first()


def accept(referral: Referral, *, by: Actor) -> Referral:
    """The provider takes her. Refused when she withdrew her consent in the meantime."""
    _must_answer(referral, by)
    with moving(referral, ACCEPT, by=by) as row:
        if not stands(row):
            raise Refused("Her consent has ended. Ask her again, or take the referral back.")
    return row


def reject(referral: Referral, *, because: str, by: Actor) -> Referral:
    """The provider, or she herself, says no. `because` is an outcome of the catalogue."""
    _must_answer(referral, by)
    outcome = _outcome(because)
    with moving(referral, REJECT, by=by, because=outcome) as row:
        row.outcome = outcome
    passing.end(referral.pk)
    return row


def finish(referral: Referral, *, because: str = "", by: Actor) -> Referral:
    """It is done: she was helped, or, with `because`, it ended without help."""
    _must_answer(referral, by)
    outcome = _outcome(because) if because else Slug("")
    with moving(referral, FINISH, by=by, because=outcome) as row:
        row.outcome = outcome
    passing.end(referral.pk)
    return row


def revoke(referral: Referral, *, by: Actor) -> Referral:
    """Take it back, as she wishes or because it was wrong. What was passed on is closed to them,
    and what she says from now on they cannot open."""
    by.must(Permission.REFERRAL_MAKE)
    if by.org_id != referral.org_id:
        raise Forbidden("Who referred her takes it back. You can say no, or that it is done.")
    with moving(referral, REVOKE, by=by) as row:
        pass
    passing.end(referral.pk)
    passing.renew(by=by)
    return row


def stands(referral: Referral) -> bool:
    """Whether it is open and what she agreed to holds today, for either of the two."""
    [(holds,)] = ask("select wall.referral_stands(%s)", [referral.pk])
    return bool(holds)


def lapse_due() -> int:
    """By the clock: referrals whose consent was withdrawn or has run out are taken back. Reading
    stopped with her consent; here the grants go. How many."""
    today, ended = clock.today(), 0
    for row in Referral.objects.open():
        live = live_grants(row.alias_id, on=today).filter(
            pk=row.consent_id, for_org=row.provider_id
        )
        if live.exists():
            continue
        ask("select wall.lapse_passing(%s)", [row.pk])
        with moving(row, LAPSE, by=time()):
            ended += 1
    return ended


def is_answered_by(referral: Referral, *, by: Actor) -> bool:
    """Who was asked answers; for somebody without a desk here, who asked writes the answer down."""
    if by.org_id == referral.provider_id:
        return True
    provider = Organisation.objects.get(pk=referral.provider_id)
    return by.org_id == referral.org_id and provider.kind != Kind.WORKER_ORGANISATION


def _must_answer(referral: Referral, by: Actor) -> None:
    by.must(Permission.REFERRAL_MAKE)
    if not is_answered_by(referral, by=by):
        raise Forbidden("They answer this at their own desk. You can take it back.")


def _outcome(because: str) -> Slug:
    if because not in list(ReferralOutcome):
        raise Refused("Say why it ended, from the list.")
    return Slug(because)
