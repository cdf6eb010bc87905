"""The stack's templates: as they are written, and as SAM translates them for CloudFormation."""
import copy
import dataclasses
import functools
import logging
import pathlib

import boto3
import yaml
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

# It means to publish what it measures of itself.
logging.getLogger("samtranslator.metrics.metrics").setLevel(logging.ERROR)

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
OUTER = "template.yaml"
SAM_TYPE = "AWS::Serverless::Function"


class Loader(yaml.SafeLoader):
    """Reads CloudFormation's short forms as the long ones: `!Ref A` is `{"Ref": "A"}`."""


def _long_form(loader, suffix, node):
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


Loader.add_multi_constructor("!", _long_form)
# A date stays the text that it is: `Version: 2012-10-17`.
Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class _NoManagedPolicies:
    """The template names no managed policy by its short name, so none has to be looked up."""

    def load(self):
        return {}


@dataclasses.dataclass(frozen=True)
class Resource:
    """One resource of one translated template."""
    file: str
    id: str
    kind: str
    body: dict

    @property
    def properties(self):
        return self.body.get("Properties") or {}


class Stack:
    """Every template by its path: `raw` as written, `translated` as CloudFormation gets it."""

    def __init__(self, raw):
        self.raw, self._known = raw, {}

    @functools.cached_property
    def translated(self):
        """Only when it is asked for: what is broken may be beyond SAM."""
        return {path: self._known.get(path) or _translate(template) for path, template in self.raw.items()}

    @classmethod
    def read(cls):
        raw = {OUTER: yaml.load((ROOT / OUTER).read_text(), Loader)}
        for body in raw[OUTER]["Resources"].values():
            if body["Type"] == "AWS::CloudFormation::Stack":
                path = body["Properties"]["TemplateURL"]
                raw[path] = yaml.load((ROOT / path).read_text(), Loader)
        return cls(raw)

    def changed(self, path, change):
        """A copy in which one template was changed."""
        raw = self.raw | {path: copy.deepcopy(self.raw[path])}
        change(raw[path])
        if raw[path] == self.raw[path]:
            raise ValueError("the change changes nothing")
        stack = Stack(raw)
        stack._known = {other: template for other, template in self.__dict__.get("translated", {}).items() if other != path}
        return stack

    def resources(self, *kinds):
        """The translated resources of these types."""
        for path, template in self.translated.items():
            for identifier, body in template["Resources"].items():
                if body["Type"] in kinds:
                    yield Resource(path, identifier, body["Type"], body)

    def functions(self):
        """The functions as they are written, by logical identifier, with what `Globals` gives them."""
        outer = self.raw[OUTER]
        usual = outer.get("Globals", {}).get("Function", {})
        for identifier, body in outer["Resources"].items():
            if body["Type"] == SAM_TYPE:
                yield identifier, usual | body["Properties"]

    def events(self, kind):
        """(function, name, properties) of every event of a kind."""
        for identifier, properties in self.functions():
            for name, event in (properties.get("Events") or {}).items():
                if event["Type"] == kind:
                    yield identifier, name, event["Properties"]


def _translate(template):
    if "Transform" not in template:
        return copy.deepcopy(template)
    template = copy.deepcopy(template)
    for body in template["Resources"].values():
        if body["Type"] == SAM_TYPE:
            # Where `sam deploy` puts the code.
            body["Properties"]["CodeUri"] = "s3://artifacts/" + body["Properties"]["CodeUri"]
    session = boto3.Session(aws_access_key_id="none", aws_secret_access_key="none", region_name="sa-east-1")
    translator = Translator({}, Parser(), boto_session=session)
    return translator.translate(template, {}, feature_toggle=None)


def listed(value):
    """A list, or the one thing that stands for it."""
    return value if isinstance(value, list) else [] if value is None else [value]


def refers_to(value, *identifiers):
    """Whether a value is `!Ref` or `!GetAtt` of one of these."""
    if not isinstance(value, dict):
        return False
    at = value.get("Ref") or value.get("Fn::GetAtt")
    return (at[0] if isinstance(at, list) else at) in identifiers
