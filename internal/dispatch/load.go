package dispatch

import (
	"context"
	"runtime"
	"strings"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"switchyard/internal/lifecycle"
	"switchyard/internal/ticket"
)

// Load takes in many tickets from elsewhere at once. When read is set they are
// read by the models, on all cores; otherwise those still being worked on are
// read later. Those wait for somebody to be free like any other. Requesters are named by the address of
// each intake's Requester alone.
func (d *Dispatcher) Load(ctx context.Context, intakes []lifecycle.Intake, read bool) []lifecycle.Loaded {
	refused := d.requesters(ctx, intakes)
	if read {
		var group errgroup.Group
		group.SetLimit(runtime.GOMAXPROCS(0))
		for i := range intakes {
			if refused[i] == nil {
				group.Go(func() error { d.read(ctx, uuid.Nil, &intakes[i]); return nil })
			}
		}
		_ = group.Wait() // reading fails for no ticket: it is read later
	}
	var fine []lifecycle.Intake
	for i := range intakes {
		if refused[i] == nil {
			fine = append(fine, intakes[i])
		}
	}
	stored := d.desk.Load(ctx, fine)
	out := make([]lifecycle.Loaded, len(intakes))
	for i := range out {
		if refused[i] != nil {
			out[i].Err = refused[i]
			continue
		}
		out[i], stored = stored[0], stored[1:]
	}
	d.poke()
	return out
}

// requesters finds or makes the requester of each intake.
func (d *Dispatcher) requesters(ctx context.Context, intakes []lifecycle.Intake) []error {
	refused := make([]error, len(intakes))
	known := map[string]ticket.Requester{}
	for i := range intakes {
		r := &intakes[i].Requester
		if len(r.Addresses) != 1 {
			refused[i] = ticket.Errorf(ticket.Invalid, "requester.email", "is missing: say who writes")
			continue
		}
		address := strings.ToLower(r.Addresses[0])
		found, met := known[address]
		if !met {
			if found, refused[i] = d.Requester(ctx, address, r.Name); refused[i] != nil {
				continue
			}
		}
		*r, known[address] = found, found
	}
	return refused
}
