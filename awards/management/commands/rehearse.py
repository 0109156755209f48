"""Run a whole replay or practice edition by the real services and print what came out."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from awards.rehearsal.files import SHIPPED, EditionFiles
from awards.rehearsal.report import report_lines
from awards.rehearsal.run import Rehearsal, rehearse, staff_pair
from cases.services import RuleBroken

PROGRESS_EVERY = 100


class Command(BaseCommand):
    help = "다시 계산하는 회차나 연습 회차를 처음부터 발표까지 실제 절차로 돌립니다."

    def add_arguments(self, parser):
        parser.add_argument("slug")
        parser.add_argument("--from", dest="directory", type=Path, help="입력 파일이 있는 폴더")
        parser.add_argument("--voters", type=int, default=300, help="투표지 파일이 없을 때 만들 투표지 수")

    def handle(self, *, slug, directory, voters, **options):
        clerk, second = staff_pair()
        try:
            files = EditionFiles(directory or SHIPPED / slug)
            # A shipped year is played through beside what is known of it, under an address of its own.
            slug = slug if directory else files.settings["slug"]
            run = Rehearsal(
                files=files,
                slug=slug,
                clerk=clerk,
                second=second,
                voters=voters,
                on_ballot=self.show_progress,
            )
            for name, seconds in rehearse(run):
                run.seconds[name] = seconds
                self.stderr.write(f"\r{name} {seconds:.2f}s")
        except RuleBroken as error:
            raise CommandError(str(error)) from error
        for line in report_lines(run):
            self.stdout.write(line)

    def show_progress(self, n):
        if n % PROGRESS_EVERY == 0 and self.stderr.isatty():
            self.stderr.write(f"\r{_('시민투표')} {n:,}", ending="")
