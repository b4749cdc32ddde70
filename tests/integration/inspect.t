#!/bin/sh
# `escapement inspect --json` says of each hostile fixture what a careful reader of its XML would;
# of what producers write, dialects.t sees to that. The expectation of NAME.xml is NAME.json.
# ESCAPEMENT names the program; names in the output are relative to the repository.
set -eu

cd "$(dirname "$0")/../.."
program=${ESCAPEMENT:-build/escapement}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
number=0

result() { # STATUS NAME
    number=$((number + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $number - $2"
    else
        echo "not ok $number - $2"
        head -n 40 "$work/why" | sed 's/^/# /'
    fi
}

# Reads $1 as $2 says.
expect() {
    status=0
    "$program" inspect --json "$1" >"$work/out" 2>"$work/err" || status=$?
    if [ "$status" -ne 0 ]; then
        cp "$work/err" "$work/why"
    else
        diff -u "$2" "$work/out" >"$work/why" || status=1
    fi
    result "$status" "$1 reads as expected"
}

# Refuses $1 with exit code 65, naming the file, a line, and the word $2.
refuse() {
    status=0
    "$program" inspect --json "$1" >"$work/out" 2>"$work/why" || status=$?
    if [ "$status" -eq 65 ] && grep -q "$1:[0-9]*: .*$2" "$work/why"; then
        status=0
    else
        echo "exit code $status" >>"$work/why"
        status=1
    fi
    result "$status" "$1 is refused ($2)"
}

find tests/fixtures/hostile -name '*.json' | LC_ALL=C sort >"$work/expectations"
while read -r expectation; do
    expect "${expectation%.json}.xml" "$expectation"
done <"$work/expectations"

refuse tests/fixtures/hostile/doctype.xml DOCTYPE
refuse tests/fixtures/hostile/xxe.xml DOCTYPE
refuse tests/fixtures/hostile/billion-laughs.xml DOCTYPE
refuse tests/fixtures/hostile/empty.xml empty
refuse tests/fixtures/hostile/html.xml HTML
refuse tests/fixtures/hostile/not-xml.txt "plain text"

# What can be read is printed although another file is refused.
status=0
"$program" inspect --json tests/fixtures/hostile/bom.xml tests/fixtures/hostile/xxe.xml \
    >"$work/out" 2>"$work/why" || status=$?
[ "$status" -eq 65 ] && diff tests/fixtures/hostile/bom.json "$work/out" >>"$work/why" && status=0
result "$status" "a refused file does not hide the others"

status=0
"$program" inspect - <tests/fixtures/hostile/bom.xml >"$work/out" 2>"$work/why" || status=$?
grep -q '^stdin (generic)' "$work/out" || status=1
result "$status" "standard input is read as -"

status=0
"$program" inspect tests/fixtures/playwright/flaky.xml >"$work/out" 2>"$work/why" || status=$?
grep -q includeRetries "$work/out" || status=1
result "$status" "hidden retries come with the option that shows them"

status=0
"$program" inspect --quiet tests/fixtures/hostile/bom.xml >"$work/out" 2>"$work/why" || status=$?
[ ! -s "$work/out" ] || status=1
result "$status" "nothing is printed on request"

status=0
"$program" inspect --dialects >"$work/out" 2>"$work/why" || status=$?
grep -A1 '^playwright ' "$work/out" | grep -q includeRetries || status=1
grep -q '^surefire .*children of a case' "$work/out" || status=1
result "$status" "the producers that are known are listed, each with where its retries are"

status=0
"$program" inspect --dialects tests/fixtures/hostile/bom.xml >"$work/out" 2>"$work/why" ||
    status=$?
[ "$status" -eq 64 ] && status=0 || status=1
result "$status" "a list of producers takes no file"

echo "1..$number"
