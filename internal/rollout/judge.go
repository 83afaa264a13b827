package rollout

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/pace"
	"switchyard/internal/registry"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
	"switchyard/models"
)

// How much is read at a time, and how often.
const (
	page     = 500
	breath   = 5 * time.Millisecond
	judgeGap = 500 * time.Millisecond
	mostRead = 300_000 // tickets, the latest ones
	most     = 100     // decisions of a ticket
)

// trial is one version that is compared with its rival, and what tickets said of
// them since it began. All of it is read off tickets again after a restart.
type trial struct {
	task           models.Task
	version, rival string
	since          time.Time
}

// bench is what a judge knows.
type bench struct {
	trials map[trial]map[uuid.UUID]outcome
	cursor int64
}

// telling are the events after which a ticket may say something else.
var telling = []ticket.EventType{ticket.TicketChanged, ticket.TicketJudged, ticket.TicketMoved}

// Judge reads what people say of tickets, and moves or rolls back the versions
// that are tried, until ctx ends. Every node judges; where two come to act at
// once the registry lets one.
func (f *Follower) Judge(ctx context.Context) {
	changes := f.config.Store.Changes(ctx)
	b := bench{trials: map[trial]map[uuid.UUID]outcome{}}
	judge := func(ctx context.Context) error { return f.judge(ctx, &b) }
	for range pace.Rounds(ctx, changes, lookFor, judgeGap) {
		pace.Insist(ctx, f.config.Log, lookFor, "the models on trial could not be judged", judge)
	}
}

// judge is one round.
func (f *Follower) judge(ctx context.Context, b *bench) error {
	state := f.state.Load()
	onTrial := f.trials(state)
	wanted := map[trial]bool{}
	for _, c := range onTrial {
		wanted[f.trialOf(&c)] = true
	}
	maps.DeleteFunc(b.trials, func(t trial, _ map[uuid.UUID]outcome) bool { return !wanted[t] })
	if err := f.readUp(ctx, b, wanted); err != nil {
		return err
	}
	for i := range onTrial {
		c := &onTrial[i]
		c.sum(slices.Collect(maps.Values(b.trials[f.trialOf(c)])))
		if err := f.act(ctx, state, c); err != nil {
			return err
		}
	}
	return nil
}

func (f *Follower) trialOf(c *course) trial {
	return trial{c.version.Task, c.version.Name, c.rival, triedSince(&c.version)}
}

// trials are the versions that are tried now and answer on this node, in the order
// of their tasks.
func (f *Follower) trials(s *State) []course {
	var all []course
	p := planned(&s.standing, &s.settings, f.config.Now())
	for _, task := range models.Tasks() {
		place, tried := p.second[task]
		if !tried {
			continue
		}
		base := ""
		if m := f.config.Base.Model(task); m != nil {
			base = m.Manifest().Version()
		}
		champion, before := s.standing.Champions[task], s.standing.Before[task]
		c := course{version: place.version, rival: champion.Name}
		if challenger, ok := s.standing.Challengers[task]; !ok {
			c = course{version: champion, rival: before.Name, reigning: true}
		} else if s.tallies[challenger.Hash] == nil {
			continue // it cannot be opened here
		} else {
			c.tallied = s.tallies[challenger.Hash].Read()
		}
		if c.rival == "" {
			c.rival = base
		}
		if c.rival != "" {
			all = append(all, c)
		}
	}
	return all
}

// readUp reads what tickets say: all since a trial began where it is new, and
// those that changed since the last time.
func (f *Follower) readUp(ctx context.Context, b *bench, wanted map[trial]bool) error {
	head, err := f.config.Store.Head(ctx)
	if err != nil {
		return err
	}
	var fresh []trial
	for t := range wanted {
		if b.trials[t] == nil {
			fresh = append(fresh, t)
		}
	}
	if len(fresh) > 0 {
		begun, err := f.readAll(ctx, fresh)
		if err != nil {
			return err
		}
		maps.Copy(b.trials, begun)
		if len(fresh) == len(b.trials) {
			b.cursor = head
		}
	}
	for len(b.trials) > 0 && b.cursor < head {
		events, err := f.config.Store.Events(ctx, store.EventQuery{After: b.cursor, Types: telling, Limit: page})
		if err != nil {
			return err
		}
		seen := map[uuid.UUID]bool{}
		for i := range events {
			if id := events[i].Ticket; id != uuid.Nil && !seen[id] {
				seen[id] = true
				if err := f.reread(ctx, b.trials, id); err != nil {
					return err
				}
			}
		}
		if len(events) < page {
			b.cursor = head // what came since is read in the next round
			break
		}
		b.cursor = events[page-1].Seq
		pace.Wait(ctx, breath)
	}
	return nil
}

