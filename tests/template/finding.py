"""What a check says, and what may be left as it is."""
import dataclasses
import fnmatch
import pathlib
import tomllib


@dataclasses.dataclass(frozen=True, order=True)
class Finding:
    """A rule that does not hold. The rules of this house have names; those of the tools their own."""
    rule: str
    file: str
    resource: str
    says: str

    def __str__(self):
        return f"{self.file}: {self.resource}: {self.rule}: {self.says}"


@dataclasses.dataclass
class Skip:
    """Findings that are meant, with the reason."""
    rule: str
    resources: list
    reason: str

    def hides(self, finding):
        return self.rule == finding.rule and any(fnmatch.fnmatchcase(finding.resource, one) for one in self.resources)


class Skips:
    """`skips.toml`, the only place where a finding can be skipped."""

    def __init__(self, path=pathlib.Path(__file__).with_name("skips.toml")):
        entries = tomllib.loads(path.read_text())["skip"]
        self.wrong = [Finding("skip-without-reason", path.name, entry.get("rule", "?"), "say why, in a sentence")
                      for entry in entries if len(entry.get("reason", "").split()) < 5]
        self.all = [Skip(entry.get("rule", "?"), entry.get("resources", []), entry.get("reason", "")) for entry in entries]

    def left(self, findings):
        """What nobody skips."""
        return [finding for finding in findings if not any(skip.hides(finding) for skip in self.all)]

    def stale(self, findings):
        """Skips, and patterns of skips, that hide nothing."""
        for skip in self.all:
            for pattern in skip.resources or ["(none)"]:
                if not any(Skip(skip.rule, [pattern], "").hides(finding) for finding in findings):
                    yield Finding("skip-hides-nothing", "skips.toml", skip.rule, f"nothing is found at {pattern}: delete it")
