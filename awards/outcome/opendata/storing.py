"""Freezing the open data of a result: the bytes that readers get from its publication on."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import override

from awards.arithmetic.rule import canonical_json
from awards.outcome.models import Result
from awards.outcome.opendata.bundle import build_bundle
from awards.outcome.opendata.models import ONE_FILE, DataFile, ResultBundle
from awards.outcome.opendata.package import describe
from awards.outcome.opendata.tables import tables
from awards.rule.freezing import require_frozen
from cases.models import Edition


def freeze_open_data(*, result: Result, at: datetime) -> ResultBundle:
    """Store the bundle of `result` and its files, public from the moment `at` on as the result is.

    Raises `ResultOutdated`, `NotReady`, `RuleChanged`, `PollVoid`; `IntegrityError` where `result` has a bundle.
    """
    # One file for all readers: its words are those of the contest.
    with transaction.atomic(), override("ko"):
        bundle = build_bundle(result, at=at)
        one = ResultBundle.of(canonical_json(bundle).encode(), result=result)
        one.save()
        document = require_frozen(result.edition).document
        files = [DataFile.of(document.encode(), bundle=one, name="rule.json")]
        found = list(tables(bundle))
        files += [DataFile.of(table.content(), bundle=one, name=table.name) for table in found]
        stored = {ONE_FILE: one} | {file.name: file for file in files}
        package = canonical_json(describe(bundle, found, stored)).encode()
        files.append(DataFile.of(package, bundle=one, name="datapackage.json"))
        DataFile.objects.bulk_create(files)
        return one


def freeze_missing(edition: Edition) -> None:
    """Give the published result of `edition` its open data where it was published before there was any."""
    result = edition.results.exclude(published_by=None).filter(bundle=None).order_by("-version").first()
    if result is not None and result.published_at is not None:
        freeze_open_data(result=result, at=result.published_at)
