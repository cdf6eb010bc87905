#!/usr/bin/env python3
"""kill -9 during a bulk issue: nothing is lost and nothing happens twice.

    tests/kill_test.py --binary target/debug/selo [--people 1000] [--kills 100]

Starts the house on an empty folder, publishes a CSV of so many people, and kills the process so many times, 20 to
120 ms after it is up. Then it lets the house finish and counts: certificates, codes, PDFs whose SHA-256 is the recorded
one, and mails in the folder of the mail service. All must be exactly the number of people. Exits 1 otherwise.
"""
import argparse
import email
import email.policy
import hashlib
import json
import pathlib
import random
import re
import select
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid

HERE = pathlib.Path(__file__).resolve().parent
CPF = "390.533.447-05"
PASSWORD = "cavalo bateria grampo 7"


class House:
    """A running `selo` on a folder; the port stays the same, because the public address must."""

    def __init__(self, binary, data, port):
        self.binary, self.data, self.port, self.token = binary, data, port, None
        self.url = f"http://127.0.0.1:{port}"

    def start(self):
        command = [self.binary, "--listen", f"127.0.0.1:{self.port}", "--data", self.data, "--log", "error"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=open(f"{self.data}.log", "ab"))
        ready, _, _ = select.select([self.process.stdout], [], [], 30)
        line = self.process.stdout.readline() if ready else b""
        if not line.startswith(b"Selo:"):
            raise SystemExit(f"selo did not start: {line!r}")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def admin(self, event):
        subprocess.run([self.binary, "admin", json.dumps(event), "--data", self.data], check=True, stdout=subprocess.DEVNULL)

    def call(self, path, body=None, kind="application/json", raw=False):
        request = urllib.request.Request(self.url + path, data=body)
        request.add_header("Accept", "application/pdf" if raw else "application/json")
        if body is not None:
            request.add_header("Content-Type", kind)
            request.add_header("Idempotency-Key", uuid.uuid4().hex)
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                data = answer.read()
        except urllib.error.HTTPError as error:
            raise SystemExit(f"{path}: {error.code} {error.read().decode(errors='replace')}")
        return data if raw else json.loads(data)

    def post(self, path, value):
        return self.call(path, json.dumps(value).encode())

    def upload(self, path, fields, files=()):
        mark = uuid.uuid4().hex
        parts = [f'--{mark}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'.encode() for n, v in fields.items()]
        for name, file, data in files:
            head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n\r\n'
            parts.append(head.encode() + data + b"\r\n")
        body = b"".join(parts) + f"--{mark}--\r\n".encode()
        return self.call(path, body, f"multipart/form-data; boundary={mark}")["location"]

    def mails(self):
        return sorted(pathlib.Path(self.data, "mail").glob("*.eml"))

    def wait(self, path, done, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            page = self.call(path)
            if done(page):
                return page
            time.sleep(0.1)
        raise SystemExit(f"{path} does not come to its end: {page}")

    def sign_in(self, password):
        self.token = None
        answer = self.post("/entrar", {"identifier": CPF, "password": password})
        self.token = answer["token"]
        return answer


def free_port():
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def text_of(path):
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    return message.get_body(("plain",)).get_content()


def prepare(house):
    """An organiser, who signs in with what the mail says, and an event."""
    house.admin({"action": "confirm_public_url", "url": house.url})
    house.admin({
        "action": "create_issuer_with_organiser", "issuer_name": "Instituto Horizonte", "name": "Otília Amaral",
        "email": "otilia@exemplo.com.br", "cpf": CPF,
    })
    end = time.monotonic() + 20
    while not house.mails() and time.monotonic() < end:
        time.sleep(0.1)
    initial = re.search(r"Senha inicial:\s*(\S+)", text_of(house.mails()[0])).group(1)
    house.sign_in(initial)
    house.token = house.post("/primeiro-acesso", {"new_password": PASSWORD, "repeated": PASSWORD})["token"]
    fields = {"title": "Encontro de Formação", "first_day": "2026-03-12", "last_day": "2026-03-14", "workload": "20",
              "colour": "#123f3a", "prints_cpf": "true", "public_by_default": "true"}
    return house.upload("/organizador/eventos", fields)


def publish(house, event, people):
    csv = subprocess.run([sys.executable, str(HERE / "fixtures" / "make_people.py"), str(people)], check=True, capture_output=True).stdout
    path = house.upload(f"{event}/importacoes", {}, [("file", "pessoas.csv", csv)])
    page = house.wait(path, lambda p: p["state"] == "ready", 60)
    assert page["tally"]["ready"] == people, page["tally"]
    house.post(f"{path}/publicar", {"confirm": True, "number": page["tally"]["to_issue"]})
    return path


def codes(house, path):
    """The code of every line, from the pages of the import."""
    found, page = [], f"{path}/linhas"
    while page:
        answer = house.call(page)
        found += [person["code"] for person in answer["people"]]
        page = answer["next"]
    return found


def check(house, path, people):
    """Everything is there exactly once, and every file is the one that was recorded."""
    found = codes(house, path)
    wrong = 0
    for code in found:
        record = house.call("/v/" + code.replace("-", ""))
        stored = pathlib.Path(house.data, "objects")
        wrong += record["sha256"] not in PDFS(stored)
    mails = [m for m in house.mails() if "certificado está disponível" in text_of(m)]
    recipients = {email.message_from_bytes(m.read_bytes())["To"] for m in mails}
    figures = {"certificates": len(found), "distinct codes": len(set(found)), "hashes right": len(found) - wrong,
               "mails": len(mails), "recipients": len(recipients)}
    print(json.dumps(figures))
    return all(n == people for n in figures.values())


_cache = {}


def PDFS(folder):
    """SHA-256 of every PDF that the object store hands out."""
    if "all" not in _cache:
        _cache["all"] = set()
        for file in folder.rglob("*.pdf"):
            data = file.read_bytes()
            _cache["all"].add(hashlib.sha256(data[: data.rindex(b"%%EOF") + 5]).hexdigest())
            _cache["all"].add(hashlib.sha256(data[: data.rindex(b"%%EOF") + 6]).hexdigest())
    return _cache["all"]


def main():
    flags = argparse.ArgumentParser()
    flags.add_argument("--binary", default="target/debug/selo")
    flags.add_argument("--people", type=int, default=1000)
    flags.add_argument("--kills", type=int, default=100)
    flags.add_argument("--seed", type=int, default=1)
    flags = flags.parse_args()
    chance = random.Random(flags.seed)
    with tempfile.TemporaryDirectory() as folder:
        house = House(str(pathlib.Path(flags.binary).resolve()), str(pathlib.Path(folder, "data")), free_port())
        house.start()
        path = publish(house, prepare(house), flags.people)
        began = time.monotonic()
        for kill in range(flags.kills):
            time.sleep(chance.uniform(0.02, 0.12))
            house.kill()
            house.start()
        page = house.call(path)
        print(f"{flags.kills} kills in {time.monotonic() - began:.1f} s; by then {page['progress']}")
        house.wait(path, lambda p: p["state"] == "done" and p["finished"], 300)
        right = check(house, path, flags.people)
        house.kill()
    if not right:
        raise SystemExit("not everything is there exactly once")
    print("exactly once, after every kill")


main()
