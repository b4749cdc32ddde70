# shellcheck shell=sh disable=SC2154,SC2034
needs() {
    need_command "$python" python3
    need_python pytest python3-pytest
    need_python pytest_rerunfailures python3-pytest-rerunfailures
}

version() {
    "$python" -c 'from importlib.metadata import version as v
print("pytest", v("pytest"), "with pytest-rerunfailures", v("pytest-rerunfailures"))'
}

execute() {
    PYTHONDONTWRITEBYTECODE=1 "$python" -m pytest -p no:cacheprovider -p no:subtests -p no:flaky \
        --reruns "$retries" --junitxml="$out/pytest.xml"
}
