#!/usr/bin/env python3
"""The stack, deployed to an emulator of AWS and used from outside: the same journeys as against `selo`.

    tests/stack/run.py --binaries target/stack-functions --sam .venv-sam/bin/sam --emulator .venv-emulator/bin/ministack

Each step is a function of its own, with its own policy, called by the API, a bucket, a stream, a topic or an operator.
"""
import argparse
import hashlib
import json
import pathlib
import platform
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
from cloud import Cloud, functions  # noqa: E402
from house import CPF, PASSWORD, House, free_port, publish  # noqa: E402
from processor import is_built_as_it_is_deployed  # noqa: E402

# Names under `.localhost` are this machine (RFC 6761, 6.3), whatever the resolver knows of that.
_resolve = socket.getaddrinfo
socket.getaddrinfo = lambda host, *rest, **more: _resolve("127.0.0.1" if str(host).endswith(".localhost") else host, *rest, **more)

PUBLIC_URL = "https://selo.example"
SENDER = "nao-responda@selo.example"
FIXTURES = HERE.parent / "fixtures"
HOLDER = "184.207.635-35"


class Stack(House):
    """The deployed stack, spoken to as a running `selo` is."""

    def __init__(self, cloud, resources):
        port = cloud.url.rsplit(":", 1)[1]
        self.cloud, self.resources, self.token = cloud, resources, None
        self.url = f"http://{resources['Api']}.execute-api.localhost:{port}"

    def admin(self, event):
        answer = self.cloud.client("lambda").invoke(FunctionName=self.resources["AdministerFunction"], Payload=json.dumps(event))
        said = json.loads(answer["Payload"].read())
        if "FunctionError" in answer:
            raise SystemExit(f"administer: {said}")
        return said

    def mails(self):
        """Every mail that the emulated SES took, in their order."""
        with urllib.request.urlopen(self.cloud.url + "/_ministack/ses/messages") as answer:
            messages = json.loads(answer.read())["messages"]
        return [message for of_account in messages.values() for message in of_account]

    def mail(self, address, seconds=60):
        """The text of the newest mail to an address, once there is one."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = [message for message in self.mails() if address in message["To"]]
            if found:
                return found[-1]["BodyText"]
            time.sleep(0.5)
        raise SystemExit(f"no mail to {address}; {len(self.mails())} to others")

    def refused(self, path, status, body=None):
        """A request that must be refused."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        try:
            urllib.request.urlopen(urllib.request.Request(self.url + path, data=data, headers=headers), timeout=30)
        except urllib.error.HTTPError as error:
            assert error.code == status, f"{path}: {error.code}"
            return
        raise SystemExit(f"{path} was not refused")


def an_organiser_gets_in(stack):
    stack.admin({"action": "confirm_public_url", "url": PUBLIC_URL})
    stack.admin({"action": "create_issuer_with_organiser", "issuer_name": "Instituto Horizonte", "name": "Otília Amaral",
                 "email": "otilia@exemplo.com.br", "cpf": CPF})
    initial = re.search(r"Senha inicial:\s*(\S+)", stack.mail("otilia@exemplo.com.br")).group(1)
    stack.sign_in(initial)
    stack.token = stack.post("/primeiro-acesso", {"new_password": PASSWORD, "repeated": PASSWORD})["token"]
    stack.refused("/organizador", 401)


def a_list_becomes_certificates(stack):
    event = stack.upload("/organizador/eventos", {"title": "Encontro de Formação", "first_day": "2026-03-12", "workload": "20",
                                                  "public_by_default": "true"})
    path = stack.upload(f"{event}/importacoes", {}, [("file", "lista.csv", (FIXTURES / "participantes.csv").read_bytes())])
    page = stack.wait(path, lambda p: p["state"] == "ready", 120)
    assert page["tally"]["ready"] == 25, page["tally"]
    publish(stack, path, page["tally"]["to_issue"])
    done = stack.wait(path, lambda p: p["finished"], 300)
    assert done["progress"]["mailed"] == 25, done["progress"]
    return event


