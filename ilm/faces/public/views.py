"""What everyone may see: frozen figures, what they mean, and how they are protected."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext

from ilm.faces import board, living, wording
from ilm.faces.headers import SIGNED_IN
from ilm.faces.http import open_to_all
from ilm.faces.languages import OURS
from ilm.faces.public import download
from ilm.insight.figures import PUBLIC_METRICS, published, together
from ilm.insight.metrics import METRICS, Metric
from ilm.insight.protection import FEWEST_CHANGES, PERIODS, PUBLIC, USUAL_CHANGES
from ilm.kit.slug import Slug

FROZEN = "Shows only frozen, protected figures."


def _page(request: HttpRequest, name: str, **context: Any) -> HttpResponse:
    """`carry` keeps the language that the address asks for: nobody's choice is kept in a cookie."""
    asked = request.GET.get("lang", "")
    lang = asked if asked in OURS else ""
    context |= {"lang": lang, "carry": f"?lang={lang}" if lang else ""}
    return render(request, f"public/{name}.html", context)


@open_to_all(FROZEN)
def dashboard_page(request: HttpRequest) -> HttpResponse:
    now = published()
    if now is None:
        return _page(request, "dashboard", now=None)
    return _page(request, "dashboard", **board.whole(request.GET, now))


@open_to_all(FROZEN)
def data_page(request: HttpRequest, form: str) -> HttpResponse:
    now = published()
    if now is None or form not in ("json", "csv"):
        raise Http404
    if form == "json":
        return JsonResponse(download.as_json(now), json_dumps_params={"ensure_ascii": False})
    response = HttpResponse(download.as_csv(now), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="openilm-{now.as_of}.csv"'
    return response


@open_to_all("The words of a definition are public.")
def definition_page(request: HttpRequest, slug: str) -> HttpResponse:
    metric = METRICS.get(Slug(slug))
    if metric is None or metric not in PUBLIC_METRICS:
        raise Http404
    now = published()
    figure = now.pick(metric, {}) if now else None
    shown = None if figure is None else figure.shown
    return _page(
        request,
        "definition",
        metric=metric,
        label=gettext(metric.label),
        explains=gettext(metric.explains),
        brief=gettext(metric.brief),
        unlike=[{"slug": m.slug, "label": gettext(m.label)} for m in _unlike(metric)],
        unit=gettext(metric.unit),
        shown="" if shown is None else wording.number(shown),
        as_of=wording.day(figure.as_of) if figure and figure.as_of else "",
        history=[
            {"version": c.version, "since": wording.day(c.since), "why": gettext(c.why)}
            for c in reversed(metric.history)
        ],
        sets=[
            " + ".join(str(board.NAMES[dim]) for dim in dims)
            for dims in together(metric, metric.overlapping & {"leaf", "status"})
            if dims
        ],
    )


def _unlike(metric: Metric) -> list[Metric]:
    """What this figure is easily taken for."""
    return [METRICS[slug] for slug in metric.unlike]


@open_to_all("How figures are protected is public.")
def method_page(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        "method",
        fewest=wording.number(PUBLIC.fewest),
        sites=wording.number(PUBLIC.fewest_sites),
        share=wording.percent(PUBLIC.largest_share),
        base=wording.number(PUBLIC.base),
        usual=wording.number(USUAL_CHANGES),
        changes=wording.number(FEWEST_CHANGES),
        periods=", ".join(gettext(name) for name, *_ in PERIODS),
        metrics=[{"slug": m.slug, "label": gettext(m.label)} for m in PUBLIC_METRICS],
    )


@open_to_all("Invented rows, for those who build; closed in production.")
def living_page(request: HttpRequest) -> HttpResponse:
    if not (settings.DEVELOPMENT or settings.TESTING):
        raise Http404
    response = render(request, living.TEMPLATE, living.sample())
    response["Content-Security-Policy"] = SIGNED_IN  # it shows the console's own scripts at work
    return response
