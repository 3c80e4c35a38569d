"""R9: what rings where others may look says that something is there, and nothing of what."""

import json
import re
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from django.conf import settings

from ilm import settings as house
from ilm.channels import CHANNELS
from ilm.channels.base import Outgoing, TemplateOut
from ilm.talk.arriving import ARRIVED
from ilm.talk.templates import PURPOSES
from ilm.talk.tests.make import SECRETS
from ilm.wall.lines import place
from tests.stolen.looking import seen
from tests.stolen.planting import MARK, NUMBERS, STORIES, plant
from tests.test_house import CODE

MAIL = re.compile(r"django\.core\.mail|send_mail|EmailMessage|smtplib|webpush|pywebpush")
WITH_NOTES = sorted(slug for slug, channel in CHANNELS.items() if channel.can.templates)


def test_nothing_is_mailed_or_pushed_to_anybody() -> None:
    """Staff look at the desk, partners at their pages: no mail exists that could hold a word. A
    letter of ours answers a worker who wrote one: her channel, which knows nobody else."""
    assert house.EMAIL_BACKEND == "django.core.mail.backends.dummy.EmailBackend"
    hers = Path("ilm", "channels", "email").parts
    ours = [f for f in CODE if f.name != "settings.py" and f.parent.parts[-3:] != hers]
    ours = [f for f in ours if MAIL.search(f.read_text())]
    assert ours == []
    assert MAIL.search("from django.core.mail import send_mail")


def test_some_channel_has_notes() -> None:
    assert "whatsapp" in WITH_NOTES


@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("slug", WITH_NOTES)
def test_a_note_that_makes_her_write_carries_its_name_and_nothing_of_the_case(
    slug: str, purpose: str
) -> None:
    channel = CHANNELS[slug](**SECRETS[slug])
    planted = f"{MARK} {STORIES['en']}"
    note = TemplateOut(name=f"note_{purpose}", code="en_US")
    [call] = channel.render(Outgoing(address="66815550147", text=planted, template=note))
    assert f"note_{purpose}" in repr(call.payload)
    assert seen([("payload", repr(call.payload).encode())], [MARK, *STORIES.values()]) == []
    [open_] = channel.render(Outgoing(address="66815550147", text=planted))
    assert MARK in repr(open_.payload)  # so it would be seen


@pytest.mark.django_db(transaction=True, databases=["owner", "default"])
def test_open_pages_are_rung_with_ids_alone(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path)
    with psycopg.connect(**place("desk") | {"autocommit": True}) as link:
        for channel in (settings.LIVE_CHANNEL, ARRIVED):
            link.execute(f'listen "{channel}"')
        told = plant()
        rung = [*link.notifies(timeout=2)]
    assert {note.channel for note in rung} == {settings.LIVE_CHANNEL, ARRIVED}
    for note in rung:
        if note.channel == ARRIVED:
            assert note.payload == ""
            continue
        said = json.loads(note.payload)
        assert said.keys() == {"org", "ids"}
        assert all(UUID(one) for one in (said["org"], *said["ids"]))
    payloads = [("notes", "\n".join(note.payload for note in rung).encode())]
    words = [*told.words.values(), *told.waiting.values(), *STORIES.values()]
    assert seen(payloads, words, NUMBERS.values()) == []
