#!/usr/bin/env python3
"""Clients that are generated from the OpenAPI document work, against a demo of its own.

    .venv-clients/bin/python tests/clients/run.py --binary target/debug/selo

The document is the one that the demo serves. Of it a client in TypeScript (openapi-typescript, openapi-fetch) and one in
Python (openapi-python-client) are written; no generator may leave anything out or warn, and both walk the same way:
sign in, the certificates, a PDF, its verification by the code.
"""
import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from house import demo, free_port  # noqa: E402

GENERATED = HERE / "generated"
TOOLS = HERE / "node_modules/.bin"


def run(*command, **more):
    """What a command printed; everything it said, when it fails."""
    done = subprocess.run([str(word) for word in command], cwd=HERE, text=True, timeout=120, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, **more)
    if done.returncode:
        raise SystemExit(f"{command[0]} ended with {done.returncode}\n{done.stdout}")
    return done.stdout


def generate(document):
    """Both clients. A warning is a piece that is missing in one."""
    shutil.rmtree(GENERATED, ignore_errors=True)
    GENERATED.mkdir()
    (GENERATED / "openapi.json").write_bytes(document)
    said = run(TOOLS / "openapi-typescript", "generated/openapi.json", "--output", "generated/selo.d.ts")
    said += run(pathlib.Path(sys.executable).parent / "openapi-python-client", "generate", "--path", "generated/openapi.json",
                "--meta", "none", "--config", "python.yaml", "--output-path", "generated/selo_client",
                "--fail-on-warning")
    if "warn" in said.lower():
        raise SystemExit(said)
    complete(GENERATED / "selo_client/api")


def complete(operations):
    """openapi-python-client 0.29 forgets an import where a body may be JSON or a form, and nothing else is optional."""
    names = "from ...types import Response, UNSET"
    for file in operations.rglob("*.py"):
        text = file.read_text()
        if "| Unset" in text and "UNSET, Unset" not in text and "import Unset" not in text:
            file.write_text(text.replace(f"{names}\n", f"{names}, Unset\n", 1))


def walk(url, holder):
    """The same way with both clients."""
    known = {**os.environ, "SELO_URL": url, "SELO_CPF": holder["cpf"], "SELO_PASSWORD": holder["password"]}
    run(TOOLS / "tsc", "--project", "tsconfig.json")
    print(run("node", "generated/walk.js", env=known), end="")
    print(run(sys.executable, "walk.py", env={**known, "PYTHONPATH": str(GENERATED)}), end="")


def main():
    flags = argparse.ArgumentParser()
    flags.add_argument("--binary", default="target/debug/selo")
    binary = str(pathlib.Path(flags.parse_args().binary).resolve())
    with tempfile.TemporaryDirectory() as name:
        folder, port = pathlib.Path(name), free_port()
        url = f"http://127.0.0.1:{port}"
        process = demo(binary, folder, port)
        try:
            with urllib.request.urlopen(f"{url}/openapi.json", timeout=30) as answer:
                generate(answer.read())
            walk(url, json.loads((folder / "data/demo.json").read_text())["holder"])
        finally:
            process.kill()
            process.wait()
    print("generated clients: both walked")


main()
