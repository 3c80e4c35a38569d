"""Neutral notes: the templates that make her write where free words are not taken any more."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ilm.access.permissions import Permission
from ilm.faces.desk.acting import shown, telling
from ilm.faces.desk.forms.organising import TemplateForm
from ilm.faces.http import Request, page
from ilm.talk import templates
from ilm.talk.models import ChannelAccount, Template


@page(Permission.CHANNEL_ADD)
def templates_page(request: Request, account_id: UUID) -> HttpResponse:
    """What is approved for an account, what is missing, and one more."""
    accounts = ChannelAccount.objects.visible_to(request.actor).defer("credentials")
    account = get_object_or_404(accounts, pk=account_id)
    form = TemplateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with telling(form):
            templates.keep_template(account, by=request.actor, **form.cleaned_data)
        if not form.errors:
            messages.success(request, _("Kept. It goes out where somebody has to write first."))
            return redirect("desk:channel-templates", account_id)
    rows = Template.objects.visible_to(request.actor).filter(account=account)
    context = {
        "form": form,
        "account": account,
        "purposes": templates.PURPOSES,
        "rows": [
            {"row": row, "purpose": templates.PURPOSES.get(row.purpose, row.purpose)}
            for row in rows.order_by("purpose", "language")
        ],
        "missing": _by_purpose(account),
    }
    return shown(request, "desk/templates.html", context, form)


@require_POST
@page(Permission.CHANNEL_ADD)
def template_drop_page(request: Request, template_id: UUID) -> HttpResponse:
    row = get_object_or_404(Template.objects.visible_to(request.actor), pk=template_id)
    account_id = row.account_id
    templates.drop_template(row, by=request.actor)
    return redirect("desk:channel-templates", account_id)


def _by_purpose(account: ChannelAccount) -> list[tuple[str, list[str]]]:
    """Purposes with the organisation's languages that no note is approved in."""
    found: dict[str, list[str]] = {}
    for each in templates.missing(account):
        found.setdefault(templates.PURPOSES[each.purpose], []).append(each.language)
    return list(found.items())
