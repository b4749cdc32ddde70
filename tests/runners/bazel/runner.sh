# shellcheck shell=sh disable=SC2154
# Bazel as Debian bootstraps it: offline, so two of its own repositories are replaced by stubs.
# A test that is marked flaky gets two more tries, each of which leaves test_attempts/attempt_N.xml.
bazel_files=/usr/share/bazel

needs() {
    need_command g++ g++
    [ -x /usr/bin/bazel-4 ] || missing "no bazel (Debian package bazel-bootstrap)"
    [ -d $bazel_files/rules/java ] || missing "no rules (Debian package bazel-rules-java)"
    [ -d $bazel_files/rules/proto ] || missing "no rules (Debian package bazel-rules-proto)"
    [ -d $bazel_files/tools/skylib ] || missing "no skylib (Debian package bazel-skylib)"
    [ -d $bazel_files/platforms ] || missing "no platforms (Debian package bazel-platforms)"
}

version() {
    echo "bazel $(dpkg-query -W -f '${Version}' bazel-bootstrap 2>/dev/null || echo unknown)"
}

stubs() {
    mkdir -p stubs/rules_cc/cc stubs/coverage
    touch WORKSPACE stubs/rules_cc/WORKSPACE stubs/coverage/WORKSPACE stubs/rules_cc/cc/BUILD
    echo 'filegroup(name = "coverage_report_generator", visibility = ["//visibility:public"])' \
        > stubs/coverage/BUILD
    for rule in binary import library proto_library test toolchain toolchain_suite; do
        echo "cc_$rule = native.cc_$rule"
    done > stubs/rules_cc/cc/defs.bzl
    for repository in rules_cc:stubs/rules_cc rules_java:$bazel_files/rules/java \
        rules_proto:$bazel_files/rules/proto bazel_skylib:$bazel_files/tools/skylib \
        platforms:$bazel_files/platforms remote_coverage_tools:stubs/coverage; do
        case ${repository#*:} in
        /*) path=${repository#*:} ;;
        *) path=$PWD/${repository#*:} ;;
        esac
        echo "build --override_repository=${repository%%:*}=$path"
    done > .bazelrc
    echo stubs > .bazelignore
}

execute() {
    stubs
    cp "$here/ctest/suite/shop.sh" .
    attempts=default
    [ "$retries" -gt 0 ] || attempts=1
    /usr/bin/bazel-4 --output_user_root="$work.bazel" --batch test --spawn_strategy=local -k \
        --test_env=WAREHOUSE --test_env=LEDGER_ROUNDING --test_env=ESCAPEMENT_STATE_DIR \
        --flaky_test_attempts=$attempts --noshow_progress --test_timeout=3 //... || set -- $?
    (cd bazel-testlogs/ && find . -name '*.xml' -exec cp -L --parents {} "$out" \;)
    chmod -R u+w "$work.bazel" "$out"
    rm -rf "$work.bazel"
    return "${1-0}"
}
