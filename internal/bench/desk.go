package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"time"
)

// deskToken lets the measurements in.
const deskToken = "swy_0123456789abcdefghijklmnopqrstuvwxyz"

// turns is how often each load is measured, and turn how long.
const (
	turns = 5
	turn  = 3 * time.Second
)

// theDesk measures tickets that are opened over HTTP, read, assigned and made
// durable, beside the engine's own floor: inserting one row of 500 bytes.
func theDesk(ctx context.Context, b *bench) (figures []Figure, err error) {
	if b.wrk == "" {
		return nil, nil
	}
	databases, closeAll, err := b.databases(ctx, "desk")
	if closeAll != nil {
		defer func() { err = errors.Join(err, closeAll()) }()
	}
	if err != nil {
		return nil, err
	}
	for _, d := range databases {
		b.say("  %s", d.name)
		some, err := b.opening(ctx, d)
		figures = append(figures, some...)
		if err != nil {
			return figures, fmt.Errorf("%s: %w", d.name, err)
		}
	}
	return figures, nil
}

func (b *bench) opening(ctx context.Context, d database) (figures []Figure, err error) {
	s, err := startServer(ctx, built("switchyard"), "serve", "--addr", "127.0.0.1:0", "--log-format", "off", "--db", d.dsn)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	if err := s.ready(ctx); err != nil {
		return nil, err
	}
	for i := range 20 {
		agent := fmt.Sprintf(`{"name":"Agent %d","email":"agent%d@example.org","status":"online","capacity":{"api":1000}}`, i, i)
		if err := s.asks(ctx, new(struct{}), http.MethodPost, "/v1/agents", agent); err != nil {
			return nil, err
		}
	}
	for _, clients := range []int{8, 16} {
		name := fmt.Sprintf("%s, %d connections", d.name, clients)
		floor := Figure{What: name + ": rows of 500 bytes, one a commit", Unit: "1/s", Timed: true}
		rate := Figure{What: "  POST /v1/tickets: read, assigned, durable", Unit: "1/s", Timed: true}
		share := Figure{What: "  as a share of the floor", Digits: 2, Timed: true, Goal: AtLeast(.3)}
		slowest := Figure{What: "  99 of 100 answered within", Unit: "ms", Digits: 1, Timed: true}
		if clients == 16 {
			slowest.Goal = AtMost(20)
		}
		for range turns {
			rows, err := d.floor(ctx, clients, turn)
			if err != nil {
				return figures, err
			}
			tickets, p99, err := b.open(ctx, s, clients)
			if err != nil {
				return figures, err
			}
			floor.Values, rate.Values = append(floor.Values, rows), append(rate.Values, tickets)
			share.Values, slowest.Values = append(share.Values, tickets/rows), append(slowest.Values, p99)
		}
		figures = append(figures, floor, rate, share, slowest)
	}
	return figures, nil
}

// open has wrk open tickets.
func (b *bench) open(ctx context.Context, s *server, clients int) (rate, p99 float64, err error) {
	done, err := output(ctx, b.wrk, "-t1", fmt.Sprintf("-c%d", clients), fmt.Sprintf("-d%ds", int(turn.Seconds())), "--latency",
		"-s", filepath.Join(source, "testdata", "tickets.lua"), s.url)
	if err != nil {
		return 0, 0, err
	}
	if rate, _, err = parseLoad(string(done.out)); err != nil {
		return 0, 0, err
	}
	for line := range strings.Lines(string(done.out)) {
		if value, found := strings.CutPrefix(strings.TrimSpace(line), "99%"); found {
			long, err := time.ParseDuration(strings.TrimSpace(value))
			return rate, float64(long.Microseconds()) / 1000, err
		}
	}
	return rate, 0, errors.New("wrk reports no 99th percentile")
}

// asks sends one request with the token and decodes the body of a good answer.
func (s *server) asks(ctx context.Context, into any, method, path, body string) error {
	return s.asksWith(ctx, into, method, path, body, nil)
}

func (s *server) asksWith(ctx context.Context, into any, method, path, body string, header map[string]string) error {
	request, err := http.NewRequestWithContext(ctx, method, s.url+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+deskToken)
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	for name, value := range header {
		request.Header.Set(name, value)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	raw, err := io.ReadAll(answer.Body)
	if err = errors.Join(err, answer.Body.Close()); err != nil {
		return err
	}
	if answer.StatusCode >= 300 {
		return fmt.Errorf("%s %s: status %d: %s", method, path, answer.StatusCode, bytes.TrimSpace(raw))
	}
	return json.Unmarshal(raw, into)
}
