# shellcheck shell=sh disable=SC2154
# Haskell's tasty with tasty-ant-xml.
needs() {
    need_command ghc ghc
    ghc-pkg list --simple-output tasty-ant-xml | grep -q . ||
        missing "no tasty-ant-xml (Debian package libghc-tasty-ant-xml-dev)"
    ghc-pkg list --simple-output tasty-hunit | grep -q . ||
        missing "no tasty-hunit (Debian package libghc-tasty-hunit-dev)"
}

version() {
    ghc-pkg list --simple-output tasty-ant-xml
}

execute() {
    ghc -v0 -O0 Till.hs -o till
    ./till --xml="$out/tasty.xml"
}
