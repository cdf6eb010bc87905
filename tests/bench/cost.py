#!/usr/bin/env python3
"""`make cost`: measures what each journey consumes of the database, and writes docs/cost.md with what that costs.

The prices are below, each for a unit of its own: put in your own and run it again.
"""
import datetime
import json
import os
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]

# name: (Northern Virginia, São Paulo, unit)
PRICES = {
    "http": (1.00, 1.50, "million requests of an HTTP API"),
    "invoke": (0.20, 0.20, "million invocations of Lambda"),
    "gb_s": (13.3334, 13.3334, "million GB-seconds of Lambda on arm64"),
    "read": (0.125, 0.1875, "million read units of DynamoDB on demand"),
    "write": (0.625, 0.9375, "million write units of DynamoDB on demand"),
    "table_gb": (0.25, 0.375, "GB and month in a table or index of DynamoDB"),
    "pitr_gb": (0.20, 0.30, "GB and month of point-in-time recovery"),
    "object_gb": (0.023, 0.0405, "GB and month in S3"),
    "put": (5.00, 7.00, "million PUT of S3"),
    "get": (0.40, 0.56, "million GET of S3"),
    "mail": (100.00, 100.00, "million mails of SES"),
    "topic": (0.50, 0.50, "million messages of SNS"),
    "log_gb": (0.50, 0.90, "GB of logs taken in"),
    "log_kept_gb": (0.03, 0.0408, "GB and month of logs kept"),
    "trace": (5.00, 5.00, "million traces of X-Ray"),
    "metric": (0.30, 0.30, "metric and month"),
    "alarm": (0.10, 0.10, "metric of an alarm and month"),
    "dashboard": (3.00, 3.00, "dashboard and month, from the fourth on"),
    "secret": (0.40, 0.40, "secret and month"),
    "out_gb": (0.09, 0.15, "GB sent to the internet"),
}
# What is waited for, in milliseconds: assumed, since no measurement here can show it.
WAITS = {"GetItem": 4, "BatchGetItem": 6, "Query": 5, "UpdateItem": 6, "TransactWriteItems": 12, "S3": 30, "SES": 40}
# Megabytes that come with a whole processor in Lambda.
WHOLE_CPU_MB = 1769
# Bytes of a line that CloudWatch adds, of the two identifiers that only a deployed function writes, and of the API's line.
LINE_EXTRA, IDENTIFIERS, API_LINE = 26, 115, 190
MINUTES = 60 * 24 * 30


def measured():
    """What the journeys consumed, as the test `capacity` prints it."""
    command = ["cargo", "test", "--workspace", "--test", "it", "--", "--ignored", "--nocapture", "capacity::"]
    out = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(re.search(r"^CAPACITY (.*)$", out, re.M).group(1))


def template():
    texts = [path.read_text() for path in (ROOT / "template.yaml", *sorted((ROOT / "infra").glob("*.yaml")))]
    return "\n".join(texts)


def alarms_of(text):
    """How many alarms, and how many metrics they look at: one that adds metrics up is paid for each of them."""
    blocks = [re.split(r"\n  \w", block)[0] for block in text.split("Type: AWS::CloudWatch::Alarm")[1:]]
    return len(blocks), sum(max(1, len(re.findall(r"\bMetricStat:", block))) for block in blocks)


def memory_of(step, text):
    name = "".join(part.capitalize() for part in step.split("-")) + "Function:"
    block = text[text.index(f"  {name}"):]
    return int(re.search(r"MemorySize: (\d+)", block).group(1))


def duration_ms(entry, memory, parallel=1, more=()):
    """Waits one after another, or so many at a time, and the processor's time at the share that the memory brings."""
    waits = sum(WAITS[call] * n for call, n in entry["calls"].items()) / parallel + sum(WAITS[name] for name in more)
    return waits + entry["cpu_ms"] * max(1, WHOLE_CPU_MB / memory)


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def dollars(amount):
    if amount >= 100:
        return f"{amount:,.0f}"
    return f"{amount:.2f}" if amount >= 0.1 else f"{amount:.3f}"


