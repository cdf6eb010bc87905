#!/usr/bin/env python3
"""kill -9 during a bulk issue: nothing is lost and nothing happens twice.

    tests/kill_test.py --binary target/debug/selo [--people 1000] [--kills 100]

Starts the house on an empty folder, publishes a CSV of so many people, and kills the process so many times: most of
them 20 to 120 ms after it is up, every fourth after up to a second, so that kills fall into every phase. Then it lets
the house finish and counts: certificates, codes, PDFs whose SHA-256 is the recorded one, and mails in the folder of the
mail service. All must be exactly the number of people. Exits 1 otherwise.
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


def check(house, path, people):
    """Everything is there exactly once, and every file is the one that was recorded."""
    found = codes(house, path)
    files = stored_files(pathlib.Path(house.data, "objects"))
    right = sum(house.call("/v/" + code.replace("-", ""))["sha256"] in files for code in found)
    mails = [m for m in house.mails() if "certificado está disponível" in text_of(m)]
    recipients = {email.message_from_bytes(m.read_bytes())["To"] for m in mails}
    figures = {"certificates": len(found), "distinct codes": len(set(found)), "hashes right": right,
               "mails": len(mails), "recipients": len(recipients)}
    print(json.dumps(figures))
    return all(n == people for n in figures.values())


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
        path, number = upload_people(house, prepare(house), flags.people)
        publish(house, path, number)
        began = time.monotonic()
        for kill in range(flags.kills):
            time.sleep(chance.uniform(0.2, 1.0) if kill % 4 == 3 else chance.uniform(0.02, 0.12))
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
