package shop

import (
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
)

// runner is gotestsum: the parent of "go test", which is ours.
func runner(t *testing.T) int {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", os.Getppid()))
	if err != nil {
		t.Fatal(err)
	}
	var state string
	var parent int
	text := string(stat)
	if _, err = fmt.Sscan(text[strings.LastIndex(text, ")")+1:], &state, &parent); err != nil {
		t.Fatal(err)
	}
	return parent
}

// Runs last: the till takes its process, or the runner, with it in the way that CRASH says.
func TestTillIsClosed(t *testing.T) {
	switch os.Getenv("CRASH") {
	case "exit":
		os.Exit(0)
	case "abort":
		_ = syscall.Kill(os.Getpid(), syscall.SIGABRT)
		select {}
	case "kill":
		_ = syscall.Kill(runner(t), syscall.SIGKILL)
	}
}
