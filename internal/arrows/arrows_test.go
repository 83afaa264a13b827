// Package arrows holds no code: its test keeps the imports between the rooms
// of Switchyard one-way, as ARCHITECTURE.md draws them.
package arrows

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// may lists, for each room, the rooms of this module it may import. A room
// stands for its subpackages too. Tests may import more.
var may = map[string][]string{
	"internal/vec":        {},
	"internal/duration":   {},
	"internal/lexicon":    {},
	"internal/concept":    {"internal/lexicon"},
	"internal/text":       {"internal/concept"},
	"internal/signs":      {"internal/lexicon"},
	"internal/onnx":       {},
	"internal/ort":        {},
	"langdetect":          {},
	"models":              {"internal/text", "internal/signs", "internal/vec", "internal/onnx", "internal/ort"},
	"classifier":          {"models"},
	"sentiment":           {"models"},
	"internal/chart":      {},
	"training":            {"models", "internal/text", "internal/signs", "internal/vec", "internal/onnx"},
	"training/report":     {"training", "models", "internal/chart"},
	"routing/lap":         {},
	"routing":             {"routing/lap"},
	"routing/learn":       {"routing"},
	"routing/rule":        {"routing", "internal/duration"},
	"routing/ope":         {},
	"routing/sim/policy":  {"routing", "routing/learn"},
	"routing/sim":         {"routing", "routing/learn", "routing/sim/policy"},
	"routing/sim/report":  {"routing", "routing/sim", "routing/sim/policy", "internal/chart"},
	"training/gate":       {},
	"training/ranker":     {"internal/text", "internal/vec"},
	"internal/experience": {"internal/pace", "routing", "routing/learn", "internal/ticket", "internal/store", "internal/calendar"},
	"internal/history":    {"internal/experience", "internal/store", "internal/ticket", "internal/sla", "internal/text", "routing/learn"},
	"internal/registry":   {"models", "training/gate", "internal/ticket", "internal/store"},
	"internal/retrain":    {"internal/registry", "internal/history", "internal/ticket", "internal/store", "internal/text", "training", "training/gate", "models", "classifier"},
	"internal/rollout":    {"internal/pace", "internal/registry", "internal/triage", "internal/ticket", "internal/store", "training/monitor", "models", "models/starter", "langdetect", "classifier"},
	"training/audit":      {},
	"training/active":     {},
	"training/monitor":    {},
	"training/risk":       {},
	"internal/foresight":  {"internal/pace", "training/risk", "internal/store", "internal/ticket", "internal/sla", "internal/experience"},
	"training/topic":      {"internal/text"},
	"internal/feedback":   {"internal/pace", "internal/registry", "internal/ticket", "internal/store", "internal/text", "training/audit", "training/active", "models", "internal/triage"},
	"internal/watch":      {"internal/pace", "internal/registry", "internal/ticket", "internal/store", "internal/text", "internal/triage", "training/monitor", "training/topic", "models", "classifier"},
	"internal/alike":      {"internal/text"},
	"internal/pace":       {},
	"internal/alike/incident": {"internal/pace", "internal/alike", "internal/text",
		"internal/ticket", "internal/store", "internal/lifecycle"},
	"internal/suggest": {"internal/pace", "internal/text", "internal/alike", "internal/ticket", "internal/store", "models", "training/audit"},
	"internal/demo": {"internal/registry", "routing/sim", "routing/sim/policy", "routing", "training", "models", "classifier", "internal/triage", "internal/history", "internal/setup", "internal/store", "internal/ticket",
		"internal/lifecycle", "internal/dispatch", "internal/calendar", "internal/sla"},
	"internal/insight": {"internal/history", "internal/experience", "internal/ticket", "internal/text", "internal/chart", "internal/alike", "training", "training/gate",
		"models", "langdetect", "classifier", "routing", "routing/learn", "routing/sim", "routing/sim/policy"},
	"internal/triage":           {"langdetect", "models", "classifier", "sentiment", "internal/text"},
	"internal/ticket":           {"internal/sla"},
	"internal/store":            {"internal/ticket"},
	"internal/store/enginetest": {"internal/store"},
	"internal/access":           {"internal/ticket", "internal/store"},
	"internal/audit":            {"internal/ticket", "internal/store"},
	"internal/lifecycle":        {"internal/ticket", "internal/store", "internal/sla", "internal/calendar", "internal/text"},
	"internal/dispatch": {"internal/pace", "internal/ticket", "internal/store", "internal/lifecycle", "internal/calendar", "internal/triage", "classifier",
		"internal/sla", "routing", "routing/learn", "routing/rule", "internal/experience", "internal/registry"},
	"internal/setup": {"internal/ticket", "internal/store", "internal/calendar", "internal/sla", "routing", "routing/rule"},
	"internal/api": {"internal/triage", "langdetect", "models", "classifier", "sentiment",
		"internal/ticket", "internal/store", "internal/access", "internal/setup", "internal/calendar", "internal/sla", "internal/lifecycle", "internal/dispatch",
		"routing", "routing/learn", "routing/rule", "internal/experience",
		"internal/registry", "internal/retrain", "internal/rollout", "internal/feedback", "internal/watch", "internal/alike", "internal/alike/incident", "internal/suggest", "internal/text", "internal/foresight"},
	"internal/bench": {"training/ranker", "routing", "routing/learn", "training", "models", "classifier", "sentiment", "internal/text", "internal/triage", "langdetect", "internal/store",
		"training/gate", "training/audit", "training/active", "training/monitor", "training/topic", "internal/retrain", "internal/registry", "internal/history", "internal/ticket", "internal/alike", "internal/suggest", "internal/insight", "training/risk"},
	"internal/arrows":   {},
	"internal/calendar": {},
	"internal/sla":      {"internal/calendar", "internal/duration"},
	"cmd/switchyard": {"internal/pace", "training", "models", "classifier", "sentiment", "langdetect", "internal/triage", "internal/api", "internal/ort", "internal/text",
		"internal/ticket", "internal/store", "internal/access", "internal/audit", "internal/lifecycle", "internal/dispatch", "internal/calendar",
		"internal/setup", "internal/experience", "internal/history", "routing", "routing/learn", "routing/rule", "routing/sim", "routing/sim/policy", "routing/sim/report", "routing/ope", "training/report",
		"internal/registry", "internal/retrain", "internal/rollout", "internal/feedback", "internal/watch", "internal/alike", "internal/alike/incident", "internal/suggest", "internal/insight", "internal/demo", "internal/foresight"},
}

