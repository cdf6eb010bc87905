"""Asks other people's programs about a certificate of every kind: judge.py --verapdf JAR FOLDER

FOLDER is what the example `kinds` of the crate `paper` wrote. veraPDF says whether each file is PDF/A-3a and PDF/UA-1; qpdf
checks its syntax; pdffonts that every font is embedded, cut down and mapped to Unicode; poppler, MuPDF, Ghostscript and
pdf.js take the text out, which must be all there, in the order in which it is read, and no two words run together; zbar
reads the QR code. Then some files are spoilt, and whoever should notice must.

A program that is not installed is named and left out; where the environment says CI, that is a failure.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unicodedata

HERE = pathlib.Path(__file__).parent
# Marks of direction, which poppler puts around Hebrew and Arabic.
DIRECTIONS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F])


class Wrong(Exception):
    """What a program says against a certificate."""


def run(*command, fine=(0,)):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, encoding="utf-8")
    if done.returncode not in fine:
        raise Wrong(f"{command[0]} ended with {done.returncode}: {(done.stderr or done.stdout).strip()[:400]}")
    return done.stdout


def plain(text):
    """A text for comparing: composed, one blank where there are several, no marks of direction."""
    return " ".join(unicodedata.normalize("NFC", text).translate(DIRECTIONS).split())


def same(said, expected):
    if said == expected:
        return
    for place, (one, other) in enumerate(zip(said, expected)):
        if one != other:
            raise Wrong(f"reads {one!r} where {other!r} stands (number {place + 1})")
    raise Wrong(f"reads {len(said)} where {len(expected)} stand: {said[len(expected):] or expected[len(said):]}")


# ------------------------------------------------------------------------------------------------ one file at a time


def qpdf(pdf, _):
    if "No syntax or stream encoding errors" not in run("qpdf", "--check", pdf):
        raise Wrong("qpdf finds errors")


def pdffonts(pdf, _):
    rows = run("pdffonts", pdf).splitlines()[2:]
    if len(rows) < 3:
        raise Wrong(f"{len(rows)} fonts")
    for row in rows:
        if row.split()[-5:-2] != ["yes", "yes", "yes"]:
            raise Wrong(f"embedded, cut down, mapped to Unicode? {row}")


def compare(text, kind, blocks, order=True):
    """The words of a text with those of some blocks; `order` says whether they come as they are read."""
    text, expected = plain(text).replace(plain(kind["continued"]), " "), plain(" ".join(blocks))
    said, stands = text.split(), expected.split()
    if kind["letters"] != "in words":
        # A word that is longer than a line is broken, and programs disagree on how to write one from right to left.
        said, stands = list("".join(said)), list("".join(stands))
    if not order or kind["letters"] == "in any order":
        said, stands = sorted(said), sorted(stands)
    same(said, stands)


def pdftotext_raw(pdf, kind):
    compare(run("pdftotext", "-raw", pdf, "-"), kind, kind["blocks"])


def pdftotext(pdf, kind):
    """Poppler's own idea of the order, which goes by where things stand: who signs stands in columns."""
    text = plain(run("pdftotext", pdf, "-"))
    compare(text, kind, kind["blocks"], order=False)
    code = next(part for part in ("Código de verificação", "AMOSTRA") if part in plain(" ".join(kind["blocks"])))
    spine = ["CERTIFICADO", "Certificamos que", "Emitido em", code, "Emitido por"]
    places = [text.find(part) for part in spine]
    if -1 in places or places != sorted(places):
        raise Wrong(f"{spine} are at {places}")
    signed = [text.find(plain(name).split()[-1], places[2]) for name in kind["signed"]]
    if not all(places[2] < place < places[3] for place in signed):
        raise Wrong(f"who signs is at {signed}, not between date and code")


def pdfinfo(pdf, kind):
    said = run("pdfinfo", "-struct-text", pdf)
    texts = [plain(line.strip()[1:-1]) for line in said.splitlines() if line.strip().startswith('"')]
    texts = blockwise([text for text in texts if text], kind)
    # Poppler 22 ends a block at the first ActualText in it.
    whole = [block == drawn for block, drawn in zip(kind["blocks"], kind["drawn"])]
    if len(texts) == len(whole):
        texts = [text for text, known in zip(texts, whole) if known]
    same(texts, [plain(block) for block, known in zip(kind["blocks"], whole) if known])
    if said.count("Figure") != kind["pictures"] + 1 or said.count("H1") != 1 or "Link" not in said:
        raise Wrong("title, figures or link are not in the structure")


