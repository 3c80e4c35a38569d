"""X3: files are refused before words, words only at the very end, and nothing is half done."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from ilm.faces.jobs.fetching import Fetcher
from ilm.faces.worker import intake, tokens
from ilm.faces.worker.tests import make
from ilm.faces.worker.tests.test_sealed import item, post
from ilm.kit import disk
from ilm.talk.models import Delivery
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db(databases=["owner", "default"])
STORY = "They keep my passport."
LATER = "Send your words alone, and the files later."
NOT_NOW = "your words are still there"


@pytest.fixture
def free(monkeypatch):
    """Say how much is free, 0 to 1."""

    def is_free(share: float) -> None:
        def usage(_folder: Path):
            return disk.shutil._ntuple_diskusage(
                10**6, 10**6 - int(share * 10**6), int(share * 10**6)
            )

        monkeypatch.setattr(disk.shutil, "disk_usage", usage)

    return is_free


def write(org: object, **files: object):
    url = f"{reverse('worker:report')}?org={org.slug}&lang=en"
    return Client().post(url, {"token": tokens.new_token(), "text": STORY} | files)


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.jpg", b"x" * 2000, content_type="image/jpeg")


def test_below_five_per_cent_files_wait_and_words_do_not(free) -> None:
    org = make.taker()[0]
    free(0.049)
    refused = write(org, photo=photo())
    assert refused.status_code == 422
    assert LATER in refused.content.decode()
    assert STORY in refused.content.decode()
    assert make.arrived(org.pk) == []
    assert write(org).status_code == 200
    assert post(Client(), item(org.pk)).status_code == 201  # words and files are one parcel
    assert len(make.arrived(org.pk)) == 2
    free(0.051)
    assert write(org, photo=photo()).status_code == 200


def test_below_one_per_cent_nothing_is_taken_and_she_is_told(free) -> None:
    org = make.taker()[0]
    free(0.009)
    answer, sealed = write(org), post(Client(), item(org.pk))
    assert (answer.status_code, sealed.status_code) == (503, 503)
    assert NOT_NOW in answer.content.decode()
    assert answer["Retry-After"]
    assert "kept on this phone" in sealed.json()["said"]
    thread = Client().post(reverse("worker:thread") + "?lang=en", {"act": "say"})
    assert (thread.status_code, NOT_NOW in thread.content.decode()) == (503, True)
    assert make.arrived(org.pk) == []
    free(0.011)
    assert write(org).status_code == 200


@pytest.mark.parametrize("at", ["insert", "commit"])
def test_a_database_that_is_full_is_told_and_leaves_nothing(at, monkeypatch) -> None:
    """As PostgreSQL says it: no space left on device, at the insert or only when it commits."""
    org = make.taker()[0]
    if at == "insert":

        def full(*_: object, **__: object) -> bool:
            raise OperationalError("No space left on device")

        monkeypatch.setattr(intake, "deliver", full)
    else:
        from ilm.faces import frame

        class Full(frame.entering("worker").__class__):
            def __exit__(self, *what: object) -> None:
                raise OperationalError("No space left on device")

        real = frame.entering

        def enter(face: str, *more: object):
            inner = real(face, *more)
            inner.__class__ = Full
            return inner

        monkeypatch.setattr(frame, "entering", enter)
    answer = write(org)
    assert answer.status_code == 503
    assert NOT_NOW in answer.content.decode()
    assert "space" not in answer.content.decode()
    monkeypatch.undo()
    with entering("owner"):
        assert Delivery.objects.count() == 0


def test_files_of_providers_wait_too(free) -> None:
    free(0.049)
    assert Fetcher(http=None).fetch_due() == 0
