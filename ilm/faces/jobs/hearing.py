"""Hands a message on to the room that the conversation is with."""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any
from uuid import UUID

from ilm.access import actor
from ilm.access.actor import Actor, worker
from ilm.cases import reporting
from ilm.talk import asking, checking_in, templates
from ilm.talk.models import CheckIn
from ilm.talk.models.conversing import Topic
from ilm.talk.receiving import Heard


def hand_on(heard: Sequence[Heard]) -> None:
    """Answers go to whoever asked; all else is a report, new or more of one that is open."""
    reports = [each for each in heard if each.is_said and not _answers(each)]
    if reports:
        burst = {each.conversation.pk for each in reports if each.is_burst}
        reporting.hear_all([each.message for each in reports], by=actor.clock(), burst=burst)


def hand_withdrawal(alias_id: UUID, org_id: UUID) -> None:
    """Her consent is over: disclosure knows what follows."""
    _room("disclosure.consenting", "withdraw")(alias_id, by=worker(alias_id, org_id))


def hand_wish(alias_id: UUID, org_id: UUID) -> None:
    """She wants to be erased: a task for the desk."""
    _room("disclosure.erasing", "want")(alias_id, by=worker(alias_id, org_id))


def _answers(heard: Heard) -> bool:
    """Whether somebody who had asked understood it as an answer."""
    ask = ASKED.get(heard.conversation.topic)
    if ask is None or not heard.text:
        return False
    if not heard.is_sure:  # somebody may use her address: only a no is believed
        return _takes_back(heard)
    if heard.seen is None and not _is_answer(heard):
        return _takes_back(heard) or _opens(heard)
    return ask(heard, _her(heard)) is not None


def _is_answer(heard: Heard) -> bool:
    """Whether all that we ask had gone out before, and she names no other message of ours."""
    at = min(heard.message.at, heard.message.received_at)
    if asking.is_unseen(heard.conversation, at):
        return False
    return not asking.is_about_else(heard.conversation, heard.reply_to)


def _takes_back(heard: Heard) -> bool:
    """Her no to words that she agreed to counts, whatever became of our message."""
    if heard.conversation.topic == Topic.VALIDATING or heard.reply_to:
        return False
    hear = _room("disclosure.consenting", "hear_no")
    return hear(heard.message, heard.text, among=AGREED) is not None


def _opens(heard: Heard) -> bool:
    """She answers the neutral words that made her write: the question itself goes out now."""
    pressed = templates.is_button(heard.conversation.account_id, heard.text)
    return pressed or checking_in.answer_in(heard.text) in ("yes", "partly")


def _validating(heard: Heard, by: Actor) -> object | None:
    """A check-in about a claim of completion is remedy's; one about her safety is talk's own."""
    asked = CheckIn.objects.filter(id__in=[heard.conversation.about_id]).first()
    if asked is not None and asked.about == "claim":
        return _room("remedy.validation", "hear")(heard.message, heard.text, by=by)  # type: ignore[no-any-return]
    return checking_in.hear(heard.message, heard.text)


def _approving(heard: Heard, by: Actor) -> object | None:
    hear = _room("disclosure.consenting", "hear_approval")
    return hear(heard.message, heard.text, heard.seen)  # type: ignore[no-any-return]


def _leaving(heard: Heard, by: Actor) -> object | None:
    """She agreed, and they have not left: only her no is an answer now."""
    return _room("disclosure.consenting", "hear_no")(heard.message, heard.text)  # type: ignore[no-any-return]


def _her(heard: Heard) -> Actor:
    return worker(heard.conversation.alias_id, heard.conversation.org_id)


def _room(module: str, verb: str) -> Callable[..., Any]:
    return getattr(import_module(f"ilm.{module}"), verb)  # type: ignore[no-any-return]


AGREED = ("approved", "signed_once", "signed")
ASKED: dict[str, Callable[[Heard, Actor], object | None]] = {
    Topic.VALIDATING: _validating,
    Topic.APPROVING: _approving,
    Topic.LEAVING: _leaving,
}
