"""What is kept, and for how long."""
from finding import Finding

KEPT = ("AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::SecretsManager::Secret", "AWS::SES::EmailIdentity")


def state_stays(stack):
    """Tables, buckets, secrets and what proves the sender outlive the stack, and so does a nested stack that has them."""
    with_state = {resource.file for resource in stack.resources(*KEPT)}
    for resource in stack.resources(*KEPT, "AWS::CloudFormation::Stack"):
        if resource.kind == "AWS::CloudFormation::Stack" and resource.properties["TemplateURL"] not in with_state:
            continue
        if {resource.body.get("DeletionPolicy"), resource.body.get("UpdateReplacePolicy")} != {"Retain"}:
            yield Finding("state-stays", resource.file, resource.id, "it would go with the stack")


def tables_are_protected(stack):
    """A table is not deleted by accident, and comes back to any second of the last weeks."""
    for table in stack.resources("AWS::DynamoDB::Table"):
        if table.properties.get("DeletionProtectionEnabled") is not True:
            yield Finding("tables-are-protected", table.file, table.id, "it can be deleted by accident")
        if table.properties.get("PointInTimeRecoverySpecification", {}).get("PointInTimeRecoveryEnabled") is not True:
            yield Finding("tables-are-protected", table.file, table.id, "it has no recovery to a point in time")
        if table.properties.get("SSESpecification", {}).get("SSEEnabled") is not True:
            yield Finding("tables-are-protected", table.file, table.id, "its encryption is not in the account's log")


def buckets_forget(stack):
    """A bucket forgets what was never finished and what was replaced, and one of imports the imports."""
    for bucket in stack.resources("AWS::S3::Bucket"):
        rules = bucket.properties.get("LifecycleConfiguration", {}).get("Rules", [])
        rules = [rule for rule in rules if rule["Status"] == "Enabled"]
        if not any(rule.get("AbortIncompleteMultipartUpload", {}).get("DaysAfterInitiation") == 1 for rule in rules):
            yield Finding("buckets-forget", bucket.file, bucket.id, "parts of unfinished uploads stay for ever")
        if not any("NoncurrentVersionExpiration" in rule for rule in rules):
            yield Finding("buckets-forget", bucket.file, bucket.id, "what was replaced stays for ever")
        if "imports" in str(bucket.properties["BucketName"]) and not any("ExpirationInDays" in rule for rule in rules):
            yield Finding("buckets-forget", bucket.file, bucket.id, "lists of people stay for ever")


def logs_end(stack):
    """Every log group ends some day, and every function has one: Lambda makes what is missing without an end."""
    groups = {}
    for group in stack.resources("AWS::Logs::LogGroup"):
        name = str(group.properties.get("LogGroupName"))
        groups[name] = group
        if "RetentionInDays" not in group.properties:
            yield Finding("logs-end", group.file, group.id, "its lines stay for ever")
    for identifier, properties in stack.functions():
        step = properties["CodeUri"].removeprefix("functions/")
        if not any(f"/aws/lambda/${{Prefix}}-{step}'" in name for name in groups):
            yield Finding("logs-end", "template.yaml", identifier, "it has no log group that ends")


CHECKS = [state_stays, tables_are_protected, buckets_forget, logs_end]
