# bats takes the number of retries from the file, not from its caller
setup_file() {
    export BATS_TEST_RETRIES=${SHOP_RETRIES-0}
}

setup() {
    load shop.sh
}

@test "same article is merged" {
    [ "$(total 2495 3)" -eq 7485 ]
}

@test "coupon of 25 % lowers the total" {
    [ "$(total 2495 1 25)" -eq 1872 ]
}

@test "a quantity of <1 & \"none\" is refused" {
    run total 300 0
    [ "$status" -eq 2 ]
    [ "$output" = "quantity must be positive, not 0" ]
}

@test "reservation is confirmed in time" {
    status=$(reserve R-1001) || { echo "cannot reserve R-1001"; return 1; }
    echo "reservation R-1001 is $status after 50 ms"
    [ "$status" = confirmed ]
}

@test "gift wrap is reserved" {
    skip "gift wrap opens in December"
}