class Bill:
    """Lines of what is used, in the units of the prices."""

    def __init__(self):
        self.lines = []

    def add(self, what, price, amount, how):
        self.lines.append((what, price, amount, how))

    def sums(self, without=()):
        return [sum(PRICES[p][region] * n for what, p, n, _ in self.lines if what not in without) for region in (0, 1)]

    def table(self):
        rows = [[what, how, dollars(PRICES[p][0] * n), dollars(PRICES[p][1] * n)] for what, p, n, how in self.lines]
        virginia, sao_paulo = self.sums()
        return table(["what", "how much", "us-east-1, $", "sa-east-1, $"],
                     [*rows, ["**all**", "", f"**{dollars(virginia)}**", f"**{dollars(sao_paulo)}**"]])


def verifications(m, text):
    """A million verifications of genuine codes, each a page."""
    memory = memory_of("verify", text)
    ms = duration_ms(m["verify: a hit"], memory)
    line = m["event_bytes"] + IDENTIFIERS + 2 * LINE_EXTRA + API_LINE
    bill = Bill()
    bill.add("HTTP API", "http", 1, "1,000,000 requests")
    bill.add("Lambda, requests", "invoke", 1, "1,000,000")
    bill.add("Lambda, time", "gb_s", memory / 1024 * ms / 1000, f"{memory} MB for {ms:.0f} ms")
    bill.add("DynamoDB", "read", m["verify: a hit"]["reads"], f"{m['verify: a hit']['reads']:g} read unit each")
    bill.add("logs", "log_gb", line / 1000, f"{line} bytes each: our event and the API's line")
    out = m["verify_page_bytes"] + 1200
    bill.add("data out", "out_gb", out / 1000, f"{out:,} bytes each, headers included")
    bill.add("X-Ray, if every request is traced", "trace", 1, "1,000,000 traces; at the usual sampling one a second and 5% of the rest")
    return bill


def certificates(m, text):
    """A thousand certificates for new people, issued, drawn, mailed and delivered."""
    n = 1000 / 1e6
    line = m["event_bytes"] + IDENTIFIERS + LINE_EXTRA
    chunk = {key: value / 250 for key, value in m["issue a chunk of 250"].items() if isinstance(value, float)}
    steps = [
        ("import-participants", m["import a line"], 1 / 1000, 1, ()),
        ("issue-batch", m["issue a chunk of 250"], 1 / 250, 12, ()),
        ("render-pdf", m["draw a PDF"], 1, 1, ("S3",)),
        ("send-mail", m["send a mail"], 1, 1, ("SES",)),
        ("track-mail", m["hear of a delivery"], 1, 1, ()),
    ]
    reads = sum(m[j]["reads"] for j in ("import a line", "draw a PDF", "send a mail", "hear of a delivery")) + chunk["reads"]
    writes = sum(m[j]["writes"] for j in ("import a line", "draw a PDF", "send a mail", "hear of a delivery")) + chunk["writes"]
    seconds = 0
    for step, entry, share, parallel, more in steps:
        memory = memory_of(step, text)
        share = 1 if step == "import-participants" else share
        seconds += memory / 1024 * duration_ms(entry, memory, parallel, more) / 1000 * share
    invocations = 0.001 + 0.004 + 0.1 + 0.1 + 1
    bill = Bill()
    bill.add("DynamoDB, writes", "write", writes * n, f"{writes:.1f} write units each")
    bill.add("DynamoDB, reads", "read", reads * n, f"{reads:.1f} read units each")
    bill.add("Lambda, requests", "invoke", invocations * n, f"{invocations:.1f} each: batches of ten PDFs and mails, news one by one")
    bill.add("Lambda, time", "gb_s", seconds * n, f"{seconds * 1000:.0f} GB-ms each")
    bill.add("S3", "put", n, "one PDF each")
    bill.add("SES", "mail", n, "one mail each")
    bill.add("SNS", "topic", n, "one piece of news each")
    bill.add("logs", "log_gb", invocations * line * n / 1000, f"{invocations:.1f} events each")
    bill.add("X-Ray, if every invocation is traced", "trace", invocations * n, f"{invocations:.1f} traces each")
    return bill


