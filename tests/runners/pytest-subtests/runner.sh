# shellcheck shell=sh disable=SC2154,SC2034
needs() {
    need_python pytest python3-pytest
    need_python pytest_subtests python3-pytest-subtests
}

version() {
    "$python" -c 'from importlib.metadata import version as v
print("pytest", v("pytest"), "with pytest-subtests", v("pytest-subtests"))'
}

execute() {
    PYTHONDONTWRITEBYTECODE=1 "$python" -m pytest -p no:cacheprovider -p no:flaky \
        --junitxml="$out/pytest.xml"
}
