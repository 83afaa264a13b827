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

// learn takes what became of a suggestion from the event of the reply. Those above
// the one that was named were seen and left, and of those below nothing is known
// (the cascade model of Craswell et al. 2008).
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
	for _, score := range l.offers[u.ID].better {
		l.scores, l.used = append(l.scores, score), append(l.used, false)
	}
	l.scores, l.used = append(l.scores, u.Score), append(l.used, u.Outcome != Ignored)
	l.answered++
	if n := len(l.scores) - mostScores; n > 0 {
		l.scores, l.used = l.scores[n:], l.used[n:]
	}
	if l.answered >= enough && l.answered%10 == 0 {
		l.slope, l.bias = library.Calibrate(l.scores, l.used)
	}
}
