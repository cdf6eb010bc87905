#!/usr/bin/env python3
"""A full disk: no answer promises what is not kept, and everything resumes by itself once there is room.

    tests/disk_full.py --binary target/debug/selo        (needs the right to mount a tmpfs)

The data folder is a small tmpfs. A bulk issue fills it; the house must go on answering, refuse new things with 503, and
say at /ready that it is not ready. The tmpfs is then enlarged: the issue must come to its end by itself, each
certificate once, each file whole.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

from house import House, free_port, prepare, publish, upload_people

PEOPLE = 300


def mount(folder, size, *options):
    subprocess.run(["mount", "-t", "tmpfs", "-o", ",".join([f"size={size}", *options]), "tmpfs", folder], check=True)


def status(house, path):
    try:
        with urllib.request.urlopen(house.url + path, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def stands_still(house, path, seconds):
    """Waits until the progress has not moved for so long; what it says then."""
    last, since = None, time.monotonic()
    while time.monotonic() - since < seconds:
        try:
            progress = json.dumps(house.call(path)["progress"])
        except SystemExit:
            progress = last
        if progress != last:
            last, since = progress, time.monotonic()
        time.sleep(0.2)
    return json.loads(last)


def main():
    flags = argparse.ArgumentParser()
    flags.add_argument("--binary", default="target/debug/selo")
    flags = flags.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        mount(folder, "9m")
        try:
            house = House(str(pathlib.Path(flags.binary).resolve()), str(pathlib.Path(folder, "data")), free_port())
            house.start()
            event = prepare(house)
            path, number = upload_people(house, event, PEOPLE)
            publish(house, path, number)
            stuck = stands_still(house, path, 6)
            print("full:", stuck)
            assert stuck["drawn"] < PEOPLE, "the disk was to be full by now"
            assert status(house, "/health") == 200 and status(house, "/ready") == 503
            mount(folder, "200m", "remount")
            house.wait(path, lambda p: p["state"] == "done" and p["finished"], 240)
            print("with room again:", house.call(path)["progress"])
            assert status(house, "/ready") == 200
            assert len(house.mails()) == PEOPLE + 2, len(house.mails())
            house.kill()
        finally:
            subprocess.run(["umount", "-l", folder], check=True)
    print("nothing lost, nothing torn")


if subprocess.run(["sh", "-c", "[ $(id -u) = 0 ]"]).returncode:
    sys.exit("this needs the right to mount a tmpfs")
main()
