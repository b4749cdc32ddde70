# shellcheck shell=sh disable=SC2154
# CTest's own report. Tries again until a test passes, which the report does not tell of.
needs() {
    need_command ctest cmake
    ctest --help | grep -q output-junit || missing "no CTest of 3.21 or newer (Debian package cmake)"
}

version() {
    ctest --version | head -n 1
}

execute() {
    cmake -S . -B build > cmake.log || { cat cmake.log && return 1; }
    ctest --test-dir build --repeat "until-pass:$((retries + 1))" --output-junit "$out/ctest.xml"
}
