"""Who may do what, and over which wire."""
import json
import re

from finding import Finding
from stack import OUTER, listed, refers_to

READING_A_STREAM = {"dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"}
# What SAM attaches by itself; the reasons for their width are in infra/README.md.
MANAGED = {"AWSLambdaBasicExecutionRole", "AWSXrayWriteOnlyAccess", "AWSLambdaDynamoDBExecutionRole"}
BY_KEY = {"GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem", "DeleteItem"}
SECRET_NAME = re.compile(r"SECRET|PASSWORD|TOKEN|PEPPER|API_?KEY|PRIVATE", re.IGNORECASE)


def _policies(stack):
    """(resource, statement) of everything that allows."""
    for role in stack.resources("AWS::IAM::Role", "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"):
        documents = [policy["PolicyDocument"] for policy in role.properties.get("Policies", [])]
        documents += listed(role.properties.get("PolicyDocument"))
        for statement in (s for document in documents for s in listed(document["Statement"])):
            if statement["Effect"] == "Allow":
                yield role, statement
    for policy in stack.resources("AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy"):
        for statement in listed(policy.properties["PolicyDocument"]["Statement"]):
            if statement["Effect"] == "Allow":
                yield policy, statement


def _text(resource):
    """An ARN as one text, whatever stands for it."""
    if isinstance(resource, dict) and "Fn::Sub" in resource:
        return listed(resource["Fn::Sub"])[0]
    return resource if isinstance(resource, str) else json.dumps(resource)


def named_actions(stack):
    """Every action by its name: not even `dynamodb:*`, which checkov lets pass."""
    for resource, statement in _policies(stack):
        for action in listed(statement.get("Action", "everything but some *")):
            if "*" in action:
                yield Finding("named-actions", resource.file, resource.id, f"{action} allows more than is named")


def named_resources(stack):
    """Every resource by its name; open is only what follows a prefix of a bucket."""
    for resource, statement in _policies(stack):
        # A telephone has no ARN: what may be written to one is everything that is no topic.
        if listed(statement.get("Action")) == ["sns:Publish"] and "NotResource" in statement:
            continue
        for one in map(_text, listed(statement.get("Resource", "everything but some *"))):
            body = one.removesuffix("/*")
            behind = body.split("${AWS::AccountId}")[-1] if body != one else "prefix"
            if "*" in body or len(behind) < 2:
                yield Finding("named-resources", resource.file, resource.id, f"{one} is more than is named")


def known_managed_policies(stack):
    """A policy that AWS keeps may grow: only those that SAM needs."""
    for role in stack.resources("AWS::IAM::Role"):
        for policy in map(_text, role.properties.get("ManagedPolicyArns", [])):
            if policy.rsplit("/", 1)[-1].strip('"]}') not in MANAGED:
                yield Finding("known-managed-policies", role.file, role.id, f"{policy} is not one that SAM needs")


def _refused_elsewhere(properties, actions):
    """Where alone a function may do all of these: everything else is denied to it."""
    for policy in properties.get("Policies", []):
        for statement in (listed(policy.get("Statement")) if isinstance(policy, dict) else []):
            if statement["Effect"] == "Deny" and "Condition" not in statement and actions <= set(listed(statement.get("Action"))):
                yield statement.get("NotResource")


def streams_are_read_by_their_readers(stack):
    """What SAM attaches to a reader allows every stream of the account, and a stream holds whole rows."""
    functions = dict(stack.functions())
    for identifier, name, event in stack.events("DynamoDB"):
        if event["Stream"] not in _refused_elsewhere(functions[identifier], READING_A_STREAM):
            says = f"it may read every stream, not only that of {name}"
            yield Finding("streams-are-read-by-their-readers", OUTER, identifier, says)


def named_partitions(stack):
    """Whoever reads or writes a table itself is bound to partitions; an index has no keys to be bound to."""
    for resource, statement in _policies(stack):
        actions = {action.split(":")[1] for action in listed(statement.get("Action")) if action.startswith("dynamodb:")}
        whole = [r for r in listed(statement.get("Resource")) if "Table" in json.dumps(r) and "/index/" not in _text(r)]
        if not actions or not whole:
            continue
        keys = listed(statement.get("Condition", {}).get("ForAllValues:StringLike", {}).get("dynamodb:LeadingKeys"))
        if not keys or any(key.startswith("*") for key in keys) or not actions <= BY_KEY:
            place = f"{resource.id}/{statement.get('Sid', '?')}"
            yield Finding("named-partitions", resource.file, place, "it is not bound to partitions of its table")


