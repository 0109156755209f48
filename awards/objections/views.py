"""Pages of objections: what was filed and answered, the form, the filer's answer. None before there is a result."""

from django.core.paginator import InvalidPage, Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import conditional_page, require_http_methods, require_safe

from awards.objections.answering import ANSWER_WITHIN
from awards.objections.filing import PageUsed, file_objection, objection_of_code
from awards.objections.forms import AnswerCodeForm, FilingForm
from awards.objections.limits import TooManyFiled
from awards.objections.period import (
    NothingToObjectTo,
    ObjectionsClosed,
    has_objections,
    takes_objections,
)
from cases.models import Edition
from voting.identity.limits.networks import network_of

ON_ONE_PAGE = 30
INVALID, CONFLICT, TOO_MANY = 422, 409, 429


def _edition(slug):
    """404 says the same of an edition that is not there and of one whose result waits for its moment."""
    edition = get_object_or_404(Edition, slug=slug)
    if not has_objections(edition, timezone.now()):
        raise Http404
    return edition


@require_safe
@conditional_page
def objections(request, slug):
    """The period, how it goes, and every objection: of each what is public."""
    edition = _edition(slug)
    try:
        page = Paginator(edition.objections.for_the_public(), ON_ONE_PAGE).page(request.GET.get("page", 1))
    except InvalidPage as fault:
        raise Http404 from fault
    context = {
        "edition": edition,
        "is_open": takes_objections(edition, timezone.now()),
        "days": ANSWER_WITHIN.days,
        "page": page,
    }
    return render(request, "awards/objections/list.html", context)


def _kept_nowhere(view):
    """No answer with what a filer typed, or may read, is kept by browsers and those between."""
    view = require_http_methods(["GET", "HEAD", "POST"])(view)
    return sensitive_post_parameters()(cache_control(no_store=True, private=True)(view))


@_kept_nowhere
def objection_new(request, slug):
    """The form. What it files is shown in the answer to it, and at no address."""
    edition = _edition(slug)
    is_open = takes_objections(edition, timezone.now())
    if request.method != "POST":
        if not is_open:
            return _closed_page(request, edition)
        return _form_page(request, edition, FilingForm(edition=edition))
    form = FilingForm(request.POST, edition=edition)
    if form.is_valid():
        return _file(request, edition, form)
    if not is_open:
        return _closed_page(request, edition, form)
    return _form_page(request, edition, form, INVALID)


def _file(request, edition, form):
    try:
        filed = file_objection(edition=edition, network=network_of(request), **form.cleaned_data)
    except NothingToObjectTo:
        raise Http404 from None
    except ObjectionsClosed:
        return _closed_page(request, edition, form)
    except PageUsed as refusal:
        form.add_error(None, str(refusal))
        form.take_new_page()
        return _form_page(request, edition, form, CONFLICT)
    except TooManyFiled as refusal:
        form.add_error(None, str(refusal))
        response = _form_page(request, edition, form, TOO_MANY)
        response["Retry-After"] = str(refusal.seconds)
        return response
    context = {
        "edition": edition,
        "objection": filed.objection,
        "code": filed.code,
        "days": ANSWER_WITHIN.days,
    }
    return render(request, "awards/objections/filed.html", context)


def _form_page(request, edition, form, status=200):
    return render(request, "awards/objections/new.html", {"edition": edition, "form": form}, status=status)


def _closed_page(request, edition, form=None):
    """Also for a form that comes late: nothing was filed, and what was typed can still be taken elsewhere."""
    typed = form["text"].value() if form else ""
    context = {"edition": edition, "typed": typed, "is_late": form is not None}
    return render(request, "awards/objections/closed.html", context, status=CONFLICT if form else 200)


@_kept_nowhere
def objection_answer(request, slug):
    """The whole answer, for whoever has the code. The code travels in the form alone."""
    edition = _edition(slug)
    form = AnswerCodeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _code_page(request, edition, form, INVALID if form.is_bound else 200)
    objection = objection_of_code(edition, form.cleaned_data["code"])
    if objection is None:
        form.add_error(
            "code",
            _(
                "이 접수 확인번호를 찾지 못했습니다. 16자리이고, 영문자 O, I, L과 숫자 0, 1은 쓰지 않습니다. "
                "번호를 다시 확인해 주세요."
            ),
        )
        return _code_page(request, edition, form, INVALID)
    context = {
        "edition": edition,
        "objection": objection,
        "answers": objection.acts.answers_in_force(),
        "days": ANSWER_WITHIN.days,
    }
    return render(request, "awards/objections/answer.html", context)


def _code_page(request, edition, form, status):
    return render(request, "awards/objections/code.html", {"edition": edition, "form": form}, status=status)
