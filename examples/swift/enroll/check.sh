#!/bin/bash
# Runs the program against a simulated org, with nobody at a terminal, and looks at what it says.
# usage: check.sh ENROLL IDX_FLOW_SIM
set -euo pipefail

enroll=$1 sim=$2
work=$(mktemp -d)
trap 'kill "$org" 2>/dev/null || true; rm -rf "$work"' EXIT

echo '{"policy": {"required": ["okta_verify"], "poll_interval_ms": 1000}}' > "$work/setup.json"
mkfifo "$work/line"
"$sim" --setup "$work/setup.json" > "$work/line" &
org=$!
read -r IDX_FLOW_ORG < "$work/line"
export IDX_FLOW_ORG

fail() {
    echo "check.sh: $1" >&2
    cat "$work"/out* >&2
    exit 1
}
says() {
    grep -q -- "$2" "$work/$1" || fail "$1 does not say: $2"
}

# in one go
"$enroll" < /dev/null > "$work/out1" || fail "it failed"
says out1 '^Offered: .*Okta Verify'
says out1 '█▀▀▀▀▀█'
says out1 '^QR code'
says out1 '^Poll 1: HTTP 200, [0-9]* min [0-9]* s left$'
says out1 '^Signed in as ada@example.com$'
says out1 '^Scopes: openid profile email$'
! grep -qE 'eyJ|Correct-Horse|stateHandle' "$work/out1" || fail "a secret is on the screen"

# in two processes, with another org: the first user has Okta Verify by now
kill "$org"
"$sim" --setup "$work/setup.json" > "$work/line" &
org=$!
read -r IDX_FLOW_ORG < "$work/line"
export IDX_FLOW_ORG
"$enroll" --state "$work/state" --polls 1 < /dev/null > "$work/out2" || fail "it failed"
says out2 '^Poll 1: '
! grep -q 'Signed in' "$work/out2" || fail "it did not leave"
[ "$(stat -c %a "$work/state" 2>/dev/null || stat -f %Lp "$work/state")" = 600 ] || fail "others may read the state"
"$enroll" --state "$work/state" < /dev/null > "$work/out3" || fail "it did not go on"
says out3 '^Going on from '
says out3 '^Signed in as ada@example.com$'
! grep -q 'Offered' "$work/out3" || fail "it began anew"
[ ! -e "$work/state" ] || fail "the state is still there"

# what goes wrong is said to people
echo 'no snapshot' > "$work/state"
if "$enroll" --state "$work/state" < /dev/null > "$work/out4" 2>&1; then fail "a broken state was taken"; fi
says out4 '^Not signed in: '
if IDX_FLOW_ORG= "$enroll" < /dev/null > "$work/out5" 2>&1; then fail "it ran without an org"; fi
says out5 'IDX_FLOW_ORG'
if "$enroll" --polls none < /dev/null > "$work/out6" 2>&1; then fail "wrong arguments were taken"; fi
says out6 '^Usage: '
echo "enroll: as it should be"
