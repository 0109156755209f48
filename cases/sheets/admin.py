"""Pages of the admin that take a spreadsheet over: choose a file, see what it changes, agree."""

import io

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import SheetUpload
from cases.services import RuleBroken
from cases.sheets.cells import printable
from cases.sheets.errors import SheetError
from cases.sheets.forms import UploadForm
from cases.sheets.kinds import SheetKind
from cases.sheets.plan import DataChanged
from cases.sheets.reader import MAX_BYTES, read_table
from cases.sheets.template import template

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Longer lists are cut in the preview; their length is told.
SHOWN_CHANGES = 50


class MeetsOthers:
    """A change that meets one of somebody else's at the same moment is checked again and refused in words."""

    def changeform_view(self, request, *arguments, **options):
        try:
            return super().changeform_view(request, *arguments, **options)
        except IntegrityError:
            # What the other wrote is visible now, so that the form finds it.
            return super().changeform_view(request, *arguments, **options)


class ImportsSheets(MeetsOthers):
    """Adds the pages of imports to the admin of a model; `sheet_kind` says what is taken over."""

    sheet_kind: SheetKind

    def get_urls(self):
        pages = (
            ("import/", self.import_view, "import"),
            ("import/template/", self.template_view, "import_template"),
            ("import/<uuid:key>/", self.preview_view, "import_preview"),
        )
        return [
            *(
                path(route, self.admin_site.admin_view(view), name=self._page_name(name))
                for route, view, name in pages
            ),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        address = self._address("import") if self.may_import(request) else ""
        return super().changelist_view(request, {"import_address": address} | (extra_context or {}))

    def may_import(self, request):
        return self.has_add_permission(request) and self.has_change_permission(request)

    def import_view(self, request):
        """Take a file: every problem at once on the same page, or the preview."""
        self._require_permission(request)
        form = UploadForm(kind=self.sheet_kind)
        if request.method != "POST":
            return self._upload_page(request, form)
        form = UploadForm(request.POST, request.FILES, kind=self.sheet_kind)
        if not form.is_valid():
            return self._upload_page(request, form)
        target, file = form.cleaned_data["target"], form.cleaned_data["file"]
        content = file.read(MAX_BYTES + 1)
        try:
            self._plan(target, content, file.name)
        except RuleBroken as error:
            return self._upload_page(request, form, error)
        return redirect(self._address("import_preview", self._keep(request, target, content, file.name).pk))

    def preview_view(self, request, key):
        """Show what the kept file changes; a consent writes exactly that or nothing."""
        self._require_permission(request)
        upload = self._kept(request).filter(pk=key).first()
        target = upload and self.sheet_kind.targets().filter(pk=upload.target).first()
        if target is None:
            messages.error(request, _("미리보기가 끝났습니다. 파일을 다시 올려 주세요."))
            return redirect(self._address("import"))
        if request.method == "POST" and "cancel" in request.POST:
            upload.delete()
            messages.info(request, _("아무것도 바꾸지 않았습니다."))
            return redirect(self._address("import"))
        try:
            if request.method == "POST":
                try:
                    return self._take_over(request, upload, target)
                except DataChanged as change:
                    messages.warning(request, str(change))
            plan = self._plan(target, upload.content, upload.name)
        except RuleBroken as error:
            upload.delete()
            form = UploadForm(kind=self.sheet_kind, initial={"target": target})
            return self._upload_page(request, form, error)
        return self._preview_page(request, upload, target, plan)

    def template_view(self, request):
        """A sheet to fill in; for some kinds there is one for each target."""
        self._require_permission(request)
        kind, target, name = self.sheet_kind, None, self.sheet_kind.name
        if kind.has_template_for_each:
            key = request.GET.get("target", "")
            target = kind.targets().filter(pk=key).first() if key.isascii() and key.isdigit() else None
            if target is None:
                messages.error(request, _("어느 심사의 양식인지 골라 주세요."))
                return redirect(self._address("import"))
            name = f"{name}-{target.pk}"
        answer = HttpResponse(template(kind.columns(target), kind.rows(target)), content_type=XLSX)
        answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
        return answer

    def _page_name(self, name):
        return f"{self.opts.app_label}_{self.opts.model_name}_{name}"

    def _address(self, name, *arguments):
        return reverse(f"admin:{self._page_name(name)}", args=arguments)

    def _require_permission(self, request):
        if not self.may_import(request):
            raise PermissionDenied

    def _kept(self, request):
        """The files of this account for this page that are still fresh; the others are thrown away."""
        SheetUpload.objects.expired(timezone.now()).delete()
        return SheetUpload.objects.filter(owner=request.user, kind=self.sheet_kind.name)

    def _keep(self, request, target, content, name):
        # A file that replaces an earlier one for the same place leaves nothing behind.
        self._kept(request).filter(target=target.pk).delete()
        return SheetUpload.objects.create(
            owner=request.user,
            kind=self.sheet_kind.name,
            target=target.pk,
            name=printable(name, 100),
            content=content,
        )

    def _table(self, content, name):
        return read_table(io.BytesIO(content), name=name)

    def _plan(self, target, content, name):
        return self.sheet_kind.plan(target, self._table(content, name))

    def _take_over(self, request, upload, target):
        table = self._table(upload.content, upload.name)
        agreed = request.POST.get("plan", "")
        summary = self.sheet_kind.take_over(target, table, request.user, agreed)
        upload.delete()
        words = " ".join(summary.lines())
        self.log_change(
            request,
            target,
            _("%(sheets)s 가져오기(%(file)s): %(summary)s")
            % {"sheets": self.opts.verbose_name_plural, "file": upload.name, "summary": words},
        )
        messages.success(request, _("가져왔습니다.") + f" {words}")
        return redirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))

    def _page(self, request, template_name, **context):
        context = {
            **self.admin_site.each_context(request),
            "title": _("%(name)s 가져오기") % {"name": self.opts.verbose_name_plural},
            "opts": self.opts,
            "import_address": self._address("import"),
            "template_address": self._address("import_template"),
            **context,
        }
        return TemplateResponse(request, f"admin/import/{template_name}", context)

    def _upload_page(self, request, form, error=None):
        kind = self.sheet_kind
        targets = [
            (target.pk, kind.label(target))
            for target in (kind.targets() if kind.has_template_for_each else ())
        ]
        return self._page(
            request,
            "upload.html",
            form=form,
            kind=kind,
            targets=targets,
            columns=None if kind.has_template_for_each else kind.columns(None),
            error=error,
            problems=error.problems if isinstance(error, SheetError) else (),
            has_errors=bool(error or form.errors),
        )

    def note_preview(self, request, target, plan):
        """What is to be noted of a preview that shows personal data; most sheets hold none."""

    def _preview_page(self, request, upload, target, plan):
        self.note_preview(request, target, plan)
        return self._page(
            request,
            "preview.html",
            title=_("%(name)s 가져오기 미리보기") % {"name": self.opts.verbose_name_plural},
            upload=upload,
            target=self.sheet_kind.label(target),
            plan=plan,
            summary=plan.summary,
            expires_at=upload.uploaded_at + upload.LIFETIME,
            has_changes=bool(plan.created or plan.changed),
            lists=[
                (name, changes[:SHOWN_CHANGES], len(changes), max(0, len(changes) - SHOWN_CHANGES))
                for name, changes in (("changed", plan.changed), ("created", plan.created))
                if changes
            ],
        )
