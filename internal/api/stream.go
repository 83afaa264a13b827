package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"switchyard/internal/store"
)

// How a stream behaves: how often it looks by itself, how often it says that
// it is alive, and how many events it reads at a time.
const (
	streamLooks  = 5 * time.Second
	streamBeats  = 15 * time.Second
	streamEvents = 500
	streamWrites = 30 * time.Second // a reader that takes longer for one piece is cut off, and may come back
)

// streamEvents sends events as they are committed, until the client or the
// server goes.
func (a *API) streamEvents(w http.ResponseWriter, r *http.Request) {
	q, err := readEventQuery(r)
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	if last := r.Header.Get("Last-Event-ID"); last != "" {
		if q.After, err = strconv.ParseInt(last, 10, 64); err != nil || q.After < 0 {
			a.refuse(w, r, badRequest("Last-Event-ID", "Last-Event-ID is "+brief(last)+": send the id of the last event that you have"))
			return
		}
	}
	if q.After < 0 {
		if q.After, err = a.config.Store.Head(r.Context()); err != nil {
			a.refuse(w, r, err)
			return
		}
	}
	q.Limit = streamEvents
	header := w.Header()
	header.Set("Content-Type", "text/event-stream")
	header.Set("Cache-Control", "no-store")
	header.Set("X-Accel-Buffering", "no") // a proxy must not hold it back
	if r.Method == http.MethodHead {
		return
	}
	s := stream{response: http.NewResponseController(w), out: w}
	err = s.send([]byte(": switchyard\n\n"))
	if err == nil {
		err = a.follow(r, &s, q)
	}
	if err != nil && r.Context().Err() == nil {
		a.config.Log.LogAttrs(r.Context(), slog.LevelWarn, "a stream of events ended early", slog.String("request_id", header.Get(headerRequestID)), slog.Any("error", err))
	}
}

// stream is one reader of the log.
type stream struct {
	response *http.ResponseController
	out      http.ResponseWriter
}

func (s *stream) send(piece []byte) error {
	_ = s.response.SetWriteDeadline(time.Now().Add(streamWrites)) // not every connection has deadlines
	if _, err := s.out.Write(piece); err != nil {
		return err
	}
	return s.response.Flush()
}

// follow sends what is there, then waits for more, until the server stops. An
// error ends it too: the client comes back with the id that it has.
func (a *API) follow(r *http.Request, s *stream, q store.EventQuery) error {
	ctx := r.Context()
	changes := a.config.Store.Changes(ctx)
	look, beat := time.NewTicker(streamLooks), time.NewTicker(streamBeats)
	defer look.Stop()
	defer beat.Stop()
	more := make(chan struct{})
	close(more)
	for {
		page, err := a.eventPage(r, q)
		if err != nil {
			return err
		}
		q.After = page.Meta.After
		if len(page.Data) > 0 {
			frames, err := framed(&page)
			if err == nil {
				err = s.send(frames)
			}
			if err != nil {
				return err
			}
		}
		at := changes
		if page.Meta.HasMore {
			at = more
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-a.stopping:
			return nil
		case <-beat.C:
			if err := a.mayFollow(r); err != nil {
				return err
			}
			if err := s.send([]byte(": alive\n\n")); err != nil {
				return err
			}
		case <-at:
		case <-look.C:
		}
	}
}

// framed writes events as an event stream.
func framed(page *EventPage) ([]byte, error) {
	var out bytes.Buffer
	for i := range page.Data {
		e := &page.Data[i]
		data, err := json.Marshal(e)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&out, "id: %d\nevent: %s\ndata: %s\n\n", e.Seq, e.Type, data)
	}
	return out.Bytes(), nil
}
