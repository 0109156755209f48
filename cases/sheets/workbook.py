"""An .xlsx as rows of cells: values as they were last computed, and where no value can be trusted."""

import posixpath
import zipfile
from dataclasses import dataclass, field

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900
from openpyxl.utils.escape import unescape

from cases.sheets.cells import cell_of
from cases.sheets.parts import MEBIBYTE, Handler, Pieces, damaged, read_part

MAIN = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_SMALL = 4 * MEBIBYTE
_MAX_STRINGS = 24 * MEBIBYTE
_MAX_STRING_COUNT = 500_000
_YES = ("1", "true", "on")
# Formats that Korean Excel knows by number alone, such as 31: yyyy"년" mm"월" dd"일".
_KOREAN_DATES = {*range(27, 32), 36, *range(50, 59)}
_KOREAN_TIMES = {*range(32, 36)}


@dataclass
class _Outline(Handler):
    """The sheets of a workbook in their order, its calendar, and whether formulas wait to be computed."""

    sheets: list[tuple[str, str]] = field(default_factory=list)
    epoch = CALENDAR_WINDOWS_1900
    is_stale = False

    def start(self, name, attributes):
        if name == "sheet":
            relation = next(value for key, value in attributes.items() if key.rpartition(":")[2] == "id")
            self.sheets.append((relation, attributes.get("state", "visible")))
        elif name == "workbookPr" and attributes.get("date1904") in _YES:
            self.epoch = CALENDAR_MAC_1904
        elif name == "calcPr":
            is_put_off = attributes.get("calcMode") == "manual" and attributes.get("calcCompleted") == "0"
            self.is_stale = is_put_off or attributes.get("fullCalcOnLoad") in _YES


@dataclass
class _Relations(Handler):
    """{key: where the worksheet is}."""

    targets: dict[str, str] = field(default_factory=dict)

    def start(self, name, attributes):
        if name == "Relationship" and attributes["Type"].endswith("/worksheet"):
            self.targets[attributes["Id"]] = posixpath.normpath(posixpath.join("/xl", attributes["Target"]))


@dataclass
class _Styles(Handler):
    """For every style of a cell: None, "date" or "duration"."""

    kinds: list[str | None] = field(default_factory=list)
    _formats: dict[int, str] = field(default_factory=lambda: dict(BUILTIN_FORMATS))
    _is_inside = False

    def start(self, name, attributes):
        if name == "numFmt":
            self._formats[int(attributes["numFmtId"])] = attributes["formatCode"]
        elif name == "cellXfs":
            self._is_inside = True
        elif name == "xf" and self._is_inside:
            self.kinds.append(self._kind(int(attributes.get("numFmtId", "0"))))

    def end(self, name):
        if name == "cellXfs":
            self._is_inside = False

    def _kind(self, key):
        if key not in self._formats and key in _KOREAN_DATES | _KOREAN_TIMES:
            return "date"
        code = self._formats.get(key, "General")[:300]
        if is_timedelta_format(code):
            return "duration"
        return "date" if is_date_format(code) else None


@dataclass
class _Strings(Handler):
    """The texts that cells share; guides to pronunciation are no part of them."""

    texts: list[str | None] = field(default_factory=list)
    _pieces: Pieces = field(default_factory=Pieces)
    _is_text = False
    _guides = 0

    def start(self, name, attributes):
        if name == "si":
            self._pieces = Pieces()
        elif name == "rPh":
            self._guides += 1
        self._is_text = name == "t" and not self._guides

    def text(self, piece):
        if self._is_text:
            self._pieces.add(piece)

    def end(self, name):
        self._is_text = False
        if name == "rPh":
            self._guides -= 1
        elif name == "si":
            if len(self.texts) == _MAX_STRING_COUNT:
                raise ValueError("more texts than any file has that is read")
            self.texts.append(cell_of(unescape(str(self._pieces))))


@dataclass(frozen=True)
class Book:
    """An opened workbook and what its cells refer to."""

    archive: zipfile.ZipFile
    sheet: str
    epoch: object
    is_stale: bool
    styles: list[str | None]
    strings: list[str | None]


def is_workbook(archive: zipfile.ZipFile) -> bool:
    return MAIN in archive.namelist()


def open_book(archive: zipfile.ZipFile) -> Book:
    """Read all but the cells; the sheet is the first that people see."""
    outline = _whole(archive, MAIN, _Outline(), _SMALL)
    targets = _whole(archive, _RELATIONS, _Relations(), _SMALL).targets
    visible = [targets[key] for key, state in outline.sheets if state == "visible" and key in targets]
    if not visible:
        raise damaged()
    names = {f"/{name}": name for name in archive.namelist()}
    strings = _found(names, "/xl/sharedStrings.xml")
    styles = _found(names, "/xl/styles.xml")
    return Book(
        archive=archive,
        sheet=names[visible[0]],
        epoch=outline.epoch,
        is_stale=outline.is_stale,
        styles=_whole(archive, styles, _Styles(), _SMALL).kinds if styles else [],
        strings=_whole(archive, strings, _Strings(), _MAX_STRINGS).texts if strings else [],
    )


def _found(names, wanted):
    """Return the name of a part, whose letters some programs write large."""
    return next((name for path, name in names.items() if path.lower() == wanted.lower()), None)


def _whole(archive, name, handler, limit):
    for _piece in read_part(archive, name, handler, limit):
        pass
    return handler
