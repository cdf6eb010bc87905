"""Broken templates: each is the real one with one thing wrong, and names the rule that must find it.

A change that does not apply to the real template any more, or a mutant that nothing finds, fails the run."""
import dataclasses
import typing

STATE, OBSERVABILITY, ALARMS, OUTER = "infra/state.yaml", "infra/observability.yaml", "infra/alarms.yaml", "template.yaml"


@dataclasses.dataclass(frozen=True)
class Mutant:
    """What is wrong, where, what makes it so, the rule that finds it, and at which resource."""
    name: str
    file: str
    change: typing.Callable
    rule: str
    resource: str


def _properties(template, name):
    return template["Resources"][name]["Properties"]


def put(name, *path, value):
    """Sets a property of a resource."""
    def change(template):
        at = _properties(template, name)
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = value
    return change


def drop(name, *path):
    """Removes a property of a resource; it must be there."""
    def change(template):
        at = _properties(template, name)
        for step in path[:-1]:
            at = at[step]
        del at[path[-1]]
    return change


def gone(name):
    """Removes a resource."""
    def change(template):
        del template["Resources"][name]
    return change


def beside(name, *path, value):
    """Sets something of a resource beside its properties."""
    def change(template):
        at = template["Resources"][name]
        for step in path[:-1]:
            at = at.setdefault(step, {})
        at[path[-1]] = value
    return change


def statement(function, sid, **members):
    """Changes members of one statement of a function's policy; None removes one."""
    def change(template):
        found = [s for s in _properties(template, function)["Policies"][0]["Statement"] if s["Sid"] == sid]
        if not found:
            raise KeyError(f"{function} has no statement {sid}")
        for member, value in members.items():
            found[0].pop(member) if value is None else found[0].update({member: value})
    return change


def parameter(name, member, value=None):
    """Sets a member of a parameter, or removes it."""
    def change(template):
        if value is None:
            del template["Parameters"][name][member]
        else:
            template["Parameters"][name][member] = value
    return change


def dashboard(name, this, other):
    """Replaces something once in the text of a dashboard."""
    def change(template):
        body = _properties(template, name)["DashboardBody"]
        body["Fn::Sub"] = body["Fn::Sub"].replace(this, other, 1)
    return change


def _third_reader(template):
    event = dict(_properties(template, "SendMailFunction")["Events"]["MailDue"])
    _properties(template, "VerifyFunction")["Events"]["MailDue"] = event


def _new_function(template):
    written = template["Resources"]["GetSupportFunction"]
    properties = {name: value for name, value in written["Properties"].items() if name != "Events"}
    template["Resources"]["ExtraFunction"] = written | {"Properties": properties | {"CodeUri": "functions/extra"}}


PDF_DUE, OVER_TLS = ("Events", "PdfDue", "Properties"), ("PolicyDocument", "Statement", 0, "Condition", "Bool")