def blockwise(texts, kind):
    """Blocks without those that say that the programme goes on."""
    kept = []
    for text in texts:
        if " ".join([*kept[-1:], text]) == plain(kind["continued"]):
            kept.pop()
        else:
            kept.append(text)
    return kept


def mutool(pdf, kind):
    """To a MuPDF that does not know ActualText, what no font has is a square."""
    text = run("mutool", "draw", "-q", "-F", "txt", pdf)
    compare(text, kind, kind["drawn" if "□" in text else "blocks"])


def ghostscript(pdf, kind):
    """It writes line by line as they stand, and does not know ActualText."""
    text = run("gs", "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=txtwrite", "-sOutputFile=-", pdf)
    compare(text, kind, kind["drawn"], order=False)


def pdfjs(pdf, kind):
    """It does not know ActualText either."""
    said = blockwise([plain(block) for block in json.loads(run("node", HERE / "pdfjs.mjs", pdf))], kind)
    compare("\n".join(said), kind, kind["drawn"])
    if kind["letters"] == "in words":
        same(said, [plain(block) for block in kind["drawn"]])


def zbar(pdf, kind):
    with tempfile.TemporaryDirectory() as folder:
        page = pathlib.Path(folder) / "page"
        run("pdftoppm", "-r", "150", "-f", "1", "-l", "1", "-singlefile", "-png", pdf, page)
        same([run("zbarimg", "-q", "--raw", f"{page}.png").strip()], [kind["link"]])


CHECKS = {
    qpdf: ["qpdf"],
    pdffonts: ["pdffonts"],
    pdftotext_raw: ["pdftotext"],
    pdftotext: ["pdftotext"],
    pdfinfo: ["pdfinfo"],
    mutool: ["mutool"],
    ghostscript: ["gs"],
    pdfjs: ["node"],
    zbar: ["pdftoppm", "zbarimg"],
}

# ------------------------------------------------------------------------------------------------ all files at once


def verapdf(jar, flavour, pdfs):
    """What veraPDF has against each file, by the file's name."""
    main = "org.verapdf.apps.GreenfieldCliWrapper"
    options = ["-f", flavour, "--format", "json", "--maxfailuresdisplayed", "1"]
    said = json.loads(run("java", "-cp", jar, main, *options, *pdfs, fine=(0, 1)))
    against = {}
    for job in said["report"]["jobs"]:
        results = job.get("validationResult") or []
        results = results if isinstance(results, list) else [results]
        rules = [rule for result in results for rule in result["details"]["ruleSummaries"] if rule["ruleStatus"] == "FAILED"]
        words = [f"{rule['clause']}: {rule['description'][:150]}" for rule in rules]
        if not results or not all(result["compliant"] for result in results):
            words = words or ["no verdict"]
        against[pathlib.Path(job["itemDetails"]["name"]).name] = words
    missing = [pdf.name for pdf in pdfs if pdf.name not in against]
    return {**against, **{name: ["no verdict"] for name in missing}}


# ------------------------------------------------------------------------------------------------ papers that are no certificates


def papers(jar, folder):
    """What is wrong with the papers that the example `papers` wrote."""
    listed = json.loads((folder / "papers.json").read_text(encoding="utf-8"))
    pdfs = [folder / paper["file"] for paper in listed]
    for pdf, paper in zip(pdfs, listed):
        for words in (complaint(qpdf, pdf, None), complaint(pdffonts_of_any, pdf, None), complaint(codes, pdf, paper)):
            if words:
                yield f"{pdf.name}: {words}"
    for flavour in ("3a", "ua1"):
        for name, words in verapdf(jar, flavour, pdfs).items():
            if words:
                yield f"{name}: veraPDF {flavour}: {words}"


def pdffonts_of_any(pdf, _):
    for row in run("pdffonts", pdf).splitlines()[2:]:
        if row.split()[-5:-2] != ["yes", "yes", "yes"]:
            raise Wrong(f"embedded, cut down, mapped to Unicode? {row}")


def codes(pdf, paper):
    """QR codes and bar codes of the first sheet, whichever way round they are found."""
    if not paper["codes"]:
        return
    with tempfile.TemporaryDirectory() as folder:
        page = pathlib.Path(folder) / "page"
        run("pdftoppm", "-r", "300", "-f", "1", "-l", "1", "-singlefile", "-png", pdf, page)
        said = run("zbarimg", "-q", "--raw", "--set", "i25.enable", f"{page}.png").split("\n")
        same(sorted(line for line in said if line), sorted(paper["codes"]))


