# shellcheck shell=sh disable=SC2154
needs() {
    need_command go golang-go
    need_command gotestsum gotestsum
}

# Debian builds gotestsum without a version of its own: ask the package.
version() {
    echo "gotestsum $(dpkg-query -W -f '${Version}' gotestsum 2>/dev/null || echo unknown)," \
        "$(go version | cut -d ' ' -f 3)"
}

execute() {
    export GOPROXY=off GOFLAGS=-mod=mod GOTOOLCHAIN=local
    [ -n "${GOCACHE-}${HOME-}" ] || export GOCACHE="$scratch/gocache"
    gotestsum --format dots --junitfile "$out/gotest.xml" --packages=./... \
        --rerun-fails="$retries" -- -count=1
}
