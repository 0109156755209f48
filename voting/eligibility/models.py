"""Lists of who may vote, and of who may not: imported, confirmed by a second person, kept only as keyed hashes."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.staff.two_people import Asked, AskedQuerySet, person


class VoterListQuerySet(AskedQuerySet):
    def in_force(self):
        """Confirmed, and not replaced by a newer one."""
        return self.filter(confirmed_at__isnull=False, replaced_at=None)

    def standing(self):
        """Waiting or in force: their keys were made of what the poll tells voters apart by."""
        return self.filter(withdrawn_at=None, replaced_at=None)

    def with_people(self):
        return self.select_related("poll__edition", "asked_by", "confirmed_by")


class VoterList(Asked):
    """One imported list. Its rows go when it is withdrawn or replaced; the record of it stays.

    Who asked and who confirmed are two people; everything of it closes when the poll opens.
    """

    class Kind(models.TextChoices):
        ELIGIBLE = "eligible", _("명부")
        EXCLUDED = "excluded", _("제외 명부")

    poll = models.ForeignKey(
        "voting.Poll", models.PROTECT, related_name="voter_lists", verbose_name=_("투표")
    )
    kind = models.CharField(_("종류"), max_length=10, choices=Kind)
    legal_basis = models.CharField(
        _("법적 근거"),
        max_length=300,
        help_text=_("시민에게 공개합니다. 예: 개인정보 보호법 제15조제1항제3호"),
    )
    note = models.CharField(
        _("안내 문구"),
        max_length=300,
        help_text=_(
            "참여할 수 없는 분에게 이유로 보여 주고, 시민에게 공개합니다. "
            "예: 대회를 운영하는 공무원은 참여하지 않습니다."
        ),
    )
    size = models.PositiveIntegerField(_("사람 수"))
    sheet_rows = models.PositiveIntegerField(_("파일의 줄 수"))
    asked_by = person(_("올린 사람"))
    asked_at = models.DateTimeField(_("올린 때"))
    replaced_at = models.DateTimeField(_("새 명부로 바뀐 때"), null=True, blank=True)

    objects = VoterListQuerySet.as_manager()

    class Meta:
        verbose_name = _("투표자 명부")
        verbose_name_plural = _("투표자 명부")
        ordering = ("-asked_at", "-pk")
        default_permissions = ("view",)
        permissions = (
            ("ask_voter_list", _("투표자 명부 올리기")),
            ("confirm_voter_list", _("투표자 명부 확인")),
        )
        constraints = [
            models.CheckConstraint(
                name="voter_list_two_people", condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("asked_by"))
            ),
            models.CheckConstraint(
                name="voter_list_confirmed_by_somebody",
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="voter_list_confirmed_or_withdrawn",
                condition=Q(confirmed_at=None) | Q(withdrawn_at=None),
            ),
            models.CheckConstraint(
                name="voter_list_replaced_once_confirmed",
                condition=Q(replaced_at=None) | Q(confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="voter_list_has_rows", condition=Q(size__gte=1) & Q(sheet_rows__gte=F("size"))
            ),
            models.CheckConstraint(name="voter_list_basis_given", condition=~Q(legal_basis="")),
            models.CheckConstraint(name="voter_list_note_given", condition=~Q(note="")),
            models.CheckConstraint(
                name="voter_list_kind_known", condition=Q(kind__in=["eligible", "excluded"])
            ),
            models.UniqueConstraint(
                name="voter_list_one_waiting",
                fields=["poll", "kind"],
                condition=Q(confirmed_at=None, withdrawn_at=None),
            ),
            models.UniqueConstraint(
                name="voter_list_one_in_force",
                fields=["poll", "kind"],
                condition=Q(confirmed_at__isnull=False, replaced_at=None),
            ),
        ]

    def __str__(self):
        return f"{self.poll} · {self.get_kind_display()}"

    @property
    def is_waiting(self) -> bool:
        return self.confirmed_at is None and self.withdrawn_at is None

    @property
    def is_in_force(self) -> bool:
        return self.confirmed_at is not None and self.replaced_at is None

    @property
    def folded(self) -> int:
        """How many rows of the sheet named somebody whom an earlier row had named."""
        return self.sheet_rows - self.size


class ListedVoter(models.Model):
    """One person of a list: a keyed hash of the voter key (`commitments.listed_key`), and nothing else.

    There is no number of its own: it would tell the order of the sheet.
    """

    pk = models.CompositePrimaryKey("voter_list_id", "key")
    voter_list = models.ForeignKey(
        VoterList, models.CASCADE, related_name="voters", db_index=False, verbose_name=_("명부")
    )
    key = models.UUIDField(editable=False)

    class Meta:
        verbose_name = _("명부의 한 사람")
        verbose_name_plural = _("명부의 사람")
        default_permissions = ()

    def __str__(self):
        return str(_("명부의 한 사람"))
