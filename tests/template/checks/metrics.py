"""Whether what alarms and dashboards look at is written as they read it: by its name, its dimensions and its statistic."""
import json
import re

from checks.watching import summed
from finding import Finding
from stack import ROOT

# Where the names of the metrics and their dimensions are.
MEASURED = "shared/platform/src/metrics.rs"
OBSERVABILITY = "infra/observability.yaml"
# How each metric becomes one number in a period: what is counted is summed up, of what waits the worst is meant.
STATISTICS = {
    **dict.fromkeys(("Errors", "Throttles", "Invocations", "5xx", "4xx", "Count", "ReadThrottleEvents", "WriteThrottleEvents",
                     "SystemErrors", "LoginFailures", "VisitorLookups"), "Sum"),
    **dict.fromkeys(("IteratorAge", "ApproximateNumberOfMessagesVisible", "Reputation.BounceRate", "Reputation.ComplaintRate",
                     "OldestDuePdfSeconds", "OldestDueMailSeconds", "OldestDueImportSeconds"), "Maximum"),
    "Duration": "p95",
}
# The longest that anything may be wrong before somebody is called, in seconds.
PATIENCE = 3600


def _measured():
    return set(re.findall(r"^    ([A-Z][A-Za-z]+),$", (ROOT / MEASURED).read_text(), re.MULTILINE))


def _dimensions():
    """The sets of dimensions that each metric is written with; `_` has those of the others."""
    code = (ROOT / MEASURED).read_text().split("pub fn dimensions(", 1)[1].split("\n    }\n", 1)[0]
    sets = {}
    for names, written in re.findall(r"((?:Self::\w+\s*\|?\s*)+|_) => (&\[.*?\]\]?)(?:,\n|$)", code):
        each = [frozenset(re.findall(r'"(\w+)"', one)) for one in re.findall(r"&\[(\"[^\]]*)\]", written)]
        sets |= {name.removeprefix("Self::"): each for name in re.findall(r"Self::\w+|_", names)}
    return sets


def _looked_at(stack):
    """(file, resource, metric, dimensions) of everything of our own that an alarm or a dashboard looks at."""
    for alarm in stack.resources("AWS::CloudWatch::Alarm"):
        for one in [alarm.properties, *summed(alarm)]:
            if one.get("Namespace") == "Selo":
                yield alarm, one["MetricName"], {d["Name"]: d["Value"] for d in one.get("Dimensions", [])}
    for dashboard in stack.resources("AWS::CloudWatch::Dashboard"):
        for found in re.findall(r'\["Selo", [^\]]*\]', dashboard.properties["DashboardBody"]["Fn::Sub"]):
            _, metric, *pairs = json.loads(found)
            yield dashboard, metric, dict(zip(pairs[::2], pairs[1::2]))


def metrics_are_measured(stack):
    """What an alarm or a dashboard looks at is what the code writes, by its name and with one of its sets of dimensions."""
    measured, sets = _measured(), _dimensions()
    steps = {properties["CodeUri"].removeprefix("functions/") for _, properties in stack.functions()}
    for resource, metric, dimensions in _looked_at(stack):
        if metric not in measured:
            yield Finding("metrics-are-measured", resource.file, resource.id, f"nothing writes {metric}")
        elif frozenset(dimensions) not in sets.get(metric, sets["_"]):
            says = f"nothing writes {metric} with the dimensions {sorted(dimensions)}"
            yield Finding("metrics-are-measured", resource.file, resource.id, says)
        elif dimensions["Stage"] not in ({"Ref": "Stage"}, "${Stage}") or dimensions.get("Step", "login") not in steps:
            yield Finding("metrics-are-measured", resource.file, resource.id, f"nobody writes {metric} under {dimensions}")


def alarms_read_what_is_meant(stack):
    """Each metric by the statistic that it is written for, and within the hour."""
    for alarm in stack.resources("AWS::CloudWatch::Alarm"):
        a = alarm.properties
        parts = [one["MetricStat"] for one in a.get("Metrics", []) if "MetricStat" in one]
        read = [(part["Metric"]["MetricName"], part["Stat"], part["Period"]) for part in parts]
        if "MetricName" in a:
            read.append((a["MetricName"], a.get("ExtendedStatistic", a.get("Statistic")), a["Period"]))
        for metric, statistic, period in read:
            if STATISTICS.get(metric) != statistic:
                says = f"it reads {metric} as {statistic} and not as {STATISTICS.get(metric)}"
                yield Finding("alarms-read-what-is-meant", alarm.file, alarm.id, says)
            if not 0 < period * a.get("EvaluationPeriods", 0) <= PATIENCE:
                yield Finding("alarms-read-what-is-meant", alarm.file, alarm.id, "it waits longer than an hour")
        if a.get("DatapointsToAlarm", a.get("EvaluationPeriods")) != a.get("EvaluationPeriods"):
            yield Finding("alarms-read-what-is-meant", alarm.file, alarm.id, "it counts other periods than it says")


CHECKS = [metrics_are_measured, alarms_read_what_is_meant]
