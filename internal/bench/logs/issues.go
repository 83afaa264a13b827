package logs

import (
	"slices"
	"strconv"
	"time"

	"switchyard/training/ranker"
)

// issue is a row of jira-assign.
type issue struct {
	ID        string    `json:"id"`
	Subject   string    `json:"subject"`
	Body      string    `json:"body"`
	CreatedAt time.Time `json:"created_at"`
	Labels    struct {
		Priority string `json:"priority"`
	} `json:"labels"`
	Meta struct {
		Component  []string  `json:"component"`
		Reporter   string    `json:"reporter"`
		Assignee   string    `json:"assignee"`
		ResolvedAt time.Time `json:"resolved_at"`
	} `json:"meta"`
}

var issueFacets = []string{"reporter", "component", "reporter and component", "hour"}

const (
	issueReporter  = 0
	issueComponent = 1
)

// issueLogs asks who is assigned to each issue of a project: of all issues, and
// of those assigned to somebody other than the reporter, whom nobody then
// considers. The component is the last one known, not the first.
func issueLogs(path, project string) ([]Log, error) {
	rows, err := readRows[issue](path)
	if err != nil {
		return nil, err
	}
	all := Log{Name: project + ", assignee", Facets: issueFacets, Caller: issueReporter, Theme: issueComponent}
	other := all
	other.Name += " other than the reporter"
	for i := range rows {
		x := &rows[i]
		component := slices.Clone(x.Meta.Component)
		slices.Sort(component)
		var pairs []string
		for _, c := range component {
			pairs = append(pairs, joined(x.Meta.Reporter, c)...)
		}
		c := Case{Case: ranker.Case{ID: x.ID, At: x.CreatedAt, Asker: x.Meta.Reporter, Text: x.Subject + "\n" + x.Body,
			Facets: [][]string{some(x.Meta.Reporter), component, pairs, some(strconv.Itoa(x.CreatedAt.Hour() / 3))}},
			Truth: x.Meta.Assignee}
		if !x.Meta.ResolvedAt.IsZero() {
			c.Known = later(x.Meta.ResolvedAt, x.CreatedAt)
		}
		all.Cases = append(all.Cases, c)
		if c.Silent = c.Truth == c.Asker; !c.Silent {
			c.Barred = c.Asker
		}
		other.Cases = append(other.Cases, c)
	}
	return []Log{other, all}, nil
}
