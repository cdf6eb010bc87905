"""Looks at certificates with other people's tools: check_pdf.py FILE.pdf…

qpdf checks the structure, pdffonts that every font is embedded, cut down and mapped to Unicode, pdftotext that the text
is there, and zbarimg reads the QR code from the page as pdftoppm paints it at 150 dpi. A tool that is not installed is
named and left out; the tests of `render-pdf` do the same with libraries.
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile


def run(*command):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=True).stdout


def structure(pdf):
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", pdf)


def fonts(pdf):
    rows = run("pdffonts", pdf).splitlines()[2:]
    assert len(rows) >= 3, rows
    for row in rows:
        assert row.split()[-5:-2] == ["yes", "yes", "yes"], f"embedded, subset, Unicode: {row}"


def text(pdf):
    words = run("pdftotext", pdf, "-")
    for part in ("CERTIFICADO", "Certificamos que", "Código de verificação", "/verificar"):
        assert part in words, f"{part} is not in the text"


def qr(pdf):
    with tempfile.TemporaryDirectory() as folder:
        page = pathlib.Path(folder) / "page"
        run("pdftoppm", "-r", "150", "-f", "1", "-l", "1", "-singlefile", "-png", pdf, page)
        link = run("zbarimg", "-q", "--raw", f"{page}.png").strip()
    assert "/v/" in link and link in pathlib.Path(pdf).read_bytes().decode("latin-1"), f"{link} is not the page's link"


CHECKS = [(structure, ["qpdf"]), (fonts, ["pdffonts"]), (text, ["pdftotext"]), (qr, ["pdftoppm", "zbarimg"])]


def main(files):
    for check, tools in CHECKS:
        missing = [tool for tool in tools if not shutil.which(tool)]
        if missing:
            print(f"{check.__name__}: left out, {', '.join(missing)} not installed")
            continue
        for pdf in files:
            check(pdf)
        print(f"{check.__name__}: {len(files)} right")


main(sys.argv[1:])
