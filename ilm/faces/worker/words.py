"""Every status, recipient and reason of the house, said to a worker in a few plain words."""

from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from ilm.talk.questions import QUESTIONS

Words = dict[str, str | Promise]

ISSUE: Words = {
    "draft": _("We are looking into it."),
    "assessed": _("We have checked it."),
    "awaiting_consent": _("We ask you first. Please look below."),
    "ready_to_raise": _("You agreed. We will tell them soon."),
    "raised": _("They were told. We wait for what they do."),
    "referred_only": _("Another organisation is helping."),
    "reopened": _("We are looking into it again."),
}
CLOSED: Words = {
    "remedied_worker_validated": _("Closed: the workers say it is fixed."),
    "partly_remedied_validated": _("Closed: the workers say a part of it is fixed."),
    "not_remedied": _("Closed: it was not fixed."),
    "worker_withdrew": _("Closed because you asked us to stop."),
    "worker_unreachable_after_n_safe_attempts": _(
        "Closed: we could not reach you safely. Write to us and we go on."
    ),
    "referred_out_accepted": _("Closed: another organisation has taken it on."),
    "unfounded_with_reasons": _("Closed: we could not confirm it. Tell us if you disagree."),
    "out_of_scope_signposted": _("Closed: we told you who can help."),
    "merged": _("It goes on together with the same problem of other workers."),
}
DISCLOSURE: Words = {
    "shown": _("Waiting for your answer. Nothing leaves before you say yes."),
    "approved": _("You said yes. It has not been sent yet."),
    "signed_once": _("You said yes. It has not been sent yet."),
    "signed": _("You said yes. It has not been sent yet."),
    "released": _("It was sent."),
    "declined": _("You said no. It was not sent."),
}
ARRIVED: Words = {
    "yes": _("Your yes has arrived. It has not been sent yet."),
    "no": _("Your no has arrived. It will not be sent."),
}
HEARD = _("Your answer has arrived.")
ANSWER: Words = {"yes": _("Yes"), "partly": _("A part of it"), "no": _("No")}
RECIPIENT: Words = {
    "supplier_hr": _("The personnel office of the workplace"),
    "supplier_top_management": _("The top management of the workplace"),
    "recruiter": _("The recruiter"),
    "brand": _("A company that buys from the workplace"),
    "government": _("An authority"),
    "other_ngo": _("Another organisation for workers"),
    "service": _("A service that helps"),
    "media_research": _("Journalists or researchers"),
}
REASON: Words = {
    "danger_to_life": _("Somebody was in danger"),
    "worker_asked": _("You asked for it"),
    "safe_contact": _("To contact you safely"),
    "verification": _("To check what happened"),
    "payment": _("To pay you"),
    "referral": _("To bring you to a service"),
}


def issue(status: str, reason: str = "") -> str:
    """What happens with one issue of hers."""
    if status == "closed":
        return str(CLOSED.get(reason, _("Closed.")))
    return str(ISSUE.get(status, _("We are looking into it.")))


def disclosure(status: str, on: date | None = None) -> str:
    """How far words to somebody else are; with the day once they were sent."""
    if status == "released" and on:
        return now("It was sent on %(day)s.") % {"day": date_format(on)}
    return str(DISCLOSURE.get(status, DISCLOSURE["approved"]))


def arrived(answer: str) -> str:
    """Her yes or no to words, before anybody has heard it."""
    return str(ARRIVED[answer])


def question(slug: str) -> str:
    """What we asked her, in the language of the page or else in English."""
    said = QUESTIONS.get(slug, {})
    return said.get(get_language() or "en", said.get("en", ""))


def answer(slug: str) -> str:
    """The button she pressed under a question."""
    return str(ANSWER.get(slug, slug))


def recipient(kind: str) -> str:
    """Who is told: `supplier_hr`, or `brand:<id>` without the id."""
    return str(RECIPIENT.get(kind.partition(":")[0], _("Somebody else")))


def opener(role: str | None, because: str | None, who: str | None = None) -> str:
    """Who looked at who she is, by role alone, and why; `who`: an organisation that she was passed
    on to."""
    why = reason(because)
    if who:
        return f"{who}: {why}"
    return f"{_('A supervisor')}: {why}" if role == "supervisor" else why


def reason(because: str | None) -> str:
    """Why somebody looked at who she is."""
    return str(REASON.get(because or "", _("No reason was given")))
