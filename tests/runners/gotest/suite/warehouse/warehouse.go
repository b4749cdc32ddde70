// Package warehouse stands in for the reservation service. WAREHOUSE says how it behaves:
// steady, slow-once (per reservation and ESCAPEMENT_STATE_DIR), slow, or reset.
package warehouse

import (
	"errors"
	"os"
	"path/filepath"
	"time"
)

const patience = 50 * time.Millisecond

func slow(reservation string) bool {
	if os.Getenv("WAREHOUSE") != "slow-once" {
		return os.Getenv("WAREHOUSE") == "slow"
	}
	seen := filepath.Join(os.Getenv("ESCAPEMENT_STATE_DIR"), reservation)
	file, err := os.OpenFile(seen, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return false
	}
	file.Close()
	return true
}

// Reserve asks for a reservation and waits as long as a checkout may.
func Reserve(reservation string) (string, error) {
	if os.Getenv("WAREHOUSE") == "reset" {
		return "", errors.New("warehouse closed the connection during handshake")
	}
	if slow(reservation) {
		time.Sleep(patience)
		return "pending", nil
	}
	time.Sleep(patience / 10)
	return "confirmed", nil
}
