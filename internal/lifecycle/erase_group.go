package lifecycle

import (
	"context"
	"encoding/json"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// eraseRecords takes the words of tickets out of incidents and topics: the subject of
// an incident that began with one, and what stands for a group most of whose tickets
// they are. Words that many people's tickets share stay. It gives the groups that
// lost their words, and the problem tickets of incidents.
func (e *Eraser) eraseRecords(ctx context.Context, own map[uuid.UUID]bool) (groups map[uuid.UUID]bool, problems []uuid.UUID, err error) {
	groups = map[uuid.UUID]bool{}
	for _, kind := range []store.RecordKind{store.Incidents, store.Topics} {
		records, err := e.config.Store.RecordsOf(ctx, kind)
		if err != nil {
			return nil, nil, err
		}
		for i := range records {
			g, err := e.eraseRecord(ctx, records[i], own)
			if err != nil {
				return nil, nil, err
			}
			groups[records[i].ID] = g.most
			if id, _ := g.doc["problem"].(string); g.theirs > 0 && id != "" {
				if problem, err := uuid.Parse(id); err == nil {
					problems = append(problems, problem)
				}
			}
		}
	}
	return groups, problems, nil
}

func (e *Eraser) eraseRecord(ctx context.Context, r store.Record, own map[uuid.UUID]bool) (group, error) {
	for {
		g := groupOf(r.Body, own)
		if g.theirs == 0 || !unlabel(g.doc, g.most, g.first || g.most) {
			return g, nil
		}
		_, err := e.config.Store.Commit(ctx, &store.Write{Records: []store.RecordWrite{{Expect: r.Version, Record: store.Record{Kind: r.Kind, ID: r.ID, Key: r.Key, Body: written(g.doc)}}}})
		if !ticket.IsKind(err, ticket.Conflict) && !ticket.IsKind(err, ticket.NotFound) {
			return g, err
		}
		if r, err = e.config.Store.Record(ctx, r.Kind, r.ID); ticket.IsKind(err, ticket.NotFound) {
			return g, nil
		} else if err != nil {
			return g, err
		}
	}
}

// group is an incident or a topic, and how far it is made of some tickets.
type group struct {
	doc    map[string]any
	theirs int
	most   bool // at least half of its tickets
	first  bool // the one it began with
}

func groupOf(raw json.RawMessage, own map[uuid.UUID]bool) (g group) {
	if !read(raw, &g.doc) {
		return group{}
	}
	tickets, _ := g.doc["tickets"].([]any)
	for i, one := range tickets {
		if names(one, own) {
			g.theirs++
			g.first = g.first || i == 0
		}
	}
	g.most = g.theirs > 0 && 2*g.theirs >= len(tickets)
	return g
}

// unlabel takes out the words and the name of a group, and its subject, and says
// whether there were any.
func unlabel(doc map[string]any, named, subject bool) (changed bool) {
	for name, out := range map[string]bool{"name": named, "subject": subject} {
		if text, is := doc[name].(string); out && is && text != "" && text != ticket.ErasedText {
			doc[name], changed = ticket.ErasedText, true
		}
	}
	if words, is := doc["words"].([]any); named && is && len(words) > 0 {
		doc["words"], changed = []any{}, true
	}
	return changed
}
