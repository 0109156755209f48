from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("voting", "0008_voter_lists"),
    ]

    operations = [
        migrations.AlterField(
            model_name="failure",
            name="kind",
            field=models.CharField(
                choices=[
                    ("wrong_code", "틀린 인증번호"),
                    ("code_unknown", "이미 썼거나 보낸 적 없는 인증번호"),
                    ("code_expired", "유효 시간이 지난 인증번호"),
                    ("too_many", "너무 잦은 요청이나 입력"),
                    ("unavailable", "인증번호를 보내지 못함"),
                    ("sign_on_cancelled", "그만둔 통합 로그인"),
                    ("sign_on_down", "연결하지 못한 통합 로그인"),
                    ("sign_on_failed", "확인하지 못한 통합 로그인"),
                    ("already_voted", "이미 투표한 번호"),
                    ("not_eligible", "투표할 수 없는 사람"),
                    ("lapsed", "인증한 지 30분이 지남"),
                    ("altered", "바뀌었거나 이미 쓴 화면"),
                    ("too_late", "마감 뒤에 온 투표"),
                ],
                max_length=20,
                verbose_name="실패",
            ),
        ),
    ]
