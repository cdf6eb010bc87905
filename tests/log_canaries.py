#!/usr/bin/env python3
"""Logs hold no personal value: a whole journey at the most talkative level of its own crates, then a search for everything secret in it.

    tests/log_canaries.py --binary target/debug/selo

Looked for: CPFs, names, addresses, tokens, initial passwords, chosen passwords, session tokens and verify codes of
everybody in the journey. Also that every line of the log is one JSON object. Exits 1 when anything is found.
"""
import argparse
import csv
import io
import json
import pathlib
import re
import tempfile
import urllib.error

from house import CPF, PASSWORD, House, free_port, people_csv, prepare, publish, text_of, upload_people


def secrets_of(house, people):
    """Everything that must not be in a log, each with what it is."""
    found = {CPF: "CPF", re.sub(r"\D", "", CPF): "CPF", PASSWORD: "password", house.token: "session token", "Otília Amaral": "name"}
    found |= {ASKED["name"]: "name", ASKED["email"]: "address", ASKED["message"]: "message"}
    text = people_csv(people).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(text), delimiter=";" if ";" in text.splitlines()[0] else ","):
        for cell in row:
            if "@" in cell:
                found[cell] = "address"
            elif re.fullmatch(r"[\d.\-]{9,14}", cell):
                found[cell] = "CPF"
            elif len(cell.split()) > 1 and not cell.lower().startswith(("nome", "carga")):
                found[cell] = "name"
    for mail in house.mails():
        text = text_of(mail)
        for label in ("Token:", "Senha inicial:"):
            for value in re.findall(label + r"\s*(\S+)", text):
                found[value] = found[value.replace("-", "")] = label
        for code in re.findall(r"/v/(\w{17})", text):
            found[code] = "verify code"
    return {value: what for value, what in found.items() if value and len(value) > 5}


# What was asked for, each of which has its event: a log without them holds nothing personal either.
TOLD = {"/entrar", "/primeiro-acesso", "/organizador/eventos", "/organizador/eventos/{event}/importacoes",
        "/organizador/importacoes/{import}/publicar", "/reenviar", "/visitante", "/verificar", "/ajuda/pedidos"}


# What somebody asks the team: their name, their address and what they write are nobody else's.
ASKED = {"name": "Benedita Canário Leal", "email": "benedita.canario@exemplo.com.br", "subject": "other", "message": "Perdi o brinco azul da defesa"}


def wander(house):
    """Things that go wrong on purpose, so that errors are logged too."""
    for path, value in (("/entrar", {"identifier": CPF, "password": "errada mesmo 123"}), ("/entrar", {"identifier": "x", "password": ""}),
                        ("/reenviar", {"email": "otilia@exemplo.com.br"}), ("/visitante", {"identifier": CPF}),
                        ("/verificar", {"code": "ABCD"}), ("/ajuda/pedidos", ASKED), ("/ajuda/pedidos", {**ASKED, "code": "ABCD"})):
        try:
            house.post(path, value)
        except SystemExit:
            pass
        except urllib.error.URLError:
            pass


def main():
    flags = argparse.ArgumentParser()
    flags.add_argument("--binary", default="target/debug/selo")
    flags.add_argument("--people", type=int, default=40)
    flags = flags.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        house = House(str(pathlib.Path(flags.binary).resolve()), str(pathlib.Path(folder, "data")), free_port(), log="debug")
        house.start()
        path, number = upload_people(house, prepare(house), flags.people)
        publish(house, path, number)
        house.wait(path, lambda p: p["state"] == "done" and p["finished"], 120)
        wander(house)
        secrets = secrets_of(house, flags.people)
        house.kill()
        log = pathlib.Path(f"{house.data}.log").read_text()
    lines = log.splitlines()
    silent = sorted(TOLD - {json.loads(line).get("route") for line in lines})
    hits = {(what, line[:160]) for value, what in secrets.items() for line in lines if value in line}
    print(f"{len(lines)} lines, {len(secrets)} values looked for, {len(hits)} found")
    for what, line in sorted(hits)[:10]:
        print(f"  {what}: {line}")
    if silent:
        print(f"  no line tells of {', '.join(silent)}")
    if hits or silent:
        raise SystemExit(1)


main()
