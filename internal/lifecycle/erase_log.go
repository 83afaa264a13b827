package lifecycle

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// shownType are the events of suggestions.
const shownType ticket.EventType = "suggestion.shown"

// loosely are the events that belong to no ticket's chain, and hold words.
var loosely = []ticket.EventType{shownType, "topic.proposed", "topic.settled"}

// eraseLog takes what was suggested for tickets, and what was taken from them to be
// suggested for others, out of the log.
// groups are topics whose words are taken out too.
func (e *Eraser) eraseLog(ctx context.Context, order *erasing, own, groups map[uuid.UUID]bool) error {
	for after := int64(0); ; {
		events, err := e.config.Store.Events(ctx, store.EventQuery{After: after, Types: loosely, Limit: erasePage})
		if err != nil {
			return err
		}
		erase := &store.Erasure{}
		for i := range events {
			one := &events[i]
			after = one.Seq
			unsay := func(raw json.RawMessage) (json.RawMessage, bool) { return unnamed(raw, groups) }
			if one.Type == shownType {
				unsay = func(raw json.RawMessage) (json.RawMessage, bool) { return unshown(raw, own) }
			}
			if data, changed := unsay(one.Data); changed {
				one.Data = data
				erase.Events = append(erase.Events, *one)
			}
		}
		if len(erase.Events) > 0 {
			data, err := json.Marshal(vouchers(order.Requester, erase.Events))
			if err != nil {
				return err
			}
			if _, err := e.config.Store.Commit(ctx, &store.Write{Erase: erase, Events: []ticket.Event{e.event(ticket.LogErased, order.By, data)}}); err != nil {
				return err
			}
		}
		if len(events) < erasePage {
			return nil
		}
	}
}

// unshown is the data of an event of suggestions without those for tickets, or from
// them.
func unshown(raw json.RawMessage, own map[uuid.UUID]bool) (json.RawMessage, bool) {
	var data map[string]any
	if !read(raw, &data) {
		return raw, false
	}
	all, _ := data["suggestions"].([]any)
	changed, theirs := false, names(data["ticket"], own)
	for _, one := range all {
		s, ok := one.(map[string]any)
		if !ok || !theirs && !names(s["sources"], own) {
			continue
		}
		for name, value := range s {
			if text, is := value.(string); is && text != "" && text != ticket.ErasedText && slices.Contains(shownWords, name) {
				s[name], changed = ticket.ErasedText, true
			}
		}
	}
	if !changed {
		return raw, false
	}
	return written(data), true
}

// shownWords are the members of a suggestion that hold words.
var shownWords = []string{"template", "text", "title"}

// names says whether one of some tickets stands anywhere in a value.
func names(value any, own map[uuid.UUID]bool) bool {
	switch v := value.(type) {
	case string:
		id, err := uuid.Parse(v)
		return err == nil && own[id]
	case []any:
		return slices.ContainsFunc(v, func(one any) bool { return names(one, own) })
	case map[string]any:
		for _, one := range v {
			if names(one, own) {
				return true
			}
		}
	}
	return false
}

// unnamed is the data of an event of a topic without its words, if it is one of some.
func unnamed(raw json.RawMessage, groups map[uuid.UUID]bool) (json.RawMessage, bool) {
	var data map[string]any
	if len(groups) == 0 || !read(raw, &data) || !names(data["id"], groups) {
		return raw, false
	}
	if !unlabel(data, true, true) {
		return raw, false
	}
	return written(data), true
}
