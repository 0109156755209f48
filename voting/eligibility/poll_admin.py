"""Who may vote in a poll and how that is proved, in the admin: open until the window of the vote begins."""

from django.contrib import admin
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Edition
from cases.services import RuleBroken
from cases.staff.reasons import ReasonedAdmin
from voting import box_sql
from voting.eligibility.forms import PollForm
from voting.eligibility.lists import require_before_opening
from voting.models import Poll, VoterList


@admin.register(Poll)
class PollAdmin(ReasonedAdmin):
    form = PollForm
    list_display = ("edition", "eligibility", "identity", "method_titles")
    list_select_related = ("edition",)
    fieldsets = (
        (None, {"fields": ("eligibility", "identity")}),
        (gettext_lazy("인증 방법"), {"fields": ("by_sms", "by_email", "by_sign_on")}),
    )

    @admin.display(description=gettext_lazy("인증 방법"))
    def method_titles(self, poll):
        return ", ".join(str(method.title) for method in poll.methods)

    def get_object(self, request, object_id, from_field=None):
        """What a form changes stays as it is until that is written: casts wait, the calendar stands still."""
        poll = super().get_object(request, object_id, from_field)
        if poll is None:
            return None
        if request.method == "POST" and transaction.get_connection().in_atomic_block:
            box_sql.lock_exclusive(poll.pk)
            edition = Edition.objects.select_for_update(no_key=True).get(pk=poll.edition_id)
            poll = Poll.objects.get(pk=poll.pk)
        else:
            edition = Edition.objects.get(pk=poll.edition_id)
        poll.edition = edition
        return poll

    def has_add_permission(self, request):
        """A poll is made with its edition and rule."""
        return False

    def has_change_permission(self, request, obj=None):
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or not self._why_closed(obj)

    def has_delete_permission(self, request, obj=None):
        return False

    def _why_closed(self, poll):
        try:
            require_before_opening(poll)
        except RuleBroken as refusal:
            return str(refusal)
        return ""

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            lists = list(obj.voter_lists.standing().order_by("kind", "asked_at"))
            in_force = {one.kind for one in lists if one.is_in_force}
            # As it is stored, not as a form that was refused left it.
            is_listed = Poll.objects.filter(pk=obj.pk, eligibility=Poll.Eligibility.LISTED).exists()
            context |= {
                "title": _("투표 방법: %(edition)s") % {"edition": obj.edition},
                "why_closed": self._why_closed(obj),
                "lists": lists,
                "is_without_list": is_listed and VoterList.Kind.ELIGIBLE not in in_force,
                "may_ask": request.user.has_perm("voting.ask_voter_list"),
            }
        return super().render_change_form(request, context, add, change, form_url, obj)
