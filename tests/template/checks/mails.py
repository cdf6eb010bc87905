"""Whether mails are sent from one address only, and what became of them is heard."""
from finding import Finding
from stack import OUTER, listed, refers_to

TOLD = {"delivery", "bounce", "complaint"}


def mails_are_from_one_address(stack):
    """Whoever may send a mail may do so from the house's address only: any identity of the account is named beside it."""
    for role in stack.resources("AWS::IAM::Role"):
        statements = [s for policy in role.properties.get("Policies", []) for s in listed(policy["PolicyDocument"]["Statement"])]
        for statement in statements:
            sends = any(action.startswith("ses:") for action in listed(statement.get("Action")))
            if sends and statement.get("Condition") != {"StringEquals": {"ses:FromAddress": {"Ref": "Sender"}}}:
                yield Finding("mails-are-from-one-address", role.file, role.id, "it may send from any address of the account")


def news_of_mails_are_heard(stack):
    """Mails are sent under the configuration set, which tells what became of each to a topic that lets it."""
    heard, policies = set(), [policy.id for policy in stack.resources("AWS::SNS::TopicPolicy")]
    for destination in stack.resources("AWS::SES::ConfigurationSetEventDestination"):
        event = destination.properties["EventDestination"]
        if event.get("Enabled") is not True or set(event.get("MatchingEventTypes", [])) != TOLD:
            says = f"it does not tell of {', '.join(sorted(TOLD))}"
            yield Finding("news-of-mails-are-heard", destination.file, destination.id, says)
        if not set(policies) & set(listed(destination.body.get("DependsOn"))):
            yield Finding("news-of-mails-are-heard", destination.file, destination.id, "SES may try before it is allowed to")
        heard.add(destination.properties["ConfigurationSetName"].get("Ref"))
    variables = stack.raw[OUTER]["Resources"]["SendMailFunction"]["Properties"]["Environment"]["Variables"]
    if not refers_to(variables.get("CONFIGURATION_SET"), *heard):
        yield Finding("news-of-mails-are-heard", OUTER, "SendMailFunction", "nobody hears what became of its mails")


CHECKS = [mails_are_from_one_address, news_of_mails_are_heard]
