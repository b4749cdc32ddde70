# shellcheck shell=sh disable=SC2154,SC2034
needs() {
    need_python pytest python3-pytest
    need_python pytest_rerunfailures python3-pytest-rerunfailures
}

version() {
    "$python" -c 'from importlib.metadata import version as v
print("pytest", v("pytest"), "with pytest-rerunfailures", v("pytest-rerunfailures"))'
}

execute() {
    PYTHONDONTWRITEBYTECODE=1 "$python" -m pytest -p no:cacheprovider -p no:flaky -p no:subtests \
        --reruns "$retries" --junitxml="$out/pytest.xml" --junitprefix=shop \
        -o junit_family=xunit1 -o junit_logging=all -o junit_duration_report=call \
        -o junit_suite_name="till & drawer"
}
