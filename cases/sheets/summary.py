"""What an import did, in numbers and in words."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class ImportSummary:
    """Counts of what was new, changed and unchanged; `skipped` rows said nothing."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    skipped: int = 0
    new_organisations: list[str] = field(default_factory=list)
    ignored_columns: list[str] = field(default_factory=list)

    def __str__(self):
        return "\n".join(self.lines())

    def lines(self) -> list[str]:
        """Return the summary as sentences, one a line, without what did not happen."""
        counts = {"created": self.created, "changed": self.changed, "unchanged": self.unchanged}
        lines = [_("새로 넣음 %(created)s건, 바뀜 %(changed)s건, 그대로 %(unchanged)s건") % counts]
        if self.skipped:
            lines.append(_("내용이 없어 건너뜀 %(n)s건") % {"n": self.skipped})
        if self.new_organisations:
            names = ", ".join(self.new_organisations)
            lines.append(_("새 기관 %(n)s곳: %(names)s") % {"n": len(self.new_organisations), "names": names})
        if self.ignored_columns:
            lines.append(_("무시한 열: %(names)s") % {"names": ", ".join(self.ignored_columns)})
        return lines
