"""What is linked keeps to deny.toml: licences, sources, and one version of each crate.

deny.toml is cargo-deny's own file (https://embarkstudios.github.io/cargo-deny), and `cargo deny check` says the same and more. It is read here
as well because cargo-deny takes longer to build than everything else that the tests need. Known advisories need a database that has
to be fetched: `cargo deny check advisories`.
"""

import json
import re
import subprocess
import sys
import tomllib
from collections import defaultdict
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


def allows(expression, allowed):
    """Whether an SPDX expression (or the older `A/B`) can be fulfilled with the licences allowed."""
    tokens = re.findall(r"\(|\)|[^\s()]+", re.sub(r"\s*/\s*", " OR ", expression))
    at = 0

    def term():
        nonlocal at
        token, at = tokens[at], at + 1
        if token == "(":
            value = any_of()
            at += 1
            return value
        if at + 1 < len(tokens) and tokens[at] == "WITH":
            token, at = f"{token} WITH {tokens[at + 1]}", at + 2
        return token in allowed

    def all_of():
        nonlocal at
        value = term()
        while at < len(tokens) and tokens[at] == "AND":
            at += 1
            value = term() and value
        return value

    def any_of():
        nonlocal at
        value = all_of()
        while at < len(tokens) and tokens[at] == "OR":
            at += 1
            value = all_of() or value
        return value

    return any_of()


def ordered(version):
    """A version by the numbers that it begins with."""
    return [int(number) for number in re.match(r"[\d.]+", version)[0].strip(".").split(".")]


def linked(metadata, tree):
    """The packages that something of ours is built with, of all that the lock file could serve."""
    built = {tuple(line.split(" ")[:2]) for line in tree.splitlines()}
    return {"packages": [p for p in metadata["packages"] if (p["name"], "v" + p["version"]) in built]}


def cargo(*arguments):
    """What cargo answers."""
    command = ["cargo", *arguments, "--locked"]
    return subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, text=True).stdout


def findings(metadata, rules):
    """Everything that breaks a rule, one sentence each."""
    allowed = set(rules["licenses"]["allow"])
    exceptions = {e["crate"].split("@")[0]: set(e["allow"]) for e in rules["licenses"].get("exceptions", [])}
    skipped = {s["crate"] for s in rules["bans"].get("skip", [])}
    registries = set(rules["sources"]["allow-registry"])
    versions, used = defaultdict(set), set()
    for package in metadata["packages"]:
        name, source = package["name"], package["source"]
        versions[name].add(package["version"])
        if source is None:
            if package["license"] != "Apache-2.0" or package["publish"] != []:
                yield f"{name} is ours: its licence is that of the workspace, and it is not published"
            continue
        if source.removeprefix("registry+") not in registries:
            yield f"{name} comes from {source}"
        if not package["license"]:
            yield f"{name} names no licence"
        elif not allows(package["license"], allowed):
            used.add(name)
            if not allows(package["license"], allowed | exceptions.get(name, set())):
                yield f"{name}: {package['license']} is not allowed"
    for name in sorted(exceptions.keys() - used):
        yield f"the exception for {name} is needed no more"
    several = {f"{name}@{version}" for name, found in versions.items() for version in sorted(found, key=ordered)[:-1]}
    for crate in sorted(several - skipped):
        yield f"{crate} stands beside a newer version: bring them together, or say in deny.toml who needs it"
    for crate in sorted(skipped - several):
        yield f"{crate} need not be skipped any more"


def check_itself():
    """The rules find what breaks them."""
    allowed = {"MIT", "ISC", "Apache-2.0 WITH LLVM-exception"}
    for expression, expected in [
        ("MIT", True), ("GPL-3.0", False), ("MIT OR GPL-3.0", True), ("GPL-3.0/MIT", True), ("MIT AND GPL-3.0", False),
        ("(GPL-3.0 OR MIT) AND ISC", True), ("ISC AND (GPL-3.0 OR AGPL-3.0)", False), ("Apache-2.0 WITH LLVM-exception", True),
        ("GPL-3.0 OR MIT AND GPL-2.0", False), ("GPL-3.0 AND MIT OR ISC", True),
    ]:
        assert allows(expression, allowed) is expected, expression
    here = "https://example.org/index"
    package = lambda name, **more: {"name": name, "version": "1.0.0", "source": f"registry+{here}", "license": "MIT"} | more
    metadata = {"packages": [
        package("good"), package("strange", license="GPL-3.0"), package("silent", license=None), package("away", source="git+https://x"),
        package("twice"), package("twice", version="10.0.0"), package("kept"), package("kept", version="2.0.0"), package("special", license="MPL-2.0"),
        package("ours", source=None, publish=[], license="Apache-2.0"), package("lent", source=None, publish=None, license="Apache-2.0"),
    ]}
    rules = {
        "licenses": {"allow": ["MIT"], "exceptions": [{"crate": "special", "allow": ["MPL-2.0"]}, {"crate": "gone", "allow": ["ISC"]}]},
        "bans": {"skip": [{"crate": "kept@1.0.0"}, {"crate": "old@1.0.0"}]},
        "sources": {"allow-registry": [here]},
    }
    found = " ".join(findings(metadata, rules))
    for word in ["strange: GPL", "silent names", "away comes", "twice@1.0.0 stands", "old@1.0.0 need not", "lent is ours", "for gone is"]:
        assert word in found, (word, found)
    assert found.count(" is not allowed") == 1 and "good" not in found and "kept" not in found, found


def main():
    check_itself()
    metadata = json.loads(cargo("metadata", "--format-version", "1"))
    metadata = linked(metadata, cargo("tree", "--workspace", "--prefix", "none", "--format", "{p}"))
    rules = tomllib.loads((PROJECT / "deny.toml").read_text())
    found = list(findings(metadata, rules))
    print("\n".join(found) or f"{len(metadata['packages'])} packages keep to deny.toml")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
