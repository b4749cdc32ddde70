# shellcheck shell=sh disable=SC2154
needs() {
    need_command busted lua-busted
}

version() {
    echo "busted $(busted --version)"
}

# Prints to standard output whatever else it prints there; hence the file.
execute() {
    busted --output=junit -Xoutput "$out/busted.xml"
}
