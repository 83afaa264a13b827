package training

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"switchyard/models"
)

// rowsFile writes lines to a file of a folder named tickets.
func rowsFile(t *testing.T, lines ...string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "tickets")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "rows.jsonl")
	if err := os.WriteFile(name, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestLoad(t *testing.T) {
	set, err := Load(models.Category, []string{rowsFile(t,
		`{"id":"1","subject":"Printer","body":"jams","language":"en","labels":{"category":"hardware"}}`,
		`{"id":"2","body":"lost password","labels":{"category":"access"}}`,
		`{"id":"3","body":"tell me a joke","out_of_scope":true}`,
		`{"id":"4","body":"no label"}`,
		`{"id":"5","body":" \n ","labels":{"category":"access"}}`,
	)}, LoadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"access", "hardware"}, set.Labels); diff != "" {
		t.Error(diff)
	}
	var labels []int
	for _, e := range set.Examples {
		labels = append(labels, e.Label)
	}
	if diff := cmp.Diff([]int{1, 0, 2}, labels); diff != "" || set.OutOfScope != 1 {
		t.Errorf("out of scope %d, labels %s", set.OutOfScope, diff)
	}
	if diff := cmp.Diff(Skipped{"no labels.category": 1, "no text in subject or body": 1}, set.Skipped); diff != "" {
		t.Error(diff)
	}
	if len(set.Sources) != 1 || set.Sources[0].Name != "tickets/rows.jsonl" || set.Sources[0].Rows != 3 || !strings.HasPrefix(set.Sources[0].SHA256, "sha256:") {
		t.Errorf("sources %+v", set.Sources)
	}
}

func TestLoadRefuses(t *testing.T) {
	good := `{"id":"1","body":"x","labels":{"category":"a"}}`
	for _, c := range []struct {
		name  string
		task  models.Task
		opts  LoadOptions
		lines []string
		says  string
	}{
		{"duplicate id", models.Category, LoadOptions{}, []string{good, good}, `:2: id: "1" was already used at line 1`},
		{"label the bundle lacks", models.Category, LoadOptions{Labels: []string{"b", "c"}}, []string{good}, `"a" is not among the bundle's 2 labels`},
		{"label and out of scope", models.Category, LoadOptions{}, []string{`{"id":"1","body":"x","out_of_scope":true,"labels":{"category":"a"}}`}, "out_of_scope: is true although"},
		{"priority of its own making", models.Priority, LoadOptions{}, []string{`{"id":"1","body":"x","labels":{"priority":"asap"}}`}, `labels.priority: "asap" is not one of [low normal high urgent]`},
		{"CSV", models.Category, LoadOptions{}, []string{"id,body", "1,x"}, "CSV and JSON arrays have to be converted"},
		{"nothing usable", models.Spam, LoadOptions{}, []string{good}, "no row can be used for task spam: 1 rows: no labels.spam"},
		{"empty", models.Category, LoadOptions{}, nil, "it holds no rows"},
		{"unknown task", "colour", LoadOptions{}, []string{good}, `task "colour"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Load(c.task, []string{rowsFile(t, c.lines...)}, c.opts)
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("error %v, want %q", err, c.says)
			}
		})
	}
}

func TestLoadTellsTheFirstBrokenRows(t *testing.T) {
	lines := []string{`{"id":"good","body":"x","labels":{"category":"a"}}`}
	for range 25 {
		lines = append(lines, `{"id":7}`)
	}
	file := rowsFile(t, lines...)
	_, err := Load(models.Category, []string{file}, LoadOptions{})
	var bad *BadRowsError
	if !errors.As(err, &bad) || bad.Total != 25 || len(bad.First) != maxShown || !strings.Contains(err.Error(), "and 15 more") {
		t.Fatalf("error %v", err)
	}
	set, err := Load(models.Category, []string{file}, LoadOptions{SkipBad: true})
	if err != nil || len(set.Examples) != 1 || set.Skipped.Total() != 25 {
		t.Errorf("set %+v, error %v", set, err)
	}
}

func TestLoadAllowsAnIDInTwoFiles(t *testing.T) {
	row := `{"id":"1","body":"x","labels":{"category":"a"}}`
	set, err := Load(models.Category, []string{rowsFile(t, row), rowsFile(t, row)}, LoadOptions{})
	if err != nil || len(set.Examples) != 2 || len(set.Sources) != 2 {
		t.Errorf("set %+v, error %v", set, err)
	}
}

func TestLoadOrdersNaturalLabels(t *testing.T) {
	set, err := Load(models.Priority, []string{rowsFile(t,
		`{"body":"x","labels":{"priority":"urgent"}}`, `{"body":"y","labels":{"priority":"low"}}`, `{"body":"z","labels":{"priority":"high"}}`)}, LoadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"low", "high", "urgent"}, set.Labels); diff != "" {
		t.Error(diff)
	}
}

func TestSentimentOfEmotions(t *testing.T) {
	for _, c := range []struct{ emotions, want string }{
		{"", "neutral"}, {"neutral", "neutral"}, {"joy love", "positive"}, {"anger", "negative"}, {"anger neutral", "negative"},
		{"joy anger", ""}, {"surprise", ""}, {"surprise joy", "positive"},
	} {
		if got := sentimentOf(strings.Fields(c.emotions)); got != c.want {
			t.Errorf("%q: %q, want %q", c.emotions, got, c.want)
		}
	}
}
