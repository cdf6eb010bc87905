"""What a certificate costs: Selo beside krilla (Rust) and reportlab (Python), interleaved in one run.

Run in the repository's root. Every program is one process that draws batches on command; its CPU time is read from
/proc/PID/schedstat around each batch, its peak memory from /proc/PID/status at the end. A round is one batch of each.
Prints a table in Markdown, then one flat JSON object. `--quick` measures a tenth, to see that everything runs.
"""

import json
import os
import pathlib
import statistics
import subprocess
import sys
import venv

ROOT = pathlib.Path(__file__).resolve().parents[2]
FONTS = ROOT / "shared/paper/fonts"
PYTHON = ROOT / ".venv/bin/python"
NEEDS = ["reportlab==5.1.0", "segno==1.6.6"]
ROUNDS = 10
# Certificates in a batch: about as much time for each program.
BATCH = {"one": 1000, "events": 1000, "krilla": 100, "reportlab": 20}
LABELS = {
    "one": "Selo, one event",
    "events": "Selo, 1,000 events of ten certificates, templates included",
    "krilla": "krilla 0.8.2",
    "reportlab": "reportlab 5.1.0",
}


def built_bench():
    """The program of shared/paper/benches, built for release."""
    command = ["cargo", "bench", "-p", "paper", "--bench", "render", "--no-run", "--message-format=json"]
    out = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    messages = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
    found = [m["executable"] for m in messages if m.get("executable") and m["target"]["name"] == "render"]
    return [found[-1]]


def built_krilla():
    folder = ROOT / "tests/bench-peers/krilla"
    target = ROOT / "target/bench-peers"
    command = ["cargo", "build", "--release", "--manifest-path", folder / "Cargo.toml", "--target-dir", target]
    subprocess.run(command, cwd=folder, check=True)
    return [target / "release/krilla-certificate", FONTS]


def installed_reportlab():
    if not PYTHON.exists():
        venv.create(ROOT / ".venv", with_pip=True)
    if subprocess.run([PYTHON, "-c", "import reportlab, segno"], stderr=subprocess.DEVNULL).returncode:
        subprocess.run([PYTHON, "-m", "pip", "install", "--quiet", *NEEDS], check=True)
    return [PYTHON, ROOT / "tests/bench-peers/reportlab_certificate.py", FONTS]


class Program:
    """A process that draws on command."""

    def __init__(self, command):
        arguments = [str(part) for part in command]
        self.process = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def cpu_ms(self):
        with open(f"/proc/{self.process.pid}/schedstat") as file:
            return int(file.read().split()[0]) / 1e6

    def draw(self, command, count):
        """Draws; CPU milliseconds and bytes per certificate."""
        before = self.cpu_ms()
        self.process.stdin.write(f"{command} {count}\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        return (self.cpu_ms() - before) / count, answer["bytes"]

    def end(self):
        """Peak memory in MB, then goodbye."""
        with open(f"/proc/{self.process.pid}/status") as file:
            peak = next(int(line.split()[1]) for line in file if line.startswith("VmHWM"))
        self.process.stdin.close()
        self.process.wait()
        return peak / 1024


def measure(share):
    programs = {"krilla": built_krilla(), "reportlab": installed_reportlab()}
    programs["one"] = programs["events"] = built_bench()
    programs = {name: Program(programs[name]) for name in BATCH}
    batches = {name: max(10, count // share) for name, count in BATCH.items()}
    command = {name: "events" if name == "events" else "one" for name in BATCH}
    samples = {name: [] for name in BATCH}
    for name, program in programs.items():  # the first batch warms up: fonts parsed, pages of memory touched
        program.draw(command[name], max(10, batches[name] // 10))
    for _ in range(ROUNDS):
        for name, program in programs.items():
            samples[name].append(program.draw(command[name], batches[name]))
    return {
        name: {
            "cpu": statistics.median(cpu for cpu, _ in samples[name]),
            "range": (min(cpu for cpu, _ in samples[name]), max(cpu for cpu, _ in samples[name])),
            "bytes": statistics.median(size for _, size in samples[name]),
            "peak": program.end(),
            "count": batches[name] * ROUNDS,
        }
        for name, program in programs.items()
    }


def table(result):
    ours = result["one"]["cpu"]
    rows = ["| program | certificates | CPU ms each (range of batches) | per second and core | bytes | peak MB | times ours |",
            "|---|---|---|---|---|---|---|"]
    for name, label in LABELS.items():
        r = result[name]
        low, high = r["range"]
        rows.append(f"| {label} | {r['count']:,} | {r['cpu']:.3f} ({low:.3f}–{high:.3f}) | {1000 / r['cpu']:,.0f} | "
                    f"{r['bytes']:,.0f} | {r['peak']:.0f} | {r['cpu'] / ours:.1f} |")
    return "\n".join(rows)


def main():
    result = measure(10 if "--quick" in sys.argv else 1)
    ours = result["one"]
    print(table(result))
    print(json.dumps({
        "render_cpu_ms_per_certificate": round(ours["cpu"], 4),
        "render_certificates_per_second_core": round(1000 / ours["cpu"]),
        "render_bytes": ours["bytes"],
        "render_peak_mb": round(ours["peak"], 1),
        "render_events_cpu_ms_per_certificate": round(result["events"]["cpu"], 4),
        "render_events_peak_mb": round(result["events"]["peak"], 1),
        "render_vs_krilla": round(result["krilla"]["cpu"] / ours["cpu"], 2),
        "render_vs_reportlab": round(result["reportlab"]["cpu"] / ours["cpu"], 2),
    }))


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
