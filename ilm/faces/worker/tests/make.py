"""A worker organisation that takes reports on the page, and what arrived there, opened."""

import json
from base64 import b64encode
from uuid import UUID, uuid4

from ilm.kit import clock
from ilm.parties.models import Organisation
from ilm.parties.tests import make
from ilm.talk.arriving import opened
from ilm.talk.models import ChannelAccount, Delivery
from ilm.vault import receipts
from ilm.vault.models import Alias, OrgKey
from ilm.vault.routing import keep_receipt
from ilm.vault.sealing import Pair, new_pair
from ilm.wall.entering import entering


def b64(raw: bytes) -> str:
    return b64encode(raw).decode()


def taker(**fields: object) -> tuple[Organisation, dict[str, Pair]]:
    """The organisation, and the private halves its members would hold."""
    org = make.organisation(**fields)
    pairs = {"talk": new_pair(), "identity": new_pair()}
    with entering("owner"):
        ChannelAccount.objects.create(
            org_id=org.pk, channel="web", name=org.slug, label="Page", credentials=b"-"
        )
        for purpose, pair in pairs.items():
            OrgKey.objects.create(org_id=org.pk, purpose=purpose, epoch=1, public=pair.public)
    return org, pairs


def arrived(org_id: UUID) -> list[dict]:
    """Every envelope handed over for this organisation, oldest first."""
    with entering("parse"):
        rows = Delivery.objects.filter(org_id=org_id).order_by("received_at")
        return [json.loads(opened(r.channel, r.pk, bytes(r.body))) for r in rows]


def thread(org: Organisation, issued: receipts.Issued) -> UUID:
    """The alias behind a receipt, as the parse process would have made it."""
    with entering("owner"):
        alias = Alias.objects.create(
            org_id=org.pk, channel="web", index=uuid4().bytes, key_id=uuid4(), sealed=b"-"
        )
        keep_receipt(org.pk, alias.pk, issued.lookup, issued.public, issued.locked)
    return alias.pk


def told(
    org: Organisation, alias_id: UUID, *, status: str = "shown", text: str = "", **written: object
) -> UUID:
    """Words on their way to an employer, about an issue that names her among the affected."""
    from ilm.cases.models import AffectedWorker, Case, Issue
    from ilm.disclosure.keeping import keep
    from ilm.disclosure.models import Disclosure, Wording
    from ilm.vault.models import Purpose
    from ilm.vault.storing import new_data_key

    wording = Wording(text or "Give back all passports. <b>", str(written.pop("translation", "")))
    with entering("owner"):
        sealer = new_data_key(org.pk, Purpose.TALK)[0]
        case = Case.objects.create(
            org_id=org.pk, ref=uuid4().hex[:8], site=make.site(), opened_at=clock.now(),
            key_id=sealer.key_id,
        )  # fmt: skip
        issue = Issue.objects.create(
            org_id=org.pk, case=case, site=case.site, leaf="doc.identity_retained",
            opened_on=clock.today(), affected_on=clock.today(), urgency="high",
            status="awaiting_consent",
        )  # fmt: skip
        AffectedWorker.objects.create(org_id=org.pk, issue=issue, alias_id=alias_id)
        row = Disclosure(
            org_id=org.pk, issue=issue, alias_id=alias_id, recipient="supplier_hr",
            to_org=uuid4(), outcome="release",
            drafted_by=uuid4(), drafted_at=clock.now(), status=status,
            signed_by=uuid4(), countersigned_by=uuid4(), **written,
        )  # fmt: skip
        keep(row, wording, sealer)
        row.shown_words = row.mark
        row.save(force_insert=True)
        return row.pk


def asked(org: Organisation, alias_id: UUID, *, status: str = "sent", answer: str = "") -> UUID:
    """A check-in that she can see on her page, in a thread that `said` began."""
    from ilm.talk.models import CheckIn, Conversation

    with entering("owner"):
        talk = Conversation.objects.get(alias_id=alias_id)
        row = CheckIn.objects.create(
            org_id=org.pk, conversation=talk, alias_id=alias_id, about="claim", about_id=uuid4(),
            question="is_it_fixed", due_at=clock.now(), sent_at=clock.now(), status=status,
            answer=answer, answered_on=clock.today() if answer else None,
        )  # fmt: skip
        if not answer:
            Conversation.objects.filter(pk=talk.pk).update(topic="validating", about_id=row.pk)
    return row.pk


def said(org: Organisation, alias_id: UUID, issued: receipts.Issued, text: str) -> None:
    """A reply of the desk, sealed to her as well."""
    from ilm.talk.models import Conversation, Message
    from ilm.vault.sealing import bind, pad, seal

    row = uuid4()
    with entering("owner"):
        talk, _ = Conversation.objects.get_or_create(
            alias_id=alias_id,
            defaults={
                "org_id": org.pk, "channel": "web", "key_id": uuid4(), "ref": uuid4().hex[:8],
                "last_at": clock.now(),
            },
        )  # fmt: skip
        Message.objects.create(
            id=row, org_id=org.pk, conversation=talk, is_inward=False, kind="text", sealed=b"-",
            key_id=uuid4(), at=clock.now(), received_at=clock.now(),
            for_reporter=seal(issued.public, pad(text.encode()), bind("reply", row, 1)),
        )  # fmt: skip
