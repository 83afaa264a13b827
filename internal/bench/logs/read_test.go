package logs

import (
	"path/filepath"
	"reflect"
	"testing"
	"time"
)

func at(t *testing.T, s string) time.Time {
	t.Helper()
	out, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// What is read of an incident is what was known when it was opened, and when
// the rest became known.
func TestIncidents(t *testing.T) {
	logs, err := incidentLogs(filepath.Join("testdata", "it-incidents", "incidents.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	group, resolver, queued := logs[0], logs[1], logs[2]
	a := group.Cases[0]
	if got := a.Facets[0][0] + ", " + a.Facets[1][0] + ", " + a.Facets[2][0]; got != "pc, pc|boot, slow" {
		t.Errorf("category, subcategory and symptom are %q: want the first ones where they were corrected", got)
	}
	if a.Truth != "audit" || !a.Known.Equal(at(t, "2030-01-02T08:00:00Z")) || len(a.Holds) != 3 {
		t.Errorf("group %q known at %v after holds %v: want audit, from when it had the incident", a.Truth, a.Known, a.Holds)
	}
	if r := resolver.Cases[0]; r.Truth != "r1" || !r.Known.Equal(at(t, "2030-01-01T12:00:00Z")) || len(r.Holds) != 2 {
		t.Errorf("resolver %q known at %v after holds %v", r.Truth, r.Known, r.Holds)
	}
	if len(resolver.Cases) != 2 || !resolver.Cases[1].Known.Equal(at(t, "2030-01-06T12:00:00Z")) {
		t.Errorf("resolvers %+v: want A and B, B known when it was closed", resolver.Cases)
	}
	if b := group.Cases[1]; b.Holds[0].At.Before(b.At) {
		t.Errorf("B was held at %v, before it was opened", b.Holds[0].At)
	}
	for i, want := range [][]string{{"desk"}, nil, nil} { // B was resolved by then, C touched later
		if got := queued.Cases[i].Facets[incidentQueue]; !reflect.DeepEqual(got, want) {
			t.Errorf("case %d was opened in queue %v, want %v", i, got, want)
		}
		if got := group.Cases[i].Facets[incidentQueue]; got != nil {
			t.Errorf("case %d tells its queue %v where none is to be known", i, got)
		}
	}
	for _, c := range group.Cases {
		if len(c.Facets) != len(group.Facets) {
			t.Errorf("%s has %d facets, %d are named", c.ID, len(c.Facets), len(group.Facets))
		}
	}
}

func TestIssues(t *testing.T) {
	logs, err := issueLogs(filepath.Join("testdata", "jira-assign", "tracker.jsonl"), "tracker")
	if err != nil {
		t.Fatal(err)
	}
	other, all := logs[0].Cases, logs[1].Cases
	if other[0].Barred != "ann" || other[0].Silent || !other[1].Silent || other[1].Barred != "" {
		t.Errorf("of the issues of others %+v: the first bars its reporter, the second is not asked about", other)
	}
	if all[0].Barred != "" || all[1].Silent || !all[1].Known.IsZero() {
		t.Errorf("of all issues %+v: everyone is asked about, the second's outcome is not known", all)
	}
	if want := [][]string{{"ann"}, {"core", "ui"}, {"ann|core", "ann|ui"}, {"2"}}; !reflect.DeepEqual(all[0].Facets, want) {
		t.Errorf("facets %v, want %v", all[0].Facets, want)
	}
}

func TestReadSaysWhatIsMissing(t *testing.T) {
	if _, err := Read(t.TempDir(), ""); err == nil {
		t.Error("no error for an empty folder")
	}
}
