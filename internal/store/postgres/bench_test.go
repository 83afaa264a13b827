package postgres_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"switchyard/internal/store/storetest"
)

// span is how long each rate is measured.
const span = 3 * time.Second

// rate is how often clients together can do something in a second, and how many
// microseconds of CPU time each takes.
func rate(tb testing.TB, clients int, do func(ctx context.Context) error) (perSecond, cpu float64) {
	tb.Helper()
	ctx := tb.Context()
	var done atomic.Int64
	var wg sync.WaitGroup
	start, before := time.Now(), used(tb)
	for range clients {
		wg.Go(func() {
			for time.Since(start) < span {
				if err := do(ctx); err != nil {
					tb.Error(err)
					return
				}
				done.Add(1)
			}
		})
	}
	wg.Wait()
	n := float64(done.Load())
	return n / time.Since(start).Seconds(), float64((used(tb) - before).Microseconds()) / n
}

// BenchmarkCommit compares a new ticket with the least that a durable write
// costs: one row of 500 bytes. Both are measured twice, in turn.
func BenchmarkCommit(b *testing.B) {
	for _, clients := range []int{1, 8, 16} {
		b.Run(fmt.Sprintf("clients=%d", clients), func(b *testing.B) {
			dsn := server.Fresh(b)
			s := open(b, dsn)
			row := floor(b, dsn, clients)
			one := func(ctx context.Context) error {
				_, err := s.Commit(ctx, storetest.Arrival())
				return err
			}
			var rows, tickets, rowCPU, ticketCPU float64
			for b.Loop() {
				for range 2 {
					perSecond, cpu := rate(b, clients, row)
					rows, rowCPU = rows+perSecond/2, rowCPU+cpu/2
					perSecond, cpu = rate(b, clients, one)
					tickets, ticketCPU = tickets+perSecond/2, ticketCPU+cpu/2
				}
			}
			n := float64(b.N)
			b.ReportMetric(rows/n, "rows/s")
			b.ReportMetric(rowCPU/n, "cpu-us/row")
			b.ReportMetric(tickets/n, "tickets/s")
			b.ReportMetric(ticketCPU/n, "cpu-us/ticket")
			b.ReportMetric(tickets/rows, "share")
		})
	}
}

func floor(b *testing.B, dsn string, clients int) func(context.Context) error {
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		b.Fatal(err)
	}
	config.MaxConns = int32(clients)
	pool, err := pgxpool.NewWithConfig(b.Context(), config)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(pool.Close)
	if _, err := pool.Exec(b.Context(), "create table floor (id bigserial primary key, text text not null)"); err != nil {
		b.Fatal(err)
	}
	text := strings.Repeat("x", 500)
	return func(ctx context.Context) error {
		_, err := pool.Exec(ctx, "insert into floor (text) values ($1)", text)
		return err
	}
}

// BenchmarkBulk commits writes of 200 tickets, four at a time.
func BenchmarkBulk(b *testing.B) {
	s := open(b, server.Fresh(b))
	var tickets, ticketCPU float64
	for b.Loop() {
		perSecond, cpu := rate(b, 4, func(ctx context.Context) error {
			_, err := s.Commit(ctx, storetest.Arrivals(200))
			return err
		})
		tickets, ticketCPU = tickets+200*perSecond, ticketCPU+cpu/200
	}
	b.ReportMetric(tickets/float64(b.N), "tickets/s")
	b.ReportMetric(ticketCPU/float64(b.N), "cpu-us/ticket")
}
