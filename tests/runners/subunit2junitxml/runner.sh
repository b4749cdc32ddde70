# shellcheck shell=sh disable=SC2154,SC2034
piece=$here/unittest-xml-reporting

needs() {
    need_python subunit python3-subunit
    need_python junitxml python3-junitxml
    need_command subunit2junitxml subunit
}

version() {
    "$python" -c 'from importlib.metadata import version as v
print("subunit", v("python-subunit"), "with junitxml", v("junitxml"))'
}

# The stream that stestr runs on, turned into JUnit; it exits as the tests did.
execute() {
    PYTHONDONTWRITEBYTECODE=1 "$python" -m subunit.run discover >"$scratch/stream" || true
    "$python" /usr/bin/subunit2junitxml --output-to="$out/subunit.xml" <"$scratch/stream"
}
