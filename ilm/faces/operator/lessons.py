"""`ilm train`: what each desk's machine learnt, how often it was right, and who lets it learn.

Words open with the keys of members alone, so the lesson itself is taught at an unlocked desk.
"""

from typing import Any


def told() -> str:
    """A line for each worker organisation."""
    from ilm.cases.models import Lesson
    from ilm.parties.models import Kind, Organisation
    from ilm.wall.entering import entering

    with entering("owner"):
        desks = Organisation.objects.filter(kind=Kind.WORKER_ORGANISATION).order_by("slug")
        lessons = {lesson.org_id: lesson for lesson in Lesson.objects.coded()}
        told = [f"{desk.slug}: {_told(lessons.get(desk.pk))}" for desk in desks]
    where = "A supervisor lets it learn at an unlocked desk: More > Keys > What the machine learnt."
    return "\n".join([*(told or ["There is no worker organisation yet."]), where])


def _told(lesson: Any) -> str:
    if lesson is None:
        return "has learnt nothing."
    since = "nothing was triaged beside it since"
    if lesson.offered:
        since = (
            f"of {lesson.offered} reports triaged beside it since, its first word was chosen in"
            f" {lesson.first_right}, one of its words in {lesson.among_right}"
        )
    return f"learnt on {lesson.made_at:%Y-%m-%d} from {lesson.accounts} reports; {since}."
