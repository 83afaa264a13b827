package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/registry"
	"switchyard/internal/store/sqlite"
	"switchyard/internal/ticket"
	"switchyard/models"
	"switchyard/models/starter"
)

// Each round of a swap load has so many seconds without a swap, and as many
// with one in the middle of each.
const (
	swapRounds  = 8
	swapSeconds = 5
)

// swaps loads a server while its category model is replaced every second, and
// compares those seconds with others, in turns.
func swaps(ctx context.Context, b *bench) (figures []Figure, err error) {
	path := filepath.Join(b.scratch, "swap.db")
	versions, err := trained(ctx, path)
	if err != nil {
		return nil, err
	}
	s, err := startServer(ctx, built("switchyard"), "serve", "--addr", "127.0.0.1:0", "--log-format", "off", "--db", "sqlite:"+path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	if err := s.ready(ctx); err != nil {
		return nil, err
	}
	if _, err := b.pour(ctx, s, time.Second, func() error { return nil }); err != nil { // warm
		return nil, err
	}
	failed := Figure{What: "requests that failed, of all", Goal: AtMost(0)}
	asked := Figure{What: "  requests in a round", Timed: true}
	quiet := Figure{What: "99 of 100 answered within, seconds without a swap", Unit: "ms", Digits: 1, Timed: true}
	swapped := Figure{What: "  seconds with one", Unit: "ms", Digits: 1, Timed: true}
	ratio := Figure{What: "  ratio", Digits: 2, Timed: true, Goal: AtMost(1.5)}
	noise := Figure{What: "  the same ratio of two halves without a swap", Digits: 2, Timed: true, Note: "what the machine does by itself"}
	seen := map[string]bool{}
	for round := range swapRounds {
		next := round
		swap := func() error {
			next++
			body := `{"why":"measured"}`
			return s.asks(ctx, new(struct{}), http.MethodPost, fmt.Sprintf("/v1/models/%s/promote", versions[next%len(versions)]), body)
		}
		still := func() error { return nil }
		order := []func() error{still, swap, still}
		if round%2 == 1 {
			order = []func() error{swap, still, still}
		}
		var p99 [3]float64
		total, wrong := 0, 0
		for i, act := range order {
			p, err := b.pour(ctx, s, swapSeconds*time.Second, act)
			if err != nil {
				return figures, err
			}
			p99[i], total, wrong = p.p99, total+p.asked, wrong+p.failed
			for v := range p.models {
				seen[v] = true
			}
		}
		with := round%2 ^ 1
		other := with ^ 1
		failed.Values, asked.Values = append(failed.Values, float64(wrong)), append(asked.Values, float64(total))
		quiet.Values, swapped.Values = append(quiet.Values, p99[other]), append(swapped.Values, p99[with])
		ratio.Values, noise.Values = append(ratio.Values, p99[with]/p99[other]), append(noise.Values, max(p99[2], p99[other])/min(p99[2], p99[other]))
	}
	if len(seen) < len(versions) {
		return nil, fmt.Errorf("only %d of %d models answered: nothing was swapped", len(seen), len(versions))
	}
	return []Figure{failed, asked, quiet, swapped, ratio, noise}, nil
}

// trained puts two versions of the starter's category model into a database.
func trained(ctx context.Context, path string) (versions []uuid.UUID, err error) {
	s, err := sqlite.Open(ctx, path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	newID := func() uuid.UUID { return uuid.Must(uuid.NewV7()) }
	kept := registry.New(registry.Config{Store: s, Now: time.Now, NewID: newID})
	for i := range 2 {
		bundles, err := starter.Bundles()
		if err != nil {
			return nil, err
		}
		at := slices.IndexFunc(bundles, func(b *models.Bundle) bool { return b.Manifest.Task == models.Category })
		bundle := bundles[at]
		bundle.Manifest.CreatedAt = bundle.Manifest.CreatedAt.Add(time.Duration(i+1) * time.Hour) // so they have names of their own
		v, err := kept.Add(ctx, registry.Version{Task: models.Category, Stage: registry.Champion}, bundle, ticket.Actor{Kind: ticket.BySystem}, "measured", registry.Beside{})
		if err != nil {
			return nil, err
		}
		versions = append(versions, v.ID)
	}
	return versions, nil
}

// poured is what came of a load.
type poured struct {
	asked, failed int
	p99           float64 // ms from when a request was due
	models        map[string]bool
}

// swapTexts are what is sent.
var swapTexts = []string{
	"My card was charged twice for the last order and I would like one of the two payments back this week, please.",
	"Since the update this morning I cannot connect to the network any more and need it today, please help.",
	"The parcel was due last Monday and the tracking has not moved since, could you tell me where it is now?",
	"I forgot my password and the link that you sent does not work, it says that it has expired.",
}

// pace is how far apart requests are due: every fourth opens a ticket, the rest
// are texts to triage.
const pace = 8 * time.Millisecond

// pour sends requests at a steady pace, however slow the answers are, and acts in
// the middle of each second.
func (b *bench) pour(ctx context.Context, s *server, long time.Duration, act func() error) (poured, error) {
	type answered struct {
		took  float64
		model string
		err   error
	}
	n := int(long / pace)
	answers := make(chan answered, n)
	start := time.Now()
	acts := make(chan error, 1)
	go func() {
		var errs error
		for at := time.Second / 2; at < long; at += time.Second {
			time.Sleep(time.Until(start.Add(at)))
			errs = errors.Join(errs, act())
		}
		acts <- errs
	}()
	for i := range n {
		due := start.Add(time.Duration(i) * pace)
		time.Sleep(time.Until(due))
		go func() {
			model, err := s.request(ctx, i)
			answers <- answered{float64(time.Since(due).Microseconds()) / 1000, model, err}
		}()
	}
	p := poured{asked: n, models: map[string]bool{}}
	var took []float64
	for range n {
		a := <-answers
		took = append(took, a.took)
		if a.err != nil {
			p.failed++
			b.say("  %v", a.err)
		}
		if a.model != "" {
			p.models[a.model] = true
		}
	}
	slices.Sort(took)
	p.p99 = took[(len(took)*99+99)/100-1]
	return p, errors.Join(ctx.Err(), <-acts)
}

// request sends the i-th request of a load, and gives the model that answered
// where that is told.
func (s *server) request(ctx context.Context, i int) (string, error) {
	text := swapTexts[i%len(swapTexts)]
	if i%4 == 0 {
		return "", s.asks(ctx, new(struct{}), http.MethodPost, "/v1/tickets",
			fmt.Sprintf(`{"subject":"%d","body":%q,"requester":{"email":"r%d@example.org"}}`, i, text, i%200))
	}
	var d struct{ Models map[string]string }
	err := s.asks(ctx, &d, http.MethodPost, "/v1/triage", fmt.Sprintf(`{"id":"%d","body":%q}`, i, text))
	return d.Models["category"], err
}
