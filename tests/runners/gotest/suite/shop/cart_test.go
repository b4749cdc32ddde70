package shop

import (
	"fmt"
	"testing"

	"example.org/shop/warehouse"
)

func teapot(t *testing.T) *Cart {
	t.Helper()
	cart := &Cart{}
	if err := cart.Add("teapot", 2495, 1); err != nil {
		t.Fatal(err)
	}
	return cart
}

func TestSameArticleIsMerged(t *testing.T) {
	cart := teapot(t)
	_ = cart.Add("teapot", 2495, 2)
	if got := cart.Total(); got != 7485 {
		t.Errorf("total = %d, want 7485", got)
	}
}

func TestCoupon(t *testing.T) {
	for percent, want := range map[int]int{10: 2246, 25: 1872, 50: 1248} {
		t.Run(fmt.Sprintf("%d percent off", percent), func(t *testing.T) {
			cart := teapot(t)
			cart.Redeem(percent)
			if got := cart.Total(); got != want {
				t.Errorf("total = %d, want %d", got, want)
			}
		})
	}
}

func TestQuantityMustBePositive(t *testing.T) {
	if err := (&Cart{}).Add("cup", 300, 0); err == nil {
		t.Error("no error for zero cups")
	}
}

func TestReservation(t *testing.T) {
	t.Run("is confirmed in time", func(t *testing.T) {
		status, err := warehouse.Reserve("R-1001")
		if err != nil {
			t.Fatalf("cannot reserve: %v", err)
		}
		if status != "confirmed" {
			t.Errorf("reservation R-1001 is %s after 50 ms", status)
		}
	})
	t.Run("gift wrap", func(t *testing.T) {
		t.Skip("gift wrap opens in December")
	})
}
