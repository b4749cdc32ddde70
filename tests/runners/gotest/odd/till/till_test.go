// Package till holds what makes go test's output hard to report on.
package till

import (
	"os"
	"testing"
)

func TestPanics(t *testing.T) {
	var drawer map[string]int
	t.Run("same name", func(t *testing.T) { t.Log("first") })
	t.Run("same name", func(t *testing.T) { t.Log("second") })
	t.Run("<&> \"quoted\" é", func(t *testing.T) {
		t.Error("display said \x1b[31mERROR\x1b[0m\x00")
	})
	drawer["coins"] = 1
}

func TestNeverStarted(t *testing.T) {}

func TestMain(m *testing.M) {
	os.Stdout.WriteString("till self test\n")
	os.Exit(m.Run())
}
