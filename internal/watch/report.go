package watch

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
	"switchyard/models"
	"switchyard/training/monitor"
)

// Report is how one task stands.
type Report struct {
	Task    models.Task     `json:"task"`
	Model   string          `json:"model,omitempty" doc:"The version that is watched; absent until one answered"`
	State   string          `json:"state" enum:"gathering,watching,alarmed" doc:"gathering: there is no reference yet; alarmed: the task is held until a person releases it or a new champion takes over"`
	Since   time.Time       `json:"since" doc:"When this began"`
	Tickets int             `json:"tickets" doc:"That the model has read since"`
	Words   string          `json:"words" doc:"The same in words"`
	Alarm   *Alarm          `json:"alarm,omitempty"`
	Monitor []MonitorReport `json:"monitors" nullable:"false"`
}

// MonitorReport is how one monitor stands.
type MonitorReport struct {
	What     string  `json:"what" enum:"labels,scope,languages,lengths,words,corrections,errors,topics"`
	State    string  `json:"state" enum:"gathering,watching,alarmed,off"`
	Evidence float64 `json:"evidence" doc:"As a share of what an alarm takes: 1 and more is an alarm"`
	Seen     int     `json:"seen" doc:"Tickets or answers since there is a reference"`
	Alarms   float64 `json:"alarms" doc:"Chance of a false alarm in a quarter of 45,000 tickets"`
	Words    string  `json:"words"`
}

// Reports tell how every task stands.
func (w *Watch) Reports(ctx context.Context) ([]Report, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := []Report{}
	for _, task := range Tasks() {
		t := w.tasks[task]
		if t == nil { // nothing was looked at on this node yet
			record, err := w.config.Store.Record(ctx, store.Monitors, idOf("monitor", string(task)))
			t = &watched{version: record.Version}
			switch {
			case ticket.IsKind(err, ticket.NotFound):
				t = w.begin(task, "", 0, 0, 0)
			case err != nil:
				return nil, err
			case json.Unmarshal(record.Body, &t.sheet) != nil || t.sheet.validate() != nil:
				t = w.begin(task, "", 0, 0, 0)
			}
		}
		out = append(out, t.report(w.config.Settled))
	}
	return out, nil
}

func (t *watched) report(settled int) Report {
	s := &t.sheet
	r := Report{Task: s.Task, Model: s.Model, Since: s.Since, Tickets: s.Seen, Alarm: s.Alarm, Monitor: []MonitorReport{}}
	gathered := 0
	if s.Before != nil {
		gathered = len(s.Before.Labels)
	}
	switch {
	case s.Alarm != nil:
		r.State, r.Words = "alarmed", fmt.Sprintf("since %s: %s. What the model says of %s is suggested, not applied", s.Alarm.At.Format(time.RFC3339), s.Alarm.Words, s.Task)
	case len(s.Mixes) == 0:
		r.State, r.Words = "gathering", fmt.Sprintf("%d of the %d tickets are there that later ones will be compared with", gathered, settled)
		if s.Unlike > 0 {
			r.Words += fmt.Sprintf("; %d times the first half of them was unlike the second, and it was begun anew", s.Unlike)
		}
	default:
		r.State, r.Words = "watching", fmt.Sprintf("nothing has moved that chance does not explain, in %d tickets", s.Seen)
	}
	for _, m := range s.Mixes {
		r.Monitor = append(r.Monitor, t.mix(m, alarmsOf[m.What]))
	}
	r.Monitor = append(r.Monitor, t.corrections(settled), t.errors())
	if s.Task == models.Category {
		r.Monitor = append(r.Monitor, t.topics())
	}
	return r
}

// alarmsOf are the chances of false alarms.
var alarmsOf = map[string]float64{
	labels: monitor.LabelAlarms, scope: monitor.ScopeAlarms, languages: monitor.LanguageAlarms, lengths: monitor.LengthAlarms,
	knownWords: monitor.WordAlarms, corrections: monitor.CorrectionAlarms,
}

func (t *watched) mix(m *monitor.Mix, alarms float64) MonitorReport {
	r := MonitorReport{What: m.What, State: "watching", Evidence: m.Evidence(), Seen: m.Seen, Alarms: alarms,
		Words: fmt.Sprintf("%d tickets are compared with %d before; the evidence is at %.0f %% of an alarm", m.Seen, m.Reference.Total(), 100*m.Evidence())}
	if a := t.sheet.Alarm; a != nil && a.What == m.What {
		r.State, r.Words = "alarmed", a.Words
	}
	return r
}

func (t *watched) corrections(settled int) MonitorReport {
	if t.sheet.Corrections != nil {
		return t.mix(t.sheet.Corrections, monitor.CorrectionAlarms)
	}
	return MonitorReport{What: corrections, State: "gathering", Alarms: monitor.CorrectionAlarms,
		Words: fmt.Sprintf("%d of %d solved tickets are there, %d of whose answers were changed", t.sheet.Right+t.sheet.Changed, settled/2, t.sheet.Changed)}
}

func (t *watched) errors() MonitorReport {
	p := t.sheet.Promise
	if p == nil {
		return MonitorReport{What: "errors", State: "off", Alarms: monitor.PromiseAlarms, Words: "the model has no certificate, so nothing is applied and no error is promised"}
	}
	r := MonitorReport{What: "errors", State: "watching", Evidence: p.Evidence(), Seen: p.Seen, Alarms: p.Delta,
		Words: fmt.Sprintf("%d of %d applied answers that were judged blindly are wrong, at most %.1f %% are promised", p.Wrong, p.Seen, 100*p.Alpha)}
	if a := t.sheet.Alarm; a != nil && a.What == "errors" {
		r.State, r.Words = "alarmed", a.Words
	}
	return r
}

func (t *watched) topics() MonitorReport {
	r := MonitorReport{What: "topics", State: "gathering", Alarms: topicAlarms, Words: "there is no reference yet"}
	state := t.sheet.Topics
	if t.finder != nil {
		now := t.finder.State()
		state = &now
	}
	if state == nil {
		return r
	}
	r.State, r.Seen = "watching", state.Seen
	r.Words = fmt.Sprintf("%d tickets of the last %d fit no label well and are compared by their texts; %d new topics were found", len(state.Held), min(state.Seen, 8500), state.Topics)
	return r
}

// topicAlarms is the chance of a proposal in a quarter in which nothing is new.
const topicAlarms = .01