# ------------------------------------------------------------------------------------------------ files that are spoilt

# Each spoils one thing without moving a byte, and names who must notice.
SPOILT = {
    "no output intent": (b"/OutputIntents", b"/OutputIntentz", "3a"),
    "no structure": (b"/StructTreeRoot", b"/StructTreeRooz", "ua1"),
    "figures without words": (b"/Alt ", b"/Alx ", "ua1"),
    "nothing said of PDF-UA": (b'pdfuaid:part="1"', b'pdfuaid:part="0"', "ua1"),
    "letters without meaning": (b"/ToUnicode", b"/ToUnicodx", pdfjs),
    "blocks in another order": (b"/MCID 3>>", b"/MCID 5>>", pdfinfo),
    "a letter changed": (b"beginbfchar\n<0001> <0020>", b"beginbfchar\n<0001> <0021>", pdftotext_raw),
}


def spoil(pdf, folder):
    """The same certificate unpacked, then spoilt in each way."""
    unpacked = folder / "unpacked.pdf"
    options = ["--stream-data=uncompress", "--object-streams=disable", "--newline-before-endstream"]
    run("qpdf", *options, pdf, unpacked)
    whole, spoilt = unpacked.read_bytes(), {}
    for name, (old, new, _) in SPOILT.items():
        if old not in whole or len(old) != len(new):
            raise Wrong(f"nothing to spoil: {old!r} is not in the file")
        spoilt[name] = folder / f"{name.replace(' ', '-')}.pdf"
        spoilt[name].write_bytes(whole.replace(old, new))
    return unpacked, spoilt


def unnoticed(jar, kind, pdf):
    """What was spoilt and not noticed."""
    with tempfile.TemporaryDirectory() as folder:
        unpacked, spoilt = spoil(pdf, pathlib.Path(folder))
        verdicts = {flavour: verapdf(jar, flavour, [unpacked, *spoilt.values()]) for flavour in ("3a", "ua1")}
        for flavour, against in verdicts.items():
            if against[unpacked.name]:
                yield f"{flavour} refuses the file that was only unpacked: {against[unpacked.name]}"
        for name, (_, _, judge) in SPOILT.items():
            if isinstance(judge, str):
                noticed = bool(verdicts[judge][spoilt[name].name])
            else:
                noticed = complaint(judge, spoilt[name], kind) is not None
            if not noticed:
                yield f"{name}: {judge if isinstance(judge, str) else judge.__name__} did not notice"


# ------------------------------------------------------------------------------------------------


def complaint(check, pdf, kind):
    try:
        check(pdf, kind)
    except Wrong as wrong:
        return str(wrong)
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--verapdf", required=True, type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    given = parser.parse_args()
    kinds = json.loads((given.folder / "kinds.json").read_text(encoding="utf-8"))
    pdfs = [given.folder / kind["file"] for kind in kinds]
    wrong, absent = [], [] if shutil.which("java") else ["java"]
    for check, tools in CHECKS.items():
        missing = [tool for tool in tools if not shutil.which(tool)]
        if missing:
            absent += missing
            print(f"{check.__name__}: left out, {', '.join(missing)} not installed")
            continue
        found = [(pdf, complaint(check, pdf, kind)) for pdf, kind in zip(pdfs, kinds)]
        wrong += [f"{pdf.name}: {check.__name__}: {words}" for pdf, words in found if words]
        print(f"{check.__name__}: {sum(not words for _, words in found)} of {len(pdfs)} right")
    if shutil.which("java"):
        for flavour in ("3a", "ua1"):
            against = verapdf(given.verapdf, flavour, pdfs)
            wrong += [f"{name}: veraPDF {flavour}: {words}" for name, words in against.items() if words]
            print(f"veraPDF {flavour}: {sum(not words for words in against.values())} of {len(pdfs)} right")
        if not absent:
            found = list(papers(given.verapdf, given.folder))
            wrong += found
            print(f"papers that are no certificates: {len(found)} complaints")
            missed = list(unnoticed(given.verapdf, kinds[0], pdfs[0]))
            wrong += missed
            print(f"spoilt on purpose: {len(SPOILT) - len(missed)} of {len(SPOILT)} noticed")
    if absent and os.environ.get("CI"):
        wrong.append(f"not installed: {', '.join(absent)}")
    sys.exit("\n".join(wrong) if wrong else 0)


if __name__ == "__main__":
    main()
