# shellcheck shell=sh disable=SC2154,SC2034
needs() {
    need_python pytest python3-pytest
    need_python xdist python3-pytest-xdist
}

version() {
    "$python" -c 'from importlib.metadata import version as v
print("pytest", v("pytest"), "with pytest-xdist", v("pytest-xdist"))'
}

execute() {
    PYTHONDONTWRITEBYTECODE=1 "$python" -m pytest -p no:cacheprovider -p no:flaky -p no:subtests \
        --numprocesses=2 --junitxml="$out/pytest.xml"
}
