"""Whether somebody is called when something breaks."""
import json

from finding import Finding
from stack import OUTER

ACTION = [{"Fn::If": ["HasAlarmTopic", [{"Ref": "AlarmTopicArn"}], {"Ref": "AWS::NoValue"}]}]
# (metric, how high it may be) of what is there once.
OF_THE_HOUSE = {
    ("AWS/SES", "Reputation.BounceRate"): 0.03, ("AWS/SES", "Reputation.ComplaintRate"): 0.0008,
    ("Selo", "OldestDuePdfSeconds"): 300, ("Selo", "OldestDueMailSeconds"): 300, ("Selo", "OldestDueImportSeconds"): 300,
    ("AWS/ApiGateway", "4xx"): {"Ref": "RefusalSurge"},
    ("Selo", "LoginFailures"): {"Ref": "LoginFailureSurge"}, ("Selo", "VisitorLookups"): {"Ref": "VisitorLookupSurge"},
}
CLOCK = {"Fn::Sub": "${Prefix}-run-clock"}
# CloudWatch adds at most so many metrics up in an alarm.
SUMMED = 10
# What a dashboard may be long, in characters.
LONGEST_BODY = 1_000_000


def summed(alarm):
    """The metrics that an alarm adds up."""
    return [one["MetricStat"]["Metric"] for one in alarm.properties.get("Metrics", []) if "MetricStat" in one]


class _Alarms:
    """Every alarm of the stack, by what it looks at."""

    def __init__(self, stack):
        self.all = list(stack.resources("AWS::CloudWatch::Alarm"))

    def of(self, namespace, metric, dimension=None):
        """The alarms of a metric, of one thing where it is said which."""
        for alarm in self.all:
            for one in [alarm.properties, *summed(alarm)]:
                values = [d["Value"] for d in one.get("Dimensions", [])]
                named = (one.get("Namespace"), one.get("MetricName")) == (namespace, metric)
                if named and (dimension is None or dimension in values):
                    yield alarm

    def calls_above(self, threshold, *what):
        """Whether an alarm of it rings above exactly this."""
        return any(alarm.properties["Threshold"] == threshold and alarm.properties["ComparisonOperator"] == "GreaterThanThreshold"
                   for alarm in self.of(*what))


def functions_have_their_alarms(stack):
    """Errors, throttles, seven tenths of the time, and for a reader of a stream how far it is behind."""
    alarms, readers = _Alarms(stack), {identifier for identifier, _, _ in stack.events("DynamoDB")}
    for identifier, properties in stack.functions():
        name = {"Fn::Sub": "${Prefix}-" + properties["CodeUri"].removeprefix("functions/")}
        wanted = {"Errors": 0, "Throttles": 0, "Duration": properties.get("Timeout", 3) * 700}
        wanted |= {"IteratorAge": 300_000} if identifier in readers else {}
        for metric, threshold in wanted.items():
            if not alarms.calls_above(threshold, "AWS/Lambda", metric, name):
                says = f"nobody is called for its {metric} above {threshold}"
                yield Finding("functions-have-their-alarms", OUTER, identifier, says)


def tables_have_their_alarms(stack):
    """What DynamoDB turned away, at the table and at each index, and what it failed itself."""
    alarms = _Alarms(stack)
    for table in stack.resources("AWS::DynamoDB::Table"):
        indexes = [index["IndexName"] for index in table.properties.get("GlobalSecondaryIndexes", [])]
        for metric in ("ReadThrottleEvents", "WriteThrottleEvents", "SystemErrors"):
            of_it = alarms.of("AWS/DynamoDB", metric, table.properties["TableName"])
            looked_at = [one["Dimensions"] for alarm in of_it for one in summed(alarm) if one["MetricName"] == metric]
            named = {dimension["Value"] for one in looked_at for dimension in one if isinstance(dimension["Value"], str)}
            if not looked_at or (metric != "SystemErrors" and not named >= set(indexes)):
                says = f"nobody is called for its {metric}, or those of an index"
                yield Finding("tables-have-their-alarms", table.file, table.id, says)


def the_house_has_its_alarms(stack):
    """The queue, the API, the mails, the work that is late, and whoever tries the doors."""
    alarms = _Alarms(stack)
    for queue in stack.resources("AWS::SQS::Queue"):
        if not alarms.calls_above(0, "AWS/SQS", "ApproximateNumberOfMessagesVisible", {"Ref": queue.id}):
            yield Finding("the-house-has-its-alarms", queue.file, queue.id, "nobody is called when something waits in it")
    for (namespace, metric), threshold in OF_THE_HOUSE.items():
        if not alarms.calls_above(threshold, namespace, metric):
            yield Finding("the-house-has-its-alarms", OUTER, metric, f"nobody is called for {metric} above {threshold}")
    if not alarms.calls_above(1, "AWS/ApiGateway", "5xx", {"Ref": "Api"}):
        yield Finding("the-house-has-its-alarms", OUTER, "Api", "nobody is called when more than 1 % of the answers are faults")
    if not any(_rings_when_it_stops(alarm) for alarm in alarms.of("AWS/Lambda", "Invocations", CLOCK)):
        yield Finding("the-house-has-its-alarms", OUTER, "RunClockFunction", "nobody is called when the sweep stops")


def _rings_when_it_stops(alarm):
    """Whether it rings within half an hour, and not for one period without data, which is how a stack begins."""
    a = alarm.properties
    silent = (a["Threshold"], a["ComparisonOperator"], a["TreatMissingData"]) == (1, "LessThanThreshold", "breaching")
    return silent and a["EvaluationPeriods"] >= 2 and a["Period"] * a["EvaluationPeriods"] <= 1800


def alarms_reach_somebody(stack):
    """Every alarm speaks to the topic when there is one, and adds up no more than CloudWatch can."""
    for alarm in stack.resources("AWS::CloudWatch::Alarm"):
        actions = alarm.properties.get("AlarmActions")
        if actions not in ACTION:
            yield Finding("alarms-reach-somebody", alarm.file, alarm.id, "it tells nobody")
        if len(summed(alarm)) > SUMMED:
            yield Finding("alarms-reach-somebody", alarm.file, alarm.id, f"it adds up more than {SUMMED} metrics")


def dashboards_can_be_read(stack):
    """A dashboard is JSON, not too long, and shows only functions that there are."""
    steps = {properties["CodeUri"].removeprefix("functions/") for _, properties in stack.functions()}
    for dashboard in stack.resources("AWS::CloudWatch::Dashboard"):
        text = dashboard.properties["DashboardBody"]["Fn::Sub"]
        try:
            widgets = json.loads(text)["widgets"]
        except (ValueError, KeyError) as error:
            yield Finding("dashboards-can-be-read", dashboard.file, dashboard.id, f"its body is not a dashboard: {error}")
            continue
        metrics = [metric for widget in widgets for metric in widget["properties"].get("metrics", [])]
        shown = {metric[3].removeprefix("${Prefix}-") for metric in metrics if metric[0] == "AWS/Lambda"}
        if len(text) > LONGEST_BODY or shown - steps:
            says = f"it is too long, or shows {sorted(shown - steps)}"
            yield Finding("dashboards-can-be-read", dashboard.file, dashboard.id, says)


CHECKS = [functions_have_their_alarms, tables_have_their_alarms, the_house_has_its_alarms, alarms_reach_somebody,
          dashboards_can_be_read]
