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


def given(environment, config=ROOT / "samconfig.toml"):
    """What samconfig.toml hands to the parameters in an environment."""
    known = tomllib.loads(config.read_text())
    try:
        overrides = known[environment]["deploy"]["parameters"]["parameter_overrides"]
    except KeyError:
        raise SystemExit(f"samconfig.toml has no parameters for ENV={environment}.") from None
    return dict(override.split("=", 1) for override in overrides)


def _fits(parameter, value):
    if "AllowedPattern" in parameter and not re.fullmatch(parameter["AllowedPattern"], value):
        return False
    if "AllowedValues" in parameter and value not in map(str, parameter["AllowedValues"]):
        return False
    if parameter["Type"] != "Number":
        return True
    whole = re.fullmatch(r"\d+", value)
    return bool(whole) and parameter.get("MinValue", 0) <= int(value) <= parameter.get("MaxValue", int(value))


def faults(asked, values):
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
    sender, identity = values.get("Sender", ""), values.get("SenderIdentity", "")
    if sender and identity and sender != identity and not re.search(f"[@.]{re.escape(identity)}$", sender):
        yield f"SenderIdentity {identity} does not cover the Sender {sender}: it is its domain, or the address itself."
    if ":000000000000:" in values.get("AlarmTopicArn", ""):
        yield "AlarmTopicArn is still the example: put in your own topic, or leave it out."


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--env", required=True, help="dev or prod, as in samconfig.toml")
    environment = arguments.parse_args().env
    wrong = list(faults(parameters(), given(environment)))
    for sentence in wrong:
        print(sentence, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
