package history_test

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/history"
	"switchyard/internal/store"
	"switchyard/internal/store/enginetest"
	"switchyard/internal/ticket"
)

// benchTickets is how large the desk of the benchmarks is: HISTORY_TICKETS, or few.
func benchTickets() int {
	if n, err := strconv.Atoi(os.Getenv("HISTORY_TICKETS")); err == nil && n > 0 {
		return n
	}
	return 5000
}

// stored fills a store with so many tickets of three messages and one decision.
func stored(tb testing.TB, s store.Store, tickets int) {
	tb.Helper()
	r := rand.New(rand.NewPCG(7, 7))
	said := func(words int) string {
		var b bytes.Buffer
		for range words {
			fmt.Fprintf(&b, "%s ", []string{"the", "invoice", "of", "March", "is", "wrong", "please", "printer", "password", "again", "Anna", "order", "4711", "delivery", "yesterday"}[r.IntN(15)])
		}
		return b.String()
	}
	ranked := bytes.Buffer{}
	for i := range 20 {
		fmt.Fprintf(&ranked, `{"label":"category %d","probability":0.0%d},`, i, i+10)
	}
	for n := 0; n < tickets; n += 1000 {
		var batch store.Restoration
		for i := n; i < min(n+1000, tickets); i++ {
			at := monday.Add(time.Duration(i) * time.Minute)
			who := ticket.Requester{ID: newID(), Version: 1, Name: fmt.Sprintf("Rita Skeeter%d", i), Addresses: []string{fmt.Sprintf("rita%d@example.org", i)}, CreatedAt: at}
			t := ticket.Ticket{
				ID: newID(), Subject: said(6), Status: ticket.Closed, Priority: ticket.Normal, Category: fmt.Sprintf("category %d", r.IntN(20)), Language: "en", Channel: ticket.Email,
				Requester: who.ID, Assignee: ada.ID, Team: first, Tags: []string{"vip"}, CreatedAt: at, UpdatedAt: at.Add(time.Hour), StatusAt: at.Add(time.Hour),
				FirstResponseAt: at.Add(time.Minute), ResolvedAt: at.Add(time.Hour), ClosedAt: at.Add(time.Hour),
				Touches: []ticket.Touch{{Agent: ada.ID, At: at, Propensity: .9, Signals: []float64{1, 2, 3}, RepliedAt: at.Add(time.Minute), EndedAt: at.Add(time.Hour), End: ticket.Solved}},
			}
			w := store.Whole{}
			for k := range 3 {
				by := ticket.Actor{Kind: ticket.ByRequester, ID: who.ID}
				if k == 1 {
					by = ada
				}
				w.Messages = append(w.Messages, ticket.Message{ID: newID(), Ticket: t.ID, Author: by, Public: true, Text: said(50), Channel: ticket.Email, At: at.Add(time.Duration(k) * time.Minute)})
			}
			d := ticket.Decision{ID: newID(), Ticket: t.ID, At: at, Applied: map[string]string{"category": t.Category},
				Analysis:   []byte(fmt.Sprintf(`{"language":{"tag":"en","confidence":0.99},"category":{"label":%q,"probability":0.9,"ranked":[%s{"label":"x","probability":0}],"abstained":false,"action":"apply"},"models":{"category":"it@1"}}`, t.Category, ranked.Bytes())),
				Assignment: &ticket.Assignment{Policy: "learned#1", Agent: ada.ID, Team: first, Reason: "best", Propensity: .9, Seed: 7}}
			for range 5 {
				d.Assignment.Candidates = append(d.Assignment.Candidates, ticket.Candidate{Agent: bob.ID, Score: .5, Success: .7, Sd: .1, Hours: 1.5, Parts: ticket.Parts{Success: .7, Price: -.1}})
			}
			t.Triage = ticket.Triage{State: ticket.TriageDone, Decision: d.ID}
			w.Decisions = []ticket.Decision{d}
			for _, e := range []ticket.Event{{Type: ticket.TicketCreated, Data: []byte(`{"status":"new","messages":[]}`)}, {Type: ticket.TicketMoved, Data: []byte(`{"from":"new","to":"closed"}`)}} {
				e.ID, e.At, e.Actor = newID(), at, model
				w.Events = append(w.Events, t.Append(e))
			}
			w.Ticket = t
			batch.Tickets, batch.Requesters = append(batch.Tickets, w), append(batch.Requesters, who)
		}
		if _, err := s.Restore(tb.Context(), &batch); err != nil {
			tb.Fatal(err)
		}
	}
}

// cpu is how long all of this program has had a processor.
func cpu() time.Duration {
	var use syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &use) != nil {
		return 0
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}

func BenchmarkHistory(b *testing.B) {
	debug.SetGCPercent(400) // as the commands do
	n := benchTickets()
	for _, engine := range enginetest.Engines() {
		origin := engine.Open(b)
		newDesk(b, origin)
		stored(b, origin, n)
		for _, o := range []struct {
			name string
			history.ExportOptions
		}{{"plain", history.ExportOptions{Plain: true}}, {"redacted", history.ExportOptions{}}} {
			name := filepath.Join(b.TempDir(), "history.jsonl")
			var used time.Duration
			measured := func(verb string, work func(b *testing.B)) {
				b.Run(engine.Name+"/"+o.name+"/"+verb, func(b *testing.B) {
					used = 0
					for b.Loop() {
						work(b)
					}
					b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "tickets/s")
					b.ReportMetric(float64(used.Microseconds())/float64(n*b.N), "cpu-us/ticket")
				})
			}
			write := func(b *testing.B, s store.Store, name string) {
				before := cpu()
				defer func() { used += cpu() - before }()
				file, err := os.Create(name)
				if err != nil {
					b.Fatal(err)
				}
				done, err := history.Export(b.Context(), s, file, o.ExportOptions)
				if err != nil {
					b.Fatal(err)
				}
				if err := file.Close(); err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(done.Bytes)/float64(n), "bytes/ticket")
			}
			measured("export", func(b *testing.B) { write(b, origin, name) })
			measured("import", func(b *testing.B) {
				s := engine.Open(b)
				before := cpu()
				imported(b, s, history.ImportOptions{Now: monday.AddDate(1, 0, 0), NewID: func() uuid.UUID { return uuid.Must(uuid.NewV7()) }, Open: func() (history.Source, io.Closer, error) {
					file, err := os.Open(name)
					if err != nil {
						return nil, nil, err
					}
					r, err := history.NewReader(file)
					return r, file, err
				}})
				b.StopTimer()
				took := used + cpu() - before
				defer func() { used = took }()
				again := name + ".again"
				write(b, s, again)
				want, err := os.ReadFile(name)
				if err != nil {
					b.Fatal(err)
				}
				if got, err := os.ReadFile(again); err != nil || !bytes.Equal(want, got) {
					b.Fatalf("the second export differs: %v", err)
				}
				b.StartTimer()
			})
		}
	}
}
