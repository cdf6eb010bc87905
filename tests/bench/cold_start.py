#!/usr/bin/env python3
"""Cold starts: each function from spawn to its first answer, through the Lambda Runtime API, beside a stock function.

    tests/bench/cold_start.py [--binaries target/lambda] [--rounds 15] [--sizes-only] [--built] [--profile release]

Builds the functions as they are deployed, and the stock one of tests/bench-peers/stock-function. A round starts every
program once, one after another. Time is wall time from just before the spawn until the first answer has arrived; memory
is VmHWM then. What a function asks of AWS is answered by this process as empty tables would: a part of the time is
this process's. Prints a Markdown table, and as its last line a flat JSON object. Fails when a function's zip is larger
than its budget in tests/bench/budgets.json.
"""
import argparse
import io
import json
import os
import pathlib
import platform
import socket
import statistics
import subprocess
import sys
import threading
import time
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUDGETS = ROOT / "tests/bench/budgets.json"
ARM = platform.machine() in ("arm64", "aarch64")
CARGO = ROOT / ".venv-lambda/bin"
SECRET = json.dumps({"1": "x" * 64})
PEERS = {"stock": "stock lambda_http + aws-sdk-dynamodb", "stock-idle": "the same, asked for nothing of the table"}


def build_functions(binaries):
    """The functions, by the compiler and with the profile of a deployment."""
    environment = os.environ | {"PATH": f"{CARGO}:{os.environ['PATH']}"}
    subprocess.run(["cargo", "lambda", "build", "--workspace", "--exclude", "journeys", "--exclude", "local", "--exclude", "xtask",
                    "--release", "--arm64" if ARM else "--x86-64", "--lambda-dir", binaries], cwd=ROOT, env=environment, check=True)


def build_stock():
    subprocess.run(["cargo", "build", "--release", "--target-dir", ROOT / "target/bench-peers"],
                   cwd=ROOT / "tests/bench-peers/stock-function", check=True)


def read_request(connection):
    """Method, path, headers and body of one HTTP request; nothing when the peer has gone."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(65536)
        if not part:
            return None
        data += part
    head, body = data.split(b"\r\n\r\n", 1)
    lines = head.decode().split("\r\n")
    headers = {name.lower(): value.strip() for name, value in (line.split(":", 1) for line in lines[1:])}
    if headers.get("transfer-encoding") == "chunked":
        while not body.endswith(b"0\r\n\r\n"):
            body += connection.recv(65536)
    while len(body) < int(headers.get("content-length", 0)):
        body += connection.recv(65536)
    method, path, _ = lines[0].split(" ")
    return method, path, headers, body


def answer(connection, body, headers=""):
    body = body.encode()
    connection.sendall(f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n{headers}content-length: {len(body)}\r\n\r\n".encode() + body)


class Server:
    """A loopback server with a thread for each connection."""

    # What a process of an earlier round still asks for is not answered.
    round = 0

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.address = "127.0.0.1:%d" % self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            connection, _ = self.listener.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        round = self.round
        try:
            while (request := read_request(connection)) and round == self.round:
                self.take(connection, *request)
        except OSError:
            pass


class EmptyCloud(Server):
    """DynamoDB with nothing in it, and a root secret."""
    ANSWERS = {"GetItem": "{}", "Query": '{"Items":[],"Count":0,"ScannedCount":0}', "BatchGetItem": '{"Responses":{},"UnprocessedKeys":{}}',
               "GetSecretValue": json.dumps({"ARN": "arn", "SecretString": SECRET})}

    def take(self, connection, method, path, headers, body):
        answer(connection, self.ANSWERS.get(headers.get("x-amz-target", "").rsplit(".", 1)[-1], "{}"))


class Runtime(Server):
    """The Lambda Runtime API: one event for each process, and the moment at which its answer came."""

    def __init__(self):
        super().__init__()
        self.event, self.answered = "{}", threading.Event()

    def take(self, connection, method, path, headers, body):
        if path.endswith("/invocation/next"):
            if self.given:
                return threading.Event().wait()
            self.given = True
            return answer(connection, self.event, "lambda-runtime-aws-request-id: 8476a536-e9f4-11e8-9739-2dfe598c3fcd\r\n"
                          f"lambda-runtime-deadline-ms: {int(time.time() * 1000) + 30000}\r\n"
                          "lambda-runtime-invoked-function-arn: arn:aws:lambda:sa-east-1:123456789012:function:selo\r\n")
        self.at = time.perf_counter()
        self.said = (path.rsplit("/", 1)[-1], body)
        self.answered.set()
        answer(connection, "{}")

    def start(self, program, event, environment):
        """Spawns a program; milliseconds until its first answer, MB of memory then, and milliseconds of processor time."""
        self.event, self.given = event, False
        self.round += 1
        self.answered.clear()
        environment = environment | {"AWS_LAMBDA_RUNTIME_API": self.address}
        quiet = os.open(os.devnull, os.O_RDWR)
        actions = [(os.POSIX_SPAWN_DUP2, quiet, fd) for fd in (0, 1, 2)]
        began = time.perf_counter()
        pid = os.posix_spawn(program, [program], environment, file_actions=actions)
        if not self.answered.wait(20):
            raise SystemExit(f"{program} did not answer")
        lines = pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
        memory = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024
        os.kill(pid, 9)
        _, _, usage = os.wait4(pid, 0)
        os.close(quiet)
        if self.said[0] != "response":
            raise SystemExit(f"{program}: {self.said}")
        return (self.at - began) * 1000, memory, (usage.ru_utime + usage.ru_stime) * 1000


def environment(cloud, step):
    url = f"http://{cloud.address}"
    return {
        "AWS_REGION": "sa-east-1", "AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_LAMBDA_FUNCTION_NAME": step,
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256", "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST", "AWS_ENDPOINT_URL": url,
        "REGISTRY_TABLE": "registry", "OUTBOX_TABLE": "outbox", "ACCESS_TABLE": "access", "DOCUMENTS_BUCKET": "documents",
        "IMPORTS_BUCKET": "imports", "ROOT_SECRET_ARN": "arn", "PUBLIC_URL": "https://selo.example", "SENDER": "a@selo.example",
        "STAGE": "bench", "RUST_LOG": "info", "TABLE": "registry",
    }


def programs(binaries):
    """Path and event of everything that is started."""
    found = {}
    for folder in sorted(pathlib.Path(binaries).iterdir()):
        event = json.loads((ROOT / f"events/{folder.name}.json").read_text())
        found[folder.name] = (str(folder / "bootstrap"), json.dumps(event))
    stock = str(ROOT / "target/bench-peers/release/stock-function")
    verify = json.loads((ROOT / "events/verify.json").read_text())
    return found | {"stock": (stock, json.dumps(verify)), "stock-idle": (stock, json.dumps(verify | {"rawPath": "/"}))}


def zip_kb(path):
    """What is uploaded, in kB."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(path, "bootstrap")
    return len(packed.getvalue()) / 1000


