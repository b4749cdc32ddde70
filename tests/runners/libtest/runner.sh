# shellcheck shell=sh disable=SC2154
# Rust's own test program. Its JUnit output is for nightly compilers only; the report goes to
# standard output, one document on one line.
needs() {
    [ -x /usr/bin/rustc ] || missing "no rustc (Debian package rustc)"
}

version() {
    /usr/bin/rustc --version
}

execute() {
    /usr/bin/rustc --test --crate-name till till.rs
    RUSTC_BOOTSTRAP=1 ./till -Z unstable-options --format junit --report-time \
        --skip "${skip_libtest:-stays_locked}" \
        > "$out/libtest.xml" || return $?
}
