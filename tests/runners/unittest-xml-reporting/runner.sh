# shellcheck shell=sh disable=SC2154,SC2034
needs() {
    need_python xmlrunner python3-xmlrunner
}

version() {
    echo "unittest-xml-reporting $("$python" -c 'import xmlrunner; print(xmlrunner.__version__)')"
}

execute() {
    PYTHONDONTWRITEBYTECODE=1 "$python" -m xmlrunner discover --output-file "$out/unittest.xml"
}