def sessions_are_opened_by_login(stack):
    """Who somebody is, and what they may do, stands in the body of a session: nobody but `login` writes it."""
    for resource, statement in _policies(stack):
        actions = set(listed(statement.get("Action"))) & {"dynamodb:PutItem", "dynamodb:UpdateItem"}
        condition = statement.get("Condition", {})
        keys = listed(condition.get("ForAllValues:StringLike", {}).get("dynamodb:LeadingKeys"))
        if not actions or "SESSION#*" not in keys or resource.id == "LoginFunctionRole":
            continue
        attributes = listed(condition.get("ForAllValues:StringEquals", {}).get("dynamodb:Attributes"))
        if not attributes or "body" in attributes:
            place = f"{resource.id}/{statement.get('Sid', '?')}"
            yield Finding("sessions-are-opened-by-login", resource.file, place, "it may write who a session is of")


def no_secret_in_the_environment(stack):
    """A secret is read from Secrets Manager when it is needed; the environment is on the console for everybody."""
    for function in stack.resources("AWS::Lambda::Function"):
        for name, value in function.properties.get("Environment", {}).get("Variables", {}).items():
            literal = isinstance(value, str)
            if "{{resolve:" in json.dumps(value) or (literal and SECRET_NAME.search(name)):
                yield Finding("no-secret-in-the-environment", function.file, function.id, f"{name} holds a secret")


def _denies_plain(document, arns):
    """Whether a policy refuses everything that does not come over TLS, at all of these."""
    for statement in listed(document["Statement"]):
        plain = statement.get("Condition", {}).get("Bool", {}).get("aws:SecureTransport")
        everything = any(action.endswith(":*") for action in listed(statement.get("Action")))
        if statement["Effect"] == "Deny" and str(plain).lower() == "false" and everything and statement.get("Principal") == "*":
            return len(listed(statement["Resource"])) >= arns
    return False


def only_over_tls(stack):
    """Every bucket (and its objects) and every queue refuses what does not come over TLS."""
    for kind, policy_kind, member, arns in (("AWS::S3::Bucket", "AWS::S3::BucketPolicy", "Bucket", 2),
                                            ("AWS::SQS::Queue", "AWS::SQS::QueuePolicy", "Queues", 1)):
        for resource in stack.resources(kind):
            of = [policy for policy in stack.resources(policy_kind) if policy.file == resource.file
                  and any(refers_to(one, resource.id) for one in listed(policy.properties[member]))]
            if not any(_denies_plain(policy.properties["PolicyDocument"], arns) for policy in of):
                yield Finding("only-over-tls", resource.file, resource.id, "nothing refuses it what does not come over TLS")


def mails_go_over_tls(stack):
    """A mail may hold an initial password: where nobody speaks TLS it comes back."""
    for configuration in stack.resources("AWS::SES::ConfigurationSet"):
        if configuration.properties.get("DeliveryOptions", {}).get("TlsPolicy") != "REQUIRE":
            yield Finding("mails-go-over-tls", configuration.file, configuration.id, "its mails may be read on their way")


def only_this_accounts_ses_tells(stack):
    """A service that may publish may do so for this account only."""
    for policy in stack.resources("AWS::SNS::TopicPolicy"):
        for statement in listed(policy.properties["PolicyDocument"]["Statement"]):
            account = statement.get("Condition", {}).get("StringEquals", {}).get("AWS:SourceAccount")
            ours = account == {"Ref": "AWS::AccountId"} and statement.get("Principal") == {"Service": "ses.amazonaws.com"}
            if statement["Effect"] == "Allow" and not ours:
                yield Finding("only-this-accounts-ses-tells", policy.file, policy.id, "somebody else's SES may speak here")


def no_functions_url(stack):
    """Functions are reached through the API, whose throttling and logs a URL of their own would go around."""
    for identifier, properties in stack.functions():
        if "FunctionUrlConfig" in properties:
            yield Finding("no-functions-url", OUTER, identifier, "it has a URL of its own")


CHECKS = [named_actions, named_resources, known_managed_policies, streams_are_read_by_their_readers,
          named_partitions, sessions_are_opened_by_login, no_secret_in_the_environment,
          only_over_tls, mails_go_over_tls, only_this_accounts_ses_tells, no_functions_url]