// readAll reads the tickets that changed since trials began.
func (f *Follower) readAll(ctx context.Context, fresh []trial) (map[trial]map[uuid.UUID]outcome, error) {
	begun := map[trial]map[uuid.UUID]outcome{}
	earliest := fresh[0].since
	for _, t := range fresh {
		begun[t] = map[uuid.UUID]outcome{}
		if t.since.Before(earliest) {
			earliest = t.since
		}
	}
	q := store.TicketQuery{Order: store.Order{By: store.ByUpdated, Descending: true}, Limit: page}
	for read := 0; read < mostRead; read += page {
		tickets, err := f.config.Store.List(ctx, q)
		if err != nil {
			return nil, err
		}
		for i := range tickets {
			if tickets[i].UpdatedAt.Before(earliest) {
				return begun, nil
			}
			if err := f.take(ctx, begun, &tickets[i]); err != nil {
				return nil, err
			}
		}
		if len(tickets) < page {
			break
		}
		after := store.PositionOf(&tickets[page-1], q.Order.By)
		q.After = &after
		pace.Wait(ctx, breath)
	}
	return begun, nil
}

// reread takes a ticket as it is now; one that is gone says nothing any more.
func (f *Follower) reread(ctx context.Context, trials map[trial]map[uuid.UUID]outcome, id uuid.UUID) error {
	t, err := f.config.Store.Ticket(ctx, id)
	if ticket.IsKind(err, ticket.NotFound) {
		for _, outcomes := range trials {
			delete(outcomes, id)
		}
		return nil
	}
	if err != nil {
		return err
	}
	return f.take(ctx, trials, &t)
}

func (f *Follower) take(ctx context.Context, trials map[trial]map[uuid.UUID]outcome, t *ticket.Ticket) error {
	for _, outcomes := range trials {
		delete(outcomes, t.ID)
	}
	if !told(t) {
		return nil
	}
	decisions, err := f.config.Store.Decisions(ctx, t.ID, most)
	if err != nil {
		return err
	}
	reading := firstReading(decisions)
	if reading == nil {
		return nil
	}
	at := decisions[len(decisions)-1].At
	for trial, outcomes := range trials {
		if at.Before(trial.since) {
			continue
		}
		if o, ok := compare(trial.task, t, reading, trial.version, trial.rival); ok {
			outcomes[t.ID] = o
		}
	}
	return nil
}

// act moves a version where it is time to. Somebody who was faster, another node
// or a person, is right.
func (f *Follower) act(ctx context.Context, s *State, c *course) error {
	m := c.rollback()
	if m.to == "" {
		if m = c.onward(&s.settings, f.config.Now()); m.to == "" {
			return nil
		}
		if enough, err := f.sawEnough(ctx, since(&c.version), s.settings.Tickets); err != nil || !enough {
			return err
		}
	}
	now, err := f.config.Registry.Standing(ctx)
	if err != nil || !stands(&now, &c.version) {
		return err
	}
	v, err := f.config.Registry.Move(ctx, c.version.ID, m.to, m.share, ticket.Actor{Kind: ticket.ByMachine}, m.why)
	if ticket.IsKind(err, ticket.Conflict) || ticket.IsKind(err, ticket.NotFound) {
		return nil
	}
	if err == nil {
		f.config.Log.LogAttrs(ctx, slog.LevelInfo, "a model was moved", slog.String("version", v.Name), slog.String("to", string(m.to)), slog.Float64("share", m.share), slog.String("why", m.why))
	}
	return err
}

// stands says whether a version is still where it was judged.
func stands(s *registry.Standing, v *registry.Version) bool {
	for _, now := range []registry.Version{s.Champions[v.Task], s.Challengers[v.Task]} {
		if now.ID == v.ID {
			return now.Stage == v.Stage && now.Share == v.Share && since(&now).Equal(since(v))
		}
	}
	return false
}

// sawEnough says whether so many tickets were read by the models since an instant.
func (f *Follower) sawEnough(ctx context.Context, since time.Time, n int) (bool, error) {
	q := store.TicketQuery{CreatedFrom: since, Order: store.Order{By: store.ByNumber}, Limit: page}
	for n > 0 {
		tickets, err := f.config.Store.List(ctx, q)
		if err != nil {
			return false, err
		}
		for i := range tickets {
			if tickets[i].Triage.State == ticket.TriageDone {
				n--
			}
		}
		if len(tickets) < page {
			break
		}
		after := store.PositionOf(&tickets[page-1], q.Order.By)
		q.After = &after
	}
	return n <= 0, nil
}
