#!/usr/bin/env python3
"""Lints the templates, as written and as SAM translates them, and proves on broken ones that the rules bite.

    .venv-lint/bin/python tests/template/lint.py

cfn-lint and checkov look at both forms, because either alone is a false green: of the policies of a function neither sees
anything before they are translated. What they do not know is in `checks/`, what may stay as it is in `skips.toml`, and the
broken templates in `mutants.py`.
"""
import json
import os
import sys
import tempfile
import time

import checks
import mutants
from finding import Finding, Skips
from stack import ROOT, Stack
from tools import checkov_findings, cfnlint_findings, write

REAL, BROKEN = "real", "broken"


def apply(stack, mutant):
    """The stack with a mutant's fault."""
    try:
        return stack.changed(mutant.file, mutant.change)
    except (KeyError, IndexError, ValueError) as error:
        raise SystemExit(f"the mutant «{mutant.name}» does not apply to {mutant.file} any more: {error!r}") from error


def cfnlint_of(stack):
    """What cfn-lint says of every template in both forms."""
    for path, template in stack.raw.items():
        yield from cfnlint_findings(path, (ROOT / path).read_text())
        if template != stack.translated[path]:
            yield from cfnlint_findings(path, json.dumps(stack.translated[path]))


def all_broken(stack, family):
    """One copy with every fault of a family."""
    for mutant in family:
        stack = apply(stack, mutant)
    return stack


def checkov_of(real, broken):
    """What checkov says of the real templates, of those as they are written, and of the broken ones: it starts once."""
    with tempfile.TemporaryDirectory() as folder:
        write(f"{folder}/{REAL}", real.translated)
        write(f"{folder}/written", real.raw)
        write(f"{folder}/{BROKEN}", broken.translated)
        found = {REAL: [], "written": [], BROKEN: []}
        for finding in checkov_findings(folder):
            form, path = finding.file.split("/", 1)
            resource = finding.resource.removeprefix(f"{form}/").replace(".json", ".yaml")
            found[form].append(Finding(finding.rule, path.replace(".json", ".yaml"), resource, finding.says))
        return found[REAL] + found["written"], found[BROKEN]


def survivors(family, found, usual):
    """Mutants of a family that nothing found: what is found in the real templates too does not count."""
    fresh = {(one.rule, one.resource) for one in found} - {(one.rule, one.resource) for one in usual}
    return [mutant for mutant in family if (mutant.rule, mutant.resource) not in fresh]


def main():
    began = time.monotonic()
    os.chdir(ROOT)
    real, skips = Stack.read(), Skips()
    broken = all_broken(real, mutants.CHECKOV)
    by_checkov, by_checkov_broken = checkov_of(real, broken)
    found = checks.findings(real) + list(cfnlint_of(real)) + by_checkov
    wrong = sorted(set(skips.left(found) + skips.wrong + list(skips.stale(found))))
    for finding in wrong:
        print(finding)

    alive = survivors(mutants.CHECKOV, by_checkov_broken, by_checkov)
    for mutant in mutants.OWN:
        alive += survivors([mutant], checks.findings(apply(real, mutant)), found)
    for family, form in ((mutants.CFN_LINT, "translated"), (mutants.WRITTEN, "raw")):
        broken = getattr(all_broken(real, family), form)
        files = {mutant.file for mutant in family}
        alive += survivors(family, [f for path in files for f in cfnlint_findings(path, json.dumps(broken[path]))], found)
    for mutant in alive:
        print(f"{mutant.file}: nothing finds «{mutant.name}»: {mutant.rule} at {mutant.resource} should")

    untested = {check.__name__.replace("_", "-") for check in checks.ALL} - {mutant.rule for mutant in mutants.OWN}
    for rule in sorted(untested):
        print(f"{rule}: no mutant proves that it bites")
    of = sum(len(family) for family in (mutants.OWN, mutants.CHECKOV, mutants.CFN_LINT, mutants.WRITTEN))
    print(f"{len(real.raw)} templates, {len(checks.ALL)} checks of our own, {len(skips.all)} skips with their reasons; "
          f"{of - len(alive)} of {of} broken templates found; {len(wrong)} findings; {time.monotonic() - began:.0f} s")
    return 1 if wrong or alive or untested else 0


sys.exit(main())
