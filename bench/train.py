"""Learning from 2,000 triaged reports in 16 languages: its time, its measure, what a page pays."""

import os
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.harness import Result, Say, pace, scratch, spread

CASES = int(os.environ.get("ILM_BENCH_CASES", "2000"))
ASKED = 60  # reports that wait, each suggested for; a third of them compared as well
HERE = Path(__file__).resolve().parent
LEAVES = {  # line, from 1, of each file of sentences → what it was triaged as
    1: "doc.identity_retained", 2: "fre.confinement", 3: "osh.injury", 7: "rec.fee_charged",
    8: "vio.physical", 9: "liv.at_sea_remote", 10: "osh.water_toilets", 11: "fre.threats",
    12: "equ.sex_pregnancy", 13: "tim.no_rest_day", 14: "chi.hazardous_young",
    15: "con.no_clear_contract", 17: "liv.food_water", 18: "osh.imminent_danger",
    19: "fre.debt_manipulated", 21: "osh.fire_building", 23: "vio.sexual_harassment",
    24: "tim.leave_refused",
}  # fmt: skip
CHATTER = (4, 5, 16, 20, 22, 25)  # thanks, call me, where do I complain
MISTAKEN, MISTYPED = 0.1, 0.06  # triage that is wrong; letters that are


def run(say: Say) -> Result:
    """Words are made up of sentences of ours with slips of the thumb, chatter and wrong triage."""
    result, rng = Result(), random.Random(45)
    with scratch(say):
        import django

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ilm.settings")
        django.setup()
        from ilm.parties.tests import make

        desk, sites = make.desk(), [make.site(name=f"Works {n} (demo)") for n in range(40)]
        told = [*accounts(rng, CASES)]
        began = time.perf_counter()
        for n, (text, leaf) in enumerate(told):
            triaged(desk, text, leaf, rng.choice(sites))
            if n % 250 == 249:
                say(f"{n + 1} reports triaged, {(time.perf_counter() - began):.0f} s")
        result.figures["learning"] = learnt(desk, say)
        result.figures["at triage"] = asked(desk, rng, say)
        result.figures["phrases never seen"] = unseen(say)
        result.figures["pace"] = pace()
    judge(result)
    return result


def judge(result: Result) -> None:
    learning, page = result.figures["learning"], result.figures["at triage"]
    result.must("learning s", learning["seconds"], at_most=60.0)
    result.must("first suggestion right, of reports kept aside", learning["first"], at_least=0.75)
    result.must("suggestion, ms of a processor", page["suggest"]["cpu_ms"], at_most=50.0)
    result.must("same situation, ms of a processor", page["alike"]["cpu_ms"], at_most=500.0)


def accounts(rng: random.Random, count: int) -> Iterator[tuple[str, str]]:
    """(text, what people triaged it as)"""
    files = {f.stem: f.read_text().splitlines() for f in sorted((HERE / "language").glob("*.txt"))}
    spoken = [*files]
    for _ in range(count):
        lines, line = files[rng.choice(spoken)], rng.choice([*LEAVES])
        beside = [lines[each - 1] for each in rng.sample(CHATTER, rng.randint(0, 2))]
        text = " ".join(rng.sample([lines[line - 1], *beside], len(beside) + 1))
        is_wrong = rng.random() < MISTAKEN
        leaf = rng.choice([*LEAVES.values()]) if is_wrong else LEAVES[line]
        yield slipped(f"{text} {rng.randint(1, 90)}", rng), leaf


def slipped(text: str, rng: random.Random) -> str:
    """Letters left out, doubled and swapped."""
    letters = []
    for letter in text:
        if rng.random() > MISTYPED:
            letters.append(letter)
        elif rng.random() < 0.5:
            letters += [letter, letter]
    return "".join(letters)


def triaged(desk, text: str, leaf: str, site) -> None:  # type: ignore[no-untyped-def]
    from ilm.cases.leaves import LeafClaim
    from ilm.cases.tests import make

    report = make.report(desk, text=text.replace('"', ""))
    make.case(desk, of=report, site=site, leaves=[LeafClaim(leaf=leaf, affected=3)])


