package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"
)

// kills is how often each engine's server is killed, and killers how many
// clients open tickets meanwhile.
const (
	kills   = 50
	killers = 8
)

// killed kills the server with signal 9 under load, again and again, and then
// looks for every ticket that was confirmed. Clients send what was not
// confirmed again, under the same idempotency key.
func killed(ctx context.Context, b *bench) (figures []Figure, err error) {
	databases, closeAll, err := b.databases(ctx, "kill")
	if closeAll != nil {
		defer func() { err = errors.Join(err, closeAll()) }()
	}
	if err != nil {
		return nil, err
	}
	for _, d := range databases {
		b.say("  %s", d.name)
		book := &book{confirmed: map[string]string{}}
		for kill := range kills {
			if err := b.killOnce(ctx, d, kill, book); err != nil {
				return figures, fmt.Errorf("%s: %w", d.name, err)
			}
		}
		found, err := b.takeStock(ctx, d, book)
		if err != nil {
			return figures, fmt.Errorf("%s: %w", d.name, err)
		}
		figures = append(figures, found...)
	}
	return figures, nil
}

// book is what the clients know of their tickets.
type book struct {
	mu        sync.Mutex
	confirmed map[string]string // id by subject
	open      []string          // subjects that were sent and not confirmed
}

func (k *book) confirm(subject, id string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.confirmed[subject] = id
}

func (k *book) leave(subject string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.open = append(k.open, subject)
}

// takeOpen gives a subject to send again, or none.
func (k *book) takeOpen() (string, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.open) == 0 {
		return "", false
	}
	last := len(k.open) - 1
	subject := k.open[last]
	k.open = k.open[:last]
	return subject, true
}

// killOnce starts the server, loads it and kills it after a random while.
func (b *bench) killOnce(ctx context.Context, d database, kill int, k *book) error {
	s, err := startServer(ctx, built("switchyard"), "serve", "--addr", "127.0.0.1:0", "--log-format", "off", "--no-language", "--db", d.dsn)
	if err != nil {
		return err
	}
	var clients sync.WaitGroup
	for client := range killers {
		clients.Go(func() {
			for n := 0; ; n++ {
				subject, again := k.takeOpen()
				if !again {
					subject = fmt.Sprintf("kill %d client %d ticket %d", kill, client, n)
				}
				id, err := s.openOne(ctx, subject)
				if err != nil {
					k.leave(subject)
					return
				}
				k.confirm(subject, id)
			}
		})
	}
	random := rand.New(rand.NewPCG(uint64(kill), 9)) //nolint:gosec // it only spreads the kills
	time.Sleep(100*time.Millisecond + time.Duration(random.Int64N(int64(500*time.Millisecond))))
	err = s.process.Process.Kill()
	_ = s.process.Wait() // it was killed
	clients.Wait()
	return err
}

// openOne opens a ticket under its subject as idempotency key.
func (s *server) openOne(ctx context.Context, subject string) (id string, err error) {
	var opened struct{ ID string }
	body := fmt.Sprintf(`{"subject":%q,"body":"My card was charged twice, please refund one of the payments.","requester":{"email":"r%d@example.org"}}`, subject, len(subject)%7)
	err = s.asksWith(ctx, &opened, http.MethodPost, "/v1/tickets", body, map[string]string{"Idempotency-Key": subject})
	return opened.ID, err
}

// takeStock compares what was confirmed with what is there.
func (b *bench) takeStock(ctx context.Context, d database, k *book) (figures []Figure, err error) {
	s, err := startServer(ctx, built("switchyard"), "serve", "--addr", "127.0.0.1:0", "--log-format", "off", "--no-language", "--db", d.dsn)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	for subject, again := k.takeOpen(); again; subject, again = k.takeOpen() {
		id, err := s.openOne(ctx, subject)
		if err != nil {
			return nil, err
		}
		k.confirm(subject, id)
	}
	there, mute, err := s.inventory(ctx)
	if err != nil {
		return nil, err
	}
	lost, doubled := 0, 0
	for subject, id := range k.confirmed {
		switch ids := there[subject]; {
		case len(ids) == 0 || ids[0] != id:
			lost++
		case len(ids) > 1:
			doubled++
		}
	}
	gaps, err := s.gaps(ctx)
	if err != nil {
		return nil, err
	}
	count := func(what string, n int) Figure {
		return Figure{What: what, Values: []float64{float64(n)}, Goal: AtMost(0)}
	}
	if _, err := output(ctx, built("switchyard"), "audit", "verify", "--db", d.dsn); err != nil {
		return nil, err
	}
	return []Figure{
		{What: fmt.Sprintf("%s: tickets confirmed over %d kills", d.name, kills), Values: []float64{float64(len(k.confirmed))}},
		count("  lost", lost), count("  doubled", doubled), count("  without their text", mute), count("  events missing or out of order", gaps),
	}, nil
}

// inventory lists the ids of all tickets by subject, and counts those without
// their message.
func (s *server) inventory(ctx context.Context) (there map[string][]string, mute int, err error) {
	there = map[string][]string{}
	for next := "/v1/tickets?sort=number&page%5Bsize%5D=200"; next != ""; {
		var page struct {
			Data  []struct{ ID, Subject string }
			Links struct{ Next string }
		}
		if err := s.asks(ctx, &page, http.MethodGet, next, ""); err != nil {
			return nil, 0, err
		}
		for _, t := range page.Data {
			there[t.Subject] = append(there[t.Subject], t.ID)
			var messages struct{ Data []struct{ Text string } }
			if err := s.asks(ctx, &messages, http.MethodGet, "/v1/tickets/"+url.PathEscape(t.ID)+"/messages", ""); err != nil {
				return nil, 0, err
			}
			if len(messages.Data) != 1 || messages.Data[0].Text == "" {
				mute++
			}
		}
		next = page.Links.Next
	}
	return there, mute, nil
}

// gaps counts the places where the log of events jumps or turns back.
func (s *server) gaps(ctx context.Context) (gaps int, err error) {
	for after := int64(0); ; {
		var page struct {
			Data []struct{ Seq int64 }
			Meta struct {
				HasMore bool `json:"has_more"`
			}
		}
		if err := s.asks(ctx, &page, http.MethodGet, "/v1/events?limit=10000&after="+strconv.FormatInt(after, 10), ""); err != nil {
			return 0, err
		}
		for _, e := range page.Data {
			if e.Seq != after+1 {
				gaps++
			}
			after = e.Seq
		}
		if !page.Meta.HasMore {
			return gaps, nil
		}
	}
}
