package api

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/ticket"
)

// page reads a part of the log.
func (d *desk) page(query string) EventPage {
	d.Helper()
	var page EventPage
	if err := json.Unmarshal([]byte(d.must(200, "GET", "/v1/events?"+query, "").body), &page); err != nil {
		d.Fatal(err)
	}
	return page
}

func seqs(events []ticket.Event) (all []int64) {
	for i := range events {
		all = append(all, events[i].Seq)
	}
	return all
}

func TestEvents(t *testing.T) {
	d := newDesk(t)
	start := d.page("").Meta.After
	a, b := d.open("a").field("id"), d.open("b").field("id")
	d.must(200, "PATCH", "/v1/tickets/1", `{"priority":"high"}`)
	from := "after=" + strconv.FormatInt(start, 10)
	for query, want := range map[string][]int64{
		"":                                    {1, 2, 3, 4, 5},
		"&limit=2":                            {1, 2},
		"&ticket=" + a:                        {1, 2, 5},
		"&ticket=" + b + "&limit=1":           {3},
		"&type=ticket.created":                {1, 3},
		"&type=ticket.changed,ticket.triaged": {2, 4, 5},
		"&type=ticket.merged":                 nil,
		"&type=x'%20OR%201=1":                 nil,
		"&ticket=" + uuid.NewString():         nil,
	} {
		page := d.page(from + query)
		for i := range want {
			want[i] += start
		}
		if got := seqs(page.Data); !slices.Equal(got, want) {
			t.Errorf("%q gives %v, want %v", query, got, want)
		}
		if last := start + 5; !page.Meta.HasMore && page.Meta.After != last { // what a filter leaves out is passed too
			t.Errorf("%q leads to %d, want %d", query, page.Meta.After, last)
		}
	}
	if page := d.page("after=1000000"); page.Meta.After != 1000000 || len(page.Data) > 0 {
		t.Errorf("beyond the end there is %+v", page)
	}
	for _, query := range []string{"after=-1", "after=x", "after=9223372036854775808", "limit=0", "limit=10001", "limit=x", "ticket=1", "type=a%00b", "type=%ff", "page[size]=1",
		"after=1&after=2", "type=" + strings.Repeat("a,", 50) + "a"} {
		d.must(400, "GET", "/v1/events?"+query, "", `"parameter":`)
	}
	whole := d.must(200, "GET", "/v1/tickets/1/events", "", `"index":1`, `"has_more":false`).body
	first := d.must(200, "GET", "/v1/tickets/1/events?page[size]=2", "", `"has_more":true`)
	rest := d.must(200, "GET", first.field("links.next"), "", `"index":3`)
	if n := strings.Count(whole, `"seq":`); n != 3 || strings.Count(rest.body, `"seq":`) != 1 {
		t.Errorf("the ticket has %d events: %s", n, whole)
	}
}

// writers change tickets at the same time, and give how many they opened.
func (d *desk) writers(n, each int) (opened int, wait func()) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			for j := range each {
				got := d.do("POST", "/v1/tickets", fmt.Sprintf(`{"body":"x","requester":{"email":"w%d@example.org"}}`, i))
				if got.status != 201 {
					d.Errorf("writer %d is answered with %d: %s", i, got.status, got.body)
				}
				if j%5 == 0 {
					d.do("PATCH", got.place(), `{"priority":"high"}`)
				}
			}
		})
	}
	return n * each, all.Wait
}

// A reader that keeps meta.after sees every event once, while eight write.
func TestEventsLoseNothing(t *testing.T) {
	d := newDesk(t)
	opened, wait := d.writers(8, 20)
	done := make(chan struct{})
	go func() {
		wait()
		close(done)
	}()
	var after, last, created int64
	for ended := false; ; {
		page := d.page(fmt.Sprintf("after=%d&limit=7", after))
		for _, e := range page.Data {
			if e.Seq != last+1 {
				t.Fatalf("event %d comes after %d", e.Seq, last)
			}
			last = e.Seq
			if e.Type == ticket.TicketCreated {
				created++
			}
		}
		after = page.Meta.After
		if len(page.Data) == 0 {
			if ended {
				break
			}
			select {
			case <-done:
				ended = true
			default:
			}
		}
	}
	if created != int64(opened) {
		t.Errorf("%d tickets were opened, %d are told of", opened, created)
	}
}

// listener reads a stream of events.
type listener struct {
	*desk
	response *http.Response
	lines    *bufio.Scanner
	hangUp   context.CancelFunc
}

func (d *desk) listen(query string, headers ...string) *listener {
	d.Helper()
	ctx, cancel := context.WithTimeout(d.Context(), 20*time.Second)
	d.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, d.url+"/v1/events/stream?"+query, nil)
	if err != nil {
		d.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+d.token)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		d.Fatal(err)
	}
	l := &listener{desk: d, response: response, lines: bufio.NewScanner(response.Body), hangUp: cancel}
	d.Cleanup(func() { _ = response.Body.Close() })
	if media := response.Header.Get("Content-Type"); response.StatusCode != http.StatusOK || media != "text/event-stream" {
		d.Fatalf("status %d, %s", response.StatusCode, media)
	}
	return l
}

// next is the next event, nil at the end of the stream.
func (l *listener) next() *ticket.Event {
	l.Helper()
	var id, kind string
	for l.lines.Scan() {
		name, value, _ := strings.Cut(l.lines.Text(), ": ")
		switch name {
		case "id":
			id = value
		case "event":
			kind = value
		case "data":
			var e ticket.Event
			if err := json.Unmarshal([]byte(value), &e); err != nil {
				l.Fatal(err)
			}
			if id != strconv.FormatInt(e.Seq, 10) || kind != string(e.Type) {
				l.Errorf("id %s and event %s stand before %s", id, kind, value)
			}
			return &e
		}
	}
	return nil
}

