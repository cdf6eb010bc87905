#!/usr/bin/env python3
"""Says what is wrong with a deployment before anything is built: `make deploy` begins with it.

    .venv-sam/bin/python infra/preflight.py --env dev

CloudFormation would say most of it too, half an hour later; what it cannot know is that an address is still the example's.
"""
import argparse
import pathlib
import re
import sys
import tomllib

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
# Nobody owns them (RFC 2606), so that nobody gets the mails.
EXAMPLE = re.compile(r"(^|[@./])(example\.(org|com|net)|[a-z0-9-]+\.(example|invalid|test|localhost))$")


class _Plain(yaml.SafeLoader):
    """Reads parameters; what stands behind `!Ref` and its like does not matter here."""


_Plain.add_multi_constructor("!", lambda _loader, _suffix, _node: None)


def parameters():
    """The parameters of template.yaml."""
    return yaml.load((ROOT / "template.yaml").read_text(), _Plain)["Parameters"]


def given(environment, command="deploy", config=ROOT / "samconfig.toml"):
    """What samconfig.toml hands to the parameters in an environment: those of a command go before those of all commands."""
    known = tomllib.loads(config.read_text())
    sections = [known.get(environment, {}).get(section, {}).get("parameters", {}) for section in ("global", command)]
    overrides = [section["parameter_overrides"] for section in sections if "parameter_overrides" in section]
    if not overrides:
        raise SystemExit(f"samconfig.toml has no parameters for ENV={environment}.")
    return dict(_read(override) for override in overrides[-1])


def _read(override):
    """Name and value as SAM reads them: a value with a blank stands in quotes of its own."""
    name, value = override.split("=", 1)
    quoted = re.fullmatch(r"(['\"])(.*)\1", value)
    if not quoted and re.search(r"\s", value):
        raise SystemExit(f"{name} has a blank, and SAM would take its first word only: write \"{name}='{value}'\".")
    return name, quoted[2] if quoted else value


def _fits(parameter, value):
    if "AllowedPattern" in parameter and not re.fullmatch(parameter["AllowedPattern"], value):
        return False
    if "AllowedValues" in parameter and value not in map(str, parameter["AllowedValues"]):
        return False
    if parameter["Type"] != "Number":
        return True
    whole = re.fullmatch(r"\d+", value)
    return bool(whole) and parameter.get("MinValue", 0) <= int(value) <= parameter.get("MaxValue", int(value))


def _number(asked, values, name):
    """A number as it is given, or as it is by default."""
    return int(values.get(name, asked[name].get("Default")))


def unreachable(asked, values):
    """Ceilings and surges that nothing can reach, because the API's throttling refuses before: their alarms would never ring."""
    rate = _number(asked, values, "SecretRate")
    ceiling = _number(asked, values, "LimitVisitorAllMin")
    if ceiling >= 60 * rate:
        yield f"LimitVisitorAllMin {ceiling} is never reached: SecretRate {rate} lets {60 * rate} a minute through."
    if _number(asked, values, "VisitorLookupSurge") >= 5 * min(ceiling, 60 * rate):
        yield f"VisitorLookupSurge is never reached: LimitVisitorAllMin {ceiling} and SecretRate {rate} let fewer through in five minutes."
    for name in ("LoginFailureSurge", "RefusalSurge"):
        if _number(asked, values, name) >= 300 * rate:
            yield f"{name} is never reached: SecretRate {rate} lets {300 * rate} through in five minutes."


def faults(asked, values, built=None):
    """A sentence for everything that would fail, or go through and be wrong."""
    for name in values.keys() - asked.keys():
        yield f"{name} is no parameter of template.yaml."
    for name, parameter in asked.items():
        if name not in values:
            if "Default" not in parameter:
                yield f"{name} is missing: {parameter['Description']}."
        elif not _fits(parameter, values[name]):
            yield f"{name} {parameter['ConstraintDescription']}"
        elif EXAMPLE.search(values[name].split("://")[-1].split(":")[0]):
            yield f"{name} is still the example {values[name]}: put in your own."
    if built is not None and built != values:
        yield "`sam build` does not get the parameters of `sam deploy`, and may build for another processor: both read them below global."
    if all(_fits(asked[name], values[name]) for name in values.keys() & asked.keys()):
        yield from unreachable(asked, values)
    sender, identity = values.get("Sender", ""), values.get("SenderIdentity", "")
    if sender and identity and sender != identity and not re.search(f"[@.]{re.escape(identity)}$", sender):
        yield f"SenderIdentity {identity} does not cover the Sender {sender}: it is its domain, or the address itself."
    if ":000000000000:" in values.get("AlarmTopicArn", ""):
        yield "AlarmTopicArn is still the example: put in your own topic, or leave it out."


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--env", required=True, help="dev or prod, as in samconfig.toml")
    environment = arguments.parse_args().env
    wrong = list(faults(parameters(), given(environment), given(environment, "build")))
    for sentence in wrong:
        print(sentence, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
