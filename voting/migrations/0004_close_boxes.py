from django.db import migrations

from voting import box_sql
from voting.commitments import ballot_mac, commitment, digest_of, keys_digest, seal_text
from voting.wrapping import unwrap, wrap


def wrap_secrets(apps, schema_editor):
    for poll in apps.get_model("voting", "Poll").objects.all():
        poll.wrapped_secret = wrap(bytes(poll.wrapped_secret))
        poll.save(update_fields=["wrapped_secret"])


def unwrap_secrets(apps, schema_editor):
    for poll in apps.get_model("voting", "Poll").objects.all():
        poll.wrapped_secret = unwrap(poll.wrapped_secret)
        poll.save(update_fields=["wrapped_secret"])


def sign_ballots(apps, schema_editor):
    ballots = apps.get_model("voting", "Ballot").objects
    for poll in apps.get_model("voting", "Poll").objects.all():
        secret, signed = unwrap(poll.wrapped_secret), []
        for ballot in ballots.filter(poll=poll).only("id", "choices").iterator():
            ballot.mac = ballot_mac(secret, ballot.id, ballot.choices)
            signed.append(ballot)
        ballots.bulk_update(signed, ["mac"], batch_size=200)


def close_sealed_boxes(apps, schema_editor):
    """Boxes that were sealed before there was a sealed table; where their cases stood nobody recorded."""
    for poll in apps.get_model("voting", "Poll").objects.exclude(edition__sealed_at=None):
        _close(apps, poll)


def _close(apps, poll):
    sealed, commitments = apps.get_model("voting", "SealedBallot"), apps.get_model("voting", "Commitment")
    live = apps.get_model("voting", "Ballot").objects.filter(poll=poll).order_by("id")
    ballots = [sealed(id=b.id, poll_id=poll.pk, choices=b.choices, mac=b.mac) for b in live]
    sealed.objects.bulk_create(ballots, batch_size=200)
    secret = unwrap(poll.wrapped_secret)
    values = sorted(commitment(secret, ballot.id, ballot.choices) for ballot in ballots)
    commitments.objects.bulk_create((commitments(value=v, poll_id=poll.pk) for v in values), batch_size=400)
    keys = poll.participations.order_by("pk").values_list("pk", flat=True)
    digest = keys_digest(keys.iterator())
    apps.get_model("voting", "Seal").objects.create(
        poll_id=poll.pk,
        ballots=len(values),
        participations_sha256=digest,
        sha256=digest_of(seal_text(poll.edition.slug, digest, len(values), values)),
        sealed_at=poll.edition.sealed_at,
    )
    live.order_by().delete()


def reopen_sealed_boxes(apps, schema_editor):
    live = apps.get_model("voting", "Ballot").objects
    sealed = apps.get_model("voting", "SealedBallot").objects
    live.bulk_create(
        (live.model(id=b.id, poll_id=b.poll_id, choices=b.choices, mac=b.mac) for b in sealed.all()),
        batch_size=200,
    )
    for name in ("Commitment", "Seal", "SealedBallot"):
        apps.get_model("voting", name).objects.all().delete()


def make_guards(apps, schema_editor):
    box_sql.make_guards()


def drop_guards(apps, schema_editor):
    box_sql.drop_guards()


class Migration(migrations.Migration):
    dependencies = [
        ("voting", "0003_sealed_box"),
    ]

    operations = [
        migrations.RunPython(wrap_secrets, unwrap_secrets),
        migrations.RunPython(sign_ballots, migrations.RunPython.noop),
        migrations.RunPython(close_sealed_boxes, reopen_sealed_boxes),
        migrations.RunPython(make_guards, drop_guards),
    ]
