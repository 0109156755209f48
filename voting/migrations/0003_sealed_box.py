import django.db.models.deletion
from django.db import migrations, models

import voting.wrapping


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_sheet_upload"),
        ("voting", "0002_one_time_code"),
    ]

    operations = [
        migrations.RenameField("poll", "secret", "wrapped_secret"),
        migrations.AlterField(
            model_name="poll",
            name="wrapped_secret",
            field=models.BinaryField(default=voting.wrapping.new_wrapped_secret),
        ),
        migrations.AddField(
            model_name="ballot",
            name="mac",
            field=models.BinaryField(default=bytes, max_length=16),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="ballot",
            name="positions",
            field=models.CharField(blank=True, max_length=100, verbose_name="화면의 자리"),
        ),
        migrations.CreateModel(
            name="Commitment",
            fields=[
                ("value", models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                (
                    "poll",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commitments",
                        to="voting.poll",
                        verbose_name="투표",
                    ),
                ),
            ],
            options={
                "verbose_name": "확인값",
                "verbose_name_plural": "확인값",
            },
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ballots", models.PositiveIntegerField(verbose_name="투표지")),
                ("participations_sha256", models.CharField(max_length=64, verbose_name="참여의 SHA-256")),
                ("sha256", models.CharField(max_length=64, verbose_name="봉인값(SHA-256)")),
                (
                    "positions",
                    models.JSONField(
                        default=dict,
                        help_text="투표 화면에서 몇째에 놓인 사례가 몇 번 골라졌는지",
                        verbose_name="자리별 선택 수",
                    ),
                ),
                ("sealed_at", models.DateTimeField(verbose_name="봉인한 때")),
                (
                    "poll",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seal",
                        to="voting.poll",
                        verbose_name="투표",
                    ),
                ),
            ],
            options={
                "verbose_name": "봉인",
                "verbose_name_plural": "봉인",
            },
        ),
        migrations.CreateModel(
            name="SealedBallot",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("choices", models.CharField(max_length=200, verbose_name="선택")),
                ("mac", models.BinaryField(max_length=16)),
                (
                    "poll",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sealed_ballots",
                        to="voting.poll",
                        verbose_name="투표",
                    ),
                ),
            ],
            options={
                "verbose_name": "봉인한 투표지",
                "verbose_name_plural": "봉인한 투표지",
            },
        ),
    ]
