# shellcheck shell=sh disable=SC2154
# OCaml's OUnit with -output-junit-file.
needs() {
    need_command ocamlfind ocaml-findlib
    ocamlfind query ounit2 >/dev/null 2>&1 || missing "no OUnit (Debian package libounit-ocaml-dev)"
}

version() {
    echo "OUnit $(ocamlfind query -format %v ounit2)"
}

execute() {
    ocamlfind ocamlc -package ounit2 -linkpkg -o till till.ml
    ./till -output-junit-file "$out/ounit.xml" -runner sequential
}
