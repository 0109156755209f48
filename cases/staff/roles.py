"""The roles of the office, least privilege: one table, written into the groups after every `migrate`.

Permissions are named by app and codename only, since most of them belong to rooms above this one; a name that no
room has (yet) is left out. Nobody deletes anything of the contest, and no role edits roles.
"""

from django.apps import apps as installed_apps
from django.contrib.auth.management import create_permissions
from django.db import router

LEAD, RECEPTION, JUDGING, VOTE, SECOND, AUDIT, ORGANISATION = ROLE_NAMES = (
    "총괄",
    "접수",
    "심사",
    "투표",
    "확인",
    "감사",
    "기관 담당자",
)


def _may(acts: str, *models: str) -> frozenset[str]:
    """The permissions for every act on every model: `_may("view add", "cases.case")`."""
    pairs = (model.split(".") for model in models)
    return frozenset(f"{app}.{act}_{name}" for app, name in pairs for act in acts.split())


CALENDAR = ("cases.edition", "cases.calendarchange")
ENTERED = ("cases.organisation", "cases.case")
RULE = ("awards.rule", "awards.round", "awards.criterion", "awards.awardtier", "voting.poll")
JUDGED = ("awards.judge", "awards.recusal", "awards.caserecusal", "awards.sheet", "awards.score")
ACCOUNTS = ("auth.user", "auth.group", "cases.membership")
LOGS = ("cases.historyentry", "cases.personaldataaccess", "cases.refusal", "voting.purgerecord")
EVERY_CASE = frozenset({"cases.view_every_case"})
CONTACTS = frozenset({"cases.view_contacts"})
CLOSING = frozenset({"awards.view_closing"})
# Any two of three people: whoever asks, another one approves.
APPROVING = frozenset({"awards.request_approval", "awards.approve_result"})
# Acts of two people on a poll: 총괄 asks, 감사 confirms.
POLL_ACTS = frozenset({"voting.view_pollact"})
TURNOUT = _may("view", "voting.turnout", "voting.providercount", "voting.voterlist")
OVERVIEW = frozenset({"awards.view_overview", "awards.view_scans"})
# 총괄 answers, 감사 confirms the answer.
OBJECTIONS = frozenset({"awards.view_objection"})

ROLES: dict[str, frozenset[str]] = {
    LEAD: _may("view", *CALENDAR, *ENTERED, *RULE, *JUDGED, *ACCOUNTS, *LOGS)
    | _may("add change", "cases.edition", "cases.organisation", *RULE, "auth.user", "cases.membership")
    | _may("delete", "cases.membership")
    | EVERY_CASE
    | CONTACTS
    | CLOSING
    | OVERVIEW
    | POLL_ACTS
    | TURNOUT
    | APPROVING
    | OBJECTIONS
    | {"awards.freeze_rule"}
    | {"awards.choose_for_award", "awards.publish_result", "awards.ask_revocation", "awards.answer_objection"}
    | {"voting.ask_void", "voting.ask_destroy_secret", "voting.ask_voter_list", "voting.ask_admission"},
    RECEPTION: _may("view", *CALENDAR) | _may("view add change", *ENTERED) | EVERY_CASE | CONTACTS,
    JUDGING: _may("view", *CALENDAR, *ENTERED, "awards.rule", "awards.round", "awards.criterion")
    | _may("view add change", *JUDGED)
    | EVERY_CASE
    | OVERVIEW
    | {"awards.enter_scores", "awards.settle_scores", "awards.close_round", "awards.request_reopen"}
    | {"awards.ask_late_correction"},
    VOTE: _may("view", *CALENDAR, *ENTERED, "voting.poll")
    | EVERY_CASE
    | CLOSING
    | TURNOUT
    | APPROVING
    | {"awards.close_vote", "awards.compute_result"},
    SECOND: _may("view", *CALENDAR, *ENTERED, *RULE, *JUDGED)
    | EVERY_CASE
    | CLOSING
    | OVERVIEW
    | APPROVING
    | OBJECTIONS
    | {"awards.enter_scores", "awards.settle_scores", "awards.confirm_reopen"}
    | {"awards.confirm_late_correction"},
    AUDIT: _may("view", *CALENDAR, *ENTERED, *RULE, *JUDGED, *ACCOUNTS, *LOGS)
    | EVERY_CASE
    | CLOSING
    | OVERVIEW
    | POLL_ACTS
    | TURNOUT
    | {"voting.add_providercount", "voting.confirm_void", "voting.confirm_destroy_secret"}
    | OBJECTIONS
    | {"voting.confirm_admission", "voting.confirm_voter_list", "awards.audit_late_correction"}
    | {"awards.review_result", "awards.confirm_revocation", "awards.confirm_answer"}
    | {"awards.download_audit_pack"},
    ORGANISATION: _may("view add change", "cases.case") | CONTACTS,
}


def apply_roles(app_config, *, using, apps=installed_apps, verbosity=0, **options) -> None:
    """Write the table into the groups once all permissions exist: after the last app of a `migrate`.

    Idempotent. A group of the table gets exactly its permissions; other groups are left alone.
    """
    with_models = [config for config in installed_apps.get_app_configs() if config.models_module]
    if app_config.label != with_models[-1].label:
        return
    try:
        group_model, permission_model = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    except LookupError:
        return
    if not router.allow_migrate_model(using, group_model):
        return
    create_permissions(app_config, verbosity=0, using=using, apps=apps)
    known = {
        f"{app}.{codename}": pk
        for pk, app, codename in permission_model.objects.using(using).values_list(
            "pk", "content_type__app_label", "codename"
        )
    }
    for name, permissions in ROLES.items():
        group, _is_new = group_model.objects.using(using).get_or_create(name=name)
        group.permissions.set([known[permission] for permission in permissions if permission in known])
