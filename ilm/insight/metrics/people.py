"""Who came forward, and about what."""

from ilm.insight.metrics.base import ALL, DESK_ONLY, FIRST, WITHIN, Metric
from ilm.kit.slug import Slug

CONTACTS = Metric(
    slug=Slug("contacts"),
    label="Contacts",
    brief="Calls, chats and forms. One person may stand behind several.",
    explains=(
        "Each time somebody reached us on one channel: a call, a chat, a form, a missed call. "
        "Questions and thanks count too; one person may stand behind several. Country is that of "
        "the workplace where it is known, else of the organisation that was reached."
    ),
    unit="contacts",
    counts="contacts",
    audiences=ALL,
    history=FIRST,
    dims=("country", "year", "month"),
    rows=lambda facts: facts.contacts,
)
WORKERS_REACHED = Metric(
    slug=Slug("workers_reached"),
    label="Workers reached",
    brief="People who reported something themselves. Each counts once.",
    explains=(
        "Different people who reported a situation of their own that became part of a case and who "
        "agreed to be counted. Each person counts once, under the workplace and the month of "
        "the first report."
    ),
    unit="people",
    counts="people",
    audiences=ALL,
    history=FIRST,
    dims=("country", "nationality", "industry", "year", "month"),
    rows=lambda facts: facts.people,
)
PEOPLE_BY_ISSUE = Metric(
    slug=Slug("people_by_issue"),
    label="People by issue",
    brief="People who reported it. One person can stand in several rows.",
    explains=(
        "Different people who reported an issue of this kind and agreed to be counted. One person "
        "can stand in several rows, so rows must not be added."
    ),
    unit="people",
    counts="people",
    audiences=ALL,
    history=FIRST,
    dims=("country", "nationality", "industry", "year", "area", "leaf"),
    overlapping=frozenset({"area", "leaf"}),
    rows=lambda facts: facts.people,
)
PEOPLE_BY_REMEDY = Metric(
    slug=Slug("people_by_remedy"),
    label="People who reported, by status of remedy",
    brief="Only people who reported themselves. One person can stand in several rows.",
    unlike=(Slug("workers_remedied"),),
    explains=(
        "Different people who reported an issue, by how far its remedy has come. Only the workers' "
        "own word makes it remedied; an employer's word that it is done is a claim. One person can "
        "stand in several rows, so rows must not be added."
    ),
    unit="people",
    counts="people",
    audiences=ALL,
    history=FIRST,
    dims=("country", "industry", "year", "status"),
    overlapping=frozenset({"status"}),
    rows=lambda facts: facts.people,
)
WORKERS_AFFECTED = Metric(
    slug=Slug("workers_affected"),
    label="Workers affected",
    explains=(
        "Workers touched by an issue, known by name or estimated. Over the issues of one workplace "
        "people are counted once: the largest number, never the sum."
    ),
    unit="workers",
    counts="workers affected",
    audiences=WITHIN,
    history=FIRST,
    dims=("country", "industry", "year"),
    rows=lambda facts: facts.affected,
)
ORGANISATIONS = Metric(
    slug=Slug("organisations_contributing"),
    label="Organisations",
    brief="Worker organisations whose figures are in here.",
    explains=(
        "Worker organisations in the network that listen to workers and whose figures are included "
        "here. Organisations are not people: the number is exact."
    ),
    unit="organisations",
    counts="organisations",
    audiences=ALL,
    history=FIRST,
    about_people=False,
    rows=lambda facts: facts.organisations,
)
ISSUES = Metric(
    slug=Slug("issues"),
    label="Issues",
    explains="Issues at one workplace in one period, by how far their remedy has come.",
    unit="issues",
    counts="issues",
    audiences=DESK_ONLY,
    history=FIRST,
    dims=("country", "industry", "year", "area", "leaf", "status"),
    rows=lambda facts: facts.issues,
)
