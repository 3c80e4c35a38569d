"""What people said in the contacts that a report was built from, opened for an unlocked member."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.cases.models import ReportContact
from ilm.talk.models import Message
from ilm.talk.reading import body_of
from ilm.vault.opening import Reader
from ilm.vault.sealing import Denied

AT_ONCE = 100  # reports opened together
MOST_MESSAGES = 20  # of one report, the first ones
MOST_LETTERS = 4_000


@dataclass(frozen=True)
class Account:
    """The words of one report, and the messages that they stand in."""

    text: str = field(repr=False)
    messages: tuple[UUID, ...]
    language: str = ""


def accounts(reports: Sequence[UUID], *, by: Actor, reader: Reader) -> dict[UUID, Account]:
    """Report → its words. What she took back, or what no key of ours opens, is left out."""
    by.must(Permission.CASE_TRIAGE)
    found: dict[UUID, Account] = {}
    for at in range(0, len(reports), AT_ONCE):
        found |= dict(_opened(reports[at : at + AT_ONCE], by, reader))
    return found


def _opened(reports: Sequence[UUID], by: Actor, reader: Reader) -> Iterator[tuple[UUID, Account]]:
    links = ReportContact.objects.visible_to(by).filter(report__in=reports)
    of_contact: dict[UUID, list[UUID]] = defaultdict(list)
    for report, contact in links.values_list("report_id", "contact_id"):
        of_contact[contact].append(report)
    rows = Message.objects.visible_to(by).filter(contact__in=list(of_contact), is_inward=True)
    said: dict[UUID, list[Message]] = defaultdict(list)
    for message in rows.filter(is_withdrawn=False).defer("for_reporter"):
        for report in of_contact[message.contact_id]:  # type: ignore[index]  # it has one: asked so
            said[report].append(message)
    reader.expect({each.key_id for told in said.values() for each in told})
    for report, told in said.items():
        if account := _account(told[:MOST_MESSAGES], reader):
            yield report, account


def _account(messages: Sequence[Message], reader: Reader) -> Account | None:
    words: dict[UUID, str] = {}
    for message in messages:
        try:
            text = str(body_of(message, reader).get("text", "")).strip()
        except Denied:
            continue
        if text:
            words[message.pk] = text
    if not words:
        return None
    language = next((m.language for m in messages if m.language), "")
    return Account("\n".join(words.values())[:MOST_LETTERS], tuple(words), language)
