"""How the sheets came in: one set a judge and round, typed by one or two people, with its scan; and reopened rounds."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from awards.judging.models import Judge, Sheet
from awards.rule.models import Criterion, Round
from cases.models import Edition


class Judging(Edition):
    """An edition while its experts judge: the one page that leads from blank sheets to closed rounds."""

    class Meta:
        proxy = True
        verbose_name = _("심사 진행")
        verbose_name_plural = _("심사 진행")
        default_permissions = ()
        permissions = (
            ("view_overview", _("심사 진행과 점수 한눈에 보기")),
            ("enter_scores", _("점수 입력과 스캔 첨부")),
            ("settle_scores", _("두 입력의 차이 정리")),
            ("view_scans", _("채점표 스캔 보기")),
            ("close_round", _("심사 마감")),
            ("request_reopen", _("마감한 심사 다시 열기 요청")),
            ("confirm_reopen", _("마감한 심사 다시 열기 확인")),
            ("ask_late_correction", _("늦은 정정 요청")),
            ("confirm_late_correction", _("늦은 정정 확인")),
            ("audit_late_correction", _("늦은 정정에 감사로 서명")),
        )


class SheetSet(models.Model):
    """One judge × one round: the signed sheets as they lie on the desk."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="sheet_sets", verbose_name=_("심사"))
    judge = models.ForeignKey(Judge, models.PROTECT, related_name="sheet_sets", verbose_name=_("심사위원"))
    no_scan_reason = models.CharField(_("스캔이 없는 사유"), max_length=300, blank=True)
    # Public with the result, so it names nobody. Of a set without gaps it is empty.
    gap_reason = models.CharField(_("채점표를 채우지 못한 사유"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("채점표 묶음")
        verbose_name_plural = _("채점표 묶음")
        ordering = ("round", "judge")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["round", "judge"], name="sheet_set_once")]

    def __str__(self):
        return f"{self.round} · {self.judge}"


class Turn(models.IntegerChoices):
    """Who types the same paper first, and who types it again without seeing it."""

    FIRST = 1, _("첫 번째 입력")
    SECOND = 2, _("두 번째 입력")


class Entrant(models.Model):
    """A person who types a set. One person takes one turn of a set only: the database refuses the other."""

    sheet_set = models.ForeignKey(SheetSet, models.CASCADE, related_name="entrants")
    turn = models.PositiveSmallIntegerField(_("입력 차례"), choices=Turn)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(_("시작한 때"))

    class Meta:
        verbose_name = _("입력한 사람")
        verbose_name_plural = _("입력한 사람")
        ordering = ("sheet_set", "turn", "pk")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["sheet_set", "person"], name="entrant_one_turn"),
            models.CheckConstraint(name="entrant_turn_known", condition=Q(turn__in=[1, 2])),
        ]

    def __str__(self):
        return f"{self.get_turn_display()} · {self.person}"


class OfACell:
    """What the history needs of a row that stands for one cell of a set."""

    history_related = ("sheet__judge", "sheet__case", "criterion")

    @property
    def history_title(self):
        return f"{self.sheet} · {self.criterion.name}"


class SecondScore(OfACell, models.Model):
    """Points as the second person typed them. The first entry is `Score`; an empty cell has no row."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="second_scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    points = models.DecimalField(_("점수"), max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = _("두 번째 입력")
        verbose_name_plural = _("두 번째 입력")
        ordering = ("sheet", "criterion")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["sheet", "criterion"], name="second_score_once"),
            models.CheckConstraint(
                name="second_score_points_range", condition=Q(points__gte=0, points__lte=100)
            ),
        ]

    def __str__(self):
        return f"{self.criterion}: {self.points}"


class Settlement(OfACell, models.Model):
    """What a third look at the paper said of a cell on which two entries differ.

    It holds for exactly these two entries: when one of them is typed anew, it holds no longer.
    """

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="settlements")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    first = models.DecimalField(_("첫 번째 입력"), max_digits=5, decimal_places=2)
    second = models.DecimalField(_("두 번째 입력"), max_digits=5, decimal_places=2)
    points = models.DecimalField(_("종이 채점표의 점수"), max_digits=5, decimal_places=2)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(_("정리한 때"))

    class Meta:
        verbose_name = _("차이 정리")
        verbose_name_plural = _("차이 정리")
        ordering = ("pk",)
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="settlement_of_a_difference", condition=~Q(first=F("second"))),
            models.CheckConstraint(
                name="settlement_points_range", condition=Q(points__gte=0, points__lte=100)
            ),
        ]

    def __str__(self):
        return f"{self.criterion}: {self.first} / {self.second} → {self.points}"


def scan_path(scan, name):
    """A path that nobody guesses and that holds nothing of the name the file came with."""
    return f"scans/{scan.sheet_set.round_id}/{uuid4().hex}{scan.Kind(scan.kind).suffix}"


class Scan(models.Model):
    """A scan of a signed set, kept outside the static files; a better one is added, none is taken away."""

    class Kind(models.TextChoices):
        PDF = "application/pdf", "PDF"
        PNG = "image/png", "PNG"
        JPEG = "image/jpeg", "JPEG"

        @property
        def suffix(self):
            return f".{self.label.lower()}"

    sheet_set = models.ForeignKey(SheetSet, models.CASCADE, related_name="scans")
    file = models.FileField(_("스캔 파일"), upload_to=scan_path)
    kind = models.CharField(_("형식"), max_length=20, choices=Kind)
    size = models.PositiveIntegerField(_("크기(바이트)"))
    sha256 = models.CharField("SHA-256", max_length=64)
    attached_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    attached_at = models.DateTimeField(_("첨부한 때"))

    class Meta:
        verbose_name = _("채점표 스캔")
        verbose_name_plural = _("채점표 스캔")
        ordering = ("sheet_set", "pk")
        default_permissions = ()

    def __str__(self):
        return f"{self.sheet_set} · {self.kind}"


class Reopening(models.Model):
    """A closed round opened again: one person asks and says why, a second one confirms."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="reopenings", verbose_name=_("심사"))
    reason = models.CharField(_("사유"), max_length=300)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(_("요청한 때"))
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(_("확인한 때"), null=True, blank=True)

    class Meta:
        verbose_name = _("다시 열기")
        verbose_name_plural = _("다시 열기")
        ordering = ("round", "pk")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["round"], condition=Q(confirmed_at=None), name="reopening_one_request"
            ),
            models.CheckConstraint(name="reopening_reason_given", condition=~Q(reason="")),
            models.CheckConstraint(
                name="reopening_two_people",
                condition=Q(confirmed_by=None, confirmed_at=None)
                | (
                    Q(confirmed_by__isnull=False, confirmed_at__isnull=False)
                    & ~Q(confirmed_by=F("requested_by"))
                ),
            ),
        ]

    def __str__(self):
        return f"{self.round}: {self.reason}"