# What the checks of this house must find.
OWN = [
    Mutant("every action of DynamoDB", OUTER, statement("VerifyFunction", "ReadRecords", Action="dynamodb:*"),
           "named-actions", "VerifyFunctionRole"),
    Mutant("every action but one", OUTER, statement("VerifyFunction", "ReadRecords", Action=None, NotAction="iam:*"),
           "named-actions", "VerifyFunctionRole"),
    Mutant("every secret", OUTER, statement("LoginFunction", "ReadRootSecret", Resource="*"),
           "named-resources", "LoginFunctionRole"),
    Mutant("every table", OUTER, statement("LoginFunction", "FindAccounts", Resource="arn:aws:dynamodb:*:*:table/*"),
           "named-resources", "LoginFunctionRole"),
    Mutant("a managed policy for everything", OUTER,
           lambda t: _properties(t, "VerifyFunction")["Policies"].append("arn:aws:iam::aws:policy/AdministratorAccess"),
           "known-managed-policies", "VerifyFunctionRole"),
    Mutant("a table without its partitions", OUTER, statement("LoginFunction", "KeepSessions", Condition=None),
           "named-partitions", "LoginFunctionRole/KeepSessions"),
    Mutant("a scan of a table", OUTER, statement("LoginFunction", "KeepSessions", Action=["dynamodb:Scan"]),
           "named-partitions", "LoginFunctionRole/KeepSessions"),
    Mutant("a secret in the environment", OUTER, put("LoginFunction", "Environment", "Variables", "ROOT_SECRET", value="x7J2kQ9"),
           "no-secret-in-the-environment", "LoginFunction"),
    Mutant("a secret resolved into the environment", OUTER,
           put("LoginFunction", "Environment", "Variables", "ROOT", value="{{resolve:secretsmanager:selo/root}}"),
           "no-secret-in-the-environment", "LoginFunction"),
    Mutant("a bucket that takes plain HTTP", OUTER, gone("ImportsBucketPolicy"), "only-over-tls", "ImportsBucket"),
    Mutant("a bucket that takes plain HTTP for its objects", STATE,
           lambda t: _properties(t, "DocumentsBucketPolicy")["PolicyDocument"]["Statement"][0]["Resource"].pop(),
           "only-over-tls", "DocumentsBucket"),
    Mutant("a queue that takes plain HTTP", OUTER, put("DeadLettersPolicy", *OVER_TLS, value={"aws:SecureTransport": "true"}),
           "only-over-tls", "DeadLetters"),
    Mutant("a function with a URL of its own", OUTER, put("VerifyFunction", "FunctionUrlConfig", value={"AuthType": "NONE"}),
           "no-functions-url", "VerifyFunction"),
    Mutant("a batch that comes back whole", OUTER, drop("RenderPdfFunction", *PDF_DUE, "FunctionResponseTypes"),
           "streams-report-what-failed", "RenderPdfFunction"),
    Mutant("a stream that stands still for a poisoned record", OUTER,
           put("RenderPdfFunction", *PDF_DUE, "MaximumRetryAttempts", value=-1),
           "streams-report-what-failed", "RenderPdfFunction"),
    Mutant("a stream that drops what fails", OUTER, drop("RenderPdfFunction", *PDF_DUE, "DestinationConfig"),
           "streams-lose-nothing", "RenderPdfFunction"),
    Mutant("a stream without a filter", OUTER, drop("SendMailFunction", "Events", "MailDue", "Properties", "FilterCriteria"),
           "streams-are-filtered", "SendMailFunction"),
    Mutant("a third reader of a stream", OUTER, _third_reader, "streams-have-two-readers", "VerifyFunction"),
    Mutant("a bucket's event that is dropped", OUTER, drop("ImportParticipantsFunction", "EventInvokeConfig"),
           "calls-without-an-answer-lose-nothing", "ImportParticipantsFunction"),
    Mutant("a sweep whose failure nobody hears of", OUTER, drop("RunClockFunction", "EventInvokeConfig", "DestinationConfig"),
           "calls-without-an-answer-lose-nothing", "RunClockFunction"),
    Mutant("a queue that lies open", OUTER, drop("DeadLetters", "SqsManagedSseEnabled"), "dead-letters-wait", "DeadLetters"),
    Mutant("mails without TLS", OUTER, drop("MailConfiguration", "DeliveryOptions"), "mails-go-over-tls", "MailConfiguration"),
    Mutant("news of mails from anybody", OUTER, drop("MailNewsPolicy", "PolicyDocument", "Statement", 0, "Condition"),
           "only-this-accounts-ses-tells", "MailNewsPolicy"),
    Mutant("dead letters for four days", OUTER, drop("DeadLetters", "MessageRetentionPeriod"),
           "dead-letters-wait", "DeadLetters"),
    Mutant("a table that goes with the stack", STATE, beside("OutboxTable", "DeletionPolicy", value="Delete"),
           "state-stays", "OutboxTable"),
    Mutant("state that goes with the stack", OUTER, beside("State", "DeletionPolicy", value="Delete"), "state-stays", "State"),
    Mutant("a table that is deleted by accident", STATE, put("RegistryTable", "DeletionProtectionEnabled", value=False),
           "tables-are-protected", "RegistryTable"),
    Mutant("a table without its past", STATE, drop("AccessTable", "PointInTimeRecoverySpecification"),
           "tables-are-protected", "AccessTable"),
    Mutant("unfinished uploads for ever", STATE,
           lambda t: _properties(t, "DocumentsBucket")["LifecycleConfiguration"]["Rules"].pop(0),
           "buckets-forget", "DocumentsBucket"),
    Mutant("lists of people for ever", OUTER, drop("ImportsBucket", "LifecycleConfiguration", "Rules", 1, "ExpirationInDays"),
           "buckets-forget", "ImportsBucket"),
    Mutant("logs for ever", STATE, drop("VerifyLog", "RetentionInDays"), "logs-end", "VerifyLog"),
    Mutant("a function without its log", STATE, gone("LoginLog"), "logs-end", "LoginFunction"),
    Mutant("an API without limits", OUTER, drop("Api", "DefaultRouteSettings", "ThrottlingRateLimit"),
           "the-api-is-throttled", "Api"),
    Mutant("an API without a log", OUTER, drop("Api", "AccessLogSettings"), "the-api-is-throttled", "Api"),
    Mutant("a sign-in as fast as anything", OUTER, drop("Api", "RouteSettings", "POST /entrar"),
           "what-is-guessed-at-is-slow", "POST /entrar"),
    Mutant("a limit of a route that is not", OUTER, put("Api", "RouteSettings", "POST /login", value={}),
           "what-is-guessed-at-is-slow", "POST /login"),
    Mutant("an answer after the API gave up", OUTER, put("LoginFunction", "Timeout", value=30),
           "answers-come-in-time", "LoginFunction"),
    Mutant("answers for pages of other hosts", OUTER, put("Api", "CorsConfiguration", value={"AllowOrigins": ["*"]}),
           "no-other-origin", "Api"),
    Mutant("a function that names its API", OUTER, put("LoginFunction", "Environment", "Variables", "API", value={"Ref": "Api"}),
           "no-circle-through-the-api", "LoginFunction"),
    Mutant("a function that X-Ray does not see", OUTER, put("LoginFunction", "Tracing", value="PassThrough"),
           "functions-are-traced", "LoginFunction"),
    Mutant("a clock that may stop", OBSERVABILITY, gone("ClockStopped"), "the-house-has-its-alarms", "RunClockFunction"),
    Mutant("a clock whose alarm rings at every first deployment", OBSERVABILITY, put("ClockStopped", "EvaluationPeriods", value=1),
           "the-house-has-its-alarms", "RunClockFunction"),
    Mutant("a clock whose silence is well", OBSERVABILITY, put("ClockStopped", "TreatMissingData", value="notBreaching"),
           "the-house-has-its-alarms", "RunClockFunction"),
    Mutant("refusals that nobody hears of", OBSERVABILITY, gone("ApiRefusals"), "the-house-has-its-alarms", "4xx"),
    Mutant("an alarm under dimensions that nobody writes", OBSERVABILITY,
           lambda t: _properties(t, "OldestPdf")["Dimensions"].pop(), "metrics-are-measured", "OldestPdf"),
    Mutant("an alarm of another step", OBSERVABILITY,
           lambda t: _properties(t, "LoginFailures")["Dimensions"][1].update(Value="sign-in"),
           "metrics-are-measured", "LoginFailures"),
    Mutant("an alarm of another stage", OBSERVABILITY,
           lambda t: _properties(t, "LoginFailures")["Dimensions"][0].update(Value="production"),
           "metrics-are-measured", "LoginFailures"),
    Mutant("a curve of what nobody writes", OBSERVABILITY,
           dashboard("ParticipationCertificates", ', "Step", "run-clock"]', "]"),
           "metrics-are-measured", "ParticipationCertificates"),
    Mutant("an alarm that waits for days", ALARMS, put("LoginErrors", "EvaluationPeriods", value=100),
           "alarms-read-what-is-meant", "LoginErrors"),
    Mutant("the least of what waits", OBSERVABILITY, put("OldestMail", "Statistic", value="Minimum"),
           "alarms-read-what-is-meant", "OldestMail"),
    Mutant("an average of errors", ALARMS, put("LoginErrors", "Statistic", value="Average"),
           "alarms-read-what-is-meant", "LoginErrors"),
    Mutant("a slowness of the fastest", ALARMS, put("LoginSlow", "ExtendedStatistic", value="p5"),
           "alarms-read-what-is-meant", "LoginSlow"),
    Mutant("alarms of a stage that is not", OUTER, put("Observability", "Parameters", "Stage", value="production"),
           "nested-stacks-get-what-they-ask-for", "Observability"),
    Mutant("a sender's domain that goes with the stack", OUTER, beside("SenderDomain", "DeletionPolicy", value="Delete"),
           "state-stays", "SenderDomain"),
    Mutant("a sender's address that goes with an update", OUTER, beside("SenderAddress", "UpdateReplacePolicy", value="Delete"),
           "state-stays", "SenderAddress"),
    Mutant("complaints that nobody hears of", OUTER, put("MailEvents", "EventDestination", "MatchingEventTypes",
                                                        value=["delivery", "bounce"]),
           "news-of-mails-are-heard", "MailEvents"),
    Mutant("news before they are allowed", OUTER, beside("MailEvents", "DependsOn", value="MailConfiguration"),
           "news-of-mails-are-heard", "MailEvents"),
    Mutant("mails without news", OUTER, drop("SendMailFunction", "Environment", "Variables", "CONFIGURATION_SET"),
           "news-of-mails-are-heard", "SendMailFunction"),
    Mutant("mails from anybody", OUTER, statement("SendMailFunction", "SendFromOneAddress", Condition=None),
           "mails-are-from-one-address", "SendMailFunctionRole"),
    Mutant("mails from everybody of a domain", OUTER,
           statement("SendMailFunction", "SendFromOneAddress", Condition={"StringLike": {"ses:FromAddress": "*"}}),
           "mails-are-from-one-address", "SendMailFunctionRole"),
    Mutant("news of mails from another service", OUTER,
           put("MailNewsPolicy", "PolicyDocument", "Statement", 0, "Principal", value={"AWS": "*"}),
           "only-this-accounts-ses-tells", "MailNewsPolicy"),
    Mutant("a stream that begins in its middle", OUTER, put("RenderPdfFunction", *PDF_DUE, "StartingPosition", value="LATEST"),
           "streams-are-read-from-their-beginning", "RenderPdfFunction"),
    Mutant("mails at a multiple of their pace", OUTER,
           put("SendMailFunction", "Events", "MailDue", "Properties", "ParallelizationFactor", value=4),
           "streams-are-read-from-their-beginning", "SendMailFunction"),
    Mutant("a page that ends before its calls", OUTER, put("ServeSiteFunction", "Timeout", value=5),
           "answers-come-in-time", "ServeSiteFunction"),
    Mutant("a limit that is none", OUTER, parameter("LimitResendSource", "MaxValue"), "numbers-have-bounds", "LimitResendSource"),
    Mutant("a rate that is none", OUTER, parameter("SecretRate", "MaxValue", 1_000_000), "numbers-have-bounds", "SecretRate"),
    Mutant("a ceiling behind the throttling", OUTER, parameter("SecretRate", "Default", 2),
           "alarms-can-be-reached", "LimitVisitorAllMin"),
    Mutant("a surge above its ceiling", OUTER, parameter("VisitorLookupSurge", "Default", 600),
           "alarms-can-be-reached", "VisitorLookupSurge"),
    Mutant("an old system", OUTER, put("LoginFunction", "Runtime", value="provided.al2"),
           "functions-are-built-for-one-system", "LoginFunction"),
    Mutant("a processor of its own", OUTER, put("LoginFunction", "Architectures", value=["x86_64"]),
           "functions-are-built-for-one-system", "LoginFunction"),
    Mutant("a function with a name of its own", OUTER, drop("LoginFunction", "FunctionName"),
           "a-function-has-its-steps-name", "LoginFunction"),
    Mutant("an address that works by accident", OUTER, parameter("PublicUrl", "Default", "https://selo.example"),
           "the-deployment-says-what-is-wrong", "PublicUrl"),
    Mutant("a refusal without a sentence", OUTER, parameter("SweepRate", "ConstraintDescription"),
           "the-deployment-says-what-is-wrong", "SweepRate"),
    Mutant("a parameter that the console does not ask for", OUTER,
           lambda t: t["Parameters"].update(Colour={"Type": "String", "Default": "", "Description": "?"}),
           "the-console-asks-for-everything", "Colour"),
    Mutant("a nested stack that gets too little", OUTER, drop("State", "Parameters", "Prefix"),
           "nested-stacks-get-what-they-ask-for", "State"),
    Mutant("a skip inside a template", STATE,
           beside("AccessTable", "Metadata", "checkov", value={"skip": [{"id": "CKV_AWS_28"}]}),
           "skips-are-in-one-place", "AccessTable"),
    Mutant("a function without alarms", OUTER, _new_function, "functions-have-their-alarms", "ExtraFunction"),
    Mutant("a function that may be slow", OUTER, put("VerifyFunction", "Timeout", value=20),
           "functions-have-their-alarms", "VerifyFunction"),
    Mutant("a stream that may be late", ALARMS, gone("RenderPdfBehind"), "functions-have-their-alarms", "RenderPdfFunction"),
    Mutant("an index that is throttled unseen", STATE,
           lambda t: _properties(t, "OutboxTable")["GlobalSecondaryIndexes"].append({"IndexName": "new"}),
           "tables-have-their-alarms", "OutboxTable"),
    Mutant("dead letters that nobody hears of", OBSERVABILITY, gone("DeadLettersWaiting"),
           "the-house-has-its-alarms", "DeadLetters"),
    Mutant("work that may be late", OBSERVABILITY, put("OldestMail", "Threshold", value=3000),
           "the-house-has-its-alarms", "OldestDueMailSeconds"),
    Mutant("an alarm of what nobody measures", OBSERVABILITY, put("LoginFailures", "MetricName", value="FailedLogins"),
           "metrics-are-measured", "LoginFailures"),
    Mutant("faults that nobody hears of", OBSERVABILITY, gone("ApiServerErrors"), "the-house-has-its-alarms", "Api"),
    Mutant("an alarm that tells nobody", ALARMS, drop("LoginErrors", "AlarmActions"), "alarms-reach-somebody", "LoginErrors"),
    Mutant("a dashboard of what is not", OBSERVABILITY, dashboard("House", "${Prefix}-verify", "${Prefix}-verification"),
           "dashboards-can-be-read", "House"),
    Mutant("a dashboard that is no JSON", OBSERVABILITY, dashboard("House", "]", ""), "dashboards-can-be-read", "House"),
]

