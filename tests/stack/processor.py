"""What `sam build` builds for, as SAM itself reads samconfig.toml and the template."""
import pathlib
import tempfile

from cloud import ROOT
from samcli.cli.types import CfnParameterOverridesType
from samcli.lib.config.samconfig import SamConfig
from samcli.lib.providers.sam_function_provider import SamFunctionProvider
from samcli.lib.providers.sam_stack_provider import SamLocalStackProvider


def _processors(folder, command, environment):
    given = SamConfig(folder).get_all([command], "parameters", environment).get("parameter_overrides")
    overrides = CfnParameterOverridesType().convert(given, None, None)
    stacks, _ = SamLocalStackProvider.get_stacks(str(ROOT / "template.yaml"), parameter_overrides=overrides)
    return {function.architectures[0] for function in SamFunctionProvider(stacks).get_all()}


def is_built_as_it_is_deployed():
    """`Architecture` in samconfig.toml reaches the build: a deployed function of another processor would not start."""
    written = (ROOT / "samconfig.toml").read_text()
    for environment in ("dev", "prod"):
        for processor in ("arm64", "x86_64"):
            with tempfile.TemporaryDirectory() as folder:
                lines = written.replace('    "Stage=', f'    "Architecture={processor}",\n    "Stage=')
                pathlib.Path(folder, "samconfig.toml").write_text(lines)
                for command in ("build", "deploy"):
                    found = _processors(folder, command, environment)
                    assert found == {processor}, f"sam {command} of {environment}: {found} and not {processor}"
