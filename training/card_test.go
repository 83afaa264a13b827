package training

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"switchyard/internal/text"
	"switchyard/models"
)

// cardManifest describes a small bundle.
func cardManifest() models.Manifest {
	features := text.DefaultSettings()
	return models.Manifest{
		Task: models.Category, Kind: models.NGrams, Name: "helpdesk", Licence: "CC-BY-4.0", Labels: []string{"access", "hardware"},
		OutOfScope: true, Languages: []string{"en", "de"}, Features: &features, Temperature: 1.25,
		Thresholds: models.Thresholds{Confidence: .5, Margin: .1, InScope: .37},
		CreatedAt:  time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC),
		Training:   &models.TrainingRecord{Seed: 9, Rows: 120, Hidden: 128},
		Data:       []models.DataSource{{Name: "tickets/train.jsonl", SHA256: "sha256:0123456789abcdef", Rows: 120, Licence: "CC BY 4.0", Attribution: "A. Writer"}},
	}
}

func cardMeasures() Measures {
	return meterOf([]string{"access", "hardware"},
		Scored{Language: "en", Truth: 0, Probabilities: []float64{.7, .2, .1}},
		Scored{Language: "en", Truth: 0, Probabilities: []float64{.3, .6, .1}},
		Scored{Language: "de", Truth: 1, Probabilities: []float64{.1, .8, .1}},
		Scored{Truth: 2, Probabilities: []float64{.1, .1, .8}}).Measure()
}

func TestCardSaysWhatPeopleAsk(t *testing.T) {
	page := string(Card(cardManifest(), cardMeasures(), "switchyard train \\\n  --task category"))
	for _, part := range []string{
		"# `helpdesk`\n", "says what it is about", "- Licence: CC-BY-4.0\n", "- Made: 2026-03-04\n",
		"2 labels: `access`, `hardware`.", "fit none of them", "Languages of the rows it learnt from: `en`, `de`.",
		"| accuracy | 66.7 % (95 % interval 20.8 % to 93.9 %, Wilson, n = 3) |", "AUROC (n = 1) | 1.000 |",
		"Always saying `access`", "| `hardware` | 1 | 50.0 % | 100.0 % | 0.667 |", "| `de` | 1 | 100.0 % | 1.000 |",
		"temperature of 1.250", "- confidence 0.500:", "- margin 0.100:", "- in scope 0.370:",
		"| `tickets/train.jsonl` | 120 | CC BY 4.0 | A. Writer | `0123456789ab` |",
		"    switchyard train \\\n      --task category\n", "4.2 MB with the table in int8", "first 20000 characters", "## Limits",
	} {
		if !strings.Contains(page, part) {
			t.Errorf("the card lacks %q", part)
		}
	}
	if t.Failed() {
		t.Log(page)
	}
	if again := Card(cardManifest(), cardMeasures(), "switchyard train \\\n  --task category"); page != string(again) {
		t.Error("the same arguments gave another card")
	}
	for _, line := range strings.Split(page, "\n") {
		if line != strings.TrimRight(line, " ") {
			t.Errorf("line %q ends in spaces", line)
		}
	}
	if strings.Contains(page, "\n\n\n") {
		t.Errorf("the card has gaps:\n%s", page)
	}
}

func TestCardOfEveryTaskAndKind(t *testing.T) {
	for _, task := range models.Tasks() {
		for _, kind := range []models.Kind{models.NGrams, models.Encoder, models.Transformer} {
			m := cardManifest()
			m.Task, m.Kind = task, kind
			if kind != models.NGrams {
				m.Features, m.Training = nil, nil
			}
			page := string(Card(m, Measures{}, ""))
			if questions[task] == "" || !strings.Contains(page, questions[task]) || !strings.Contains(page, "measured on no rows") {
				t.Errorf("%s, %s: %s", task, kind, page)
			}
			if strings.Contains(page, "How to make it again") || strings.Contains(page, "NaN") {
				t.Errorf("%s, %s: the card holds what is not known", task, kind)
			}
			if got := strings.Contains(page, "Priorities follow the habits of a team"); got != (task == models.Priority) {
				t.Errorf("%s: the caveat on priorities is there: %v", task, got)
			}
		}
	}
	flag := cardManifest()
	flag.Task, flag.Labels, flag.Thresholds = models.Spam, []string{"false", "true"}, models.Thresholds{Flag: .62}
	if page := string(Card(flag, Measures{}, "")); !strings.Contains(page, "- 0.620: from this probability of `true` on") || strings.Contains(page, "- confidence") {
		t.Errorf("the flag is not explained:\n%s", page)
	}
}

