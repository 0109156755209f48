"""The heaviest files that pass the door of 10 MB."""

import io
import itertools

from tests.cases.sheets.workbooks import archive, line, package

HEAD = line(1, "사례번호", "사례명")
REPEAT = 65_536 // 8


def many(piece, megabytes):
    """Yield `piece` until so many megabytes are full."""
    block = piece.encode() * max(1, REPEAT // len(piece) * 8)
    return itertools.chain([HEAD.encode()], itertools.repeat(block, megabytes * 1024**2 // len(block)))


def numbered(template, count):
    """Yield `template` with numbers from 2 on."""
    return itertools.chain([HEAD], (template.format(n=n) for n in range(2, count)))


def bomb():
    """A gigabyte of zeros in one part: 1 MB packed."""
    return package(many("<!--" + "0" * 8000 + "-->", 1024))


def swelling_rows():
    return package(many("<row/>", 150))


def swelling_cells():
    return package(many('<row><c s="1"/><c s="1"/></row>', 120))


def styled_rows():
    """What is left when whole columns were painted: every row of the sheet, all empty."""
    return package(numbered('<row r="{n}" s="1" customFormat="1"><c r="A{n}" s="1"/></row>', 1_000_000))


def shared_texts():
    return package(HEAD, strings=(f"<si><t>{n:x}</t></si>" for n in range(900_000)))


def long_texts():
    return package(HEAD, strings=("<si><t>" + "가" * 30_000 + "</t></si>" for _ in range(250)))


def shared_text_everywhere():
    """One long text with loose accents that all cells share: 16 GB when every cell composes its own."""
    cell = '<c t="s"><v>0</v></c>'
    rows = (f"<row>{cell * 25}</row>" for _ in range(19_999))
    return package(itertools.chain([HEAD], rows), strings="<si><t>" + "가e\u0301" * 10_000 + "</t></si>")


def one_long_tag():
    return package(itertools.chain([HEAD, "<row a='"], itertools.repeat("0" * 65_536, 1500), ["'/>"]))


def one_long_text():
    text = itertools.repeat("0" * 65_536, 1500)
    return package(itertools.chain([HEAD, '<row><c t="str"><v>'], text, ["</v></c></row>"]))


def entities():
    nested = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    doctype = f'<!DOCTYPE lolz [<!ENTITY l0 "lol">{nested}]>'
    return package(line(1, "&l11;"), doctype=doctype)


def entries():
    return archive({f"xl/{n}": [] for n in range(60_000)})


def wide_rows():
    """As many filled cells as any file may have, each of its own."""
    rows = (
        f"<row>{''.join(f'<c><v>{row * 25 + n}.5</v></c>' for n in range(25))}</row>" for row in range(19_999)
    )
    return package(itertools.chain([HEAD], rows))


def merged_cells():
    rows = (line(n, "가", "나") for n in range(1, 20_000))
    return package(rows, merged=[f"A{n}:XFD1048576" for n in range(1, 10_000)])


def csv_of_marks():
    """Letters under endless accents, which take long to compose."""
    cell = "a" + "\u0301\u0316" * 8_000
    return io.BytesIO(("사례번호,사례명\r\n" + f"1,{cell}\r\n" * 300).encode())


def csv_of_short_cells():
    return io.BytesIO(b"a,b\r\n" + (",".join(["12"] * 150) + "\r\n").encode() * 20_000)


def csv_of_emoji():
    return io.BytesIO(("😀" * 30_000 + "\r\n").encode() * 80)


FILES = {
    maker.__name__: maker
    for maker in (
        bomb,
        swelling_rows,
        swelling_cells,
        styled_rows,
        shared_texts,
        long_texts,
        shared_text_everywhere,
        one_long_tag,
        one_long_text,
        entities,
        entries,
        wide_rows,
        merged_cells,
        csv_of_marks,
        csv_of_short_cells,
        csv_of_emoji,
    )
}