# What checkov must find in the translated templates. All of these are made in one copy, which it reads once.
CHECKOV = [
    Mutant("anything, anywhere", OUTER, statement("VerifyFunction", "ReadRecords", Action="*", Resource="*"),
           "CKV_AWS_62", "VerifyFunctionRole"),
    Mutant("writing anywhere", OUTER, statement("IssueBatchFunction", "AskForPdfs", Resource="*", Condition=None),
           "CKV_AWS_111", "IssueBatchFunctionRole"),
    Mutant("every secret", OUTER, statement("TrackMailFunction", "ReadRootSecret", Resource="*"),
           "CKV_AWS_108", "TrackMailFunctionRole"),
    Mutant("a table without its past", STATE, drop("AccessTable", "PointInTimeRecoverySpecification"),
           "CKV_AWS_28", "AccessTable"),
    Mutant("a bucket that a policy may open", STATE,
           put("DocumentsBucket", "PublicAccessBlockConfiguration", "BlockPublicPolicy", value=False),
           "CKV_AWS_54", "DocumentsBucket"),
    Mutant("a bucket for everybody", OUTER, put("ImportsBucket", "AccessControl", value="PublicRead"),
           "CKV_AWS_20", "ImportsBucket"),
    Mutant("a bucket without versions", STATE, put("DocumentsBucket", "VersioningConfiguration", "Status", value="Suspended"),
           "CKV_AWS_21", "DocumentsBucket"),
    Mutant("an API without a log", OUTER, drop("Api", "AccessLogSettings"), "CKV_AWS_95", "ApiApiGatewayDefaultStage"),
    Mutant("a function with a URL for everybody", OUTER,
           put("GetSupportFunction", "FunctionUrlConfig", value={"AuthType": "NONE"}), "CKV_AWS_258", "GetSupportFunctionUrl"),
    Mutant("logs for ever", STATE, drop("VerifyLog", "RetentionInDays"), "CKV_AWS_66", "VerifyLog"),
    Mutant("a key in the environment", OUTER,
           put("LoginFunction", "Environment", "Variables", "BACKUP", value="AKIAIOSFODNN7SELO1Q2"),
           "CKV_AWS_45", "LoginFunction"),
    Mutant("a key in the template's text", OUTER,
           put("ServeSiteFunction", "Environment", "Variables", "MIRROR", value="AKIAIOSFODNN7SELO3Q4"),
           "CKV_SECRET_2", "template.yaml"),
]

