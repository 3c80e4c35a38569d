"""A file is fetched once; what cannot be had waits and is tried again, and holds nobody up."""

import pytest
from django.db.utils import OperationalError

from ilm.channels.base import Answer
from ilm.channels.errors import Broken, Malformed, Retry, Unreachable
from ilm.channels.events import MediaRef
from ilm.channels.tests.made import Scripted
from ilm.faces.jobs.fetching import FORGET_EVERY, WAITS, Fetcher
from ilm.parties.tests import make as parties
from ilm.talk import attaching
from ilm.talk.models import Attachment
from ilm.talk.tests import make
from ilm.vault import deployment
from ilm.vault.recordings import Sealer
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db
HERE = Answer(200, b'{"url": "https://files.example/1", "mime_type": "image/jpeg"}')


class Provider(Scripted):
    """Names a place for each file; `files` is what lies there, or why it cannot be had."""

    def __init__(self, *files: bytes | Exception) -> None:
        super().__init__([HERE] * len(files))
        self.files = list(files)

    def fetch(self, source) -> bytes:
        assert source.size_max <= attaching.LARGEST
        found = self.files.pop(0)
        if isinstance(found, Exception):
            raise found
        return found


class Clock:
    at = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def desk() -> parties.Desk:
    return parties.desk()


def photo(desk: parties.Desk, number: int = 1) -> None:
    make.message(desk, "", media=(MediaRef(external_id=f"m{number}", kind="image"),))


def rows() -> list[Attachment]:
    with entering("owner"):
        return list(Attachment.objects.order_by("tries"))


def test_a_file_is_fetched_sealed_and_opens_at_the_desk(desk) -> None:
    photo(desk)
    fetcher = Fetcher(Provider(b"as it came"))
    assert (fetcher.fetch_due(), fetcher.fetch_due()) == (1, 0)
    [row] = rows()
    assert (row.state, row.wanted) == ("kept", None)
    assert b"as it came" not in attaching.place(desk.org_id, row.pk).read_bytes()
    with entering("desk", desk.worker.user_id):
        assert attaching.attachment_bytes(row, make.reader(desk))[0] == b"as it came"


@pytest.mark.parametrize("why", [Unreachable("gone"), Malformed("size", "too long")])
def test_a_file_that_is_no_more_is_asked_for_once(desk, why: Exception) -> None:
    photo(desk)
    fetcher = Fetcher(Provider(why))
    assert (fetcher.fetch_due(), fetcher.fetch_due()) == (1, 0)
    assert [row.state for row in rows()] == ["gone"]


@pytest.mark.parametrize("why", [Retry(), Broken("token"), OSError(28, "No space left")])
def test_a_provider_that_is_away_or_a_full_disk_loses_nothing(desk, why: Exception) -> None:
    photo(desk)
    clock = Clock()
    fetcher = Fetcher(Provider(why, b"as it came"), now=clock)
    assert (fetcher.fetch_due(), fetcher.fetch_due()) == (1, 0)
    assert [(row.state, row.tries) for row in rows()] == [("wanted", 1)]
    clock.at = WAITS[0]
    assert fetcher.fetch_due() == 1
    assert [row.state for row in rows()] == ["kept"]


def test_it_is_given_up_after_more_than_a_day_of_trying(desk, caplog) -> None:
    photo(desk)
    clock = Clock()
    fetcher = Fetcher(Provider(*[ValueError("her own words")] * 9), now=clock)
    while fetcher.fetch_due():
        clock.at += max(WAITS)
    assert [(row.state, row.tries) for row in rows()] == [("gone", len(WAITS))]
    assert sum(WAITS) > 24 * 3600
    assert "her own words" not in "".join(r.getMessage() for r in caplog.records[: len(WAITS)])


def test_a_line_that_breaks_is_not_the_files_fault(desk) -> None:
    photo(desk)
    with pytest.raises(OperationalError):
        Fetcher(Provider(OperationalError())).fetch_due()
    assert [(row.state, row.tries) for row in rows()] == [("wanted", 0)]


def test_what_another_process_took_meanwhile_is_left_alone(desk) -> None:
    class Slow(Provider):
        def fetch(self, source) -> bytes:
            with entering("owner"):  # while the first is on its way, another takes the second
                Attachment.objects.exclude(pk=fetcher.first).update(state="kept")
            return super().fetch(source)

    photo(desk, 1)
    photo(desk, 2)
    fetcher = Fetcher(Slow(b"as it came"))
    fetcher.first = min(row.pk for row in rows())
    assert fetcher.fetch_due() == 1


def test_one_that_breaks_does_not_hold_up_the_other(desk) -> None:
    photo(desk, 1)
    photo(desk, 2)
    fetcher = Fetcher(Provider(ValueError(), b"as it came"))
    assert (fetcher.fetch_due(), fetcher.fetch_due()) == (2, 0)
    assert [row.state for row in rows()] == ["kept", "wanted"]


def test_a_recording_of_our_gateway_is_opened_here_and_is_a_sound_at_the_desk(desk) -> None:
    name = f"RE{7:032x}"
    sealer = Sealer(deployment.parse_public(), name)
    content = sealer.head + sealer.block(b"\1\0" * 8000) + sealer.block(b"", is_last=True)
    there = f"https://gateway.example/2010-04-01/Accounts/AC1/Recordings/{name}"
    make.message(desk, "", media=(MediaRef(external_id=there, kind="voice"),))
    assert Fetcher(Provider(content)).fetch_due() == 1
    [row] = rows()
    with entering("desk", desk.worker.user_id):
        sound, media_type = attaching.attachment_bytes(row, make.reader(desk))
    assert (sound[:4], media_type) == (b"RIFF", "audio/wav")
    assert b"\1\0" * 8000 in sound


def test_what_is_kept_is_forgotten_there_and_asked_for_until_it_is(desk, monkeypatch) -> None:
    answers, asked = [Retry(), None, Unreachable("not there")], []

    def forget(self, ref, *, http) -> None:
        with entering("owner"):
            asked.append([row.state for row in rows()])
        if (found := answers.pop(0)) is not None:
            raise found

    monkeypatch.setattr("ilm.channels.whatsapp.adapter.WhatsApp.forget", forget, raising=False)
    photo(desk)
    clock = Clock()
    fetcher = Fetcher(Provider(b"one", b"two"), now=clock)
    assert fetcher.fetch_due() == 1
    assert fetcher.fetch_due() == 0
    clock.at = FORGET_EVERY
    fetcher.fetch_due()
    photo(desk, 2)
    clock.at += FORGET_EVERY
    assert (fetcher.fetch_due(), fetcher.fetch_due()) == (1, 0)
    assert asked == [["kept"], ["kept"], ["kept", "kept"]]
    assert answers == []


def test_who_falls_after_keeping_lets_it_go_there_once_it_is_back(desk, monkeypatch) -> None:
    asked: list[str] = []

    def forget(self, ref, *, http) -> None:
        asked.append(ref.external_id)
        if len(asked) == 1:
            raise KeyboardInterrupt

    monkeypatch.setattr("ilm.channels.whatsapp.adapter.WhatsApp.forget", forget, raising=False)
    photo(desk)
    with pytest.raises(KeyboardInterrupt):
        Fetcher(Provider(b"one")).fetch_due()
    [row] = rows()
    assert (row.state, row.wanted is None) == ("kept", False)
    again = Fetcher(Provider(), now=Clock())
    assert (again.fetch_due(), again.fetch_due()) == (0, 0)
    assert asked == asked[:1] * 2
    assert rows()[0].wanted is None