def learnt(desk, say: Say) -> dict[str, object]:  # type: ignore[no-untyped-def]
    """The whole run of the desk's thread: open, learn, measure five times, lock, write."""
    from ilm.cases import learning
    from ilm.cases.models import Lesson
    from ilm.wall.entering import entering

    with entering("desk", desk.supervisor.user_id):
        loan = learning.start(unlocked=desk.unlocked_supervisor, by=desk.supervisor)
    began, used = time.perf_counter(), time.process_time()
    learning.learn_all(loan)
    took, cpu = time.perf_counter() - began, time.process_time() - used
    say(f"learnt in {took:.1f} s")
    with entering("desk", desk.supervisor.user_id):
        lesson = Lesson.objects.visible_to(desk.supervisor).get()
        model = learning.opened(lesson, desk.unlocked_supervisor)
    assert model is not None
    measured = model.measured
    return {
        "accounts": lesson.accounts, "seconds": took, "cpu_seconds": cpu,
        "lesson_bytes": len(bytes(lesson.locked)), "issues": len(model.labels),
        "first": measured.first.right / measured.first.of, "first_of": measured.first.of,
        "among": measured.among.right / measured.among.of, "among_of": measured.among.of,
        "worst issue": min(t.right / t.of for t in measured.named.values()),
        "best possible first, about": 1 - MISTAKEN * (1 - 1 / len(LEAVES)),
    }  # fmt: skip


def asked(desk, rng: random.Random, say: Say) -> dict[str, object]:  # type: ignore[no-untyped-def]
    """What a page of triage pays: the lesson opened, three issues named; 300 reports compared."""
    from ilm.cases import resembling, suggesting
    from ilm.cases.tests import make
    from ilm.vault.opening import Reader
    from ilm.wall.entering import entering

    told = [*accounts(rng, ASKED)]
    reports = [make.report(desk, text=text.replace('"', "")) for text, _ in told]
    named: list[bool] = []

    def suggest(n: int) -> None:
        with entering("desk", desk.worker.user_id):
            found = suggesting.suggest(reports[n], by=desk.worker, reader=Reader(desk.unlocked))
        named.append(bool(found) and str(found.issues[0].kind.slug) == told[n][1])

    def alike(n: int) -> None:
        with entering("desk", desk.worker.user_id):
            resembling.alike(reports[n], by=desk.worker, reader=Reader(desk.unlocked))

    suggested = timed(suggest, ASKED)
    say("suggested; comparing")
    right = sum(named) / len(named)
    return {"suggest": suggested, "right": right, "alike": timed(alike, ASKED // 3)}


def timed(act: Callable[[int], None], times: int) -> dict[str, float]:
    found, used = [], time.process_time()
    for n in range(times):
        began = time.perf_counter()
        act(n)
        found.append(time.perf_counter() - began)
    return spread(found) | {"cpu_ms": 1000 * (time.process_time() - used) / times}


def unseen(say: Say) -> dict[str, float]:
    """Sentences of other people (the demonstration's) about issues that were learnt from ours."""
    from ilm.faces.operator.demo.words import REPORTS
    from ilm.language.learning import Example, learn

    rng = random.Random(46)
    model = learn(
        [
            Example(text, frozenset({leaf}), str(n))
            for n, (text, leaf) in enumerate(accounts(rng, CASES))
        ]
    )
    assert model is not None
    others = [
        (leaf, text)
        for leaf, said in REPORTS.items()
        if leaf in model.labels
        for text in said.values()
    ]
    offers = [(leaf, [name for name, _ in model.offers(text)]) for leaf, text in others]
    say("asked about phrases that it never saw")
    spoke = [(leaf, names) for leaf, names in offers if names]
    right = sum(names[0] == leaf for leaf, names in spoke)
    return {"asked": len(others), "answered": len(spoke), "first_right": right}
