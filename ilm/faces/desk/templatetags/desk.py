"""How coded facts are said at the desk: slugs in words, ages, rights, and the way around."""

from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django import template
from django.core.cache import cache
from django.template import Context, Template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.catalog.countries import country_name
from ilm.faces.desk.choices import leaf_label, level_label, spelled
from ilm.kit import clock
from ilm.kit.slug import Slug
from ilm.language.languages import LANGUAGES
from ilm.parties import membership
from ilm.talk.models import Call
from ilm.vault import entitling, giving_out, health, trusting

WELL_FOR = 20  # seconds: an alarm shows that late at most, and goes at once
SHAPE = "its-reference"  # where a reference stands in an address
register = template.Library()

WAYS = (  # of every shift
    ("inbox", "i", "message", "Inbox", Permission.INBOX_READ),
    ("calls", "p", "phone", "Calls", Permission.CALL_LOG),
    ("cases", "c", "file", "Cases", Permission.CASE_READ),
    ("engagements", "r", "hand", "Remedy", Permission.ENGAGEMENT_READ),
    ("sites", "s", "people", "Sites", Permission.SITE_KEEP),
    ("dashboard", "f", "flag", "Figures", Permission.DASHBOARD_READ),
)
SELDOM = (  # behind "More"
    ("referrals", "a", "next", "Passed on", Permission.REFERRAL_MAKE),
    ("rota", "o", "clock", "Shifts", Permission.SHIFT_WORK),
    ("team", "t", "people", "Team", Permission.TEAM_READ),
    ("members", "m", "person", "Members", Permission.MEMBER_INVITE),
    ("channels", "h", "globe", "Channels", Permission.CHANNEL_ADD),
    ("keys", "k", "lock", "Keys", Permission.CASE_READ),
    ("locks", "y", "unlock", "My keys", Permission.INBOX_READ),
)
UNDER = {
    "conversation": "inbox",
    "conversation-search": "inbox",
    "index": "inbox",
    "replies": "inbox",
    "call-log": "inbox",
    "prompts": "calls",
    "case-triage": "inbox",
    "consent": "inbox",
    "safety-plan": "inbox",
    "link": "inbox",
    "identity-reveal": "inbox",
    "person-erase": "inbox",
    "keeping": "cases",
    "keeping-shorten": "cases",
    "hold-set": "cases",
    "erasure": "cases",
    "case": "cases",
    "issue": "cases",
    "screening": "cases",
    "disclosure": "cases",
    "disclosure-draft": "cases",
    "engagement": "engagements",
    "pass-on": "cases",
    "referral": "referrals",
    "settle": "cases",
    "escalate": "engagements",
    "site": "sites",
    "verify": "cases",
    "report-risk": "dashboard",
    "channel-add": "channels",
    "partners": "members",
    "partner-invite": "members",
    "looks": "keys",
    "learning": "keys",
    "duty": "rota",
    "card": "rota",
    "shift-plan": "rota",
    "shift-end": "rota",
    "team-member": "team",
    "case-hand-on": "team",
    "thread-hand-on": "team",
    "new-keys": "keys",
    "ledger-export": "keys",
    "recovery": "keys",
    "recovery-drill": "keys",
    "recovery-use": "keys",
    "publication-sign": "dashboard",
    "publication-preview": "dashboard",
}


@register.simple_tag(takes_context=True)
def ways(context: dict[str, Any]) -> dict[str, Any]:
    """The main navigation: what this actor may open, and where they are."""
    actor: Actor | None = context.get("actor")
    match = getattr(context.get("request"), "resolver_match", None)
    at = getattr(match, "url_name", "") or ""
    at = UNDER.get(at, at)
    often, seldom = (
        [
            {
                "href": _address(name),
                "icon": icon,
                "key": key,
                "label": _(label),
                "here": name == at,
            }
            for name, key, icon, label, needs in of
            if actor and actor.may(needs)
        ]
        for of in (WAYS, SELDOM)
    )
    here = next((way["label"] for way in seldom if way["here"]), "")
    return {"often": often, "seldom": seldom, "here": here}


@lru_cache
def _address(name: str) -> str:
    return reverse(f"desk:{name}")


@register.filter
def at(ref: str, name: str) -> str:
    """The desk's address of a case or a thread: in a list, looking each up costs too much."""
    return _shape(name).replace(SHAPE, ref)


@lru_cache
def _shape(name: str) -> str:
    return reverse(f"desk:{name}", args=[SHAPE])


def _house_of(context: dict[str, Any]) -> UUID | None:
    """The organisation of an actor who sees all of it; an interpreter sees her threads alone."""
    actor: Actor | None = context.get("actor")
    return actor.org_id if actor and actor.may(Permission.CASE_READ) else None


