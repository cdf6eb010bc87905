"""A certificate like Selo's with reportlab: the same fonts, texts and QR code, and less ornament (rules and a seal of 24
petals, no guilloche). Commands as in shared/paper/benches; the folder of the fonts is the argument."""

import io
import json
import math
import sys

import segno
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 841.89, 595.28
NAMES = [
    "Maria da Conceição Araújo", "João Antônio Gonçalves", "Antônia Sebastião Brandão", "Inês Fátima de Assunção",
    "José Américo Guimarães", "Thaís Verônica Magalhães", "Cláudia Patrícia Estêvão", "Marçal Inácio Corrêa Leão",
]
SURNAMES = ["Prado", "Falcão", "Nóbrega", "Quintão", "Vilaça"]


def lines(number, code):
    return [
        ("serif", 19, 98, "Instituto Horizonte da Educação"),
        ("serif", 47, 157, "CERTIFICADO"),
        ("sans", 14, 195, "Certificamos que"),
        ("serif", 38, 240, f"{NAMES[number % 8]} {SURNAMES[number // 8 % 5]}"),
        ("sans", 11, 262, "CPF ***.982.***-**"),
        ("sans", 14.5, 295, "participou, como participante, de Formação em Avaliação Educacional 1,"),
        ("strong", 14.5, 316, "evento realizado de 12 a 14 de março de 2026, em Recife, com carga horária de 40 horas."),
        ("sans", 11.5, 350, "Emitido em 14 de março de 2026"),
        ("strong", 11, 427, "Helena Vasconcelos Duarte          João Gonçalves"),
        ("sans", 9.5, 439, "Coordenadora          Reitor"),
        ("strong", 12.5, 495, f"Código de verificação   {code}"),
        ("sans", 10, 510, "Verifique a autenticidade em certificados.example/verificar"),
        ("sans", 9, 523, "Emitido por Instituto Horizonte da Educação"),
    ]


def seal(canvas):
    path = canvas.beginPath()
    for petal in range(24):
        angle = math.tau * petal / 24
        at = lambda r, turn: (130 + r * math.cos(angle + turn), HEIGHT - 485 + r * math.sin(angle + turn))
        path.moveTo(*at(15, 0))
        path.curveTo(*at(31, 0.35), *at(40, 0.2), *at(44, 0))
        path.curveTo(*at(40, -0.2), *at(31, -0.35), *at(15, 0))
        path.close()
    canvas.drawPath(path)


def qr(canvas, url):
    matrix = [bytes(row) for row in segno.make_qr(url, error="m", boost_error=False).matrix]
    module = 72 / len(matrix)
    path = canvas.beginPath()
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            start = x
            while x < len(row) and row[x]:
                x += 1
            if x > start:
                path.rect(690 + start * module, HEIGHT - 449 - (y + 1) * module, (x - start) * module, module)
            x += 1
    canvas.drawPath(path, stroke=0, fill=1)


def certificate(number):
    code = f"{(number * 0x9E3779B97F4A7C15) % 2**64:016X}7"
    url = f"https://certificados.example/v/{code}"
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), pageCompression=1, lang="pt-BR")
    canvas.setTitle(f"Certificado {code}")
    canvas.setFillColorRGB(0.996, 0.992, 0.976)
    canvas.rect(19, 19, WIDTH - 38, HEIGHT - 38, stroke=0, fill=1)
    canvas.setStrokeColorRGB(0.07, 0.25, 0.23)
    for inset, width in [(19, 1.3), (21.4, 0.35), (43.6, 0.35), (46, 0.9)]:
        canvas.setLineWidth(width)
        canvas.rect(inset, inset, WIDTH - 2 * inset, HEIGHT - 2 * inset)
    seal(canvas)
    canvas.setFillColorRGB(0.13, 0.14, 0.15)
    for font, size, y, text in lines(number, code):
        canvas.setFont(font, size)
        canvas.drawCentredString(WIDTH / 2, HEIGHT - y, text)
    canvas.setFillColorRGB(0, 0, 0)
    qr(canvas, url)
    canvas.linkURL(url, (690, HEIGHT - 521, 762, HEIGHT - 449))
    canvas.save()
    return out.getvalue()


def main():
    folder = sys.argv[1]
    files = {"serif": "EBGaramond-Medium", "sans": "SourceSans3-Regular", "strong": "SourceSans3-SemiBold"}
    for name, file in files.items():
        pdfmetrics.registerFont(TTFont(name, f"{folder}/{file}.ttf"))
    number = 0
    for line in sys.stdin:
        command, argument = line.split()
        if command == "write":
            with open(argument, "wb") as out:
                out.write(certificate(0))
        count = int(argument) if argument.isdigit() else 0
        size = 0
        for _ in range(count):
            size += len(certificate(number))
            number += 1
        print(json.dumps({"bytes": size // max(count, 1)}), flush=True)


main()
