#!/bin/sh
# The shop's tests, one a name. WAREHOUSE: steady, slow-once (per ESCAPEMENT_STATE_DIR), slow, reset.
set -u

vat() {
    half=50
    [ "${LEDGER_ROUNDING-}" != truncate ] || half=0
    echo $((($1 * $2 + half) / 100))
}

expect() {
    [ "$1" = "$2" ] && return
    echo "$3: expected $2, got $1" >&2
    exit 1
}

reserve() {
    seen=$ESCAPEMENT_STATE_DIR/$1
    case ${WAREHOUSE-steady} in
    reset) echo "warehouse closed the connection during handshake" ;;
    slow) echo pending ;;
    slow-once)
        [ -e "$seen" ] && echo confirmed && return
        : > "$seen"
        echo pending
        ;;
    *) echo confirmed ;;
    esac
}

case $1 in
reservation.*) expect "$(reserve R-1001)" confirmed "reservation R-1001 after 50 ms" ;;
ledger.refund*) expect "$((1299 + $(vat 1299 19)))" 1546 "refund" ;;
ledger.tax*) expect "$(vat 1000 20)" 200 "tax" ;;
esac
