"""The API that people reach."""
import json

from finding import Finding
from stack import OUTER

# What an HTTP API waits for, in seconds, and what a call to AWS may take before the step can still answer.
LONGEST, SHORTEST = 29, 10
# Steps whose forms take a password, an identifier or an address.
GUESSED_AT = ("LoginFunction", "RequestResendFunction")


def _apis(stack):
    for identifier, body in stack.raw[OUTER]["Resources"].items():
        if body["Type"] == "AWS::Serverless::HttpApi":
            yield identifier, body["Properties"]


def the_api_is_throttled(stack):
    """Every route has a limit for everybody together, and the API's own log tells who was turned away."""
    for identifier, api in _apis(stack):
        usual = api.get("DefaultRouteSettings", {})
        if not {"ThrottlingRateLimit", "ThrottlingBurstLimit"} <= usual.keys():
            yield Finding("the-api-is-throttled", OUTER, identifier, "its routes have no limit")
        if "AccessLogSettings" not in api:
            yield Finding("the-api-is-throttled", OUTER, identifier, "nobody can see what it answered")


def what_is_guessed_at_is_slow(stack):
    """A form that somebody guesses with has a tighter limit."""
    settings = {route: limits for _, api in _apis(stack) for route, limits in api.get("RouteSettings", {}).items()}
    tight = {"ThrottlingRateLimit": {"Ref": "SecretRate"}, "ThrottlingBurstLimit": {"Ref": "SecretBurst"}}
    named = [(identifier, event) for identifier, _, event in stack.events("HttpApi") if "Path" in event]
    routes = {f"{event['Method']} {event['Path']}": identifier for identifier, event in named}
    for route, identifier in routes.items():
        if identifier in GUESSED_AT and route.startswith("POST") and settings.get(route) != tight:
            yield Finding("what-is-guessed-at-is-slow", OUTER, route, "it has no limit of its own")
    for route in settings.keys() - routes.keys():
        yield Finding("what-is-guessed-at-is-slow", OUTER, route, "there is no such route to limit")


def answers_come_in_time(stack):
    """The API gives up after 29 seconds: a function behind it must not go on. Nor must it end before its calls do."""
    behind = {identifier for identifier, _, _ in stack.events("HttpApi")}
    for identifier, properties in stack.functions():
        if identifier in behind and properties.get("Timeout", 3) > LONGEST:
            says = f"it may take {properties['Timeout']} s, the API waits {LONGEST}"
            yield Finding("answers-come-in-time", OUTER, identifier, says)
        if identifier in behind and properties.get("Timeout", 3) < SHORTEST:
            says = f"it ends after {properties.get('Timeout', 3)} s, with a call to AWS still waiting"
            yield Finding("answers-come-in-time", OUTER, identifier, says)


def no_other_origin(stack):
    """No page of another host may read answers: there is no CORS."""
    for identifier, api in _apis(stack):
        if "CorsConfiguration" in api:
            yield Finding("no-other-origin", OUTER, identifier, "it answers pages of other hosts")
    for resource in stack.resources("AWS::ApiGatewayV2::Api", "AWS::S3::Bucket"):
        in_the_body = "x-amazon-apigateway-cors" in json.dumps(resource.properties.get("Body", {}))
        if "CorsConfiguration" in resource.properties or in_the_body:
            yield Finding("no-other-origin", resource.file, resource.id, "it answers pages of other hosts")


def no_circle_through_the_api(stack):
    """A function that names the API cannot be made: the API is made of its functions."""
    for identifier, properties in stack.functions():
        named = json.dumps({name: value for name, value in properties.items() if name != "Events"})
        if '"Ref": "Api"' in named or "${Api}" in named:
            yield Finding("no-circle-through-the-api", OUTER, identifier, "it refers to the API that it is a part of")


CHECKS = [the_api_is_throttled, what_is_guessed_at_is_slow, answers_come_in_time, no_other_origin, no_circle_through_the_api]
