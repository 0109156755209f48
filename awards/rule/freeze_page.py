"""The page in the admin where a drafted rule is frozen: read once more in words, with the hash it will have."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from awards.arithmetic.document import RuleError
from awards.arithmetic.rule import canonical_json, digest, parse_rule
from awards.rule.announcing import Announcement
from awards.rule.drafting import check_document, compose_document
from awards.rule.editor.faults import fault_of
from awards.rule.freezing import DraftChanged, freeze_rule

FREEZE = "awards.freeze_rule"


class FreezePage:
    """Adds the page to the admin of the rules; the page of a drafted rule leads there."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.freeze_view)
        return [path("<int:pk>/freeze/", view, name="awards_rule_freeze"), *super().get_urls()]

    def freeze_view(self, request, pk):
        if not request.user.has_perm(FREEZE):
            raise PermissionDenied
        rule = self.get_object(request, str(pk))
        if rule is None:
            raise Http404
        address = reverse("admin:awards_rule_change", args=[rule.pk])
        if rule.frozen_at is not None:
            return redirect(address)
        if request.method == "POST" and self._freeze(request, rule):
            return redirect(address)
        context = {
            **self.admin_site.each_context(request),
            "title": _("산정 규칙 확정"),
            "opts": self.opts,
            "edition": rule.edition,
            "rule": rule,
            "address": address,
            **_drafted(rule.edition),
        }
        return TemplateResponse(request, "admin/awards/rule/freeze.html", context)

    def _freeze(self, request, rule):
        """Freeze the very document that the page showed; False where it is another by now, or none."""
        try:
            freeze_rule(edition=rule.edition, by=request.user, seen=request.POST.get("sha256", ""))
        except DraftChanged as error:
            messages.error(request, str(error))
            return False
        except RuleError:
            # The page says every fault.
            return False
        words = _("산정 규칙을 확정했습니다. 누구나 볼 수 있고, 이제 바꿀 수 없습니다.")
        self.log_change(request, rule, words)
        messages.success(request, words)
        return True


def _drafted(edition):
    """The draft in words with its hash and seed, or why it cannot be computed."""
    document = compose_document(edition)
    try:
        check_document(document)
    except RuleError as error:
        return {"faults": [fault_of(one).words for one in error.problems]}
    return {
        "announced": Announcement(parse_rule(document)),
        "sha256": digest(canonical_json(document)),
        "lot_seed": document["lot_seed"],
    }
