# shellcheck shell=bash
# A shop counter in shell: money in whole cents.

# vat NET RATE: rounded half up unless LEDGER_ROUNDING says truncate
vat() {
    local half=50
    [ "${LEDGER_ROUNDING-}" != truncate ] || half=0
    echo $((($1 * $2 + half) / 100))
}

# total PRICE QUANTITY [PERCENT OFF]
total() {
    [ "$2" -gt 0 ] || {
        echo "quantity must be positive, not $2" >&2
        return 2
    }
    local gross=$(($1 * $2))
    echo $((gross - gross * ${3:-0} / 100))
}

# reserve NAME: WAREHOUSE is steady, slow-once (per name and ESCAPEMENT_STATE_DIR), slow or reset
reserve() {
    local answer=confirmed
    case ${WAREHOUSE-steady} in
    slow) answer=pending ;;
    slow-once) [ -e "$ESCAPEMENT_STATE_DIR/$1" ] || answer=pending ;;
    reset)
        echo "warehouse closed the connection during handshake" >&2
        return 104
        ;;
    esac
    : > "$ESCAPEMENT_STATE_DIR/$1"
    [ "$answer" = confirmed ] || sleep 0.05
    echo "$answer"
}
