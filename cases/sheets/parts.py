"""The parts of an .xlsx, read under bounds: no document types, nothing that swells, nothing endless."""

import io
import zipfile
from collections.abc import Iterator
from xml.parsers import expat

from django.utils.translation import gettext as _

from cases.sheets.cells import MAX_TEXT
from cases.sheets.errors import SAVE_AGAIN, SheetRefused

MEBIBYTE = 1024 * 1024
MAX_PARTS = 2_000
# What all parts may be together, unpacked, and how many elements one part may hold.
MAX_UNPACKED = 160 * MEBIBYTE
MAX_ELEMENTS = 4_000_000
# A tag or a name longer than this is no spreadsheet's.
MAX_PENDING = MEBIBYTE
_CHUNK = 64 * 1024


class Handler:
    """What to do with a part: `start` and `end` get local names, `text` pieces of text."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Meet the beginning of an element."""

    def end(self, name: str) -> None:
        """Meet the end of an element."""

    def text(self, piece: str) -> None:
        """Meet a piece of text."""


class Pieces:
    """The text of one element, bounded as a cell is."""

    def __init__(self):
        self._pieces, self._length = [], 0

    def add(self, piece: str) -> None:
        self._length += len(piece)
        # Escapes such as _x000D_ take seven letters for one.
        if self._length > 7 * MAX_TEXT:
            raise ValueError("longer than a cell may be")
        self._pieces.append(piece)

    def __str__(self):
        return "".join(self._pieces)


def damaged() -> SheetRefused:
    return SheetRefused(_("손상된 파일입니다.") + f" {SAVE_AGAIN}")


def swollen() -> SheetRefused:
    return SheetRefused(
        _("압축을 풀면 너무 큰 파일입니다. 내용이 있는 줄만 새 파일에 옮겨 주세요.") + f" {SAVE_AGAIN}"
    )


def opened(content: bytes) -> zipfile.ZipFile:
    """Open an archive whose size and number of parts are bounded."""
    # The directory itself can be the bomb: count before it is read.
    if content.count(b"PK\x01\x02") > MAX_PARTS:
        raise swollen()
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise damaged() from error
    if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
        raise swollen()
    return archive


def read_part(archive: zipfile.ZipFile, name: str, handler: Handler, limit: int) -> Iterator[None]:
    """Feed the part `name` to `handler`, a piece at a time; the caller may look after each.

    The sizes that the archive states may be a lie, so that the bytes are counted.
    """
    part = archive.getinfo(name)
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise damaged()
    parser = _parser(handler)
    fed = 0
    with archive.open(part) as source:
        while piece := source.read(_CHUNK):
            fed += len(piece)
            if fed > limit:
                raise swollen()
            parser.Parse(piece)
            if fed - parser.CurrentByteIndex > MAX_PENDING:
                raise damaged()
            yield
    parser.Parse(b"", True)
    yield


def _parser(handler):
    parser = expat.ParserCreate()
    parser.buffer_text = True
    count = 0

    def start(name, attributes):
        nonlocal count
        count += 1
        if count > MAX_ELEMENTS:
            raise swollen()
        handler.start(name.rpartition(":")[2], attributes)

    def refuse(*_arguments):
        # Entities that name entities, and files elsewhere, live in document types; spreadsheets have none.
        raise damaged()

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: handler.end(name.rpartition(":")[2])
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = refuse
    return parser
