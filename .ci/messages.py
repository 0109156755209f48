"""Renew the English catalogue from the Korean sources and compile it.

Gathering needs GNU gettext; compiling does not, so that the committed catalogue is the same everywhere.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
HEADER = {
    "Project-Id-Version": "minwon-awards",
    "Language": "en",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}
IGNORED = (".venv/*", "var/*", "tests/*", ".ci/*")


def gather():
    if shutil.which("xgettext") is None:
        sys.exit(
            "gettext가 없습니다. 아래 명령을 실행한 뒤 다시 시도해 주세요.\n  sudo apt-get install -y gettext"
        )
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "manage.py", "makemessages", "--locale=en", "--no-obsolete"]
    command += ["--add-location=file", "--no-wrap", *(f"--ignore={pattern}" for pattern in IGNORED)]
    # Only the place of the catalogues matters here; the developer's settings do not.
    environment = os.environ | {
        "ENV_FILE": os.devnull,
        "SECRET_KEY": "0123456789" * 5,
        "DEMO": "1",
        "ALLOWED_HOSTS": "localhost",
    }
    subprocess.run(command, cwd=ROOT, env=environment, check=True)


def compile_catalogue():
    """Save with a header of our own and no date, so that unchanged sources give unchanged files."""
    catalogue = polib.pofile(str(CATALOGUE), wrapwidth=0)
    catalogue.header = "English words of the portal. The Korean source is the key."
    catalogue.metadata = HEADER
    catalogue.metadata_is_fuzzy = False
    catalogue.save()
    catalogue.save_as_mofile(str(CATALOGUE.with_suffix(".mo")))
    missing = [entry.msgid for entry in catalogue.untranslated_entries() + catalogue.fuzzy_entries()]
    print(f"{len(catalogue)}개 문장 가운데 번역할 문장 {len(missing)}개")
    for msgid in missing:
        print(f"  {msgid}")


if __name__ == "__main__":
    gather()
    compile_catalogue()
