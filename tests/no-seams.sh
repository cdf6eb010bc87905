#!/bin/sh
# Nothing that is shipped is built with the feature `seams` (a clock that can be moved, seeded chance).
set -eu
with_seams() {
    cargo tree "$@" --edges normal,build --prefix none --format '{p} [{f}]' | grep -E '\[(.*,)?seams(,.*)?\]' || true
}
shipped=$(with_seams --workspace --exclude journeys)
if [ -n "$shipped" ]; then
    echo "built with the feature \`seams\` outside of the tests:" >&2
    echo "$shipped" | sort -u >&2
    exit 1
fi
# The check finds what it looks for: the tests have it.
[ -n "$(with_seams --package journeys)" ]