@register.simple_tag(takes_context=True)
def key_alarms(context: dict[str, Any]) -> list[str]:
    """What is wrong with the vault's keys, for everybody at the desk until it is put right."""
    org_id = _house_of(context)
    if org_id is None or cache.get(f"keys-are-well-{org_id}"):
        return []
    if trusting.complaint(org_id):
        return [
            _(
                "The list of who holds the keys of this organisation does not verify: somebody may"
                " have changed the database. Tell whoever runs this installation, and let nobody"
                " in. Reports still come in, sealed to the last keys that were verified."
            )
        ]
    if entitling.due(org_id, membership.roles_at_the_desk(org_id)):
        return [
            _(
                "Somebody who held keys has left or has another role, and new keys are due. A"
                " supervisor who holds the keys does it on the page Members, with the vault"
                " unlocked."
            )
        ]
    if giving_out.owed(org_id, membership.at_the_desk(org_id)).is_due:
        return [
            _(
                "New recovery shares are due: somebody who has one left, or one person saw all"
                " three. A supervisor who holds the keys makes them on the page Keys."
            )
        ]
    cache.set(f"keys-are-well-{org_id}", True, WELL_FOR)
    return []


@register.simple_tag(takes_context=True)
def calls_of_distress(context: dict[str, Any]) -> int:
    """How many callers hung up by a sign of distress, and nobody has taken notice."""
    actor: Actor | None = context.get("actor")
    match = getattr(context.get("request"), "resolver_match", None)
    is_told = getattr(match, "url_name", "") == "calls"  # there each stands by itself
    if actor is None or not actor.may(Permission.CALL_LOG) or is_told:
        return 0
    return Call.objects.visible_to(actor).alarming().count()


@register.simple_tag(takes_context=True)
def too_few_hold_keys(context: dict[str, Any]) -> bool:
    """Whether every page of the desk must say so; looked up once a minute."""
    org_id = _house_of(context)
    if org_id is None:
        return False
    return bool(
        cache.get_or_set(
            f"too-few-hold-keys-{org_id}",
            lambda: bool(health.standing(org_id, membership.at_the_desk(org_id)).short),
            60,
        )
    )


@register.simple_tag
def part(component: str, said: str = "", **given: str) -> SafeString:
    """A small component (icon, badge, status), drawn once in each language and then kept.

    For lists, where drawing each anew costs most of the page. `said` is its slot; it and `given`
    are coded facts: few, and never what a person wrote.
    """
    return _drawn(get_language(), component, str(said), tuple(given.items()))


@lru_cache(maxsize=1024)
def _drawn(
    language: str | None, component: str, said: str, given: tuple[tuple[str, str], ...]
) -> SafeString:
    attributes = "".join(f' :{key}="{key}"' for key, _ in given)
    source = f"{{% cotton {component}{attributes} %}}{{{{ said }}}}{{% endcotton %}}"
    return Template(source).render(Context({"said": said, **dict(given)}))


@register.filter
def may(actor: Actor | None, permission: str) -> bool:
    """Whether to show a way to an act at all; the view asks again."""
    return bool(actor and actor.may(Permission(permission)))


@register.filter
def words(slug: object) -> str:
    """`life_threat` → `Life threat`."""
    return spelled(str(slug or ""))


@register.filter
def media(kind: str) -> str:
    """What kind of message or file it is; a voice is one, and the name of a channel as well."""
    return _("Voice note") if kind == "voice" else words(kind)


@register.filter
def act(verb: str) -> str:
    """What happened, as the ledger names it: `case.opened` → `Case opened`."""
    return spelled(verb.replace(".", " "))


@register.filter
def leaf(slug: str) -> str:
    """The label of an issue type."""
    return leaf_label(slug)


@register.filter
def level(code: str) -> str:
    """What a worker agreed to, in the words she was told."""
    return level_label(code)


@register.filter
def country(code: str) -> str:
    """The English name of a country, or the code when it is none."""
    try:
        return country_name(Slug(code)) if code else ""
    except (KeyError, LookupError):
        return code


@register.filter
def spoken(code: str) -> str:
    """The English name of a language."""
    known = LANGUAGES.get(code)
    return known.english if known else code


@register.filter
def age(at: datetime | None) -> str:
    """How long ago, in two characters and a letter: `40 min`, `5 h`, `3 d`."""
    if at is None:
        return ""
    minutes = int((clock.now() - at).total_seconds() // 60)
    if minutes < 1:
        return _("now")
    if minutes < 60:
        return _("%d min") % minutes
    if minutes < 48 * 60:
        return _("%d h") % (minutes // 60)
    return _("%d d") % (minutes // (24 * 60))
