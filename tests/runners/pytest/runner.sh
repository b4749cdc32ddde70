# shellcheck shell=sh disable=SC2154,SC2034
# Debian's interpreter by path: a version manager's python in PATH has no pytest.
python=${PYTHON:-/usr/bin/python3}

needs() {
    need_command "$python" python3
    "$python" -c 'import pytest' 2>/dev/null || missing "no pytest (Debian package python3-pytest)"
    "$python" -c 'import pytest_rerunfailures' 2>/dev/null ||
        missing "no pytest-rerunfailures (Debian package python3-pytest-rerunfailures)"
}

version() {
    "$python" -c 'from importlib.metadata import version as v
print("pytest", v("pytest"), "with pytest-rerunfailures", v("pytest-rerunfailures"))'
}

execute() {
    PYTHONDONTWRITEBYTECODE=1 "$python" -m pytest -p no:cacheprovider \
        --reruns "$retries" --junitxml="$out/pytest.xml"
}
