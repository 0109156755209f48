"""The second factor's two pages: enrolling it at the first sign-in, and giving its code at each one after."""

from django import forms
from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django_otp import login as verify_session

from cases.staff.second_factor import (
    WrongCode,
    begin_enrolment,
    check_code,
    confirm_enrolment,
    is_enrolled,
)


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("인증 코드"),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "class": "vTextField",
                "autofocus": True,
            }
        ),
        error_messages={"required": gettext_lazy("코드를 적어 주세요.")},
    )


class RecoverableCodeForm(CodeForm):
    """A recovery code has letters, so that the keyboard of a phone shows them."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "text"


@method_decorator([never_cache, login_required, sensitive_post_parameters("code")], name="dispatch")
class SecondFactorPage(View):
    """What both pages share: a form with one code, and where to go afterwards."""

    form = RecoverableCodeForm
    template = "admin/second_factor/code.html"
    title = gettext_lazy("두 번째 인증")

    def get(self, request):
        return self.other_page(request) or self.page(request, self.form())

    def post(self, request):
        if answer := self.other_page(request):
            return answer
        form = self.form(request.POST)
        if form.is_valid():
            try:
                return self.carry_out(request, form.cleaned_data["code"])
            except WrongCode as error:
                form.add_error("code", str(error))
        return self.page(request, form)

    def other_page(self, request):
        """A redirect when this page is not the one to show."""
        if request.user.is_verified():
            return redirect(after(request))
        if not is_enrolled(request.user):
            return redirect(f"{reverse('staff:enrolment')}?{request.GET.urlencode()}")
        return None

    def carry_out(self, request, code):
        verify_session(request, check_code(request.user, code))
        return redirect(after(request))

    def page(self, request, form, **context):
        title = f"{_('오류')}: {self.title}" if form.errors else self.title
        context |= {
            **admin.site.each_context(request),
            "title": title,
            "heading": self.title,
            "form": form,
            "next": after(request),
            "is_nav_sidebar_enabled": False,
            "has_permission": False,
        }
        return TemplateResponse(request, self.template, context)


class EnrolmentPage(SecondFactorPage):
    form = CodeForm
    template = "admin/second_factor/enrolment.html"
    title = gettext_lazy("두 번째 인증 등록")

    def other_page(self, request):
        return redirect("staff:second_factor") if is_enrolled(request.user) else None

    def carry_out(self, request, code):
        """The recovery codes stand on the answer itself: they are stored nowhere that could show them again."""
        device, codes = confirm_enrolment(request.user, code)
        verify_session(request, device)
        context = {
            **admin.site.each_context(request),
            "title": _("복구 코드"),
            "codes": codes,
            "next": after(request),
        }
        return TemplateResponse(request, "admin/second_factor/recovery.html", context)

    def page(self, request, form, **context):
        return super().page(request, form, enrolment=begin_enrolment(request.user), **context)


def after(request) -> str:
    """Where the person wanted to go, on this host; else the first page of the staff."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else reverse("admin:index")
