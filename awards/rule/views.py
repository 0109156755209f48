"""The frozen rule for everybody: in words, and as the document itself, byte for byte."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import override
from django.views.decorators.http import require_safe

from awards.rule.announcing import Announcement
from awards.rule.freezing import RuleChanged, frozen_rule
from awards.rule.models import Rule


@require_safe
def rule_page(request, slug):
    """The rule in the words of the announcement, from the freeze on; 404 before.

    Of a document that does not match its hash the page says that, and nothing of its content.
    """
    rule = _frozen(slug)
    try:
        announced = Announcement(frozen_rule(rule.edition))
    except RuleChanged:
        announced = None
    with override(settings.LANGUAGE_CODE):
        # The document is the same in every language and has one address.
        address = reverse("awards:rule_file", args=[slug])
    context = {
        "edition": rule.edition,
        "rule": rule,
        "announced": announced,
        "file_url": address,
        # A default of this portal is never told as the rule of a past year.
        "rule_defaults": rule.edition.fact("rule_defaults") or [],
    }
    return render(request, "awards/rule.html", context)


@require_safe
def rule_file(request, slug):
    """The canonical JSON as it was frozen: its SHA-256 is the one on the page."""
    rule = _frozen(slug)
    etag = f'"{rule.sha256}"'
    answer = get_conditional_response(request, etag=etag)
    if answer is None:
        answer = HttpResponse(rule.document.encode(), content_type="application/json")
        answer["Content-Disposition"] = 'attachment; filename="rule.json"'
    answer["ETag"] = etag
    # A rehearsal can be run anew with another rule under the same address.
    answer["Cache-Control"] = "public, no-cache"
    return answer


def _frozen(slug) -> Rule:
    rule = Rule.objects.select_related("edition").filter(edition__slug=slug, frozen_at__isnull=False).first()
    if rule is None:
        raise Http404
    return rule
