"""Seal, open and unlock one by one; 100,000 grants sealed anew, with a kill -9 on the way."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

from bench.harness import ROOT, Database, Result, Say, pace, scratch, spread

GRANTS = int(os.environ.get("ILM_BENCH_GRANTS", "100000"))
ONE_BY_ONE, UNLOCKS = 2000, 12
AT_ONCE = 5000  # grants written in one transaction
PASSWORD = "a long enough password"


def run(say: Say) -> Result:
    """Each figure in this process, but the re-seal: that is one of its own, as in the desk."""
    result = Result()
    with scratch(say) as database:
        import django

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ilm.settings")
        django.setup()
        result.figures["pace"] = pace()
        _one_by_one(result, say)
        desk = _founded(result, say)
        _fill(desk, say)
        _sealed_anew(result, database, desk, say)
    return result


def _timed(act: Callable[[], object], times: int) -> dict[str, float]:
    found = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        found.append(time.perf_counter() - began)
    return spread(found)


def _one_by_one(result: Result, say: Say) -> None:
    from ilm.vault import keys
    from ilm.vault.sealing import bind, new_pair, pad, private_key, seal, unseal

    org, data, context = new_pair(), new_pair(), bind("field", "bench")
    sealed, by = seal(data.public, pad(b"x" * 200), context), private_key(data.private)
    granted = keys.grant(org.public, data.private, "org", "talk", 1, "key", 1)
    say("sealing and opening one by one")
    result.figures["seal"] = _timed(lambda: seal(data.public, pad(b"x" * 200), context), ONE_BY_ONE)
    result.figures["open"] = _timed(lambda: unseal(by, sealed, context), ONE_BY_ONE)
    result.figures["redeem"] = _timed(
        lambda: keys.redeem(org.private, granted, "org", "talk", 1, "key", 1), ONE_BY_ONE
    )


def _founded(result: Result, say: Say):  # type: ignore[no-untyped-def]
    """A desk; how long its members' keys take to open with the real slow hash."""
    from ilm.parties.tests import make
    from ilm.vault import unlocking
    from ilm.wall.entering import entering

    desk = make.desk()

    def unlock() -> None:
        with entering("desk", desk.supervisor.user_id):
            unlocking.unlock(desk.supervisor.user_id, PASSWORD)

    say("unlocking")
    result.figures["unlock"] = _timed(unlock, UNLOCKS)
    return desk


def _fill(desk, say: Say) -> None:  # type: ignore[no-untyped-def]
    from ilm.vault import storing
    from ilm.vault.models import DataKey, Grant, Purpose
    from ilm.wall.entering import entering

    for begin in range(0, GRANTS, AT_ONCE):
        with entering("parse"):
            key = storing.current_key(desk.org_id, Purpose.TALK)
            made = [
                storing.new_data_key(desk.org_id, Purpose.TALK, key=key, save=False)
                for _ in range(min(AT_ONCE, GRANTS - begin))
            ]
            DataKey.objects.bulk_create([row for _, row, _ in made])
            Grant.objects.bulk_create([grant for _, _, grant in made])
        say(f"{begin + len(made)} grants")


def _sealed_anew(result: Result, database: Database, desk, say: Say) -> None:  # type: ignore[no-untyped-def]
    """Somebody leaves. The first run is killed on its way, the second does what it left."""
    from ilm.parties.membership import deactivate
    from ilm.parties.models import Member
    from ilm.vault import holding, rotating
    from ilm.wall.entering import entering, hang_up

    with entering("desk", desk.supervisor.user_id):
        deactivate(Member.objects.get(user_id=desk.worker.user_id), by=desk.supervisor)
        gone, opened = holding.left(desk.org_id), desk.unlocked_supervisor
        began = time.perf_counter()
        rotating.rotate(gone, unlocked=opened, by=desk.supervisor)
    result.figures["rotate_ms"] = 1000 * (time.perf_counter() - began)
    hang_up()
    words = [str(desk.org_id), str(desk.supervisor.user_id)]
    command = [sys.executable, "-c", "from bench.vault import again; again()", *words]
    child = subprocess.Popen(command, cwd=ROOT, env=database.env)
    while _left(desk) > GRANTS * 0.9 and child.poll() is None:
        time.sleep(0.2)
    child.send_signal(signal.SIGKILL)
    child.wait()
    before = _left(desk)
    say(f"killed by -9 with {before} to do")
    done = subprocess.run(
        [*command, "later"], cwd=ROOT, env=database.env, check=True, capture_output=True
    )
    seconds, cpu = json.loads(done.stdout)
    say(f"{before} sealed anew in {seconds:.1f} s")
    result.figures["reseal"] = {
        "grants": before,
        "s": seconds,
        "cpu_s": cpu,
        "grants_per_s": before / seconds,
    }
    result.must("left over after the kill", _left(desk), at_most=0)
    result.must("unreadable", _unreadable(desk), at_most=0)
    result.must("s for 100,000 grants", seconds / before * 100_000, at_most=120)


def again() -> None:
    """In a process of its own: open with the password, lend the keys, seal to the end."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ilm.settings")
    django.setup()
    from datetime import timedelta
    from uuid import UUID

    from ilm.access.actor import member
    from ilm.kit import clock
    from ilm.vault import resealing, unlocking
    from ilm.vault.unlocking import Unlocked
    from ilm.wall.entering import entering

    org, user = UUID(sys.argv[1]), UUID(sys.argv[2])
    by = member(user, "supervisor", org)
    later = resealing.SILENT if sys.argv[3:] else timedelta()
    with clock.set_to(clock.now() + later), entering("desk", user):
        ring, _ = unlocking.unlock(user, PASSWORD)
        loan = resealing.start(unlocked=Unlocked(user, org, ring), by=by)
    began, cpu = time.perf_counter(), time.process_time()
    if loan:
        resealing.seal_all(loan)
    print(json.dumps([time.perf_counter() - began, time.process_time() - cpu]))


def _left(desk) -> int:  # type: ignore[no-untyped-def]
    from ilm.vault import resealing
    from ilm.wall.entering import entering

    with entering("desk", desk.supervisor.user_id):
        return resealing.remaining(desk.org_id)


def _unreadable(desk) -> int:  # type: ignore[no-untyped-def]
    """Of a thousand data keys, how many the supervisor cannot open now."""
    from ilm.vault.models import DataKey
    from ilm.vault.opening import Reader
    from ilm.vault.sealing import Denied
    from ilm.vault.unlocking import Unlocked
    from ilm.wall.entering import entering

    user, ring, broken = desk.supervisor.user_id, desk.unlocked_supervisor.ring, 0
    with entering("desk", user):
        reader = Reader(Unlocked(user, desk.org_id, ring))
        for row in DataKey.objects.filter(org_id=desk.org_id).order_by("id")[:1000]:
            try:
                reader.data_key(row.pk)
            except Denied:
                broken += 1
    return broken
