"""How far the QR code of a certificate is read: by zbar, ZXing and OpenCV, at which resolution, printed how small.

The example `codes` of the crate `paper` draws certificates of two houses; poppler paints the whole page, as it is and as a
poor scanner sees it: a little turned, blurred, pale and noisy. A decoder must find the code on the page and give the very link.
The table goes to standard output, the figures as JSON to its last line. With --write the table in docs/benchmarks.md is
written again. CODES in the environment is how many certificates of each house are tried.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import venv

ROOT = pathlib.Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv/bin/python"
NEEDS = ["zxing-cpp==3.1.1", "opencv-python-headless==5.0.0.93", "pillow==13.0.0", "numpy==2.4.6"]
CODES = int(os.environ.get("CODES", "5"))
RESOLUTIONS = (72, 100, 150, 200, 300)
SIZES = (1.0, 0.6)
DECODERS = ("zbar", "ZXing", "OpenCV")


def in_own_python():
    """Starts itself again with a Python that has the decoders."""
    if pathlib.Path(sys.prefix) == PYTHON.parents[1]:
        return
    if not PYTHON.exists():
        venv.create(ROOT / ".venv", with_pip=True)
    if subprocess.run([PYTHON, "-c", "import zxingcpp, cv2, PIL, numpy"], stderr=subprocess.DEVNULL).returncode:
        subprocess.run([PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", *NEEDS], check=True)
    os.execv(PYTHON, [PYTHON, __file__, *sys.argv[1:]])


def painted(pdf, dpi, folder):
    target = folder / "page"
    command = ["pdftoppm", "-r", f"{dpi:g}", "-f", "1", "-l", "1", "-singlefile", "-gray", pdf, target]
    subprocess.run(command, check=True)
    from PIL import Image

    return Image.open(f"{target}.pgm").copy()


def scanned(picture):
    import numpy
    from PIL import Image, ImageFilter

    turned = picture.rotate(1.3, resample=Image.BICUBIC, fillcolor=255).filter(ImageFilter.GaussianBlur(0.6))
    noise = numpy.random.default_rng(7).normal(0, 8, (turned.height, turned.width))
    pale = numpy.asarray(turned, dtype=float) * 0.85 + 20 + noise
    return Image.fromarray(pale.clip(0, 255).astype("uint8"))


def read(picture, folder):
    """What each decoder reads; an empty text where it reads nothing."""
    import cv2
    import numpy
    import zxingcpp

    page = folder / "read.pgm"
    picture.save(page)
    zbar = subprocess.run(["zbarimg", "-q", "--raw", page], capture_output=True, text=True).stdout.strip()
    zxing = [found.text for found in zxingcpp.read_barcodes(picture)]
    opencv = cv2.QRCodeDetector().detectAndDecode(numpy.asarray(picture))[0]
    return zbar, (zxing or [""])[0], opencv


def measured(folder):
    """How many of the codes each decoder reads, by house, sight, size and resolution."""
    right = {}
    for certificate in json.loads((folder / "codes.json").read_text()):
        for size in SIZES:
            for dpi in RESOLUTIONS:
                page = painted(folder / certificate["file"], dpi * size, folder)
                for sight, picture in (("drawn", page), ("scanned", scanned(page))):
                    said = read(picture, folder)
                    counts = right.setdefault((certificate["house"], sight, size, dpi), [0, 0, 0])
                    for place, text in enumerate(said):
                        counts[place] += text == certificate["link"]
    return right


def table(right):
    yield f"| link | print | seen | {' | '.join(f'{dpi} dpi' for dpi in RESOLUTIONS)} |"
    yield "|---" * (3 + len(RESOLUTIONS)) + "|"
    for house in ("usual", "long"):
        for size in SIZES:
            for sight in ("drawn", "scanned"):
                cells = [" ".join(str(n) for n in right[house, sight, size, dpi]) for dpi in RESOLUTIONS]
                yield f"| {house} | {size:.0%} | {sight} | {' | '.join(cells)} |"


def main():
    in_own_python()
    os.chdir(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        command = ["cargo", "run", "--quiet", "--package", "paper", "--example", "codes"]
        subprocess.run([*command, folder, str(CODES)], check=True)
        right = measured(folder)
    rows = list(table(right))
    if "--write" in sys.argv:
        page = ROOT / "docs/benchmarks.md"
        before, _, rest = page.read_text().partition("| link | print |")
        _, _, after = rest.partition("\n\n")
        page.write_text(before + "\n".join(rows) + "\n\n" + after)
    print("\n".join(rows))
    print(json.dumps({f"qr_{h}_{s}_{z:.0%}_{d}dpi_read": sum(n) for (h, s, z, d), n in right.items()}))


main()
