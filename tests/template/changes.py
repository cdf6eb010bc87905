"""What can be made wrong in a template, in a line each."""
import dataclasses
import typing


@dataclasses.dataclass(frozen=True)
class Mutant:
    """What is wrong, where, what makes it so, the rule that finds it, and at which resource."""
    name: str
    file: str
    change: typing.Callable
    rule: str
    resource: str


def properties_of(template, name):
    return template["Resources"][name]["Properties"]


def put(name, *path, value):
    """Sets a property of a resource."""
    def change(template):
        at = properties_of(template, name)
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = value
    return change


def drop(name, *path):
    """Removes a property of a resource; it must be there."""
    def change(template):
        at = properties_of(template, name)
        for step in path[:-1]:
            at = at[step]
        del at[path[-1]]
    return change


def gone(name):
    """Removes a resource."""
    def change(template):
        del template["Resources"][name]
    return change


def beside(name, *path, value):
    """Sets something of a resource beside its properties."""
    def change(template):
        at = template["Resources"][name]
        for step in path[:-1]:
            at = at.setdefault(step, {})
        at[path[-1]] = value
    return change


def statement(function, sid, **members):
    """Changes members of one statement of a function's policy; None removes one."""
    def change(template):
        found = [s for s in properties_of(template, function)["Policies"][0]["Statement"] if s["Sid"] == sid]
        if not found:
            raise KeyError(f"{function} has no statement {sid}")
        for member, value in members.items():
            found[0].pop(member) if value is None else found[0].update({member: value})
    return change


def parameter(name, member, value=None):
    """Sets a member of a parameter, or removes it."""
    def change(template):
        if value is None:
            del template["Parameters"][name][member]
        else:
            template["Parameters"][name][member] = value
    return change


def dashboard(name, this, other):
    """Replaces something once in the text of a dashboard."""
    def change(template):
        body = properties_of(template, name)["DashboardBody"]
        body["Fn::Sub"] = body["Fn::Sub"].replace(this, other, 1)
    return change
