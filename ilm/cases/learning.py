"""Learning from the organisation's own triage which issues an account may be about.

A thread of the desk is lent the `talk` keys for ten minutes, in memory alone, as indexing is. What
it learnt is locked under the newest of them, and goes with the words of anybody it came from.
"""

import logging
import threading
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import OperationalError

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.cases.lifecycle import ReportStatus
from ilm.cases.models import Learning, Lesson
from ilm.cases.rereading import Account, accounts
from ilm.kit import clock
from ilm.kit.errors import Locked, Refused
from ilm.kit.slug import Slug
from ilm.language.learning import Example, Model, learn, packed, unpacked
from ilm.ledger.moves import record
from ilm.talk.catching_up import Loan, lent
from ilm.vault import keys
from ilm.vault.models import Purpose
from ilm.vault.opening import Reader
from ilm.vault.sealing import Denied, bind, lock, pad, unlock, unpad
from ilm.vault.storing import current_key
from ilm.vault.unlocking import Unlocked
from ilm.wall.entering import ask, atomic, entering, hang_up

log = logging.getLogger(__name__)
LENT_FOR = timedelta(minutes=10)
MOST = 3_000  # accounts, the newest
MOST_OF_A_CASE = 20
AT_ONCE = 200  # accounts read in one transaction
WAITS_FOR = "300ms"  # less than a deadlock takes: whoever erases is never the one who gives way
TOLD = f"""
select report, alias_id, case_id, leaves from (
  select (array_agg(id order by received_at, id))[1] as report, alias_id, case_id,
         array_agg(distinct leaf) as leaves, max(received_at) as last,
         row_number() over (partition by case_id order by min(received_at), alias_id) as nth
    from cases_report where org_id = %s and status = '{ReportStatus.JOINED}' and leaf <> ''
   group by alias_id, case_id) told
 where nth <= %s order by last desc, report limit %s
"""  # noqa: S608 - a status of our own
STANDS = """
select count(*) from (select id from talk_message
 where id = any(%s::uuid[]) and not is_withdrawn and sealed <> '' for share) there
"""
Row = tuple[UUID, UUID, UUID, list[str]]  # report, person, case, what it was triaged as


class Gone(Exception):
    """Words or keys that a lesson came from went while it was made."""


def latest(by: Actor) -> Learning | None:
    """The last run, finished or not."""
    return Learning.objects.visible_to(by).order_by("-started_at").first()


def is_running(run: Learning | None) -> bool:
    return bool(run and run.finished_at is None and run.ends_at > clock.now())


def in_force(by: Actor) -> Lesson | None:
    """What was learnt last and not forgotten since."""
    return Lesson.objects.visible_to(by).order_by("-made_at").first()


def start(*, unlocked: Unlocked | None, by: Actor) -> Loan:
    """Lend the keys that conversations are read with. Refused while another run is alive."""
    by.must(Permission.TRIAGE_LEARN)
    if unlocked is None:
        raise Locked("Unlock the vault first: only an open vault can read what it learns from.")
    org_id, now = by.organisation, clock.now()
    ask("select pg_advisory_xact_lock(hashtextextended('learning ' || %s, 0))", [str(org_id)])
    if is_running(latest(by)):
        raise Refused("It is learning already. Look at this page again in a minute.")
    run = Learning(org_id=org_id, started_by=by.person, started_at=now, ends_at=now + LENT_FOR)
    run.save(force_insert=True)
    record(run, "triage.learning_started", by=by)
    return Loan(run.pk, by, run.ends_at, lent(unlocked))


def forget(*, by: Actor) -> None:
    """Nothing is suggested any more until somebody lets it learn again."""
    by.must(Permission.TRIAGE_LEARN)
    for lesson in Lesson.objects.visible_to(by):
        record(lesson, "triage.lesson_forgotten", by=by)
        lesson.delete()


def lend(loan: Loan) -> threading.Thread:
    """Learn in a thread of this process, which takes the keys with it when it ends."""
    thread = threading.Thread(target=_kept, args=(loan,), name="learn", daemon=True)
    thread.start()
    return thread


def _kept(loan: Loan) -> None:
    try:
        learn_all(loan)
    except Exception as error:
        log.warning("learning stopped: %s", type(error).__name__)
    finally:
        hang_up()


