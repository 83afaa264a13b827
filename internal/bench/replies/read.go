package replies

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Case is a ticket and what answered it.
type Case struct {
	ID     string
	Title  string
	Body   string
	At     time.Time // zero where the set has none
	Scope  string    // whose desk, or which language: only candidates of the same are ranked
	Reply  string
	Target string // the candidate that is right
}

// Candidate is something to answer with.
type Candidate struct {
	ID    string
	Scope string
	Title string
	Body  string
}

// Set is the cases that are learnt from, those that are asked, and what may be
// answered.
type Set struct {
	Name string
	// Linked cases of the past were answered with a candidate, and are known to
	// the library; otherwise they are learnt from alone.
	Linked      bool
	Past, Asked []Case
	Candidates  []Candidate
}

type row struct {
	ID, Subject, Body, Language string
	CreatedAt                   time.Time `json:"created_at"`
	Meta                        struct {
		Company, Reply, Answer string
		Documents              []struct{ ID, URL string }
	}
}

func rows(path string) ([]row, error) {
	f, err := os.Open(path) //nolint:gosec // the folder is the caller's
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // read only
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	var out []row
	for lines.Scan() {
		var r row
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			return nil, fmt.Errorf("%s: line %d: %w", path, len(out)+1, err)
		}
		out = append(out, r)
	}
	return out, lines.Err()
}

// Care reads the customer care conversations: which page of the company helps.
// The candidates are the company's pages, known by the words of their address.
func Care(data string) (*Set, error) {
	folder := filepath.Join(data, "ibm-twitter-care")
	raw, err := os.ReadFile(filepath.Join(folder, "documents.json")) //nolint:gosec // the folder is the caller's
	if err != nil {
		return nil, err
	}
	var known struct {
		URLs      map[string]string
		Companies map[string][]string
	}
	if err := json.Unmarshal(raw, &known); err != nil {
		return nil, err
	}
	set := &Set{Name: "ibm-twitter-care", Linked: true}
	pages := map[string]map[string]string{} // company, id, address
	take := func(company, id, address string) string {
		if pages[company] == nil {
			pages[company] = map[string]string{}
		}
		address = page(address)
		for other, was := range pages[company] {
			if was == address {
				return other
			}
		}
		pages[company][id] = address
		return id
	}
	for company, ids := range known.Companies {
		for _, id := range slices.Sorted(slices.Values(ids)) {
			take(company, id, known.URLs[id])
		}
	}
	for _, part := range []struct {
		file  string
		cases *[]Case
	}{{"dev.jsonl", &set.Past}, {"test.jsonl", &set.Asked}} {
		read, err := rows(filepath.Join(folder, part.file))
		if err != nil {
			return nil, err
		}
		for i := range read {
			r := &read[i]
			d := r.Meta.Documents[0]
			*part.cases = append(*part.cases, Case{ID: r.ID, Body: r.Body, At: r.CreatedAt, Scope: r.Meta.Company,
				Reply: withoutLinks(r.Meta.Reply), Target: r.Meta.Company + " " + take(r.Meta.Company, d.ID, d.URL)})
		}
	}
	for company, all := range pages {
		for id, address := range all {
			set.Candidates = append(set.Candidates, Candidate{ID: company + " " + id, Scope: company, Title: slug(address)})
		}
	}
	slices.SortFunc(set.Candidates, func(a, b Candidate) int { return strings.Compare(a.ID, b.ID) })
	return set, nil
}

// page is an address without the archive that it was read from.
func page(address string) string {
	if at := strings.LastIndex(address, "http"); at > 0 && strings.Contains(address, "web.archive.org") {
		address = address[at:]
	}
	_, rest, _ := strings.Cut(address, "://")
	return strings.TrimSuffix(strings.TrimPrefix(rest, "www."), "/")
}

// slug are the words of an address.
func slug(address string) string {
	if plain, err := url.PathUnescape(address); err == nil {
		address = plain
	}
	return strings.Join(strings.FieldsFunc(address, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
}

func withoutLinks(s string) string {
	return strings.Join(slices.DeleteFunc(strings.Fields(s), func(w string) bool { return strings.HasPrefix(w, "http") }), " ")
}

// Answers reads tickets with answers: which answer is whose, of all that are in
// its language. Every second one is learnt from, the others are asked.
func Answers(data, file string) (*Set, error) {
	read, err := rows(filepath.Join(data, "tickets-multilang", file))
	if err != nil {
		return nil, err
	}
	set := &Set{Name: "tickets-multilang, " + file}
	for i := range read {
		r := &read[i]
		c := Case{ID: r.ID, Title: r.Subject, Body: r.Body, Scope: r.Language, Reply: r.Meta.Answer, Target: r.ID}
		if i%2 == 0 {
			set.Past = append(set.Past, c)
		} else {
			set.Asked = append(set.Asked, c)
		}
		set.Candidates = append(set.Candidates, Candidate{ID: r.ID, Scope: r.Language, Body: r.Meta.Answer})
	}
	return set, nil
}
