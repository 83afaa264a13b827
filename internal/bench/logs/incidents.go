package logs

import (
	"strconv"
	"time"

	"switchyard/training/ranker"
)

// incident is a row of it-incidents.
type incident struct {
	ID        string    `json:"id"`
	CreatedAt time.Time `json:"created_at"`
	Meta      struct {
		facts
		OpenedBy      string    `json:"opened_by"`
		ResolvedBy    string    `json:"resolved_by"`
		ResolvedAt    time.Time `json:"resolved_at"`
		ClosedAt      time.Time `json:"closed_at"`
		Reassignments int       `json:"reassignment_count"`
		Reopens       int       `json:"reopen_count"`
		First         facts     `json:"first"`
		Touches       []touch   `json:"touches"`
	} `json:"meta"`
}

// facts are the fields that may be corrected later; First holds the earlier
// value of those that were.
type facts struct {
	Category    string `json:"category"`
	Subcategory string `json:"subcategory"`
	Symptom     string `json:"symptom"`
	Priority    string `json:"priority"`
	Location    string `json:"location"`
	Caller      string `json:"caller"`
}

type touch struct {
	At       time.Time `json:"at"`
	State    string    `json:"state"`
	Group    string    `json:"group"`
	Assignee string    `json:"assignee"`
}

// opening are the facts as they were when the incident came in.
func (x *incident) opening() facts {
	f := x.Meta.facts
	for _, p := range []struct{ to, first *string }{
		{&f.Category, &x.Meta.First.Category}, {&f.Subcategory, &x.Meta.First.Subcategory}, {&f.Symptom, &x.Meta.First.Symptom},
		{&f.Priority, &x.Meta.First.Priority}, {&f.Location, &x.Meta.First.Location}, {&f.Caller, &x.Meta.First.Caller},
	} {
		if *p.first != "" {
			*p.to = *p.first
		}
	}
	return f
}

// queue is the group that the incident was opened in, where that was known at
// the minute of opening and nothing had been done to it: the first touch is not
// later than the opening and its state is New. Otherwise nothing is known.
func (x *incident) queue() string {
	if len(x.Meta.Touches) == 0 {
		return ""
	}
	if t := x.Meta.Touches[0]; t.State == "New" && !t.At.After(x.CreatedAt) {
		return t.Group
	}
	return ""
}

// known is when the incident was resolved for good.
func (x *incident) known() time.Time {
	if x.Meta.ResolvedAt.IsZero() {
		return x.Meta.ClosedAt
	}
	return later(x.Meta.ResolvedAt, x.CreatedAt)
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// incidentFacets are the facets of an incident at its opening; queue is the last one.
var incidentFacets = []string{"category", "subcategory", "symptom", "subcategory and symptom", "caller", "location", "opener", "priority",
	"hour", "weekday and third of day", "caller and category", "location and category", "opener and category", "opener and subcategory",
	"opener and hour", "queue", "queue and subcategory", "queue and opener"}

const (
	incidentTheme  = 1
	incidentCaller = 4
	incidentQueue  = 15
)

func (x *incident) facets(queue string) [][]string {
	f, at, opener := x.opening(), x.CreatedAt, x.Meta.OpenedBy
	subcategory := f.Category + "|" + f.Subcategory
	if f.Category == "" || f.Subcategory == "" {
		subcategory = ""
	}
	return [][]string{
		some(f.Category), some(subcategory), some(f.Symptom), joined(subcategory, f.Symptom), some(f.Caller), some(f.Location), some(opener), some(f.Priority),
		some(strconv.Itoa(at.Hour())), joined(at.Weekday().String(), strconv.Itoa(at.Hour()/8)),
		joined(f.Caller, f.Category), joined(f.Location, f.Category), joined(opener, f.Category), joined(opener, subcategory),
		joined(opener, strconv.Itoa(at.Hour())), some(queue), joined(queue, subcategory), joined(queue, opener),
	}
}

// incidentLogs asks for the last group and for the resolver of each incident,
// each without and with the queue it was opened in.
func incidentLogs(path string) ([]Log, error) {
	rows, err := readRows[incident](path)
	if err != nil {
		return nil, err
	}
	var logs []Log
	for _, withQueue := range []bool{false, true} {
		group := Log{Name: "it-incidents, group", Facets: incidentFacets, Caller: incidentCaller, Theme: incidentTheme}
		resolver := group
		resolver.Name, resolver.Alias = "it-incidents, resolver", true
		if withQueue {
			group.Name += ", queue known"
			resolver.Name += ", queue known"
			group.Rule, group.Follow = "stay in the queue", incidentQueue
		}
		for i := range rows {
			x := &rows[i]
			queue := ""
			if withQueue {
				queue = x.queue()
			}
			base := Case{Case: ranker.Case{ID: x.ID, At: x.CreatedAt, Facets: x.facets(queue)}, Known: x.known()}
			if c, ok := x.groupCase(base); ok {
				group.Cases = append(group.Cases, c)
			}
			if c, ok := x.resolverCase(base); ok {
				resolver.Cases = append(resolver.Cases, c)
			}
		}
		logs = append(logs, group, resolver)
	}
	return logs, nil
}

// groupCase asks for the last group. It is known once the incident is resolved
// and that group has it.
func (x *incident) groupCase(c Case) (Case, bool) {
	for _, t := range x.Meta.Touches {
		if t.Group != "" && t.Group != c.Truth {
			c.Truth = t.Group
			at := later(t.At, x.CreatedAt)
			c.Holds = append(c.Holds, Hold{at, t.Group})
			c.Known = later(c.Known, at)
		}
	}
	return c, c.Truth != ""
}

// resolverCase asks who resolved it. Assignees go by other names than resolvers.
func (x *incident) resolverCase(c Case) (Case, bool) {
	c.Truth = x.Meta.ResolvedBy
	last := ""
	for _, t := range x.Meta.Touches {
		if t.Assignee != "" && t.Assignee != last {
			last = t.Assignee
			c.Holds = append(c.Holds, Hold{later(t.At, x.CreatedAt), last})
		}
	}
	return c, c.Truth != ""
}
