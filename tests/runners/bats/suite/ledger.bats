setup() {
    load shop.sh
}

@test "tax on round amounts" {
    [ "$(vat 1000 20)" -eq 200 ]
    [ "$(vat 100 7)" -eq 7 ]
}

@test "refund rounds tax half up" {
    refund=$((1299 + $(vat 1299 19)))
    echo "refund is $refund, not 1546"
    [ "$refund" -eq 1546 ]
}
