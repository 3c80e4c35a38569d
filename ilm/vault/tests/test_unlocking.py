from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import time_machine

from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.parties.tests import make
from ilm.vault import deployment, holding, routing, storing, unlocking
from ilm.vault.fields import SealedField
from ilm.vault.models import OrgKey, Person, Purpose, VaultSession
from ilm.vault.naming import as_told
from ilm.vault.reveal import Reason, note, show
from ilm.vault.sealing import Denied
from ilm.vault.unlocking import Unlocked
from ilm.wall.entering import entering


@pytest.mark.django_db
def test_keys_are_made_once():
    desk = make.desk()
    with entering("desk", desk.worker.user_id), pytest.raises(Refused, match="already have keys"):
        unlocking.make_ring(desk.worker.user_id, "a third password")


@pytest.mark.django_db
def test_who_has_no_keys_opens_nothing_and_is_not_let_in():
    desk, newcomer = make.desk(), make.actor()
    with entering("desk", newcomer.user_id), pytest.raises(Refused, match="does not open"):
        unlocking.unlock(newcomer.user_id, "anything at all")
    with entering("desk", desk.supervisor.user_id), pytest.raises(Refused, match="no keys yet"):
        holding.admit(
            newcomer.user_id, purposes=tuple(Purpose), compared="", by=desk.supervisor,
            unlocked=desk.unlocked_supervisor,
        )  # fmt: skip


@pytest.mark.django_db
def test_a_vault_is_founded_once_and_nobody_is_let_in_twice():
    desk = make.desk()
    with entering("desk", desk.supervisor.user_id):
        with pytest.raises(Refused, match="founded before"):
            holding.found(desk.org_id, ring=desk.unlocked_supervisor.ring, by=desk.supervisor)
        holding.admit(
            desk.worker.user_id, purposes=tuple(Purpose), by=desk.supervisor,
            compared=holding.fingerprint_of(desk.worker.user_id),
            unlocked=desk.unlocked_supervisor,
        )  # fmt: skip
        assert holding.waiting(desk.org_id, [desk.worker.user_id]) == []


@pytest.mark.django_db
def test_without_keys_an_organisation_receives_nothing():
    org = make.organisation()
    with entering("owner"), pytest.raises(Refused, match="cannot receive yet"):
        storing.current_key(org.pk, Purpose.TALK)
    with entering("owner"):
        assert not OrgKey.objects.exists()


@pytest.mark.django_db
def test_a_session_stays_open_while_it_is_used_and_idles_out():
    desk, began = make.desk(), clock.now()
    user, org = desk.worker.user_id, desk.org_id
    with time_machine.travel(began, tick=False) as time, entering("desk", user):
        cookie = unlocking.start_session(user, desk.unlocked.ring)
        time.shift(timedelta(minutes=14))
        assert unlocking.resume(cookie, user_id=user, org_id=org) is not None
        assert VaultSession.objects.get().seen_at == clock.now()
        time.shift(timedelta(minutes=14))
        assert isinstance(unlocking.resume(cookie, user_id=user, org_id=org), Unlocked)
        time.shift(timedelta(minutes=16))
        assert unlocking.resume(cookie, user_id=user, org_id=org) is None


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["", "no.session", f"{UUID(int=1)}.00", f"{UUID(int=2)}.zz"])
def test_a_cookie_that_opens_nothing_is_locked(value):
    desk = make.desk()
    user = desk.worker.user_id
    with entering("desk", user):
        real = unlocking.start_session(user, desk.unlocked.ring)
        assert unlocking.resume(value, user_id=user, org_id=desk.org_id) is None
        forged = real[:-2] + ("00" if real[-2:] != "00" else "11")
        assert unlocking.resume(forged, user_id=user, org_id=desk.org_id) is None


@pytest.mark.django_db
def test_nobody_of_another_organisation_is_shown():
    desk = make.desk()
    with entering("desk", desk.supervisor.user_id), pytest.raises(Refused, match="nobody to show"):
        note(uuid4(), because=Reason.SAFE_CONTACT, by=desk.supervisor)


@pytest.mark.django_db
def test_a_person_is_shown_with_what_she_said_of_herself():
    desk, row = make.desk(), uuid4()
    with entering("parse"):
        met = routing.aliases_for(desk.org_id, "telegram", ["5550007"])["5550007"]
        sealer, _, _ = storing.new_data_key(desk.org_id, Purpose.IDENTITY)
        said = sealer.field("vault_person", row, "contact", b'{"called": "Demo"}')
        Person(
            id=row, org_id=desk.org_id, alias_id=met.alias_id, key_id=sealer.key_id, sealed=said
        ).save(force_insert=True)
    with entering("desk", desk.supervisor.user_id):
        given = {"unlocked": desk.unlocked_supervisor, "by": desk.supervisor}
        with pytest.raises(Refused, match="Say first why"):
            show(met.alias_id, **given)
        note(met.alias_id, because=Reason.SAFE_CONTACT, by=desk.supervisor)
        shown = show(met.alias_id, **given)
    assert shown == {"channel": "telegram", "address": "5550007", "called": "Demo"}


@pytest.mark.django_db
def test_a_ring_without_the_organisations_key_opens_nothing():
    desk, newcomer = make.desk(), make.actor()
    with entering("desk", newcomer.user_id):
        ring = unlocking.make_ring(newcomer.user_id, "a password of some length")
        assert unlocking.has_ring(newcomer.user_id)
        stranger = Unlocked(newcomer.user_id, desk.org_id, ring)
        with pytest.raises(Denied):
            stranger.org_private(Purpose.TALK, 1)
    with entering("desk", desk.worker.user_id):
        assert holding.is_founded(desk.org_id)
        assert holding.is_holder(desk.worker.user_id, desk.org_id)
        assert deployment.sender_public()


def test_what_she_said_of_herself_is_shown_however_it_was_written():
    assert as_told(b'{"phone": 12}') == {"phone": "12"}
    assert as_told(b"call my sister") == {"said": "call my sister"}
    assert as_told(b'"call"') == {"said": "call"}


def test_a_sealed_column_is_a_binary_one_in_a_migration():
    assert SealedField().deconstruct()[1] == "django.db.models.BinaryField"


def test_deployment_keys_are_made_once_for_one_user_alone(tmp_path):
    made = deployment.ensure(tmp_path / "keys")
    assert {*deployment.SECRETS, *deployment.PAIRS} == set(made)
    assert deployment.ensure(tmp_path / "keys") == []
    for file in (tmp_path / "keys").iterdir():
        assert file.stat().st_mode & 0o777 == 0o400
    assert len((tmp_path / "keys" / "pepper").read_bytes()) == 32
