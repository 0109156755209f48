"""Pages of the result: the winners with their working, the table as a file, and the years before."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from awards.objections.pages import objection_line
from awards.outcome.case_page import case_page
from awards.outcome.history import Record, history
from awards.outcome.pages import ResultPage
from awards.outcome.tables import results_csv
from awards.outcome.versions import told_versions, versions_page
from cases.models import Edition
from cases.stages import Scene
from voting.eligibility.public import who_may_vote


@require_safe
def results(request, slug):
    """The published result, `?version=N` an earlier one; before that when to expect it; of a record what notices say.

    Of a poll that is void nothing but that, since when and why.
    """
    edition = get_object_or_404(Edition, slug=slug)
    if edition.kind == Edition.Kind.RECORD:
        return render(request, "awards/record.html", {"edition": edition, "record": Record(edition)})
    now = timezone.now()
    versions = told_versions(edition, now)
    if not versions:
        return _waiting(request, edition, now)
    poll = getattr(edition, "poll", None)
    page = ResultPage(edition, _asked_for(request, versions), versions)
    who = who_may_vote(poll) if poll else None
    context = {"edition": edition, "page": page, "who": who, "objections": objection_line(edition, now)}
    return render(request, "awards/results.html", context)


def _waiting(request, edition, now):
    scene = edition.scene_at(now)
    if scene is Scene.VOID:
        context = {"edition": edition, "objections": objection_line(edition, now)}
        return render(request, "awards/results_void.html", context)
    published = Edition.objects.published(now).exclude(pk=edition.pk).exclude(kind="practice")
    latest = next((one for one in published.newest_first() if not one.is_rehearsal), None)
    context = {"edition": edition, "scene": scene, "latest": latest}
    return render(request, "awards/results_waiting.html", context)


def _asked_for(request, versions):
    """The version of `?version=N`, the newest without it; 404 for one that is not public."""
    version = request.GET.get("version")
    found = [one for one in versions if version in (None, str(one.version))]
    if not found:
        raise Http404
    return found[0]


@require_safe
def results_file(request, slug):
    """The full table of a published result as CSV; 404 before publication."""
    edition = get_object_or_404(Edition, slug=slug)
    result = _asked_for(request, told_versions(edition, timezone.now()))
    response = HttpResponse(results_csv(ResultPage(edition, result)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="results-{edition.slug}.csv"'
    return response


@require_safe
def result_case(request, slug, number):
    """One finalist of a published result from its sheets to its prize; 404 before publication, and for others."""
    edition = get_object_or_404(Edition, slug=slug)
    versions = told_versions(edition, timezone.now())
    page = ResultPage(edition, _asked_for(request, versions), versions)
    case = case_page(page, number)
    if case is None:
        raise Http404
    return render(request, "awards/results/case.html", {"edition": edition, "page": page, "case": case})


@require_safe
def result_versions(request, slug):
    """Every published version with its reason, what 감사 said, and what changed; 404 before publication."""
    edition = get_object_or_404(Edition, slug=slug)
    versions = told_versions(edition, timezone.now())
    if not versions:
        raise Http404
    context = {"edition": edition, "versions": list(versions_page(versions))}
    return render(request, "awards/results/versions.html", context)


@require_safe
def edition_list(request):
    """Every year, newest first, and the years of which nothing was found."""
    return render(request, "awards/edition_list.html", {"history": history(timezone.now())})
