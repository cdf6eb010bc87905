"""What calls the functions, and what becomes of what they could not take."""
import json

from finding import Finding
from stack import OUTER, refers_to

ASYNCHRONOUS = ("S3", "SNS", "Schedule", "ScheduleV2", "EventBridgeRule")
# Where mails keep to a pace that is counted in processes.
ONE_BY_ONE = "SendMailFunction"
# DynamoDB's own limit for readers of a stream without throttling.
READERS = 2


def _queues(stack):
    return [identifier for identifier, body in stack.raw[OUTER]["Resources"].items() if body["Type"] == "AWS::SQS::Queue"]


def _lands(stack, configuration):
    """Whether what fails goes to a queue of this stack."""
    target = (configuration or {}).get("OnFailure", {}).get("Destination")
    return refers_to(target, *_queues(stack))


def streams_report_what_failed(stack):
    """Only what failed comes back: items are reported, a batch that breaks is halved, and nothing is tried for ever."""
    for identifier, name, event in stack.events("DynamoDB"):
        if event.get("FunctionResponseTypes") != ["ReportBatchItemFailures"]:
            yield Finding("streams-report-what-failed", OUTER, identifier, f"{name} does not report single items")
        if event.get("BisectBatchOnFunctionError") is not True:
            yield Finding("streams-report-what-failed", OUTER, identifier, f"{name} does not halve a batch that breaks")
        if not 0 <= event.get("MaximumRetryAttempts", -1) <= 5 or not 60 <= event.get("MaximumRecordAgeInSeconds", -1) <= 3600:
            yield Finding("streams-report-what-failed", OUTER, identifier, f"{name} holds its shard up without end")


def streams_lose_nothing(stack):
    """What a reader of a stream gives up goes to the queue."""
    for identifier, name, event in stack.events("DynamoDB"):
        if not _lands(stack, event.get("DestinationConfig")):
            yield Finding("streams-lose-nothing", OUTER, identifier, f"{name} has no destination for what it gives up")


def streams_are_read_from_their_beginning(stack):
    """What was written before a trigger was there is read too; and one process of send-mail reads a shard."""
    for identifier, name, event in stack.events("DynamoDB"):
        if event.get("StartingPosition") != "TRIM_HORIZON":
            yield Finding("streams-are-read-from-their-beginning", OUTER, identifier, f"{name} skips what is written already")
        if identifier == ONE_BY_ONE and event.get("ParallelizationFactor", 1) != 1:
            says = f"{name} is more processes than MailsPerSecond counts"
            yield Finding("streams-are-read-from-their-beginning", OUTER, identifier, says)


def streams_are_filtered(stack):
    """A reader is called for its own work only."""
    for identifier, name, event in stack.events("DynamoDB"):
        filters = event.get("FilterCriteria", {}).get("Filters", [])
        if not filters or not all(json.loads(one["Pattern"]).get("dynamodb", {}).get("NewImage") for one in filters):
            yield Finding("streams-are-filtered", OUTER, identifier, f"{name} is called for every change of the table")


def streams_have_two_readers(stack):
    """A third reader of a stream is throttled."""
    readers = {}
    for identifier, _, event in stack.events("DynamoDB"):
        readers.setdefault(json.dumps(event["Stream"]), []).append(identifier)
    for stream, of in readers.items():
        if len(of) > READERS:
            yield Finding("streams-have-two-readers", OUTER, of[-1], f"it is reader {len(of)} of {stream}")


def calls_without_an_answer_lose_nothing(stack):
    """Whoever calls and does not wait cannot try again: what fails for good goes to the queue."""
    for identifier, properties in stack.functions():
        kinds = [event["Type"] for event in (properties.get("Events") or {}).values()]
        if any(kind in ASYNCHRONOUS for kind in kinds) or not kinds:
            if not _lands(stack, properties.get("EventInvokeConfig", {}).get("DestinationConfig")):
                says = "nothing keeps the event that it gives up"
                yield Finding("calls-without-an-answer-lose-nothing", OUTER, identifier, says)


def dead_letters_wait(stack):
    """Nobody looks every day: the queue's usual time is long, and its messages are encrypted."""
    parameters = stack.raw[OUTER]["Parameters"]
    for queue in stack.resources("AWS::SQS::Queue"):
        period = queue.properties.get("MessageRetentionPeriod", 345_600)
        usual = parameters[period["Ref"]].get("Default") if isinstance(period, dict) else period
        if usual is None or int(usual) < 1_209_600 or queue.properties.get("SqsManagedSseEnabled") is not True:
            yield Finding("dead-letters-wait", queue.file, queue.id, "what waits there is lost too soon, or lies open")


CHECKS = [streams_report_what_failed, streams_lose_nothing, streams_are_read_from_their_beginning, streams_are_filtered,
          streams_have_two_readers, calls_without_an_answer_lose_nothing, dead_letters_wait]
