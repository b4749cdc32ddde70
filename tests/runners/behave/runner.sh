# shellcheck shell=sh disable=SC2154,SC2034
needs() {
    need_python behave python3-behave
}

version() {
    "$python" -c 'import behave
print("behave", behave.__version__)'
}

execute() {
    PYTHONDONTWRITEBYTECODE=1 "$python" -m behave --junit --junit-directory "$out" --no-color
}
