package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/lifecycle"
	"switchyard/internal/pace"
	"switchyard/internal/registry"
	"switchyard/internal/store"
	tickets "switchyard/internal/ticket"
)

// eraseCommand takes all that is known of somebody out of a desk.
type eraseCommand struct {
	Requester string `arg:"" help:"Who: an id, or an e-mail address."`
	DB        string `name:"db" default:"sqlite:switchyard.db" placeholder:"DATABASE" help:"As for serve (default sqlite:switchyard.db). A server may be at work on it."`
	JSON      bool   `help:"Print one JSON object."`
	Quiet     bool   `short:"q" help:"No progress."`
}

func (c *eraseCommand) Run(ctx context.Context, io streams) error {
	s, err := openOldDesk(ctx, c.DB)
	if err != nil {
		return err
	}
	done, err := c.erase(ctx, io, s)
	if err = errors.Join(err, s.Close()); err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(io.out).Encode(done)
	}
	_, err = fmt.Fprintf(io.out, "Erased: the words of %d tickets; %d models learnt from them and are to be replaced.\n", done.Tickets, done.Models)
	for _, id := range done.Shared {
		if err == nil {
			_, err = fmt.Fprintf(io.out, "  read ticket %s: others may speak of them there\n", id)
		}
	}
	return err
}

func (c *eraseCommand) erase(ctx context.Context, io streams, s store.Store) (lifecycle.Erased, error) {
	id, err := uuid.Parse(c.Requester)
	if err != nil {
		if !strings.Contains(c.Requester, "@") {
			return lifecycle.Erased{}, fmt.Errorf("%.80q is neither an id nor an e-mail address", c.Requester)
		}
		found, err := s.RequesterByAddress(ctx, strings.ToLower(strings.TrimSpace(c.Requester)))
		if err != nil {
			return lifecycle.Erased{}, err
		}
		id = found.ID
	}
	began := time.Now()
	next := began.Add(time.Second)
	return newEraser(s, newRegistry(s)).Erase(ctx, id, tickets.Actor{Kind: tickets.BySystem}, func(n int) {
		if now := time.Now(); !c.Quiet && now.After(next) {
			fmt.Fprintf(io.err, "%d tickets erased\n", n)
			next = now.Add(time.Second)
		}
	})
}

// newEraser erases at a desk, and has the models marked that learnt from somebody.
func newEraser(s store.Store, models *registry.Registry) *lifecycle.Eraser {
	return lifecycle.NewEraser(lifecycle.EraseConfig{Store: s, Now: time.Now, NewID: newID, Stale: func(ctx context.Context, id uuid.UUID, by tickets.Actor, why string) (int, error) {
		stale, err := models.MarkStale(ctx, id, by, why)
		return len(stale), err
	}})
}

// resumeEvery is how often it is looked for erasures that were broken off.
const resumeEvery = time.Minute

// eraseOn finishes what was begun and broken off: at the start, and then as long as
// the desk is served.
func (d *desk) eraseOn(ctx context.Context, models *registry.Registry, log *slog.Logger) {
	eraser := newEraser(d.store, models)
	for range pace.Rounds(ctx, nil, resumeEvery, 0) {
		if n, err := eraser.Resume(ctx); err != nil && ctx.Err() == nil {
			log.LogAttrs(ctx, slog.LevelWarn, "an erasure could not be finished; trying again", slog.Any("error", err))
		} else if n > 0 {
			log.LogAttrs(ctx, slog.LevelInfo, "erasures were finished", slog.Int("requesters", n))
		}
	}
}