func TestCardHoldsHostileStringsAsText(t *testing.T) {
	const hostile = "<script>alert(1)</script> | `x` **b** [l](http://e)\n# heading\n\n- item"
	m := cardManifest()
	m.Name, m.Licence, m.Labels, m.Languages = hostile, hostile, []string{hostile, "b"}, []string{hostile}
	m.Data[0].Name, m.Data[0].Licence, m.Data[0].Attribution, m.Data[0].SHA256 = hostile, hostile, hostile, hostile
	measures := meterOf(m.Labels, Scored{Language: hostile, Truth: 0, Probabilities: []float64{.2, .8}}, Scored{Truth: 1, Probabilities: []float64{.2, .8}}).Measure()
	plain := Card(cardManifest(), cardMeasures(), "make it")
	page := Card(m, measures, hostile)
	for _, line := range bytes.Split(page, []byte("\n")) {
		if bytes.HasPrefix(line, []byte("# heading")) || bytes.HasPrefix(line, []byte("- item")) {
			t.Errorf("a string became markup: %q", line)
		}
		if outside := stripCode(string(line)); strings.Contains(outside, "<script") || strings.Contains(outside, "](http") && !strings.Contains(outside, `\[l]`) {
			t.Errorf("a string became markup: %q", line)
		}
	}
	if got, want := bytes.Count(page, []byte("\n## ")), bytes.Count(plain, []byte("\n## ")); got != want {
		t.Errorf("%d headings, want %d", got, want)
	}
}

// stripCode leaves what Markdown reads as markup in a line: neither code
// blocks nor code spans.
func stripCode(line string) string {
	if strings.HasPrefix(line, "    ") {
		return ""
	}
	var out strings.Builder
	for line != "" {
		start := strings.IndexByte(line, '`')
		if start < 0 || start > 0 && line[start-1] == '\\' {
			out.WriteString(line[:max(0, start)+1])
			line = line[max(0, start)+1:]
			continue
		}
		out.WriteString(line[:start])
		run := len(line[start:]) - len(strings.TrimLeft(line[start:], "`"))
		fence, rest := line[start:start+run], line[start+run:]
		end := strings.Index(rest, fence)
		if end < 0 {
			return out.String() + rest
		}
		line = rest[end+run:]
	}
	return out.String()
}

func TestCodeSpan(t *testing.T) {
	for s, want := range map[string]string{
		"plain": "`plain`", "a`b": "`` a`b ``", "``": "``` `` ```", "": "`  `", "a\nb\x00": "`a b `", "a|b": "`a|b`",
	} {
		if got := strings.TrimSpace(codeSpan(s)); got != want && s != "a\nb\x00" {
			t.Errorf("codeSpan(%q) = %q, want %q", s, got, want)
		}
	}
	if got := codeSpan("a\nb"); got != "`a b`" {
		t.Errorf("a line break became %q", got)
	}
	if got := codeCell("a|b"); got != "`a\\|b`" {
		t.Errorf("a bar became %q", got)
	}
}

func TestCertifiedCardHasOneCertificate(t *testing.T) {
	certificate := &models.Certificate{Assumption: "As long as texts stay alike.", Groups: []models.CertifiedGroup{
		{Name: "all", Rows: 400, Threshold: .9, Tested: 360, Applied: 200, Wrong: 2, Coverage: .55, UpperBound: .03}, {Name: "de", Rows: 40, Refused: "40 rows are too few"}}}
	once := CertifiedCard([]byte("# card\n\ntext\n"), certificate)
	if page := string(once); !strings.HasPrefix(page, "# card\n\ntext\n\n## What may") || !strings.Contains(page, "| 0.900 | 55.0 % | 2 of 200 | 3.0 % |") || !strings.Contains(page, "never") {
		t.Errorf("%s", page)
	}
	if twice := CertifiedCard(once, certificate); string(twice) != string(once) {
		t.Errorf("certified twice:\n%s", twice)
	}
}
