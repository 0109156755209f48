"""Pages of the cases, and the pages for what goes wrong."""

from django.conf import settings
from django.core.paginator import InvalidPage, Paginator
from django.http import Http404, HttpResponseServerError
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import conditional_page, require_safe

from cases.catalogue import in_list_order, is_untitled, public_cases, samples_of, takes_votes
from cases.forms import KIND_OF_TYPE, CaseSearchForm
from cases.models import Edition
from cases.numbers import number_key

CASES_PER_PAGE = 12


@require_safe
@conditional_page
def case_list(request, slug):
    edition = get_object_or_404(Edition, slug=slug)
    now = timezone.now()
    is_published = edition.is_published(now)
    cases = public_cases(edition, now)
    form = CaseSearchForm(request.GET)
    matching = cases.matching(form.words)
    counts = matching.count_by_kind()
    context = {
        "edition": edition,
        "scene": edition.scene_at(now),
        "is_published": is_published,
        "form": form,
        "types": _type_chips(counts, form.chosen_type),
        "samples": samples_of(cases),
        "page": _page_of(in_list_order(_of_type(matching, form), is_published=is_published), request),
    }
    return render(request, "cases/case_list.html", context)


def _of_type(cases, form):
    kind = KIND_OF_TYPE.get(form.chosen_type)
    return cases.filter(organisation__kind=kind) if kind else cases


def _type_chips(counts, chosen):
    chips = [{"value": "", "label": _("전체"), "count": sum(counts.values())}]
    chips += [
        {"value": value, "label": kind.label, "count": counts.get(kind, 0)}
        for value, kind in KIND_OF_TYPE.items()
    ]
    return [chip | {"is_chosen": chip["value"] == chosen} for chip in chips]


def _page_of(cases, request):
    try:
        return Paginator(cases.select_related("organisation"), CASES_PER_PAGE).page(
            request.GET.get("page", 1)
        )
    except InvalidPage as fault:
        raise Http404 from fault


@require_safe
@conditional_page
def case_detail(request, slug, number):
    edition = get_object_or_404(Edition.objects.with_poll_known(), slug=slug)
    now = timezone.now()
    if not number.isprintable():
        raise Http404
    cases = public_cases(edition, now).select_related("organisation")
    case = get_object_or_404(cases, number_key=number_key(number))
    if case.number != number:
        return redirect("cases:case_detail", slug, case.number, permanent=True)
    context = {
        "edition": edition,
        "case": case,
        "is_published": edition.is_published(now),
        "is_untitled": is_untitled(case),
        "takes_votes": takes_votes(case, edition, now),
        "parts": _parts(case),
    }
    return render(request, "cases/case_detail.html", context)


def _parts(case):
    """The three parts that are told, each under the question it answers; without any of them the summary."""
    questions = (case._meta.get_field(name) for name in ("problem", "change", "benefit"))
    told = [(question.verbose_name, question.value_from_object(case)) for question in questions]
    return [(name, text) for name, text in told if text] or [(_("어떤 사례인가요"), case.summary)]


def bad_request(request, exception=None):
    return render(request, "400.html", status=400)


def permission_denied(request, exception=None):
    return render(request, "403.html", status=403)


def page_not_found(request, exception=None):
    return render(request, "404.html", status=404)


def server_error(request):
    """Rendered without a request: no context processor runs, so a lost database cannot break this page too."""
    return HttpResponseServerError(render_to_string("500.html", {"portal": settings.PORTAL}))
