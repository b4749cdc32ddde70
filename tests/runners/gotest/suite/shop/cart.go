// Package shop keeps baskets in whole cents.
package shop

import "fmt"

type line struct{ price, quantity int }

// Cart merges quantities by article.
type Cart struct {
	lines  map[string]line
	coupon int
}

// Add puts quantity pieces of article into the cart.
func (c *Cart) Add(article string, price, quantity int) error {
	if quantity < 1 {
		return fmt.Errorf("quantity of %s must be positive, not %d", article, quantity)
	}
	if c.lines == nil {
		c.lines = map[string]line{}
	}
	c.lines[article] = line{price, c.lines[article].quantity + quantity}
	return nil
}

// Redeem applies the best coupon seen so far.
func (c *Cart) Redeem(percent int) {
	if percent > c.coupon {
		c.coupon = percent
	}
}

// Total is what the customer pays.
func (c *Cart) Total() int {
	gross := 0
	for _, l := range c.lines {
		gross += l.price * l.quantity
	}
	return gross - gross*c.coupon/100
}