def learn_all(loan: Loan) -> Learning.End:
    """Read, learn with no transaction open, keep; how it ended."""
    with entering("desk", loan.by.user_id):
        rows: list[Row] = ask(TOLD, [loan.by.organisation, MOST_OF_A_CASE, MOST])
    read: dict[UUID, Account] = {}
    for at in range(0, len(rows), AT_ONCE):
        with entering("desk", loan.by.user_id):
            wanted = [report for report, *_ in rows[at : at + AT_ONCE]]
            read |= accounts(wanted, by=loan.by, reader=Reader(loan.unlocked))
    told = [row for row in rows if row[0] in read]
    model = learn(_examples(told, read))
    with entering("desk", loan.by.user_id):
        return _end(loan, told, read, model)


def _examples(rows: Sequence[Row], read: dict[UUID, Account]) -> list[Example]:
    where = _situations(rows)
    return [
        Example(read[report].text, frozenset(leaves), where[at], read[report].language)
        for at, (report, _, _, leaves) in enumerate(rows)
    ]


def _situations(rows: Sequence[Row]) -> list[str]:
    """Accounts of one case, or of one person, are one situation, and so is what hangs together."""
    above: dict[UUID, UUID] = {}

    def top(one: UUID) -> UUID:
        while (up := above.setdefault(one, one)) != one:
            one = up
        return one

    for _, person, case, _ in rows:
        above[top(person)] = top(case)
    return [str(top(case)) for _, _, case, _ in rows]


def _end(
    loan: Loan, rows: Sequence[Row], read: dict[UUID, Account], model: Model | None
) -> Learning.End:
    """Keep what was learnt in place of what was before, if all that it came from stands."""
    run = Learning.objects.visible_to(loan.by).select_for_update().get(pk=loan.job)
    if run.finished_at or clock.now() >= loan.until:
        return Learning.End.CHANGED
    end = Learning.End.TOO_FEW
    if model is not None:
        is_kept = _keep(loan, rows, read, model)
        end = Learning.End.LEARNT if is_kept else Learning.End.CHANGED
    run.finished_at, run.ended_as, run.accounts = clock.now(), end, len(rows)
    run.save(update_fields=["finished_at", "ended_as", "accounts"])
    record(run, "triage.learning_ended", by=loan.by, accounts=len(rows), ended=Slug(end.value))
    return end


def _keep(loan: Loan, rows: Sequence[Row], read: dict[UUID, Account], model: Model) -> bool:
    """False, with what was there before untouched, where anything went that it came from."""
    messages = {pk for report, *_ in rows for pk in read[report].messages}
    org_id, pk = loan.by.organisation, uuid4()
    epoch = current_key(org_id, Purpose.TALK).epoch
    try:
        private = loan.unlocked.org_private(Purpose.TALK.value, epoch)
    except Denied:  # new keys since the loan
        return False
    place = bind("lesson", org_id, pk, epoch)
    lesson = Lesson(
        id=pk, org_id=org_id, made_by=loan.by.person, made_at=clock.now(), epoch=epoch,
        accounts=len(rows), learnt_from=sorted({person for _, person, _, _ in rows}),
        locked=lock(keys.derive(private, place), pad(packed(model)), place),
    )  # fmt: skip
    try:
        with atomic():
            _put(lesson, messages, loan.by)
    except (Gone, OperationalError):  # or somebody is at one of its rows: never wait in their way
        return False
    return True


def _put(lesson: Lesson, messages: set[UUID], by: Actor) -> None:
    ask("select set_config('lock_timeout', %s, true)", [WAITS_FOR])
    [[there]] = ask(STANDS, [sorted(messages)])  # whoever takes words back now waits for us
    if there != len(messages):
        raise Gone
    Lesson.objects.visible_to(by).delete()
    Lesson.objects.bulk_create([lesson])
    if not Lesson.objects.visible_to(by).filter(pk=lesson.pk).exists():  # the wall refused it
        raise Gone


def opened(lesson: Lesson, unlocked: Unlocked) -> Model | None:
    """What was learnt, for one request; None to who has no key to it."""
    place = bind("lesson", lesson.org_id, lesson.pk, lesson.epoch)
    try:
        private = unlocked.org_private(Purpose.TALK.value, lesson.epoch)
        raw = unpad(unlock(keys.derive(private, place), bytes(lesson.locked), place))
    except Denied:
        return None
    return unpacked(raw)