def at_rest(m, text):
    """A month in which nobody comes."""
    sweep, memory = m["a sweep at rest"], memory_of("run-clock", text)
    # PDFs, mails and imports side by side: eight queries one after another, of seventeen.
    ms = duration_ms(sweep, memory, parallel=17 / 8)
    alarms, looked_at = alarms_of(text)
    dashboards = len(re.findall(r"Type: AWS::CloudWatch::Dashboard", text))
    line = 900 + IDENTIFIERS + LINE_EXTRA
    bill = Bill()
    bill.add("DynamoDB, the sweep", "read", sweep["reads"] * MINUTES / 1e6, f"{sweep['reads']:g} read units a minute")
    bill.add("Lambda, requests", "invoke", MINUTES / 1e6, "one a minute")
    bill.add("Lambda, time", "gb_s", memory / 1024 * ms / 1000 * MINUTES / 1e6, f"{memory} MB for {ms:.0f} ms a minute")
    bill.add("logs", "log_gb", line * MINUTES / 1e9, f"{line} bytes a minute")
    bill.add("X-Ray", "trace", MINUTES / 1e6, "one trace a minute; the first 100,000 of a month are free")
    bill.add("metrics of the sweep", "metric", 4, "4, always there; the first 10 of an account are free")
    bill.add("alarms", "alarm", looked_at, f"{alarms} in the templates, with {looked_at} metrics; the first 10 of an account are free")
    bill.add("dashboards", "dashboard", max(0, dashboards - 3), f"{dashboards} in the templates, of which 3 are free")
    bill.add("secret", "secret", 1, "1")
    return bill


def storage(m):
    """A million certificates kept for a month."""
    sizes, number = m["sizes"], m["sizes"]["certificates"]
    gb = {name: place["bytes"] / number / 1000 for name, place in sizes.items() if name != "certificates"}
    tables, pdf = sum(gb.values()), m["pdf_bytes"] / 1000
    own = gb["registry"] + gb["outbox"]
    bill = Bill()
    bill.add("tables and indexes", "table_gb", tables, f"{tables:.1f} GB: {own:.1f} in tables, {tables - own:.1f} in indexes")
    bill.add("point-in-time recovery", "pitr_gb", own, f"{own:.1f} GB: tables without indexes")
    bill.add("PDFs", "object_gb", pdf, f"{pdf:.0f} GB of {m['pdf_bytes']:,} bytes each")
    return bill


def units(m):
    rows = []
    for name, entry in m.items():
        if isinstance(entry, dict) and "calls" in entry:
            calls = ", ".join(f"{n:g} {call}" for call, n in entry["calls"].items())
            by = ", ".join(f"{place} {n:g}" for place, n in entry["by_place"].items())
            rows.append([name, f"{entry['reads']:g}", f"{entry['writes']:g}", by, calls, f"{entry['cpu_ms']:.2f}"])
    return table(["journey", "reads", "writes", "of which in", "requests", "CPU ms"], rows)


def main():
    os.chdir(ROOT)
    m, text = measured(), template()
    issue, rest = certificates(m, text), at_rest(m, text)
    parts = {
        "date": datetime.date.today().isoformat(),
        "units": units(m),
        "verifications": verifications(m, text).table(),
        "certificates": issue.table(),
        "rest": rest.table(),
        "sweep": f"${dollars(rest.sums({'alarms', 'dashboards', 'secret', 'X-Ray', 'metrics of the sweep'})[0])}",
        "rest_all": f"${rest.sums()[0]:.0f}",
        "routes": str(text.count("Type: HttpApi")),
        "route_metrics": f"${6 * 0.3 * text.count('Type: HttpApi'):.0f}",
        "storage": storage(m).table(),
        "prices": table(["per", "us-east-1, $", "sa-east-1, $"], [[unit, a, b] for a, b, unit in PRICES.values()]),
        "waits": ", ".join(f"{name} {ms}" for name, ms in WAITS.items()),
    }
    page = (ROOT / "tests/bench/cost.md").read_text()
    for name, value in parts.items():
        page = page.replace(f"<!-- {name} -->", value)
    pathlib.Path("docs/cost.md").write_text(page)
    print("wrote docs/cost.md")


main()
