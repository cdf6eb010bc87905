#!/bin/sh
# Every stage of `make test`, cheapest first. A stage that fails does not stop the others, except that nothing runs
# without the tools. Ends with `N passed, N failed`, where N counts stages.
set -u
cd "$(dirname "$0")/.." || exit 1

passed=0
failed=""
stages="${STAGES:-tools format no-seams template lint unit paper generated browser readme clients kill stack sizes}"

for stage in $stages; do
    echo
    echo "── $stage"
    started=$(date +%s)
    if "${MAKE:-make}" --no-print-directory "$stage"; then
        passed=$((passed + 1))
        echo "── $stage: passed in $(($(date +%s) - started)) s"
    else
        failed="$failed $stage"
        echo "── $stage: FAILED after $(($(date +%s) - started)) s"
    fi
done

echo
[ -z "$failed" ] || echo "Failed:$failed"
# shellcheck disable=SC2086 # a list of words
set -- $failed
echo "$passed passed, $# failed"
[ $# -eq 0 ]
