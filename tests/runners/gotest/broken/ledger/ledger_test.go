package ledger

import "testing"

func TestJournalIsEmpty(t *testing.T) {
	if entries := NewJournal().Entries(); len(entries) != 0 {
		t.Errorf("%d entries in a new journal", len(entries))
	}
}