# What cfn-lint must find in a template as it is written: SAM does not translate such a one.
WRITTEN = [
    Mutant("a property that SAM does not know", OUTER, put("Api", "Throttling", value=5), "E3002", "Api"),
]

# What cfn-lint must find in the translated templates. Of one as it is written it does not ask who uses what.
CFN_LINT = [
    Mutant("a parameter that nobody uses", OUTER, lambda t: t["Parameters"].update(Colour={"Type": "String", "Default": ""}),
           "W2001", "Colour"),
    Mutant("a resource that is not", OUTER,
           put("LoginFunction", "Environment", "Variables", "REGISTRY_TABLE", value={"Ref": "RegistryTable"}),
           "E1020", "LoginFunction"),
    Mutant("a property that is not", STATE, put("AccessTable", "Throttling", value=5), "E3002", "AccessTable"),
    Mutant("an attribute that no key uses", STATE,
           lambda t: _properties(t, "AccessTable")["AttributeDefinitions"].append({"AttributeName": "x", "AttributeType": "S"}),
           "E3039", "AccessTable"),
    Mutant("a table that nothing keeps", STATE,
           lambda t: [t["Resources"]["OutboxTable"].pop(p) for p in ("DeletionPolicy", "UpdateReplacePolicy")],
           "I3011", "OutboxTable"),
    Mutant("a table that an update throws away", STATE, lambda t: t["Resources"]["RegistryTable"].pop("UpdateReplacePolicy"),
           "W3011", "RegistryTable"),
]
