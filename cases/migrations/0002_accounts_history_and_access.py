import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SignInDelay",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("failed_at", models.DateTimeField()),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.AlterModelOptions(
            name="case",
            options={
                "ordering": ("edition", "number_key"),
                "permissions": (
                    ("view_every_case", "모든 기관의 사례 보기"),
                    ("view_contacts", "담당자와 연락처 보기"),
                ),
                "verbose_name": "사례",
                "verbose_name_plural": "사례",
            },
        ),
        migrations.CreateModel(
            name="HistoryEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("object_pk", models.CharField(db_index=True, max_length=255, verbose_name="object pk")),
                (
                    "object_id",
                    models.BigIntegerField(blank=True, db_index=True, null=True, verbose_name="object id"),
                ),
                ("object_repr", models.TextField(verbose_name="object representation")),
                ("serialized_data", models.JSONField(null=True)),
                (
                    "action",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "create"), (1, "update"), (2, "delete"), (3, "access")],
                        db_index=True,
                        verbose_name="action",
                    ),
                ),
                ("changes_text", models.TextField(blank=True, verbose_name="change message")),
                ("changes", models.JSONField(null=True, verbose_name="change message")),
                (
                    "cid",
                    models.CharField(
                        blank=True, db_index=True, max_length=255, null=True, verbose_name="Correlation ID"
                    ),
                ),
                (
                    "remote_addr",
                    models.GenericIPAddressField(blank=True, null=True, verbose_name="remote address"),
                ),
                (
                    "remote_port",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="remote port"),
                ),
                ("additional_data", models.JSONField(blank=True, null=True, verbose_name="additional data")),
                (
                    "actor_email",
                    models.CharField(blank=True, max_length=254, null=True, verbose_name="actor email"),
                ),
                (
                    "timestamp",
                    models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name="때"),
                ),
                ("account", models.CharField(blank=True, max_length=150, verbose_name="계정")),
                (
                    "edition_slug",
                    models.CharField(blank=True, db_index=True, max_length=40, verbose_name="회차"),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="사유")),
                ("is_withheld", models.BooleanField(default=False, verbose_name="발표 뒤 공개")),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="actor",
                    ),
                ),
                (
                    "content_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contenttypes.contenttype",
                        verbose_name="content type",
                    ),
                ),
            ],
            options={
                "verbose_name": "기록",
                "verbose_name_plural": "기록",
                "ordering": ("-timestamp", "-pk"),
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="PersonalDataAccess",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, db_index=True, verbose_name="때")),
                ("account", models.CharField(max_length=150, verbose_name="계정 이름")),
                ("address", models.GenericIPAddressField(null=True, verbose_name="접속 주소")),
                ("subject", models.CharField(max_length=200, verbose_name="대상")),
                (
                    "act",
                    models.CharField(
                        choices=[("read", "열람"), ("change", "변경"), ("export", "내려받기")],
                        max_length=10,
                        verbose_name="한 일",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="계정",
                    ),
                ),
            ],
            options={
                "verbose_name": "개인정보 접속 기록",
                "verbose_name_plural": "개인정보 접속 기록",
                "ordering": ("-at", "-pk"),
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="Refusal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, db_index=True, verbose_name="때")),
                ("account", models.CharField(max_length=150, verbose_name="계정 이름")),
                ("address", models.GenericIPAddressField(null=True, verbose_name="접속 주소")),
                ("method", models.CharField(max_length=10, verbose_name="방식")),
                ("path", models.CharField(max_length=300, verbose_name="화면 주소")),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="계정",
                    ),
                ),
            ],
            options={
                "verbose_name": "거부된 시도",
                "verbose_name_plural": "거부된 시도",
                "ordering": ("-at", "-pk"),
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="cases.organisation",
                        verbose_name="기관",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="계정",
                    ),
                ),
            ],
            options={
                "verbose_name": "소속 기관",
                "verbose_name_plural": "소속 기관",
                "constraints": [
                    models.UniqueConstraint(fields=("user", "organisation"), name="membership_once")
                ],
            },
        ),
    ]
