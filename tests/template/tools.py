"""cfn-lint and checkov, each run once over many templates and read as findings."""
import contextlib
import io
import json
import logging
import os
import pathlib

import cfnlint.core
from cfnlint.api import lint as cfn_lint
from cfnlint.config import ManualArgs

from finding import Finding

REGION = "sa-east-1"
# What tells a raw file from a translated one where both are looked at.
TRANSLATED = "translated/"


def cfnlint_findings(path, text):
    """What cfn-lint says of one template; information too (`-c I`)."""
    config = ManualArgs(regions=[REGION], include_checks=["I"])
    for match in cfn_lint(text, config=config):
        place = [str(part) for part in getattr(match, "path", None) or []]
        resource = place[1] if len(place) > 1 and place[0] in ("Resources", "Parameters", "Outputs") else path
        yield Finding(match.rule.id, path, resource, match.message)


def checkov_findings(folder):
    """What checkov says of every template and every secret in a folder."""
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    os.environ["CHECKOV_RUN_SCA_PACKAGE_SCAN_V2"] = "false"
    from checkov.cloudformation.runner import Runner as CloudFormation
    from checkov.runner_filter import RunnerFilter
    from checkov.secrets.runner import Runner as Secrets
    logging.disable(logging.WARNING)
    findings = []
    for runner, framework in ((CloudFormation(), "cloudformation"), (Secrets(), "secrets")):
        with contextlib.redirect_stdout(io.StringIO()):
            report = runner.run(root_folder=str(folder), runner_filter=RunnerFilter(framework=[framework]))
        if report.parsing_errors:
            raise SystemExit(f"checkov cannot read {report.parsing_errors}")
        for record in report.failed_checks:
            file = str(pathlib.Path(record.file_path.lstrip("/")))
            resource = record.resource.rsplit(".", 1)[-1] if framework == "cloudformation" else file
            findings.append(Finding(record.check_id, file, resource, record.check_name))
        # Skipped within a template, where no reason is asked for.
        findings += [Finding("skip-in-a-template", record.file_path.lstrip("/"), record.resource, record.check_id)
                     for record in report.skipped_checks]
    logging.disable(logging.NOTSET)
    return findings


def write(folder, templates):
    """Puts templates into a folder for checkov, as JSON."""
    for path, template in templates.items():
        file = pathlib.Path(folder, path).with_suffix(".json")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(template, indent=1))
