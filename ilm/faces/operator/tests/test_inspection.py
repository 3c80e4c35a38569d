from datetime import timedelta
from pathlib import Path

import pytest

from ilm.faces.operator import inspection, vaults
from ilm.kit import clock
from ilm.parties.tests import make
from ilm.vault.models import Ring
from ilm.vault.tests.make import set_up
from ilm.wall.entering import entering, tell


@pytest.fixture
def keys(tmp_path, settings):
    settings.KEYS = tmp_path
    settings.WALL_KEYS = {"desk": b"k" * 32}
    (tmp_path / "wall-desk").write_bytes(b"k" * 32)
    (tmp_path / "wall-desk").chmod(0o400)
    return tmp_path


def test_good_keys_are_not_mentioned(keys):
    assert list(inspection.keys()) == []


def test_a_key_that_others_read_is_named(keys):
    (keys / "wall-desk").chmod(0o440)
    (sentence,) = inspection.keys()
    assert "wall-desk may be read" in sentence


def test_a_missing_key_is_named(keys, settings):
    settings.WALL_KEYS = {"desk": b""}
    (sentence,) = inspection.keys()
    assert "wall-desk is missing" in sentence


def test_no_keys_at_all(settings, tmp_path):
    settings.KEYS = tmp_path / "none"
    (sentence,) = inspection.keys()
    assert "Run `ilm keys`" in sentence


def test_production_wants_more(settings, monkeypatch):
    settings.ALLOWED_HOSTS = ["localhost"]
    monkeypatch.setattr(inspection, "lets_in", lambda login: True)
    settings.IS_TLS, settings.FLEETING = True, Path("/proc/openilm")
    settings.ONION = "http://short.onion"
    told = " ".join(inspection.deployment())
    said = (
        "localhost",
        "several faces",
        "ILM_PROXIED is not set",
        "ILM_ONION is no name",
        "/proc/openilm is no tmpfs",
    )
    assert all(word in told for word in said)


def test_memory_is_told_from_a_disk(tmp_path):
    mounts = tmp_path / "mounts"
    mounts.write_text("disk / ext4 rw\ntmpfs /run tmpfs rw\ndisk /run/kept ext4 rw\n")
    kinds = {
        p: inspection.lies_in_memory(Path(p), mounts) for p in ("/run/x/y", "/run/kept/x", "/x")
    }
    assert kinds == {"/run/x/y": True, "/run/kept/x": False, "/x": False}
    assert not inspection.lies_in_memory(Path("/run"), tmp_path / "none")


def test_a_finished_production_is_not_nagged(settings, monkeypatch):
    settings.ALLOWED_HOSTS = ["ilm.example"]
    settings.IS_TLS = settings.IS_PROXIED = True
    settings.ONION = f"{'a2' * 28}.onion"
    monkeypatch.setattr(inspection, "lies_in_memory", lambda folder: True)
    monkeypatch.setattr(inspection, "lets_in", lambda login: login == "desk")
    assert list(inspection.deployment()) == []


@pytest.mark.django_db
def test_the_server_of_the_tests_is_as_it_should_be():
    assert list(inspection.server()) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("locale", "stamps", "superuser", "says"),
    [
        (("C", "c"), "off", False, "LC_CTYPE is C: Burmese is not found"),
        (("en_US.utf8", "c"), "on", False, "track_commit_timestamp is on"),
        (("C", "i"), "off", True, "ilm_owner is a superuser"),
    ],
)
def test_a_server_that_does_not_hold_is_named(locale, stamps, superuser, says, monkeypatch):
    answers = [[locale], [(stamps,)], [(superuser,)]]
    monkeypatch.setattr(inspection, "ask", lambda query: answers.pop(0))
    (sentence,) = inspection.server()
    assert says in sentence


@pytest.mark.django_db
def test_policies_are_those_of_the_table_of_grants():
    assert list(inspection.policies()) == []
    with entering("owner"):
        tell("drop policy desk on cases_case")
        tell("create policy everybody on cases_case using (true)")
    assert list(inspection.policies()) == [
        "cases_case lacks its policy for desk.",
        "cases_case has a stray policy, everybody.",
    ]


@pytest.mark.django_db
def test_a_policy_that_lets_more_through_is_named():
    with entering("owner"):
        tell("alter policy desk on insight_signature with check (true)")
        tell("alter policy partner on disclosure_notice using (true)")
    assert list(inspection.policies()) == [
        "The policy partner on disclosure_notice is not that of grants.",
        "The policy desk on insight_signature is not that of grants.",
    ]


@pytest.mark.django_db
def test_a_vault_that_hangs_on_few_is_named():
    desk = make.two_holders(name="Demo Well")
    assert [line.partition(": ")[2] for line in vaults.few_holders()] == [
        "recovery is not set up. A supervisor does that on Keys."
    ]
    with entering("owner"):
        Ring.objects.filter(user_id=desk.worker.user_id).update(used_on=None)
    assert "1 member(s) can open talk; let in another one." in " ".join(vaults.few_holders())
    past = clock.now() - timedelta(days=100)
    with clock.set_to(past):
        set_up(desk)
    assert "drill has been due" in " ".join(vaults.few_holders())
