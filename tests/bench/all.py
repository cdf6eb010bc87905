#!/usr/bin/env python3
"""`make bench`: builds the release binary, runs every measurement, writes target/bench.json and docs/benchmarks.md.

`target/bench.json` is one flat object of numbers with the unit in each name.
"""
import datetime
import json
import os
import pathlib
import platform
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def run(*command):
    """A measurement's table, and the JSON object of its last line."""
    print("==", *command, flush=True)
    lines = subprocess.run([sys.executable, *command], check=True, stdout=subprocess.PIPE, text=True).stdout.strip().splitlines()
    table = [line for line in lines[:-1] if line.startswith("|")]
    print("\n".join(table), flush=True)
    return "\n".join(table), json.loads(lines[-1])


def machine():
    cpu = next((l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")), platform.processor())
    memory = next(int(l.split()[1]) // 1024 // 1024 for l in open("/proc/meminfo") if l.startswith("MemTotal"))
    rustc = subprocess.run(["rustc", "--version"], capture_output=True, text=True).stdout.strip()
    return f"{os.cpu_count()} cores of {cpu}, {memory} GiB, {platform.system()} {platform.release()}, {rustc}"


def main():
    os.chdir(ROOT)
    subprocess.run(["cargo", "build", "--profile", "house", "--package", "local"], check=True)
    render, render_figures = run("tests/bench/render.py")
    house, house_figures = run("tests/bench/house.py", "--binary", "target/house/selo")
    qr, qr_figures = run("tests/bench/qr.py")
    cold, cold_figures = run("tests/bench/cold_start.py")
    figures = render_figures | house_figures | qr_figures | cold_figures
    pathlib.Path("target/bench.json").write_text(json.dumps(figures, indent=2) + "\n")
    text = (ROOT / "tests/bench/benchmarks.md").read_text()
    for name, value in {"date": datetime.date.today().isoformat(), "machine": machine(), "render": render, "house": house, "qr": qr, "cold": cold}.items():
        text = text.replace(f"<!-- {name} -->", value)
    pathlib.Path("docs/benchmarks.md").write_text(text)
    print("wrote target/bench.json and docs/benchmarks.md")


main()