def a_file_at_the_console_is_read(stack, event):
    bucket = stack.resources["ImportsBucket"]
    key = f"imports/{event.rsplit('/', 1)[1]}/turma.csv"
    body = (FIXTURES / "participantes-corrigido.csv").read_bytes()
    stack.cloud.client("s3").put_object(Bucket=bucket, Key=key, Body=body)
    end = time.monotonic() + 120
    while time.monotonic() < end:
        imports = stack.call(event)["imports"]
        ready = [i for i in imports if i["file_name"] == "turma.csv" and i["state"]["label"] == "Para conferir"]
        if ready:
            return ready[0]["path"]
        time.sleep(0.5)
    raise SystemExit(f"the dropped file was not read: {imports}")


def a_holder_has_the_card(stack):
    initial = re.search(r"Senha inicial:\s*(\S+)", stack.mail("adriana.souza@exemplo.com.br")).group(1)
    holder = Stack(stack.cloud, stack.resources)
    holder.token = holder.post("/entrar", {"identifier": HOLDER, "password": initial})["token"]
    holder.token = holder.post("/primeiro-acesso", {"new_password": "rede varanda domingo 3", "repeated": "rede varanda domingo 3"})["token"]
    card = holder.call("/certificados")["cards"][0]
    pdf = [holder.call(card["pdf_path"], raw=True) for _ in range(2)]
    assert pdf[0][:5] == b"%PDF-" and pdf[0] == pdf[1], "the same bytes twice"
    return holder, card, hashlib.sha256(pdf[0]).hexdigest()


def anybody_verifies(stack, card, sha256):
    anybody = Stack(stack.cloud, stack.resources)
    page = anybody.call(card["verify_path"])
    assert page["status"] == "valid" and page["sha256"] == sha256, page
    anybody.refused("/v/00000000000000000", 404)
    anybody.post("/verificar", {"sha256": sha256})
    visitor = Stack(stack.cloud, stack.resources)
    visitor.token = visitor.post("/visitante", {"identifier": HOLDER})["token"]
    assert len(visitor.call("/certificados")["cards"]) == 1


def the_notification_comes_again(stack):
    before = len(stack.mails())
    answer = Stack(stack.cloud, stack.resources).post("/reenviar", {"email": "adriana.souza@exemplo.com.br"})
    assert "Se o endereço estiver cadastrado" in answer["message"], answer
    end = time.monotonic() + 60
    while len(stack.mails()) == before and time.monotonic() < end:
        time.sleep(0.5)
    assert len(stack.mails()) == before + 1, "one mail more"


def a_letter_and_a_role_are_corrected(stack, holder, card):
    """By rule at once, and by the issuer, to whom the team hands what is asked. The answer is the card as it is then."""
    path, name = f"/certificados/{card['id']}/correcoes", card["name"].replace("Souza", "Sousa")
    first = card["verify_path"]

    def corrected(by_version):
        page = holder.wait(path, lambda p: p["version"] == by_version and not p["obstacle"], 60)
        assert page["request"]["state"] == "made", page["request"]
        return holder.call("/certificados")["cards"][0]

    holder.post(path, {"name": name, "version": 1})
    card = corrected(2)
    assert card["name"] == name and stack.call(first)["status"] == "replaced"
    holder.post(path, {"name": name, "role": "Monitora", "version": 2})
    stack.admin({"action": "pass_on_correction", "number": holder.call(path)["request"]["number"]})
    decide = stack.call("/organizador/correcoes")["waiting"][0]["path"]
    seen = stack.call(decide)
    stack.post(decide, {"name": name, "role": "Monitora", "version": seen["version"], "request": seen["waiting"]})
    card = corrected(3)
    assert card["role"] == "Monitora" and stack.call("/organizador/correcoes")["waiting"] == []
    return card


