# shellcheck shell=sh disable=SC2154,SC2034
piece=$here/unittest-xml-reporting

needs() {
    need_python nose2 python3-nose2
}

version() {
    "$python" -c 'from importlib.metadata import version as v
print("nose2", v("nose2"))'
}

execute() {
    PYTHONDONTWRITEBYTECODE=1 "$python" -m nose2 --plugin nose2.plugins.junitxml --junit-xml \
        --junit-xml-path "$out/nose2.xml"
}