// room is the longest key of may that path lies in, "" for none.
func room(path string) string {
	best := ""
	for name := range may {
		if (path == name || strings.HasPrefix(path, name+"/")) && len(name) > len(best) {
			best = name
		}
	}
	return best
}

func TestArrowsPointOneWay(t *testing.T) {
	list := exec.Command("go", "list", "-json=ImportPath,Imports", "switchyard/...")
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	packages := 0
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		packages++
		from := room(strings.TrimPrefix(p.ImportPath, "switchyard/"))
		if from == "" {
			t.Errorf("%s lies in no room: add it here and to ARCHITECTURE.md", p.ImportPath)
			continue
		}
		for _, path := range p.Imports {
			inner, ours := strings.CutPrefix(path, "switchyard/")
			if to := room(inner); ours && to != from && !slices.Contains(may[from], to) {
				t.Errorf("%s must not import %s: %s may import only %v", p.ImportPath, path, from, may[from])
			}
		}
	}
	if packages < len(may) {
		t.Errorf("saw %d packages, fewer than the %d rooms", packages, len(may))
	}
}

func TestArrowsMakeNoCircle(t *testing.T) {
	var visit func(name string, path []string)
	visit = func(name string, path []string) {
		if slices.Contains(path, name) {
			t.Fatalf("rooms may import one another in a circle: %v", append(path, name))
		}
		for _, to := range may[name] {
			visit(to, append(path, name))
		}
	}
	for name := range may {
		visit(name, nil)
	}
}
