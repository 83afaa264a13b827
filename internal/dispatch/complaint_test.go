package dispatch_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"switchyard/internal/dispatch"
	"switchyard/internal/lifecycle"
	"switchyard/internal/ticket"
	"switchyard/routing/rule"
)

// A rule that fails on every ticket is told of once a minute, with how often it
// did, and not once for each ticket on each look.
func TestFailingRuleIsToldOncePerMinute(t *testing.T) {
	one, never := agent(1, 1), agent(2, 5)
	s := rule.Default()
	s.Rules = []rule.Rule{
		{Name: "big", When: `ticket.fields.amount > 100.0`, Agent: `true`, Effect: rule.Require},
		{Name: "never", Agent: `agent.id != "02000000-0000-0000-0000-000000000000"`, Effect: rule.Require}, // the queue is looked at, and waits
	}
	settings, err := dispatch.Unchanging(s)
	if err != nil {
		t.Fatal(err)
	}
	var written bytes.Buffer
	d := &timed{desk: open(t, nil, one, never), now: monday}
	now := func() time.Time { d.mu.Lock(); defer d.mu.Unlock(); return d.now }
	d.desk.desk = lifecycle.New(d.store, lifecycle.NewPlan(lifecycle.DefaultRules()), now, newID)
	d.Dispatcher, err = dispatch.New(t.Context(), dispatch.Config{
		Store: d.store, Desk: d.desk.desk, Reader: reader(readsWell), Settings: settings, Budget: 10 * time.Second,
		Now: now, NewID: newID, Log: slog.New(slog.NewTextHandler(&written, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 10 {
		if got := d.receive(fmt.Sprintf("r%d@example.org", i)).Ticket; (got.Status == ticket.New) != (i > 0) {
			t.Fatalf("ticket %d is %s", i, got.Status)
		}
	}
	for i := range 4 { // prospects are made anew every half minute
		d.at(time.Duration(i+1) * 31 * time.Second)
	}
	lines := strings.Count(written.String(), "could not be asked")
	if lines != 3 || !strings.Contains(written.String(), "times=1 ") || !strings.Contains(written.String(), "times=19 ") {
		t.Errorf("told %d times in two minutes:\n%s", lines, written.String())
	}
}