// A client that is cut off again and again and comes back with the last id
// sees every event once.
func TestStreamResumes(t *testing.T) {
	d := newDesk(t)
	opened, wait := d.writers(4, 15)
	created, last := 0, int64(0)
	for created < opened {
		l := d.listen("", "Last-Event-ID", strconv.FormatInt(last, 10))
		for range 17 {
			if created == opened {
				break
			}
			e := l.next()
			if e == nil || e.Seq != last+1 {
				t.Fatalf("after event %d comes %+v", last, e)
			}
			last = e.Seq
			if e.Type == ticket.TicketCreated {
				created++
			}
		}
		l.hangUp()
	}
	wait()
}

func TestStream(t *testing.T) {
	config := DefaultConfig()
	config.Read = time.Second
	d := openDesk(t, config, nil)
	early := d.open("early").field("id")
	whole, news, filtered, lazy := d.listen("after=0"), d.listen(""), d.listen("type=ticket.status&ticket="+early), d.listen("after=0")
	late := d.open("late").field("id")
	d.must(200, "PATCH", "/v1/tickets/1", `{"status":"resolved"}`)
	if e := whole.next(); e == nil || e.Seq != 1 {
		t.Errorf("from the start comes first %+v", e)
	}
	if e := news.next(); e == nil || e.Ticket.String() != late || e.Type != ticket.TicketCreated {
		t.Errorf("the next thing to happen is %+v", e)
	}
	if e := filtered.next(); e == nil || e.Type != ticket.TicketMoved {
		t.Errorf("of changed statuses comes %+v", e)
	}
	_, wait := d.writers(2, 20)
	wait() // nobody waits for the lazy one
	head, err := d.store.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for seq := int64(1); seq <= head; seq++ {
		if e := lazy.next(); e == nil || e.Seq != seq {
			t.Fatalf("the lazy reader gets %+v, want event %d", e, seq)
		}
	}
	if got := d.do("HEAD", "/v1/events/stream", ""); got.status != 200 {
		t.Errorf("HEAD is answered with %d", got.status)
	}
	for _, id := range []string{"x", "-1", "1.5"} {
		d.check(d.do("GET", "/v1/events/stream", "", "Last-Event-ID", id), 400, "Last-Event-ID")
	}
	d.must(400, "GET", "/v1/events/stream?limit=5", "", "is not a parameter")
	d.must(400, "GET", "/v1/events/stream?type=%00", "")

	d.api.stop() // as the server does when it is told to stop
	for _, l := range []*listener{whole, news, filtered, lazy} {
		for l.next() != nil { // to the end
		}
		if err := l.lines.Err(); err != nil {
			t.Errorf("the stream did not end by itself: %v", err)
		}
	}
}

// A stream outlives the time-outs of requests, and ends as soon as the server
// is told to stop.
func TestStreamOfServer(t *testing.T) {
	config := DefaultConfig()
	config.Addr, config.Read, config.Write, config.Grace = "127.0.0.1:0", 200*time.Millisecond, 200*time.Millisecond, 20*time.Second
	d := openDesk(t, config, nil)
	server, err := Start(context.WithoutCancel(t.Context()), d.api)
	if err != nil {
		t.Fatal(err)
	}
	served := *d
	served.url = server.URL()
	l := served.listen("")
	time.Sleep(time.Second) // several time-outs
	d.open("late")
	if e := l.next(); e == nil || e.Type != ticket.TicketCreated {
		t.Fatalf("after the time-outs comes %+v: %v", e, l.lines.Err())
	}
	begun := time.Now()
	if err := server.Stop(); err != nil {
		t.Error(err)
	}
	if took := time.Since(begun); took > 10*time.Second {
		t.Errorf("the stream held the server up for %v", took)
	}
	for l.next() != nil { // to the end
	}
	if err := l.lines.Err(); err != nil {
		t.Errorf("the stream did not end by itself: %v", err)
	}
}

// What is said in the name of a requester is traced to the token that said it.
func TestEventsNameTheTokenOfARequester(t *testing.T) {
	d := newDesk(t)
	token := d.must(201, "POST", "/v1/tokens", `{"name":"mail gateway","role":"agent"}`)
	gateway := d.as(token.field("secret"))
	made := d.open("a")
	traced := func(place string, kind ticket.EventType) {
		t.Helper()
		var page EventPage
		if err := json.Unmarshal([]byte(d.must(200, "GET", place+"/events", "").body), &page); err != nil {
			t.Fatal(err)
		}
		for i := range page.Data {
			if e := &page.Data[i]; e.Type == kind && e.Actor.Kind == ticket.ByRequester {
				if !strings.Contains(string(e.Data), `"token":"`+token.field("id")+`"`) {
					t.Errorf("%s names no token: %s", kind, e.Data)
				}
				return
			}
		}
		t.Errorf("%s has no %s of the requester", place, kind)
	}
	gateway.must(201, "POST", made.place()+"/messages", `{"body":"Hello?","from_requester":true}`)
	traced(made.place(), ticket.MessageAdded)
	d.must(201, "POST", made.place()+"/messages", `{"body":"Done.","status":"resolved"}`)
	d.must(200, "PATCH", made.place(), `{"status":"closed"}`)
	next := gateway.must(201, "POST", made.place()+"/messages", `{"body":"Not so.","from_requester":true}`)
	traced(next.place(), ticket.TicketCreated)
}
