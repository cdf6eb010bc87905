"""A running `selo` and what an organiser does with it: for the scripts that look at it from outside."""
import email
import email.policy
import json
import pathlib
import re
import select
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid

HERE = pathlib.Path(__file__).resolve().parent
CPF = "390.533.447-05"
PASSWORD = "cavalo bateria grampo 7"


class House:
    """A running `selo` on a folder; the port stays the same, because the public address must."""

    def __init__(self, binary, data, port, log="error"):
        self.binary, self.data, self.port, self.token, self.log = binary, data, port, None, log
        self.url = f"http://127.0.0.1:{port}"

    def start(self):
        command = [self.binary, "--listen", f"127.0.0.1:{self.port}", "--data", self.data, "--log", self.log]
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
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def demo(binary, folder, port):
    """A demo whose people have their certificates."""
    log = open(folder / "selo.log", "wb")
    command = [binary, "--demo", "--listen", f"127.0.0.1:{port}", "--data", str(folder / "data")]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=log)
    end = time.monotonic() + 60
    while not (folder / "data/demo.json").exists():
        if process.poll() is not None or time.monotonic() > end:
            raise SystemExit((folder / "selo.log").read_text() or "no demo")
        time.sleep(0.1)
    return process


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


def people_csv(people):
    """The fixture generator's CSV of so many different people."""
    script = str(HERE / "fixtures" / "make_people.py")
    return subprocess.run([sys.executable, script, str(people)], check=True, capture_output=True).stdout


def people_workbook(people, kind):
    """The same people as a workbook: `xlsx` or `ods`."""
    sys.path.insert(0, str(HERE / "fixtures"))
    import workbooks
    rows = workbooks.rows_of(people_csv(people))
    return {"xlsx": workbooks.xlsx, "ods": workbooks.ods}[kind]({"Participantes": rows})


def upload_people(house, event, people, kind="csv"):
    """Uploads so many people and waits for the preview: the import's path and how many are to be issued."""
    data = people_csv(people) if kind == "csv" else people_workbook(people, kind)
    return upload_list(house, event, people, f"pessoas.{kind}", data)


def upload_list(house, event, people, name, data):
    """Uploads a list of so many people and waits for the preview."""
    path = house.upload(f"{event}/importacoes", {}, [("file", name, data)])
    page = house.wait(path, lambda p: p["state"] == "ready", 60)
    assert page["tally"]["ready"] == people, page["tally"]
    return path, page["tally"]["to_issue"]


def publish(house, path, number):
    """Presses "Publicar"."""
    house.post(f"{path}/publicar", {"confirm": True, "number": number})