def a_revocation_is_seen_by_everybody(stack, event, card):
    path = f"/organizador/certificados/{card['id'].lower()}"
    assert path in [p["certificate"] for i in stack.call(event)["imports"] for p in stack.call(i["path"] + "/linhas")["people"]]
    stack.post(f"{path}/revogar", {"reason": "Engano na lista"})
    assert stack.call(card["verify_path"])["status"] == "revoked"


def a_mail_that_came_back_is_in_the_ledger(stack, event):
    """SES does not send in the emulator, so nothing comes back by itself: its notification is published to the topic."""
    imports = stack.call(event)["imports"]
    people = [p for i in imports for p in stack.call(i["path"] + "/linhas")["people"] if p["certificate"]]
    path = people[-1]["certificate"]
    table = stack.cloud.client("dynamodb")
    partition = f"CERT#{path.rsplit('/', 1)[1].upper()}"
    rows = table.query(TableName=stack.resources["OutboxTable"], KeyConditionExpression="pk = :p AND begins_with(sk, :m)",
                       ExpressionAttributeValues={":p": {"S": partition}, ":m": {"S": "MAIL#"}})["Items"]
    tags = {"ledger": [partition.replace("#", "-")], "mail": [rows[0]["sk"]["S"].removeprefix("MAIL#")]}
    event = {"eventType": "Bounce", "mail": {"tags": tags},
             "bounce": {"bounceType": "Permanent", "timestamp": "2026-11-22T10:00:00.000Z"}}
    stack.cloud.client("sns").publish(TopicArn=stack.resources["MailNews"], Message=json.dumps(event))
    stack.wait(path, lambda p: "não existe" in p["mails"][0]["state"]["label"], 60)


def wrong_deployments_are_refused(cloud, sam, parameters):
    """A parameter that is missing or unusable ends a deployment before anything is made, with a sentence."""
    missing = {name: value for name, value in parameters.items() if name != "Sender"}
    wrong = [
        (missing, "Sender"),
        (parameters | {"PublicUrl": "certificados.example.org"}, "must be https:// and a host in lower case"),
        (parameters | {"SenderIdentityIs": "address"}, "because an address proves no other"),
        (parameters | {"LimitLoginSourceMin": "0"}, "must be a whole number from 1 to 600."),
    ]
    for given, sentence in wrong:
        said = cloud.refusal(sam, given)
        assert sentence in said, said[-2000:]
        line = next(line for line in said.splitlines() if sentence in line)
        print(f"ok  refused: {line.split('operation: ')[-1].strip()}", flush=True)
    assert not cloud.client("dynamodb").list_tables()["TableNames"], "nothing was made"


def keys_rotate_once(stack):
    event = {"action": "rotate_keys", "follows": 1}
    first, again = stack.admin(event), stack.admin(event)
    assert first["generation"] == 2 and first == again, (first, again)
    secret = stack.cloud.client("secretsmanager").get_secret_value(SecretId=stack.resources["RootSecret"])
    assert sorted(json.loads(secret["SecretString"])) == ["1", "2"], "two generations"
    assert stack.admin({"action": "status"})["key_generation"] == 1, "used half an hour later"


def an_event_handed_in_again_changes_nothing(stack, event):
    """As an administrator does with the `requestPayload` of a record in the dead-letter queue, in the Test tab."""
    key = f"imports/{event.rsplit('/', 1)[1]}/turma.csv"
    payload = json.loads((HERE.parent.parent / "events" / "import-participants.json").read_text())
    payload["Records"][0]["s3"]["object"]["key"] = key
    before = stack.call(event)["imports"]
    answer = stack.cloud.client("lambda").invoke(FunctionName=stack.resources["ImportParticipantsFunction"],
                                                 Payload=json.dumps(payload))
    assert "FunctionError" not in answer, answer["Payload"].read()
    assert stack.call(event)["imports"] == before


