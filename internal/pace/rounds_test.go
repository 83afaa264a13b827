package pace_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"switchyard/internal/pace"
)

// told is a handler's log without times.
func told(into *bytes.Buffer) *slog.Logger {
	return slog.New(slog.NewTextHandler(into, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}))
}

// round is when a round came, and what called for it.
type round struct {
	At      time.Duration
	Changed bool
}

func TestRounds(t *testing.T) {
	const every, rest, work = 10 * time.Second, time.Second, 100 * time.Millisecond
	for name, c := range map[string]struct {
		told []time.Duration // of a change
		stop time.Duration   // when ctx ends
		want []round
	}{
		"quiet": {nil, 32 * time.Second, []round{{0, false}, {11 * time.Second, false}, {21 * time.Second, false}, {31 * time.Second, false}}},
		"a change calls, after the rest": {[]time.Duration{4 * time.Second}, 12 * time.Second,
			[]round{{0, false}, {5 * time.Second, true}, {11 * time.Second, false}}},
		"changes while it works call once": {[]time.Duration{10 * time.Millisecond, 20 * time.Millisecond, 30 * time.Millisecond}, 3 * time.Second,
			[]round{{0, false}, {work + rest, true}}},
		"one that comes in the rest calls again": {[]time.Duration{4 * time.Second, 4500 * time.Millisecond}, 8 * time.Second,
			[]round{{0, false}, {5 * time.Second, true}, {6100 * time.Millisecond, true}}},
		"it ends in the rest": {[]time.Duration{4 * time.Second}, 4500 * time.Millisecond, []round{{0, false}}},
		"it has ended":        {nil, 0, nil},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				began, changes := time.Now(), make(chan struct{}, 1)
				for _, at := range c.told {
					time.AfterFunc(at, func() {
						select {
						case changes <- struct{}{}:
						default:
						}
					})
				}
				if c.stop == 0 {
					cancel()
				}
				time.AfterFunc(c.stop, cancel)
				var got []round
				for changed := range pace.Rounds(ctx, changes, every, rest) {
					got = append(got, round{time.Since(began), changed})
					time.Sleep(work)
				}
				if diff := cmp.Diff(c.want, got); diff != "" {
					t.Error(diff)
				}
				if ended := time.Since(began); ended > c.stop+work {
					t.Errorf("went on until %v, its time was over at %v", ended, c.stop)
				}
			})
		})
	}
}

// A channel that is closed, or none, calls for nothing: time does.
func TestRoundsWithoutChanges(t *testing.T) {
	closed := make(chan struct{})
	close(closed)
	for name, changes := range map[string]chan struct{}{"closed": closed, "none": nil} {
		synctest.Test(t, func(t *testing.T) {
			began, rounds := time.Now(), 0
			for changed := range pace.Rounds(t.Context(), changes, time.Second, 0) {
				if changed {
					t.Errorf("%s: it told of a change", name)
				}
				if rounds++; rounds == 10 {
					break
				}
			}
			if took := time.Since(began); took < 8*time.Second {
				t.Errorf("%s: ten rounds in %v", name, took)
			}
		})
	}
}

func TestInsist(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		began, tries := time.Now(), 0
		pace.Insist(t.Context(), told(&log), 5*time.Second, "it could not be done", func(context.Context) error {
			if tries++; tries < 3 {
				return fmt.Errorf("broken %d", tries)
			}
			return nil
		})
		if took := time.Since(began); tries != 3 || took != 10*time.Second {
			t.Errorf("%d tries in %v", tries, took)
		}
		want := "level=WARN msg=\"it could not be done; trying again\" error=\"broken 1\"\n" +
			"level=WARN msg=\"it could not be done; trying again\" error=\"broken 2\"\n"
		if diff := cmp.Diff(want, log.String()); diff != "" {
			t.Error(diff)
		}
	})
}

// Nothing is tried once ctx has ended, nor told of what failed for that.
func TestInsistEndsWithContext(t *testing.T) {
	for name, c := range map[string]struct {
		stop  time.Duration
		tries int
		lines int
	}{"before": {0, 0, 0}, "while it acts": {500 * time.Millisecond, 1, 0}, "while it waits": {3 * time.Second, 1, 1}} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if c.stop == 0 {
				cancel()
			}
			time.AfterFunc(c.stop, cancel)
			var log bytes.Buffer
			began, tries := time.Now(), 0
			pace.Insist(ctx, told(&log), 5*time.Second, "it could not be done", func(ctx context.Context) error {
				tries++
				pace.Wait(ctx, time.Second)
				return errors.Join(errors.New("broken"), ctx.Err())
			})
			if lines := strings.Count(log.String(), "\n"); tries != c.tries || lines != c.lines || time.Since(began) != c.stop {
				t.Errorf("%s: %d tries and %d lines, until %v", name, tries, lines, time.Since(began))
			}
		})
	}
}
