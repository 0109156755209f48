"""Staff accounts: made, given roles and stopped by 총괄, never deleted; nobody gives roles to themselves."""

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import ReadOnlyPasswordHashField, ReadOnlyPasswordHashWidget, UserChangeForm
from django.contrib.auth.hashers import is_password_usable
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_otp.plugins.otp_totp.models import TOTPDevice

from cases.staff.access import Act, log_access
from cases.staff.models import Membership
from cases.staff.reasons import ReasonedAdmin
from cases.staff.second_factor import reset_second_factor


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0
    autocomplete_fields = ("organisation",)


class PasswordLink(ReadOnlyPasswordHashWidget):
    """Only whether a password is set: no part of what is stored is anybody's business."""

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        is_set = bool(value) and is_password_usable(value)
        words = _("정해져 있습니다.") if is_set else _("아직 없습니다. 이 계정으로는 로그인할 수 없습니다.")
        return context | {"summary": [{"label": words}]}


class AccountForm(UserChangeForm):
    password = ReadOnlyPasswordHashField(label=gettext_lazy("비밀번호"), widget=PasswordLink)


class ResetForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("사유"),
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        error_messages={"required": gettext_lazy("왜 초기화하는지 적어 주세요. 기록에 남습니다.")},
    )


class AccountAdmin(ReasonedAdmin, UserAdmin):
    form = AccountForm
    list_display = (
        "username",
        "first_name",
        "roles",
        "organisations",
        "is_active",
        "has_second_factor",
        "last_login",
    )
    list_filter = ("is_active", "groups")
    search_fields = ("username", "first_name", "email")
    inlines = (MembershipInline,)
    filter_horizontal = ()
    person = (gettext_lazy("사람"), {"fields": ("first_name", "email")})
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        person,
        (gettext_lazy("역할"), {"fields": ("groups", "is_active")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "password1", "password2")}),
        person,
        (gettext_lazy("역할"), {"fields": ("groups",)}),
    )

    def get_queryset(self, request):
        devices = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        accounts = super().get_queryset(request).annotate(is_enrolled=Exists(devices))
        return accounts.prefetch_related("groups", "memberships__organisation")

    def get_fieldsets(self, request, obj=None):
        fieldsets = list(super().get_fieldsets(request, obj))
        if obj is not None and not self.has_change_permission(request, obj):
            # Who only looks sees nothing of the password.
            fieldsets[0] = (None, {"fields": ("username",)})
        if request.user.is_superuser and obj is not None:
            fieldsets.insert(3, (gettext_lazy("시스템 관리자"), {"fields": ("is_superuser",)}))
        return fieldsets

    def get_readonly_fields(self, request, obj=None):
        """Nobody gives roles to themselves, stops themselves or makes themselves a superuser."""
        return ("groups", "is_active", "is_superuser") if obj == request.user else ()

    def get_inlines(self, request, obj):
        return self.inlines if obj is not None and obj != request.user else ()

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        if db_field.name == "groups":
            kwargs |= {
                "label": _("역할"),
                "help_text": _("할 일에 꼭 필요한 역할만 주세요. 누가 주었는지 기록에 남습니다."),
                "widget": forms.CheckboxSelectMultiple,
                "queryset": Group.objects.order_by("pk"),
            }
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_change_permission(self, request, obj=None):
        is_above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not is_above and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        if self.has_view_permission(request):
            log_access(request, _("직원 계정 목록"))
        return super().changelist_view(request, {"title": _("직원 계정")} | (extra_context or {}))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            log_access(request, _subject(obj))
        context["can_reset_second_factor"] = obj is not None and self._may_reset(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.is_staff = True
        super().save_model(request, obj, form, change)
        log_access(request, _subject(obj), Act.CHANGE)

    def get_urls(self):
        view = self.admin_site.admin_view(self.second_factor_view)
        return [
            path("<int:pk>/second-factor/", view, name="auth_user_second_factor"),
            *super().get_urls(),
        ]

    def _may_reset(self, request, account):
        return account != request.user and self.has_change_permission(request, account)

    def second_factor_view(self, request, pk):
        """Take the second factor from an account that lost it: it enrols anew at its next sign-in."""
        account = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self._may_reset(request, account):
            raise PermissionDenied
        form = ResetForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            reset_second_factor(account=account, by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, _("두 번째 인증을 초기화했습니다. 다음 로그인에서 다시 등록합니다."))
            return HttpResponseRedirect(reverse("admin:auth_user_change", args=[account.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": _("두 번째 인증 초기화"),
            "opts": self.opts,
            "account": account,
            "form": form,
        }
        return TemplateResponse(request, "admin/auth/user/second_factor.html", context)

    @admin.display(description=gettext_lazy("역할"))
    def roles(self, account):
        told = [group.name for group in account.groups.all()]
        return ", ".join([_("시스템 관리자"), *told] if account.is_superuser else told)

    @admin.display(description=gettext_lazy("소속 기관"))
    def organisations(self, account):
        return ", ".join(str(membership.organisation) for membership in account.memberships.all())

    @admin.display(description=gettext_lazy("두 번째 인증"), boolean=True)
    def has_second_factor(self, account):
        return account.is_enrolled


def _subject(account):
    return _("직원 계정 %(name)s") % {"name": account.get_username()}
