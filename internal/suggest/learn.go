package suggest

import (
	"encoding/json"

	"switchyard/internal/suggest/library"
	"switchyard/internal/ticket"
)

// How many outcomes calibrate the chance, at least and at most.
const (
	enough     = 50
	mostScores = 5000
)

// learn takes what became of a suggestion from the event of the reply.
func (l *Live) learn(e *ticket.Event) {
	var data struct {
		Suggestion *ticket.SuggestionUse `json:"suggestion"`
	}
	if json.Unmarshal(e.Data, &data) != nil || data.Suggestion == nil {
		return
	}
	u := data.Suggestion
	l.mu.Lock()
	defer l.mu.Unlock()
	if u.Group != "" {
		l.library.Feedback(u.Group, used(u))
	}
	l.scores, l.used = append(l.scores, u.Score), append(l.used, u.Outcome != Ignored)
	if n := len(l.scores) - mostScores; n > 0 {
		l.scores, l.used = l.scores[n:], l.used[n:]
	}
	if len(l.scores) >= enough && len(l.scores)%10 == 0 {
		l.slope, l.bias = library.Calibrate(l.scores, l.used)
	}
}
