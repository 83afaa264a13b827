package insight

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"switchyard/internal/history"
)

// elements lists the elements of a page and fails on what fetches, runs or leads
// elsewhere.
func elements(t *testing.T, page string) (names []string, words string) {
	t.Helper()
	root, err := html.Parse(bytes.NewReader([]byte(page)))
	if err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	for n := range root.Descendants() {
		switch n.Type {
		case html.TextNode:
			said.WriteString(n.Data)
		case html.CommentNode:
			t.Errorf("a comment: %.80q", n.Data)
		case html.ElementNode:
			names = append(names, n.Data)
			for _, a := range n.Attr {
				if strings.HasPrefix(a.Key, "on") || strings.Contains(a.Val, "alert") || a.Key == "src" || a.Key == "href" && !strings.HasPrefix(a.Val, "#") {
					t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
				}
			}
		}
	}
	return names, said.String()
}

// Whatever a ticket, a category, an agent or a file is called stays text.
func TestHostileStringsStayText(t *testing.T) {
	for _, hostile := range []string{
		`"><script>alert(1)</script>`, `<img src=x onerror=alert(1)>`, `{{.Report}}`, `</style></title></bdi><svg onload=alert(1)>`,
		"a\x00\xff\u202eb", "`${1}`", `]]><!--`, strings.Repeat("w", 3000),
	} {
		r := hostileReport(hostile)
		plain, _ := elements(t, paged(t, hostileReport("plain")))
		got, words := elements(t, paged(t, r))
		if strings.Join(plain, " ") != strings.Join(got, " ") {
			t.Errorf("%.40q became markup", hostile)
		}
		if !strings.Contains(words, "excerpt") {
			t.Errorf("%.40q: the excerpt is gone", hostile)
		}
	}
}

// Cells are broken anywhere, so that one that names its row needs a least width, or
// on a phone it is one letter wide.
func TestRowsCanBeReadOnAPhone(t *testing.T) {
	if _, row, found := strings.Cut(paged(t, hostileReport("plain")), "<tr><td>"); found {
		t.Errorf("a row begins with a cell of no class: %.80q", row)
	}
}

// hostileReport has every string there is, and every section.
func hostileReport(s string) *Report {
	share := *shareOf(3, 10)
	return &Report{Name: s, UnreadWhy: []Unread{{1, s}}, Unread: 1, Figures: []Figure{{s, s, s}}, Next: []string{s}, AsOf: monday, Made: monday,
		Intake: Intake{Tickets: 10, First: monday, Last: monday.AddDate(0, 0, 1), Zone: s, Days: []int{4, 6}, Weeks: []int{10}, Channels: []Count{{s, 1, .1}}, Languages: []Count{{s, 1, .1}}, Statuses: []Count{{s, 1, .1}}, Priorities: []Count{{s, 1, .1}}},
		Speed:  Speed{First: Quantiles{Tickets: 1}, ByPriority: []Promptly{{Priority: s, First: Quantiles{Tickets: 1}}}, Happy: &share},
		Labels: Labels{Tickets: 10, All: []Category{{Name: s, N: 10, Share: 1}}, Alike: [][]Count{{{s, 1, 0}, {s, 1, 0}}}, States: []Count{{s, 1, .1}},
			Noise: &Noise{Of: 10, Judged: 10, Suspicious: share, Pairs: []Mistake{{s, s, 1}}, Found: []Suspect{{s, "excerpt" + s, s, s, .1, .9}}}},
		Learning: Learning{Labels: []string{s, s + "b"}, Accuracy: share, Usual: share, Curve: []Learned{{10, share}, {20, share}}, Risk: []Risk{{.5, .1}, {1, .2}},
			Promise: Promise{Alpha: .05, Delta: .1, Coverage: share, Wrong: share}, Fates: []Fate{{Name: s, Rows: 2, Taken: s, TakenN: 1, Human: s, Found: &share, Applied: &share}}, Matrix: [][]int{{1, 1}, {0, 3}, {0, 1}}},
		People:  People{Known: 10, Success: &share, Differ: &Differ{Agents: 2, P: .5, Spread: 1}, Agents: []Person{{Name: s, Results: 3, Adjusted: .5, AdjustedLow: .4, AdjustedHigh: .6}}},
		Gain:    Gain{About: s, Policies: []Policy{{Name: s, G: .5, GLow: .4, GHigh: .6}}, Over: []Increase{{Over: s}}},
		Repeats: Repeats{Of: 10, Looked: 10, Share: &share, Groups: []Group{{2, s, monday, monday}}, Bursts: []Burst{{5, s, monday, monday}}},
	}
}

func TestPersonalDataIsNotQuoted(t *testing.T) {
	d := desk{tickets: 60, days: 20, agents: 2, labels: five, topics: 5,
		text: func(int, int) string {
			return "I am Rita Quester, mail rita.q@example.org or ask Agatha0 about the invoice"
		}}
	r := must(t, &d, quick())
	html := paged(t, r)
	if len(r.Repeats.Groups) != 1 || r.Repeats.Groups[0].N != 60 {
		t.Fatalf("one text sixty times: %+v", r.Repeats)
	}
	for _, secret := range []string{"Quester", "rita.q", "Agatha"} {
		if strings.Contains(html, secret) {
			t.Errorf("%q is on the page", secret)
		}
	}
	o := quick()
	o.Plain = true
	html = paged(t, must(t, &d, o))
	for _, shown := range []string{"rita.q@example.org", "Agatha0 Person"} {
		if !strings.Contains(html, shown) {
			t.Errorf("asked to show it as it is, %q is not on the page", shown)
		}
	}
}

// An excerpt is redacted before it is cut: half an address is not known for one.
func TestExcerptsAreRedactedWhole(t *testing.T) {
	g, err := NewGatherer(history.Header{}, quick())
	if err != nil {
		t.Fatal(err)
	}
	for pad := excerptRunes - 30; pad < excerptRunes+5; pad++ {
		r := row{text: strings.Repeat("x ", pad/2) + "rita.quester@example.org"}
		if got := g.excerpt(&r); strings.Contains(got, "quester") || len([]rune(got)) > excerptRunes {
			t.Fatalf("%d: %q", pad, got)
		}
	}
}
