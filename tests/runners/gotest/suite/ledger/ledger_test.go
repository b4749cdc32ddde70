package ledger

import (
	"os"
	"path/filepath"
	"testing"
)

// leaks is true once for each ESCAPEMENT_STATE_DIR when SHARED_STATE is leaking.
func leaks() bool {
	if os.Getenv("SHARED_STATE") != "leaking" {
		return false
	}
	return os.Mkdir(filepath.Join(os.Getenv("ESCAPEMENT_STATE_DIR"), "currency"), 0o755) == nil
}

func TestVAT(t *testing.T) {
	cases := []struct {
		name            string
		net, rate, want int
	}{
		{"full rate", 1000, 20, 200},
		{"reduced/rate", 100, 7, 7},
		{"", 0, 19, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := VAT(c.net, c.rate); got != c.want {
				t.Errorf("VAT(%d, %d) = %d, want %d", c.net, c.rate, got, c.want)
			}
		})
	}
}

func TestRefundRoundsTaxHalfUp(t *testing.T) {
	if got := Refund(1299, 19); got != 1546 {
		t.Errorf("Refund(1299, 19) = %d, want 1546", got)
	}
}

func TestTravelWalletSwitchesCurrency(t *testing.T) {
	if !leaks() {
		defer func(before string) { Currency = before }(Currency)
	}
	Currency = "CHF"
	if got := Statement("travel"); got != "travel (CHF)" {
		t.Errorf("statement %q", got)
	}
}

// Passes alone and fails after the test above when that one leaks its currency.
func TestWagesAreInHouseCurrency(t *testing.T) {
	if got := Statement("wages"); got != "wages (EUR)" {
		t.Errorf("statement is %q, want \"wages (EUR)\"", got)
	}
}
