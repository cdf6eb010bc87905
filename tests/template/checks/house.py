"""How functions are made, and what a deployment is asked."""
import json
import sys

from finding import Finding
from stack import OUTER, ROOT

sys.path.append(str(ROOT / "infra"))
import preflight  # noqa: E402

REQUIRED = ("PublicUrl", "Sender", "SenderIdentity")
CONSTRAINTS = ("AllowedPattern", "AllowedValues", "MinValue", "MaxValue", "MinLength", "MaxLength")


def functions_are_traced(stack):
    """X-Ray sees every function."""
    for function in stack.resources("AWS::Lambda::Function"):
        if function.properties.get("TracingConfig", {}).get("Mode") != "Active":
            yield Finding("functions-are-traced", function.file, function.id, "X-Ray does not see it")


def functions_are_built_for_one_system(stack):
    """`provided.al2023`, the processor that the deployment says, and arm64 when it says nothing."""
    for identifier, properties in stack.functions():
        if properties.get("Runtime") != "provided.al2023" or properties.get("Architectures") != [{"Ref": "Architecture"}]:
            says = "it runs on another system than it is built for"
            yield Finding("functions-are-built-for-one-system", OUTER, identifier, says)
        if stack.raw[OUTER]["Resources"][identifier].get("Metadata", {}).get("BuildMethod") != "rust-cargolambda":
            yield Finding("functions-are-built-for-one-system", OUTER, identifier, "`sam build` does not know how to build it")
    if stack.raw[OUTER]["Parameters"]["Architecture"].get("Default") != "arm64":
        yield Finding("functions-are-built-for-one-system", OUTER, "Architecture", "arm64 is cheaper")


def a_function_has_its_steps_name(stack):
    """`<stack>-<step>`: alarms, dashboards and log groups know it by that."""
    for identifier, properties in stack.functions():
        step = properties["CodeUri"].removeprefix("functions/")
        if properties.get("FunctionName") != {"Fn::Sub": f"${{AWS::StackName}}-{step}"}:
            yield Finding("a-function-has-its-steps-name", OUTER, identifier, f"it is not called <stack>-{step}")


def the_deployment_says_what_is_wrong(stack):
    """What has no good default has none, and what is refused is refused with a sentence."""
    parameters = stack.raw[OUTER]["Parameters"]
    for name in REQUIRED:
        if "Default" in parameters.get(name, {"Default": ""}) or "AllowedPattern" not in parameters[name]:
            yield Finding("the-deployment-says-what-is-wrong", OUTER, name, "a deployment that forgets it would go through")
    for path, template in stack.raw.items():
        for name, parameter in template.get("Parameters", {}).items():
            says = parameter.get("ConstraintDescription", "")
            if any(one in parameter for one in CONSTRAINTS) and not (says.startswith("must ") and says.endswith(".")):
                yield Finding("the-deployment-says-what-is-wrong", path, name, "what is refused is refused without a sentence")
            if not parameter.get("Description"):
                yield Finding("the-deployment-says-what-is-wrong", path, name, "nobody can tell what it is for")


def the_console_asks_for_everything(stack):
    """Every parameter is in one group of the console's form."""
    groups = stack.raw[OUTER]["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
    asked = [name for group in groups for name in group["Parameters"]]
    for name in stack.raw[OUTER]["Parameters"]:
        if asked.count(name) != 1:
            yield Finding("the-console-asks-for-everything", OUTER, name, "it is in no group, or in several")
    for name in set(asked) - stack.raw[OUTER]["Parameters"].keys():
        yield Finding("the-console-asks-for-everything", OUTER, name, "there is no such parameter")


def numbers_have_bounds(stack):
    """A limit, a rate and a surge that somebody mistypes is refused, also when it is too high to be one."""
    for name, parameter in stack.raw[OUTER]["Parameters"].items():
        if name.startswith(("Limit", "Secret")) or name.endswith("Surge"):
            bounds = parameter.get("MinValue", 0), parameter.get("Default", 0), parameter.get("MaxValue", 0)
            if not 1 <= bounds[0] <= bounds[1] <= bounds[2] <= 100_000:
                yield Finding("numbers-have-bounds", OUTER, name, "it can be so high that it is none")


def alarms_can_be_reached(stack):
    """What the API's throttling lets through reaches the ceilings and surges behind it."""
    for sentence in preflight.unreachable(stack.raw[OUTER]["Parameters"], {}):
        yield Finding("alarms-can-be-reached", OUTER, sentence.split()[0], sentence)


def nested_stacks_get_what_they_ask_for(stack):
    """A nested template has no way to ask: every parameter without a default is handed in, and nothing else."""
    for identifier, body in stack.raw[OUTER]["Resources"].items():
        if body["Type"] != "AWS::CloudFormation::Stack":
            continue
        given = set(body["Properties"].get("Parameters", {}))
        asked = stack.raw[body["Properties"]["TemplateURL"]].get("Parameters", {})
        missing = {name for name, parameter in asked.items() if "Default" not in parameter} - given
        for name in missing | (given - asked.keys()):
            yield Finding("nested-stacks-get-what-they-ask-for", OUTER, identifier, f"{name} is not both handed in and asked for")
        for name, value in body["Properties"].get("Parameters", {}).items():
            if name in stack.raw[OUTER]["Parameters"] and value != {"Ref": name}:
                yield Finding("nested-stacks-get-what-they-ask-for", OUTER, identifier, f"{name} is another than this stack's")
    outputs = {path: template.get("Outputs", {}) for path, template in stack.raw.items()}
    written = json.dumps(stack.raw[OUTER]["Resources"])
    for identifier, body in stack.raw[OUTER]["Resources"].items():
        if body["Type"] == "AWS::CloudFormation::Stack":
            for name in outputs[body["Properties"]["TemplateURL"]]:
                if f"{identifier}.Outputs.{name}" not in written and f'"{identifier}", "Outputs.{name}"' not in written:
                    yield Finding("nested-stacks-get-what-they-ask-for", OUTER, identifier, f"nobody uses its output {name}")


def skips_are_in_one_place(stack):
    """No skip hides in a template, where nobody asks for its reason."""
    for path, template in stack.raw.items():
        bodies = {"the template": template} | template["Resources"]
        for name, body in bodies.items():
            metadata = body.get("Metadata") or {}
            if {"cfn-lint", "checkov", "cfn_nag", "guard"} & metadata.keys():
                yield Finding("skips-are-in-one-place", path, name, "a skip belongs into tests/template/skips.toml")


CHECKS = [functions_are_traced, functions_are_built_for_one_system, a_function_has_its_steps_name,
          the_deployment_says_what_is_wrong, the_console_asks_for_everything, numbers_have_bounds, alarms_can_be_reached,
          nested_stacks_get_what_they_ask_for, skips_are_in_one_place]
