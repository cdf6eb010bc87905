#!/usr/bin/env python3
"""What the whole house costs: start, memory at rest, a CSV of 10,000 people from upload to the last mail, and workbooks.

    tests/bench/house.py --binary target/release/selo [--people 10000]

Prints a Markdown table, and as its last line a flat JSON object: start_ms, rss_mb, preview_10k_s, publish_10k_s, and
what bounds the last one: how much of the time the one thread of the database is busy.
"""
import argparse
import json
import pathlib
import statistics
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from house import House, free_port, people_csv, people_workbook, prepare, publish, upload_list  # noqa: E402


def memory_mb(house, what="VmRSS"):
    for line in pathlib.Path(f"/proc/{house.process.pid}/status").read_text().splitlines():
        if line.startswith(what + ":"):
            return int(line.split()[1]) / 1024
    raise SystemExit(f"no {what}")


def cpu_s(house):
    fields = pathlib.Path(f"/proc/{house.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


class Watch:
    """Looks at a thread 100 times a second: the share of looks at which it was not waiting for something to do."""

    def __init__(self, house, thread):
        tasks = pathlib.Path(f"/proc/{house.process.pid}/task").iterdir()
        self.stat = next(task for task in tasks if (task / "comm").read_text().strip() == thread) / "stat"
        self.looks, self.busy, self.over = 0, 0, threading.Event()
        self.eye = threading.Thread(target=self.look)

    def look(self):
        while not self.over.wait(0.01):
            self.looks += 1
            self.busy += self.stat.read_text().rsplit(")", 1)[1].split()[0] != "S"

    def __enter__(self):
        self.eye.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.eye.join()
        self.share = self.busy / max(self.looks, 1)


def starts(binary, runs):
    """From spawn to the first answer of /health, on a folder that exists: milliseconds, and memory at rest."""
    times, memory = [], []
    with tempfile.TemporaryDirectory() as folder:
        house = House(binary, str(pathlib.Path(folder, "data")), free_port())
        house.start()
        house.kill()
        for _ in range(runs):
            began = time.perf_counter()
            house.start()
            house.call("/health")
            times.append((time.perf_counter() - began) * 1000)
            time.sleep(1)
            memory.append(memory_mb(house))
            house.kill()
    return statistics.median(times), statistics.median(memory)


def bulk(binary, people):
    with tempfile.TemporaryDirectory() as folder:
        house = House(binary, str(pathlib.Path(folder, "data")), free_port())
        house.start()
        event = prepare(house)
        before, data = memory_mb(house), people_csv(people)
        began = time.perf_counter()
        path, number = upload_list(house, event, people, "pessoas.csv", data)
        preview = time.perf_counter() - began
        read_peak = memory_mb(house, "VmHWM")
        began, cpu = time.perf_counter(), cpu_s(house)
        with Watch(house, "database") as database:
            publish(house, path, number)
            house.wait(path, lambda p: p["state"] == "done" and p["finished"], 1800)
        took, cpu = time.perf_counter() - began, cpu_s(house) - cpu
        peak = memory_mb(house, "VmHWM")
        house.kill()
    return {"preview": preview, "publish": took, "cpu": cpu, "before": before, "read_peak": read_peak, "peak": peak,
            "database": database.share}


def workbook(binary, people, kind):
    """From the upload of a workbook to its preview, in seconds, and the peak of memory."""
    data = people_workbook(people, kind)
    with tempfile.TemporaryDirectory() as folder:
        house = House(binary, str(pathlib.Path(folder, "data")), free_port())
        house.start()
        event = prepare(house)
        began = time.perf_counter()
        upload_list(house, event, people, f"pessoas.{kind}", data)
        took, peak = time.perf_counter() - began, memory_mb(house, "VmHWM")
        house.kill()
    return {"preview": took, "peak": peak, "kb": len(data) / 1024}


def main():
    flags = argparse.ArgumentParser()
    flags.add_argument("--binary", default="target/release/selo")
    flags.add_argument("--people", type=int, default=10_000)
    flags.add_argument("--runs", type=int, default=7)
    flags = flags.parse_args()
    binary = str(pathlib.Path(flags.binary).resolve())
    start_ms, rss_mb = starts(binary, flags.runs)
    small, large = bulk(binary, flags.people // 10), bulk(binary, flags.people)
    sheets = [(kind, people, workbook(binary, people, kind)) for people in (flags.people, flags.people * 6) for kind in ("xlsx", "ods")]
    print("| what | figure |\n|---|---|")
    print(f"| start to first answer, median of {flags.runs} | {start_ms:.0f} ms |")
    print(f"| memory at rest | {rss_mb:.0f} MB |")
    for name, run, people in (("small", small, flags.people // 10), ("large", large, flags.people)):
        print(f"| preview of {people} people | {run['preview']:.2f} s |")
        print(f"| publish {people}: to the last PDF stored and mail kept | {run['publish']:.1f} s, {run['cpu']:.1f} s of CPU, database thread busy {run['database']:.0%} |")
        print(f"| peak memory with {people} people: reading, in all | {run['read_peak']:.0f} MB, {run['peak']:.0f} MB |")
    for kind, people, run in sheets:
        print(f"| preview of {people} people in a workbook (.{kind}, {run['kb']:.0f} kB): time, peak memory | {run['preview']:.2f} s, {run['peak']:.0f} MB |")
    tens = {kind: run for kind, people, run in sheets if people == flags.people}
    print(json.dumps({
        "preview_xlsx_10k_s": round(tens["xlsx"]["preview"], 3), "preview_ods_10k_s": round(tens["ods"]["preview"], 3),
        "preview_xlsx_peak_mb": round(max(run["peak"] for kind, _, run in sheets if kind == "xlsx"), 1),
        "preview_ods_peak_mb": round(max(run["peak"] for kind, _, run in sheets if kind == "ods"), 1),
        "start_ms": round(start_ms, 1), "rss_mb": round(rss_mb, 1),
        "preview_10k_s": round(large["preview"], 3), "publish_10k_s": round(large["publish"], 1),
        "publish_10k_cpu_s": round(large["cpu"], 1), "publish_10k_database_busy_pct": round(large["database"] * 100), "publish_10k_peak_mb": round(large["peak"], 1),
        "publish_1k_peak_mb": round(small["peak"], 1),
    }))


main()