def over_budget(sizes, profile):
    budgets = json.loads(BUDGETS.read_text())[f"{profile}_zip_kb"]
    if set(budgets) != set(sizes):
        return [f"tests/bench/budgets.json has other functions: {sorted(set(budgets) ^ set(sizes))}"]
    return [f"{step}: {size:.0f} kB, its budget is {budgets[step]} kB" for step, size in sizes.items() if size > budgets[step]]


def measure(binaries, rounds):
    cloud, runtime, everything = EmptyCloud(), Runtime(), programs(binaries)
    runs = {name: [] for name in everything}
    for number in range(rounds + 1):
        for name, (program, event) in everything.items():
            once = runtime.start(program, event, environment(cloud, name))
            if number:  # the first round fills the page cache
                runs[name].append(once)
    return {name: [statistics.median(column) for column in zip(*rows)] + [min(r[0] for r in rows), max(r[0] for r in rows)]
            for name, rows in runs.items()}


def main():
    flags = argparse.ArgumentParser()
    flags.add_argument("--binaries", default="target/lambda")
    flags.add_argument("--rounds", type=int, default=15)
    flags.add_argument("--sizes-only", action="store_true")
    flags.add_argument("--built", action="store_true", help="the binaries are there")
    flags.add_argument("--profile", choices=["release", "stack"], default="release", help="whose budgets hold")
    flags = flags.parse_args()
    binaries = (ROOT / flags.binaries).resolve()
    if not flags.built:
        build_functions(binaries)
    sizes = {folder.name: zip_kb(folder / "bootstrap") for folder in sorted(binaries.iterdir())}
    too_large = over_budget(sizes, flags.profile)
    if flags.sizes_only:
        print(f"{len(sizes)} functions, {sum(sizes.values()) / 1000:.1f} MB as zips, the largest {max(sizes.values()) / 1000:.2f} MB")
    else:
        build_stock()
        medians = measure(binaries, flags.rounds)
        stock = medians["stock"][0]
        print("| function | start, ms (range) | stock / it | memory, MB | CPU, ms | zip, kB |\n|---|---|---|---|---|---|")
        for name, (ms, mb, cpu, low, high) in medians.items():
            size = f"{sizes[name]:.0f}" if name in sizes else "-"
            print(f"| {PEERS.get(name, f'`{name}`')} | {ms:.2f} ({low:.2f}-{high:.2f}) | {stock / ms:.2f} | {mb:.1f} | {cpu:.1f} | {size} |")
        figures = {f"cold_start_ms_{name.replace('-', '_')}": round(ms, 3) for name, (ms, *_) in medians.items()}
        figures |= {f"cold_start_rss_mb_{name.replace('-', '_')}": round(mb, 2) for name, (_, mb, *_) in medians.items()}
        figures |= {f"zip_kb_{name.replace('-', '_')}": round(size, 1) for name, size in sizes.items()}
        print(json.dumps(figures))
    if too_large:
        raise SystemExit("\n".join(too_large))


if __name__ == "__main__":
    sys.exit(main())
