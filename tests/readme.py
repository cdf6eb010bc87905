#!/usr/bin/env python3
"""The README's walk with curl, as it is printed there, against a demo of its own.

    tests/readme.py --binary target/debug/selo

The block under "The same with curl" runs line by line as a shell would take it, on another port and in a folder of its
own. At its end both downloads must be the same bytes and the last answer must say that the certificate is valid.
"""
import argparse
import hashlib
import json
import pathlib
import re
import subprocess
import tempfile

from house import demo, free_port

ROOT = pathlib.Path(__file__).resolve().parent.parent
HEADING = "## The same with curl"


def block(url):
    """The shell block of the README, spoken to another address."""
    text = (ROOT / "README.md").read_text().split(HEADING, 1)[1]
    script = re.search(r"```sh\n(.*?)```", text, re.S).group(1)
    assert "URL=http://127.0.0.1:8080\n" in script, "the block names its address first"
    return script.replace("URL=http://127.0.0.1:8080\n", f"URL={url}\n", 1)


def last_json(output):
    """The document that the walk prints last."""
    return json.loads(output[output.rindex("\n{\n") + 1:])


def main():
    flags = argparse.ArgumentParser()
    flags.add_argument("--binary", default="target/debug/selo")
    binary = str(pathlib.Path(flags.parse_args().binary).resolve())
    with tempfile.TemporaryDirectory() as name:
        folder, port = pathlib.Path(name), free_port()
        (folder / "tests").symlink_to(ROOT / "tests")
        process = demo(binary, folder, port)
        try:
            walk = subprocess.run(["bash", "-eu", "-c", block(f"http://127.0.0.1:{port}")],
                                  cwd=folder, capture_output=True, text=True, timeout=300)
        finally:
            process.kill()
            process.wait()
        if walk.returncode:
            raise SystemExit(f"the walk ended with {walk.returncode}\n{walk.stdout}\n{walk.stderr}")
        copies = [(folder / f"certificado-{n}.pdf").read_bytes() for n in (1, 2)]
        verified = last_json(walk.stdout)
        assert copies[0][:5] == b"%PDF-" and copies[0] == copies[1], "two downloads are the same bytes"
        assert verified["sha256"] == hashlib.sha256(copies[0]).hexdigest(), verified
        assert verified["status"] == "valid", verified
        assert "Olá, " in walk.stdout, "the mail was shown"
    print("the README's walk with curl: as printed")


main()
