package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
)

// contender is a server that wrk is pointed at.
type contender struct {
	what    string
	program string
	args    []string
	goal    Goal // of its throughput as a share of the first one's
}

var contenders = []contender{
	{"a chi handler that reads the body and decides nothing", "noop", nil, Goal{}},
	{"POST /v1/triage, language not detected, no log", "switchyard", []string{"serve", "--addr", "127.0.0.1:0", "--log-format", "off", "--no-language", "--db", "none"}, AtLeast(.5)},
	{"POST /v1/triage, language detected, no log", "switchyard", []string{"serve", "--addr", "127.0.0.1:0", "--log-format", "off", "--db", "none"}, Goal{}},
	{"POST /v1/triage, language detected and requests logged, as it comes", "switchyard", []string{"serve", "--addr", "127.0.0.1:0", "--db", "none"}, Goal{}},
}

// overHTTP loads each contender in turn with the same tool and settings.
func overHTTP(ctx context.Context, b *bench) (figures []Figure, err error) {
	if b.wrk == "" {
		return nil, nil
	}
	servers := make([]*server, len(contenders))
	for i, c := range contenders {
		s, err := startServer(ctx, built(c.program), c.args...)
		if err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, s.stop()) }()
		if c.program != "noop" {
			if err := s.ready(ctx); err != nil {
				return nil, err
			}
		}
		servers[i] = s
	}
	rates, shares := make([]Figure, len(servers)), make([]Figure, len(servers))
	work, costs := make([]Figure, len(servers)), make([]Figure, len(servers))
	var base answered
	for range loads {
		for i, s := range servers {
			l, err := b.load(ctx, s)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", contenders[i].what, err)
			}
			rates[i].Values = append(rates[i].Values, l.rate)
			work[i].Values = append(work[i].Values, l.cpu)
			if i == 0 {
				base = l
			}
			shares[i].Values = append(shares[i].Values, l.rate/base.rate)
			costs[i].Values = append(costs[i].Values, (base.cpu+base.load)/(l.cpu+l.load))
		}
	}
	for i, c := range contenders {
		rates[i].What, rates[i].Unit, rates[i].Timed = c.what, "requests/s", true
		shares[i].What, shares[i].Digits, shares[i].Timed, shares[i].Goal = "  as a share of the first", 2, true, c.goal
		costs[i].What, costs[i].Digits, costs[i].Timed = "  the share that processor time promises, the load tool's included", 2, true
		work[i].What, work[i].Unit, work[i].Timed = "  processor time of the server a request", "us", true
		figures = append(figures, rates[i])
		if i > 0 {
			figures = append(figures, shares[i], costs[i])
		}
		figures = append(figures, work[i])
	}
	return figures, nil
}

// loads is how often each server is loaded: many short turns see the same
// neighbours on a shared machine.
const loads = 9

// answered is what a server did under load.
type answered struct {
	rate float64 // requests a second
	cpu  float64 // us of processor time a request, its own
	load float64 // and that of the load tool
}

// load has wrk ask a server for two seconds.
func (b *bench) load(ctx context.Context, s *server) (answered, error) {
	pid := s.process.Process.Pid
	before, err := cpuSeconds(pid)
	if err != nil {
		return answered{}, err
	}
	done, err := output(ctx, b.wrk, "-t1", "-c16", "-d2s", "-s", filepath.Join(source, "testdata", "post.lua"), s.url)
	if err != nil {
		return answered{}, err
	}
	after, err := cpuSeconds(pid)
	if err != nil {
		return answered{}, err
	}
	rate, requests, err := parseLoad(string(done.out))
	return answered{rate, (after - before) * 1e6 / requests, done.cpu.Seconds() * 1e6 / requests}, err
}

// parseLoad reads wrk's report. Requests that failed make it worthless.
func parseLoad(report string) (rate, requests float64, err error) {
	for _, trouble := range []string{"Non-2xx", "Socket errors"} {
		if _, after, found := strings.Cut(report, trouble); found {
			line, _, _ := strings.Cut(after, "\n")
			return 0, 0, fmt.Errorf("wrk: %s%s", trouble, line)
		}
	}
	if _, err := fmt.Sscan(afterColon(report, "Requests/sec"), &rate); err != nil {
		return 0, 0, fmt.Errorf("wrk reports no Requests/sec: %w", err)
	}
	before, _, found := strings.Cut(report, " requests in ")
	words := strings.Fields(before)
	if !found || len(words) == 0 {
		return 0, 0, errors.New("wrk reports no number of requests")
	}
	requests, err = strconv.ParseFloat(words[len(words)-1], 64)
	return rate, requests, err
}
