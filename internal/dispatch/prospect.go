package dispatch

import (
	"context"
	"log/slog"
	"math"

	"switchyard/routing"
)

// expect is what each agent of a roster is expected to do with a request, by a
// model and the desk's rules, which also say what skills it asks for. Numbers are rounded to what they can vouch for, as they are
// kept with every decision.
func (d *Dispatcher) expect(ctx context.Context, r *routing.Request, agents []routing.Agent, b basis) []routing.Prospect {
	out := make([]routing.Prospect, len(agents))
	b.model.Predict(r, agents, out)
	if s := b.settings; s.rules {
		if err := b.roster.memo(s.book).Apply(r, agents, out); err != nil {
			if n := s.failing.add(d.now()); n > 0 {
				d.log.LogAttrs(ctx, slog.LevelWarn, "a routing rule could not be asked", slog.String("ticket", r.ID), slog.Int("times", n), slog.Any("error", err))
			}
		}
	}
	for i := range out {
		p := &out[i]
		if math.IsNaN(p.Success) {
			p.Success = .5
		}
		p.Success, p.Sd, p.Bonus = rounded(p.Success, 1e4), rounded(p.Sd, 1e4), rounded(p.Bonus, 1e4)
		p.Hours, p.Seen = rounded(p.Hours, 1e3), rounded(p.Seen, 1e1)
	}
	return out
}
