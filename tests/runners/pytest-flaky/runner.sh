# shellcheck shell=sh disable=SC2154,SC2034
piece=$here/pytest
modes="flaky flakefails failing"

needs() {
    need_python pytest python3-pytest
    need_python flaky python3-flaky
}

version() {
    "$python" -c 'from importlib.metadata import version as v
print("pytest", v("pytest"), "with flaky", v("flaky"))'
}

execute() {
    PYTHONDONTWRITEBYTECODE=1 "$python" -m pytest -p no:cacheprovider -p no:rerunfailures \
        --force-flaky --max-runs="$((retries + 1))" --junitxml="$out/pytest.xml"
}
