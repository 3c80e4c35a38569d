"""Rules of the house that no single room can keep."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from ilm.access.permissions import Permission
from ilm.access.roles import ROLES
from ilm.assistance import lifecycle as assistance
from ilm.cases import lifecycle as cases
from ilm.catalog.issues import ALL_LEAVES
from ilm.channels import CHANNELS
from ilm.disclosure import lifecycle as disclosure
from ilm.insight.metrics import METRICS
from ilm.remedy import lifecycle as remedy
from ilm.talk import lifecycle as talk

ROOT = Path(__file__).parents[1]
HOUSE = ROOT / "ilm"
BINS = {
    "utils", "helpers", "services", "managers", "selectors", "signals", "constants", "common",
    "misc", "service", "manager", "helper", "util", "handler", "handlers", "processor",
}  # fmt: skip
FILES = [f for f in HOUSE.rglob("*.py") if not {"migrations", "__pycache__"} & set(f.parts)]
CODE = [f for f in FILES if "tests" not in f.parts]
ROOMS = sorted(f.name for f in HOUSE.iterdir() if f.is_dir() and (f / "__init__.py").exists())
FLOORS = {
    "kit", "access", "catalog", "channels", "language", "wall", "ledger", "parties", "vault",
    "talk", "cases", "assessment", "community", "disclosure", "remedy", "assistance", "insight",
    "faces", "duty",
}  # fmt: skip
LIVES = {
    "part": (talk.PartStatus, talk.PART_MOVES, {talk.PartStatus.QUEUED}),
    "call_back": (talk.CallBackStatus, talk.CALL_BACK_MOVES, {talk.CallBackStatus.DUE}),
    "check_in": (talk.CheckInStatus, talk.CHECK_IN_MOVES, {talk.CheckInStatus.DUE}),
    "report": (cases.ReportStatus, cases.REPORT_MOVES, {cases.ReportStatus.NEW}),
    "case": (cases.CaseStatus, cases.CASE_MOVES, {cases.CaseStatus.OPEN}),
    "issue": (cases.IssueStatus, cases.ISSUE_MOVES, {cases.IssueStatus.DRAFT}),
    "disclosure": (
        disclosure.DisclosureStatus, disclosure.MOVES, {disclosure.DisclosureStatus.DRAFTED},
    ),
    "engagement": (remedy.EngagementStatus, remedy.MOVES, {remedy.EngagementStatus.RAISED}),
    "referral": (
        assistance.ReferralStatus, assistance.MOVES, {assistance.ReferralStatus.IN_PROGRESS},
    ),
}  # fmt: skip


def named(file: Path) -> str:
    return str(file.relative_to(HOUSE))


def views(node: URLResolver, under: str = "") -> Iterator[tuple[str, URLPattern]]:
    for child in node.url_patterns:
        path = under + str(child.pattern)
        if isinstance(child, URLResolver):
            yield from views(child, path)
        else:
            yield path, child


OURS = [
    (path, url)
    for path, url in views(get_resolver())
    if getattr(url.callback, "__module__", "").startswith("ilm.")
]


def test_every_room_of_the_plan_stands_and_no_other() -> None:
    assert set(ROOMS) == FLOORS


@pytest.mark.parametrize("room", sorted(FLOORS))
def test_every_room_says_what_it_is_for(room: str) -> None:
    said = (HOUSE / room / "README.md").read_text()
    assert said.startswith(f"# {room}")
    assert len(said.splitlines()) >= 4


def test_imports_only_go_down() -> None:
    lint = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([lint], check=False, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:]


@pytest.mark.parametrize(("path", "url"), OURS, ids=[p for p, _ in OURS])
def test_every_page_is_guarded(path: str, url: URLPattern) -> None:
    permission = getattr(url.callback, "permission", None)
    because = getattr(url.callback, "open_to_all", "")
    assert permission in set(Permission) or len(because) > 20


def test_pages_hang_where_the_plan_says() -> None:
    assert len(OURS) > 20


@pytest.mark.parametrize("slug", [*CHANNELS])
def test_every_channel_is_furnished(slug: str) -> None:
    folder = HOUSE / "channels" / slug.replace("-", "_")
    assert (folder / "README.md").exists()
    assert list((folder / "tests").glob("test_*.py"))
    if slug not in ("phone", "web"):  # no provider writes to these two
        assert list((folder / "fixtures").iterdir())


def test_no_channel_folder_is_forgotten() -> None:
    folders = {f.parent.name.replace("_", "-") for f in HOUSE.glob("channels/*/adapter.py")}
    assert folders == set(CHANNELS)


def test_only_a_move_changes_a_status() -> None:
    writes = re.compile(r"\.status\s*=(?!=)\s*+(?!')|update\([^)]*\bstatus=|\bset status\b")
    writers = {named(f) for f in CODE if writes.search(f.read_text())}
    assert writers <= {"ledger/moves.py"}


def test_pages_fetch_only_what_the_actor_may_see() -> None:
    fetch = re.compile(r"\w+\.objects\.(?!visible_to\(|about\()\w+")
    faces = [f for f in CODE if "faces" in f.parts and f.name not in ("models.py",)]
    behind_a_page = [f for f in faces if not {"jobs", "operator", "hooks", "door"} & set(f.parts)]
    loose = {named(f): hits for f in behind_a_page if (hits := fetch.findall(f.read_text()))}
    assert not loose


def test_only_the_wall_opens_a_transaction_or_names_a_database() -> None:
    bare = re.compile(
        r"transaction\.(atomic|on_commit|set_rollback)|from django\.db import [^\n]*\b"
        r"(connection|connections|transaction)\b|using=|\.using\("
    )
    loose = {named(f) for f in CODE if bare.search(f.read_text()) and f.parts[-2] != "wall"}
    allowed = {"faces/door/models.py"}
    assert {f for f in loose if not f.startswith("wall/")} <= allowed


def test_only_the_clock_reads_the_time_and_only_settings_the_environment() -> None:
    time = re.compile(r"timezone\.now\(|datetime\.now\(|date\.today\(|datetime\.utcnow\(")
    environment = re.compile(r"os\.environ|os\.getenv")
    readers = {named(f) for f in CODE if time.search(f.read_text())}
    askers = {named(f) for f in CODE if environment.search(f.read_text())}
    assert readers <= {"kit/clock.py"}
    before_settings = {"asgi.py", "wsgi.py", "wall/embedded.py"}
    assert {a for a in askers if not a.startswith("faces/operator/")} <= before_settings | {
        "settings.py"
    }


def test_insight_reads_and_never_acts() -> None:
    below = FLOORS - {"insight", "faces", "kit", "access", "catalog", "language", "wall", "ledger"}
    loose = []
    for file in (f for f in CODE if "insight" in f.relative_to(HOUSE).parts[:1]):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module:
                _, _, rest = node.module.partition("ilm.")
                room, _, module = rest.partition(".")
                if room in below and module.split(".")[0] not in ("models", "lifecycle"):
                    loose.append((named(file), node.module))
    assert not loose


@pytest.mark.parametrize("metric", [*METRICS.values()], ids=lambda m: m.slug)
def test_every_metric_explains_itself(metric) -> None:
    assert len(metric.explains) > 40
    assert metric.version >= 1


@pytest.mark.parametrize("life", LIVES)
def test_every_status_can_be_reached_and_every_move_is_someones(life: str) -> None:
    statuses, moves, first = LIVES[life]
    assert {m.target for m in moves} | first == set(statuses)
    assert set(chain.from_iterable(m.source for m in moves)) <= set(statuses)
    granted = set(chain.from_iterable(r.can for r in ROLES.values()))
    assert {m.needs for m in moves} <= granted
    assert len({m.verb for m in moves}) == len(moves)


def test_every_right_is_held_by_someone() -> None:
    assert set(Permission) == set(chain.from_iterable(r.can for r in ROLES.values()))


@pytest.mark.parametrize("kind", [*ALL_LEAVES.values()], ids=lambda k: k.slug)
def test_every_issue_type_can_be_asked_about_and_proved(kind) -> None:
    assert kind.asks
    assert kind.evidence


def test_every_lifed_table_names_its_statuses_in_the_database() -> None:
    from ilm.ledger.moves import Moving

    lives = [m for m in apps.get_models() if issubclass(m, Moving)]
    assert len(lives) == len(LIVES)
    for model in lives:
        assert any("status_is_known" in c.name for c in model._meta.constraints), model


def test_rows_of_an_organisation_are_fetched_within_reach() -> None:
    from ilm.wall.rows import OwnedRow

    unseen = {
        m.__name__
        for m in apps.get_models()
        if issubclass(m, OwnedRow) and not hasattr(m.objects, "visible_to")
    }
    vault_only = {
        "OrgKey", "Wrap", "DataKey", "Grant", "Alias", "Person", "StandingAddress", "Link",
        "KeyEntry", "Resealing", "MemberGrant", "ShareGiven",
        "Delivery", "BuiltReport",
    }  # fmt: skip
    assert unseen <= vault_only


def test_every_column_is_sealed_or_listed_as_clear() -> None:
    listed = (ROOT / "docs/reference/clear-data.md").read_text()
    for model in apps.get_models():
        if model.__module__.startswith("ilm.") and model._meta.app_label != "door":
            for field in model._meta.concrete_fields:
                if not getattr(field, "is_sealed", False):
                    assert f"`{model._meta.db_table}.{field.column}`" in listed, field


@pytest.mark.parametrize("file", FILES, ids=named)
def test_files_and_functions_stay_small_and_say_what_they_hold(file: Path) -> None:
    code = file.read_text()
    functions = (
        n
        for n in ast.walk(ast.parse(code))
        if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    longest = max((n.end_lineno - n.lineno for n in functions), default=0)
    assert len(code.splitlines()) <= 300
    assert longest <= 40
    assert file.stem not in BINS


@pytest.mark.parametrize("folder", ["tests", "bench"])
def test_tests_and_benchmarks_stay_small_too(folder: str) -> None:
    files = sorted((ROOT / folder).rglob("*.py"))
    assert files
    assert [f for f in files if len(f.read_text().splitlines()) > 300] == []


@pytest.mark.parametrize("file", sorted(HOUSE.rglob("migrations/0*.py")), ids=named)
def test_migrations_import_nothing_of_ours(file: Path) -> None:
    assert not re.search(r"^\s*(from|import) ilm\b", file.read_text(), re.MULTILINE)


TEMPLATES = sorted(HOUSE.rglob("templates/**/*.html"))


@pytest.mark.parametrize("file", TEMPLATES, ids=named)
def test_templates_hold_nothing_inline(file: Path) -> None:
    html = file.read_text()
    assert not re.search(r"<style\b|\sstyle=|\son[a-z]+=[\"']|javascript:", html)
    for script in re.findall(r"<script\b[^>]*>", html):
        assert "src=" in script or 'type="application/json"' in script


@pytest.mark.parametrize("file", TEMPLATES, ids=named)
def test_components_are_handed_text_and_never_markup_by_accident(file: Path) -> None:
    for name, value in re.findall(r"<c-[\w-]+[^>]*?\s:([\w-]+)=\"([^\"]*)\"", file.read_text()):
        assert not (name in ("label", "title", "text") and "{{" in value), name


def test_nothing_names_a_registry_or_a_workplace() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    assert "://" not in lock
    assert "--hash=sha256:" in lock


def test_the_readme_keeps_its_two_commands() -> None:
    readme = (ROOT / "README.md").read_text()
    assert "./dev up" in readme
    assert "./dev test" in readme
