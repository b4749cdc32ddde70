#!/bin/sh
# What once broke a parser is read well now, and so are all our report files; files that were
# damaged on purpose keep what stands before the damage. MUTATIONS and MUTATION_SEED set how many
# of those there are of each file, and which.
set -eu
cd "$(dirname "$0")/../.."
program=${ESCAPEMENT:-build/escapement}
build=$(dirname "$program")/tests/fuzz
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
number=0

result() { # STATUS NAME
    number=$((number + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $number - $2"
    else
        echo "not ok $number - $2"
        tail -n 40 "$work/why" | sed 's/^/# /'
    fi
}

find tests/fixtures -type f ! -name '*.json' ! -name '*.md' | LC_ALL=C sort >"$work/fixtures"

for target in report archive parameters rules csv; do
    for file in "tests/fuzz/crashes/$target"/*; do
        [ -f "$file" ] || continue
        status=0
        "$build/$target" "$file" >"$work/why" 2>&1 || status=$?
        result "$status" "$target: $(basename "$file")"
    done
    status=0
    "$build/$target" <"$work/fixtures" >"$work/why" 2>&1 || status=$?
    result "$status" "$target: the fixtures"
done

# Under ASAN each takes ten times as long.
mutations=1000
! nm "$build/mutation" 2>/dev/null | grep -q __asan_init || mutations=30
mutations=${MUTATIONS:-$mutations}
status=0
# shellcheck disable=SC2046
MUTATIONS=$mutations "$build/mutation" $(grep '\.xml$' "$work/fixtures") \
    >"$work/mutants" 2>"$work/why" || status=$?
grep -v '^ok\|^1\.\.' "$work/mutants" >>"$work/why" || true
result "$status" "$(grep -c '^ok' "$work/mutants") files, $mutations mutants each, lose nothing before the damage"

echo "1..$number"
