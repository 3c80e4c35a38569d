"""Passing a worker on to a service or authority, by her live consent, and what became of it."""

from uuid import UUID

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.access.roles import Audience
from ilm.assistance.lifecycle import ACCEPT, FINISH, REJECT, REVOKE, ReferralStatus
from ilm.assistance.models import Referral
from ilm.cases.models import Case, Report
from ilm.catalog.consent import Purpose, RecipientKind
from ilm.catalog.referral import ReferralOutcome, Service
from ilm.disclosure.consenting import live_grants
from ilm.disclosure.models import Consent
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.kit.slug import Slug
from ilm.ledger.moves import moving, record
from ilm.parties.models import Kind, Organisation
from ilm.wall.entering import atomic

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
    by.must(Permission.REFERRAL_MAKE)
    if service not in list(Service):
        raise Refused("Choose the kind of help from the list.")
    if not Report.objects.filter(case=case, alias_id=alias_id).exists():
        raise Refused("This person is not part of the case.")
    if provider.pk == case.org_id:
        raise Refused("A referral goes to another organisation.")
    consent = consent_for(alias_id, provider)
    if consent is None:
        raise Refused("Ask her first: she has not agreed to be passed on to this organisation.")
    row = Referral(
        org_id=case.org_id,
        case=case,
        alias_id=alias_id,
        service=service,
        provider_id=provider.pk,
        consent_id=consent.pk,
        made_on=clock.today(),
    )
    with atomic():
        row.save(force_insert=True)
        record(
            row, "referral.made", by=by, audience=frozenset({Audience.WORKER}),
            service=Slug(service), provider=provider.pk,
        )  # fmt: skip
    return row


def consent_for(alias_id: UUID, provider: Organisation) -> Consent | None:
    """Her live grant that covers being passed on to this provider, if she gave one."""
    kind = PROVIDERS.get(Kind(provider.kind))
    if kind is None:
        raise Refused("Choose a service, an authority or another worker organisation.")
    purpose = Purpose.SERVICES if kind == RecipientKind.SERVICE else Purpose.DISCLOSURE_TO_OTHERS
    wanted = live_grants(alias_id).filter(recipient=kind, for_org=provider.pk)
    return wanted.filter(purpose__in={Purpose.SERVICES, purpose}).first()


def accept(referral: Referral, *, by: Actor) -> Referral:
    """The provider takes her. Refused when she withdrew her consent in the meantime."""
    with moving(referral, ACCEPT, by=by) as row:
        if not live_grants(row.alias_id).filter(pk=row.consent_id).exists():
            raise Refused("Her consent has ended. Ask her again, or take the referral back.")
    return row


def reject(referral: Referral, *, because: str, by: Actor) -> Referral:
    """The provider, or she herself, says no. `because` is an outcome of the catalogue."""
    outcome = _outcome(because)
    with moving(referral, REJECT, by=by, because=outcome) as row:
        row.outcome = outcome
    return row


def finish(referral: Referral, *, because: str = "", by: Actor) -> Referral:
    """It is done: she was helped, or, with `because`, it ended without help."""
    outcome = _outcome(because) if because else Slug("")
    with moving(referral, FINISH, by=by, because=outcome) as row:
        row.outcome = outcome
    return row


def revoke(referral: Referral, *, by: Actor) -> Referral:
    """Take it back, as she wishes or because it was wrong."""
    with moving(referral, REVOKE, by=by) as row:
        pass
    return row


def revoke_all(alias_id: UUID, *, by: Actor) -> int:
    """She withdrew her consent: what is still open is taken back. How many."""
    by.must(Permission.REFERRAL_MAKE)
    open_ = Referral.objects.filter(
        alias_id=alias_id, status__in=(ReferralStatus.IN_PROGRESS, ReferralStatus.ACCEPTED)
    )
    for one in (found := list(open_)):
        revoke(one, by=by)
    return len(found)


def _outcome(because: str) -> Slug:
    if because not in list(ReferralOutcome):
        raise Refused("Say why it ended, from the list.")
    return Slug(because)
