"""The checks of this house: what no rule of cfn-lint or checkov covers. Each takes the stack and yields findings."""
from checks import access, events, house, mails, metrics, state, watching, web

ALL = [check for module in (access, events, house, mails, metrics, state, watching, web) for check in module.CHECKS]


def findings(stack):
    """What every check says."""
    return [finding for check in ALL for finding in check(stack)]