def an_archive_proves_the_certificates_without_the_stack(stack, card):
    answer = stack.admin({"action": "export_archive", "name": "2026-03-12"})
    while not answer["finished"]:
        answer = stack.admin({"action": "export_archive", "name": "2026-03-12"})
    assert answer["versions"] >= 25 and answer["damaged_pdfs"] == 0, answer
    bucket = stack.cloud.client("s3")
    with tempfile.TemporaryDirectory() as folder:
        for part in ("public", "private"):
            pages = bucket.get_paginator("list_objects_v2").paginate(Bucket=stack.resources["DocumentsBucket"],
                                                                     Prefix=answer[part] + "/")
            for entry in (entry for page in pages for entry in page["Contents"]):
                path = pathlib.Path(folder) / part / entry["Key"].removeprefix(answer[part] + "/")
                path.parent.mkdir(parents=True, exist_ok=True)
                bucket.download_file(stack.resources["DocumentsBucket"], entry["Key"], str(path))
        for part, sums in (("private", "."), ("public", "../private/do-publico")):
            subprocess.run(f"sha256sum --check --quiet --strict {sums}/SHA256SUMS {sums}/somas/*", shell=True, check=True,
                           cwd=pathlib.Path(folder) / part)
        record = json.loads((pathlib.Path(folder) / "public" / card["verify_path"].strip("/") / "registro.json").read_text())
        live = stack.call(card["verify_path"])
        assert all(record[name] == live[name] for name in ("status", "printed", "sha256", "reason")), record
    assert stack.admin({"action": "check"})["faults"] == {}


def journeys(stack):
    """Every journey, one after another; each says that it was gone."""
    def gone(name, value=None):
        print(f"ok  {name}", flush=True)
        return value
    gone("an organiser gets in", an_organiser_gets_in(stack))
    event = gone("a list becomes certificates", a_list_becomes_certificates(stack))
    gone("a file at the console is read", a_file_at_the_console_is_read(stack, event))
    gone("an event handed in again changes nothing", an_event_handed_in_again_changes_nothing(stack, event))
    gone("keys rotate once", keys_rotate_once(stack))
    holder, card, sha256 = gone("a holder has the card", a_holder_has_the_card(stack))
    gone("anybody verifies", anybody_verifies(stack, card, sha256))
    gone("the notification comes again", the_notification_comes_again(stack))
    gone("a mail that came back is in the ledger", a_mail_that_came_back_is_in_the_ledger(stack, event))
    card = gone("a holder corrects a letter, and the issuer a role", a_letter_and_a_role_are_corrected(stack, holder, card))
    gone("a revocation is seen by everybody", a_revocation_is_seen_by_everybody(stack, event, card))
    gone("an archive proves the certificates without the stack",
         an_archive_proves_the_certificates_without_the_stack(stack, card))


def main():
    flags = argparse.ArgumentParser()
    flags.add_argument("--binaries", required=True)
    flags.add_argument("--sam", required=True)
    flags.add_argument("--emulator", required=True)
    flags = flags.parse_args()
    is_built_as_it_is_deployed()
    print("ok  what is built is what is deployed", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        cloud = Cloud(str(pathlib.Path(flags.emulator).resolve()), free_port(), folder)
        try:
            began = time.monotonic()
            sam = str(pathlib.Path(flags.sam).resolve())
            processor = "arm64" if platform.machine() in ("arm64", "aarch64") else "x86_64"
            parameters = {"Architecture": processor, "Stage": "local", "PublicUrl": PUBLIC_URL, "Sender": SENDER,
                          "SenderIdentity": SENDER.split("@")[1]}
            left_out = cloud.package(flags.binaries)
            wrong_deployments_are_refused(cloud, sam, parameters)
            resources = cloud.deploy(sam, parameters)
            routes = cloud.connect_routes(resources)
            print(f"left out, because the emulator does not know them: {', '.join(left_out)}", flush=True)
            print(f"deployed {len(functions())} functions and {routes} routes in {time.monotonic() - began:.0f} s", flush=True)
            journeys(Stack(cloud, resources))
        except BaseException:
            print((cloud.folder / "emulator.log").read_text()[-4000:], file=sys.stderr)
            raise
        finally:
            cloud.end()


main()
