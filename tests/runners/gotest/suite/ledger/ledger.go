// Package ledger posts double entries in cents.
package ledger

import "os"

// Currency is the house currency of new statements.
var Currency = "EUR"

// VAT is rounded half up unless LEDGER_ROUNDING says truncate.
func VAT(net, rate int) int {
	half := 50
	if os.Getenv("LEDGER_ROUNDING") == "truncate" {
		half = 0
	}
	return (net*rate + half) / 100
}

// Refund is what goes back to the customer.
func Refund(net, rate int) int {
	return net + VAT(net, rate)
}

// Statement opens a statement in the house currency.
func Statement(account string) string {
	return account + " (" + Currency + ")"
}
