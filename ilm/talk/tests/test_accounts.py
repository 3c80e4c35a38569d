"""An account is opened by a supervisor, its secrets locked, and closed again."""

from dataclasses import replace

import pytest

from ilm.channels.whatsapp.adapter import WhatsApp
from ilm.kit.errors import Forbidden, Refused
from ilm.ledger.models import Entry
from ilm.parties.tests import make as parties
from ilm.talk import accounts
from ilm.talk.models import ChannelAccount
from ilm.talk.tests import make
from ilm.vault.sealing import Denied
from ilm.wall.entering import atomic, entering

pytestmark = pytest.mark.django_db


def open_one(desk, by, **more):
    given = {
        "channel": "telegram",
        "name": "demo-line",
        "label": "Demo",
        "credentials": make.SECRETS["telegram"],
    }
    with entering("desk", by.user_id), atomic():
        return accounts.open_account(desk.org_id, **(given | more), by=by)


def test_secrets_are_locked_and_the_adapter_has_them() -> None:
    at = make.account(parties.desk())
    assert b"twin-app-secret" not in bytes(at.credentials)
    assert accounts.credentials_of(at)["app_secret"] == "twin-app-secret"
    assert isinstance(accounts.adapter_for(at), WhatsApp)


def test_secrets_moved_to_another_account_do_not_open() -> None:
    at = make.account(parties.desk())
    other = ChannelAccount(channel="whatsapp", credentials=at.credentials)
    with pytest.raises(Denied):
        accounts.credentials_of(other)


@pytest.mark.parametrize(
    "wrong", [{"channel": "pigeon"}, {"credentials": {"token": "1:x", "nonsense": "x"}}]
)
def test_it_refuses_what_is_wrong(wrong: dict) -> None:
    desk = parties.desk()
    with pytest.raises(Refused):
        open_one(desk, desk.supervisor, **wrong)


def test_a_name_is_given_once() -> None:
    desk = parties.desk()
    open_one(desk, desk.supervisor)
    with pytest.raises(Refused, match="taken"):
        open_one(desk, desk.supervisor)


def test_only_a_supervisor_of_the_organisation_may() -> None:
    desk, other = parties.desk(), parties.desk()
    for by in (desk.worker, other.supervisor):
        with pytest.raises(Forbidden):
            open_one(desk, by)


def test_a_closed_account_is_closed() -> None:
    desk = parties.desk()
    at = make.account(desk)
    with entering("desk", desk.supervisor.user_id):
        assert not accounts.close_account(at, by=desk.supervisor).is_open
        with pytest.raises(Forbidden):
            accounts.close_account(at, by=replace(desk.supervisor, org_id=None))


def test_it_is_paused_and_resumed_by_whoever_keeps_it_and_the_ledger_says_so() -> None:
    desk, other = parties.desk(), parties.desk()
    at = make.account(desk)
    with entering("desk", desk.supervisor.user_id):
        with pytest.raises(Refused, match="not paused"):
            accounts.resume_account(at, by=desk.supervisor)
        assert accounts.pause_account(at, by=desk.supervisor).paused_because == accounts.BY_HAND
        with pytest.raises(Refused, match="already"):
            accounts.pause_account(at, by=desk.supervisor)
        for turn in (accounts.pause_account, accounts.resume_account):
            for by in (desk.worker, other.supervisor):
                with pytest.raises(Forbidden):
                    turn(at, by=by)
        assert accounts.resume_account(at, by=desk.supervisor).paused_because == ""
    with entering("owner"):
        assert ChannelAccount.objects.get(pk=at.pk).paused_because == ""
        verbs = Entry.objects.filter(verb__startswith="account.").order_by("at")
        told = [each.verb for each in verbs]
        assert told == ["account.opened", "account.paused", "account.resumed"]


def test_what_is_closed_is_neither_paused_nor_resumed() -> None:
    desk = parties.desk()
    at = make.account(desk)
    with entering("desk", desk.supervisor.user_id):
        accounts.close_account(at, by=desk.supervisor)
        for turn in (accounts.pause_account, accounts.resume_account):
            with pytest.raises(Refused, match="closed"):
                turn(at, by=desk.supervisor)
