"""The emulated cloud: started on a port of its own, deployed to by `sam deploy`, and thrown away at the end."""
import contextlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request

import boto3
import yaml
from samcli.yamlhelper import yaml_parse

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
REGION = "us-east-1"
STACK = "selo"
ARTIFACTS = "selo-artifacts"


class Tags(yaml.SafeLoader):
    """Reads CloudFormation's short forms (`!Ref`, `!Sub`) as the values behind them."""


def _plain(loader, _suffix, node):
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_mapping(node, deep=True)


Tags.add_multi_constructor("!", _plain)


def template():
    """`template.yaml` as values."""
    return yaml.load((ROOT / "template.yaml").read_text(), Tags)


class Cloud:
    """An emulator that runs; everything in it is gone when it ends."""

    def __init__(self, emulator, port, folder):
        self.url, self.folder = f"http://127.0.0.1:{port}", pathlib.Path(folder)
        keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
        self.environment = os.environ | keys | {
            "AWS_ENDPOINT_URL": self.url, "AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION, "SAM_CLI_TELEMETRY": "0",
            "GATEWAY_PORT": str(port), "MINISTACK_PORT": str(port),
        }
        self.log = open(self.folder / "emulator.log", "wb")
        self.process = subprocess.Popen([emulator], env=self.environment, stdout=self.log, stderr=self.log, start_new_session=True)
        self.session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name=REGION)
        self._wait()

    def _wait(self):
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with contextlib.suppress(urllib.error.URLError, ConnectionError):
                urllib.request.urlopen(self.url + "/_ministack/health", timeout=5).read()
                return
            time.sleep(0.2)
        raise SystemExit("the emulator does not answer: " + (self.folder / "emulator.log").read_text()[-2000:])

    def client(self, service):
        return self.session.client(service, endpoint_url=self.url)

    def end(self):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(20)

    def package(self, binaries):
        """A folder as `sam build` makes it: the templates and these binaries. Says what was left out of it."""
        package, left_out = self.folder / "package", []
        for function in functions():
            step = function["Properties"]["CodeUri"].removeprefix("functions/")
            place = package / "functions" / step
            place.mkdir(parents=True, exist_ok=True)
            shutil.copy(pathlib.Path(binaries, step, "bootstrap"), place)
        for path in [ROOT / "template.yaml", *(ROOT / "infra").glob("*.yaml")]:
            written = yaml_parse(path.read_text())
            for name, resource in list(written["Resources"].items()):
                resource.pop("Metadata", None)
                # The emulator knows no alarm that adds metrics up.
                if resource["Type"] == "AWS::CloudWatch::Alarm" and "Metrics" in resource["Properties"]:
                    left_out.append(name)
                    del written["Resources"][name]
            # Nor the DNS records of an identity, which only SES knows.
            for name in [name for name, output in written.get("Outputs", {}).items() if "DkimDNS" in str(output)]:
                left_out.append(name)
                del written["Outputs"][name]
            place = package / path.relative_to(ROOT)
            place.parent.mkdir(exist_ok=True)
            place.write_text(json.dumps(written))
        self.client("s3").create_bucket(Bucket=ARTIFACTS)
        return left_out

    def sam_deploy(self, sam, parameters):
        """`sam deploy` of the package, and how it ended."""
        command = [sam, "deploy", "--template", "template.yaml", "--stack-name", STACK, "--s3-bucket", ARTIFACTS, "--region", REGION,
                   "--capabilities", "CAPABILITY_IAM", "--no-confirm-changeset", "--no-progressbar", "--parameter-overrides",
                   *(f"{name}={value}" for name, value in parameters.items())]
        return subprocess.run(command, cwd=self.folder / "package", env=self.environment, capture_output=True, text=True)

    def deploy(self, sam, parameters):
        """What CloudFormation made, by logical identifier."""
        done = self.sam_deploy(sam, parameters)
        if done.returncode:
            raise SystemExit(f"sam deploy: {done.stdout[-4000:]}\n{done.stderr[-2000:]}")
        return self.made(STACK)

    def refusal(self, sam, parameters):
        """What is said of a deployment that must not go through."""
        done = self.sam_deploy(sam, parameters)
        if done.returncode == 0:
            raise SystemExit(f"deployed with {parameters}")
        return done.stderr + done.stdout

    def made(self, stack):
        """What a stack and those nested in it consist of."""
        made = {}
        for resource in self.client("cloudformation").describe_stack_resources(StackName=stack)["StackResources"]:
            made[resource["LogicalResourceId"]] = resource["PhysicalResourceId"]
            if resource["ResourceType"] == "AWS::CloudFormation::Stack":
                made |= self.made(resource["PhysicalResourceId"])
        return made

    def connect_routes(self, resources):
        """What CloudFormation does on AWS and the emulator leaves out: the API's routes to their functions."""
        gateway, functions_of = self.client("apigatewayv2"), self.client("lambda")
        count = 0
        for name, function in template()["Resources"].items():
            if function["Type"] != "AWS::Serverless::Function":
                continue
            events = [e["Properties"] for e in function["Properties"].get("Events", {}).values() if e["Type"] == "HttpApi"]
            if not events:
                continue
            arn = functions_of.get_function(FunctionName=resources[name])["Configuration"]["FunctionArn"]
            target = gateway.create_integration(ApiId=resources["Api"], IntegrationType="AWS_PROXY", IntegrationUri=arn,
                                                PayloadFormatVersion="2.0")["IntegrationId"]
            for event in events:
                key = f"{event['Method']} {event['Path']}" if "Path" in event else "$default"
                gateway.create_route(ApiId=resources["Api"], RouteKey=key, Target=f"integrations/{target}")
                count += 1
        return count


def functions():
    """The functions of the template."""
    return [r for r in template()["Resources"].values() if r["Type"] == "AWS::Serverless::Function"]
