#!/usr/bin/env python3
"""kill -9 during a bulk issue: nothing is lost and nothing happens twice.

    tests/kill_test.py --binary target/debug/selo [--people 1000] [--kills 100] [--reissue]

Starts the house on an empty folder, publishes a CSV of so many people, and kills the process so many times: most of
them 20 to 120 ms after it is up, every fourth after up to a second, so that kills fall into every phase. Then it lets
the house finish and counts: certificates, codes, PDFs whose SHA-256 is the recorded one, and mails in the folder of the
mail service. All must be exactly the number of people. With `--reissue` the list is issued in peace, then the event is
corrected and its certificates issued again under the kills: as many new versions and mails, and every earlier code says
"substituído". Exits 1 otherwise.
"""
import argparse
import email
import hashlib
import json
import pathlib
import random
import tempfile
import time

from house import House, free_port, prepare, publish, text_of, upload_people


def codes(house, path):
    """The code of every line, from the pages of the import."""
    found, page = [], f"{path}/linhas"
    while page:
        answer = house.call(page)
        found += [person["code"] for person in answer["people"]]
        page = answer["next"]
    return found


def stored_files(folder):
    """SHA-256 of every PDF that the object store holds: each file is the object, and a footer after it."""
    found = set()
    for file in folder.rglob("*.pdf"):
        data = file.read_bytes()
        end = data.rindex(b"%%EOF") + 5
        found |= {hashlib.sha256(data[:end]).hexdigest(), hashlib.sha256(data[: end + 1]).hexdigest()}
    return found


def verified(house, code):
    return house.call("/v/" + code.replace("-", ""))


def check(house, path, people, said="certificado está disponível", version=1):
    """Everything is there exactly once, and every file is the one that was recorded."""
    found = codes(house, path)
    files = stored_files(pathlib.Path(house.data, "objects"))
    seen = [verified(house, code) for code in found]
    mails = [m for m in house.mails() if said in text_of(m)]
    recipients = {email.message_from_bytes(m.read_bytes())["To"] for m in mails}
    figures = {"certificates": len(found), "distinct codes": len(set(found)),
               "valid in this version": sum((one["status"], one["printed"]["version"]) == ("valid", version) for one in seen),
               "hashes right": sum(one["sha256"] in files for one in seen),
               "mails": len(mails), "recipients": len(recipients)}
    print(json.dumps(figures))
    return all(n == people for n in figures.values())


def correct_event(house, event):
    """Saves the event with another title, and begins the reissue: its path and how many it changes."""
    form = house.call(f"{event}/editar")["form"]
    fields = {name: str(value).lower() if isinstance(value, bool) else value for name, value in form.items()
              if value is not None and not name.startswith("remove_")}
    house.upload(f"{event}/editar", {**fields, "title": "Encontro de Formação Continuada"})
    path = house.post(f"{event}/reemissao", {})["location"]
    return path, house.wait(path, lambda p: p["state"] == "ready", 60)["changed"]


def check_reissue(house, path, people, before):
    """As many new versions, each said once, and nothing left of the old ones that counts."""
    replaced = sum(verified(house, code)["status"] == "replaced" for code in before)
    print(json.dumps({"earlier codes replaced": replaced}))
    lines = path.replace("reemissoes", "importacoes")
    return replaced == people and check(house, lines, people, "Nova versão do seu certificado", 2)


def main():
    flags = argparse.ArgumentParser()
    flags.add_argument("--binary", default="target/debug/selo")
    flags.add_argument("--people", type=int, default=1000)
    flags.add_argument("--kills", type=int, default=100)
    flags.add_argument("--seed", type=int, default=1)
    flags.add_argument("--reissue", action="store_true")
    flags = flags.parse_args()
    chance = random.Random(flags.seed)
    with tempfile.TemporaryDirectory() as folder:
        house = House(str(pathlib.Path(flags.binary).resolve()), str(pathlib.Path(folder, "data")), free_port())
        house.start()
        event = prepare(house)
        path, number = upload_people(house, event, flags.people)
        publish(house, path, number)
        before = []
        if flags.reissue:
            house.wait(path, lambda p: p["state"] == "done" and p["finished"], 300)
            before = codes(house, path)
            path, number = correct_event(house, event)
            publish(house, path, number)
        began = time.monotonic()
        for kill in range(flags.kills):
            time.sleep(chance.uniform(0.2, 1.0) if kill % 4 == 3 else chance.uniform(0.02, 0.12))
            house.kill()
            house.start()
        page = house.call(path)
        print(f"{flags.kills} kills in {time.monotonic() - began:.1f} s; by then {page['progress']}")
        house.wait(path, lambda p: p["state"] == "done" and p["finished"], 300)
        right = check_reissue(house, path, flags.people, before) if flags.reissue else check(house, path, flags.people)
        house.kill()
    if not right:
        raise SystemExit("not everything is there exactly once")
    print("exactly once, after every kill")


main()
