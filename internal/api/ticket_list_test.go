package api

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/uuid"
)

// lists opens tickets that differ, and gives their ids by number.
func (d *desk) lists() (ids []string, agent, team string) {
	d.Helper()
	team = d.must(201, "POST", "/v1/teams", `{"name":"Billing"}`).field("id")
	agent = d.must(201, "POST", "/v1/agents", `{"name":"A","email":"a@example.org"}`).field("id")
	ids = []string{""} // numbers start with 1
	for i, more := range []string{
		`"priority":"low","tags":["a"],"channel":"web"`, `"priority":"high","tags":["a","b"],"language":"pt-BR"`, `"priority":"high","category":"vpn","tags":["b"]`,
		`"priority":"urgent","category":"vpn"`, `"priority":"low","language":"de"`, `"tags":["a","c"],"category":"'; DROP TABLE tickets; --"`,
	} {
		ids = append(ids, d.open(fmt.Sprintf("ticket %d", i+1), more).field("id"))
	}
	d.must(200, "PATCH", "/v1/tickets/2", `{"assignee":"`+agent+`"}`)
	d.must(200, "PATCH", "/v1/tickets/5", `{"team":"`+team+`"}`)
	d.must(200, "PATCH", "/v1/tickets/1", `{"status":"resolved"}`)
	return ids, agent, team
}

func TestListTickets(t *testing.T) {
	d := newDesk(t)
	ids, agent, team := d.lists()
	rita := d.must(200, "GET", "/v1/tickets/1", "").field("requester")
	nobody := uuid.NewString()
	for _, c := range []struct {
		query string
		want  []int
	}{
		{"", []int{6, 5, 4, 3, 2, 1}},
		{"sort=number", []int{1, 2, 3, 4, 5, 6}},
		{"sort=-priority", []int{4, 3, 2, 6, 5, 1}},
		{"sort=priority", []int{1, 5, 6, 2, 3, 4}},
		{"sort=-updated", []int{1, 5, 2, 6, 4, 3}},
		{"sort=updated&status=new", []int{3, 4, 6, 5}},
		{"status=resolved,open", []int{2, 1}},
		{"priority=high,urgent", []int{4, 3, 2}},
		{"channel=web", []int{1}},
		{"category=vpn", []int{4, 3}},
		{"language=PT-br,de", []int{5, 2}},
		{"tag=A", []int{6, 2, 1}},
		{"tag=a,b", []int{2}},
		{"assignee=" + agent, []int{2}},
		{"assignee=none&priority=low", []int{5, 1}},
		{"assignee=none," + agent, nil},
		{"team=" + team, []int{5}},
		{"requester=" + rita + "&sort=priority&status=new,open", []int{5, 6, 2, 3, 4}},
		{"requester=" + nobody, []int{}},
		{"organisation=" + nobody, []int{}},
		{"created_from=2020-01-01T00:00:00Z&created_before=2099-01-01T00:00:00%2B02:00&category=vpn", []int{4, 3}},
		{"created_before=2020-01-01T00:00:00Z", []int{}},
		{"category=" + url.QueryEscape("'; DROP TABLE tickets; --"), []int{6}},
		{"category=" + url.QueryEscape(`" OR 1=1`), []int{}},
		{"tag=" + url.QueryEscape("a') OR ('1'='1"), []int{}},
		{"status=", []int{6, 5, 4, 3, 2, 1}},

		{"status=done", nil}, {"status=new,", nil}, {"status=" + url.QueryEscape("new' OR '1'='1"), nil}, {"priority=asap", nil}, {"channel=fax", nil},
		{"language=klingonese!", nil}, {"team=7", nil}, {"requester=x", nil}, {"organisation=%27", nil}, {"assignee=me", nil},
		{"created_from=yesterday", nil}, {"created_before=2020-01-01T00:00:00Z,2021-01-01T00:00:00Z", nil},
		{"sort=subject", nil}, {"sort=number,updated", nil}, {"sort=" + url.QueryEscape("number; DROP TABLE tickets"), nil},
		{"status=new&status=open", nil}, {"state=new", nil}, {"category=%00", nil}, {"tag=a%ff", nil}, {"category=%zz", nil},
		{"tag=" + strings.Repeat("a,", 50) + "a", nil},
		{"page[size]=0", nil}, {"page[size]=201", nil}, {"page[size]=x", nil}, {"page[size]=-1", nil}, {"page[after]=x", nil}, {"page[number]=2", nil},
	} {
		got := d.do("GET", "/v1/tickets?"+c.query, "")
		if c.want == nil {
			d.check(got, 400)
			continue
		}
		d.check(got, 200, `"has_more":false`)
		want := make([]string, len(c.want))
		for i, number := range c.want {
			want[i] = ids[number]
		}
		if !slices.Equal(got.ids(), want) {
			t.Errorf("%s gives %s\nwant the numbers %v", c.query, got.body, c.want)
		}
	}
	d.must(200, "GET", "/v1/tickets/6", "", "DROP TABLE") // nothing was dropped
}

// Through the pages of any list every ticket comes once, in order, while
// others are opened.
func TestPagesOfTickets(t *testing.T) {
	d := newDesk(t)
	for i := range 23 {
		d.open(strconv.Itoa(i), `"priority":"`+[]string{"low", "high", "urgent"}[i%3]+`"`)
	}
	for _, query := range []string{"", "sort=number", "sort=-priority", "sort=priority&status=new", "sort=-updated", "sort=updated&priority=low,high", "assignee=none"} {
		whole := d.must(200, "GET", "/v1/tickets?page[size]=200&"+query, "").ids()
		var walked []string
		for next := "/v1/tickets?page[size]=5&" + query; next != ""; {
			page := d.must(200, "GET", next, "")
			walked, next = append(walked, page.ids()...), page.field("links.next")
			if next != "" && !strings.Contains(query, "updated") && query != "sort=number" {
				d.open("new", `"priority":"urgent"`)
			}
		}
		slices.Sort(whole)
		seen := slices.Sorted(slices.Values(walked))
		for _, id := range whole {
			if !slices.Contains(walked, id) {
				t.Errorf("%q: %s is missing from the pages", query, id)
			}
		}
		if once := slices.Compact(slices.Clone(seen)); len(once) != len(seen) {
			t.Errorf("%q: of %d tickets only %d differ", query, len(seen), len(once))
		}
	}
	cursor := d.must(200, "GET", "/v1/tickets?page[size]=5&sort=number", "").field("meta.after_cursor")
	d.must(200, "GET", "/v1/tickets?page[size]=7&sort=number&page[after]="+cursor, "", `"number":6`)
	for query, want := range map[string]string{
		"sort=-number&page[after]=" + cursor:                                             "belongs to another query",
		"sort=number&status=new&page[after]=" + cursor:                                   "belongs to another query",
		"sort=number&page[after]=" + strings.Repeat("A", 600):                            "is not a cursor",
		"sort=number&page[after]=" + cursor[:len(cursor)-1]:                              "page[after]",
		"sort=number&page[after]=" + cursor[:12] + swapped(cursor[12:13]) + cursor[13:]:  "was altered",
		"sort=number&page[after]=" + url.QueryEscape("'; DROP TABLE tickets; -- ------"): "is not a cursor",
	} {
		d.must(400, "GET", "/v1/tickets?"+query, "", want, `"parameter":"page[after]"`)
	}
	d.must(400, "GET", "/v1/search?q=x&page[after]="+cursor, "", "belongs to another query")
}

// swapped is another letter.
func swapped(letter string) string {
	if letter == "A" {
		return "B"
	}
	return "A"
}

func TestSearch(t *testing.T) {
	d := newDesk(t)
	d.open("Straße gesperrt")
	d.open("VPN (client) near OR not")
	third := d.open("退款 please")
	d.must(201, "POST", third.place()+"/messages", `{"body":"a secret note: '); DROP TABLE tickets;--","public":false}`)
	if err := d.store.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	for words, want := range map[string]int{
		"help": 3, "STRASSE": 1, "strasse help": 1, "strasse vpn": 0, "退款": 1, "secret": 1, "client": 1, "OR not": 1, "near": 1,
		`"help`: 3, `help"`: 3, `"help" OR "x"`: 0, "help*": 3, "*help": 3, "hel*": 0, "NEAR(help please, 2)": 0, "near(vpn client)": 1, "subject:help": 0,
		"-help": 3, "^help": 3, "help AND": 0, "{help}": 3, "hélp": 3, "'; DROP TABLE tickets; --": 1, `" OR 1=1`: 0, "help\x00": 3, "\xff help": 3, "%": 0, "🙂": 0, "(((": 0, `\`: 0,
	} {
		got := d.must(200, "GET", "/v1/search?q="+url.QueryEscape(words), "")
		if n := len(got.ids()); n != want {
			t.Errorf("%q finds %d tickets, want %d: %s", words, n, want, got.body)
		}
	}
	first := d.must(200, "GET", "/v1/search?q=help&page[size]=2", "", `"number":3`, `"has_more":true`)
	rest := d.must(200, "GET", first.field("links.next"), "", `"number":1`, `"has_more":false`)
	if n := len(rest.ids()); n != 1 {
		t.Errorf("the second page has %d tickets, want 1", n)
	}
	d.must(200, "GET", "/v1/search?q=help&page[size]=200", "", `"has_more":false`)
	for _, query := range []string{"", "q=", "q=%20", "q=" + strings.Repeat("x", 501), "q=x&q=y", "q=x&limit=3", "q=x&page[size]=0"} {
		d.must(400, "GET", "/v1/search?"+query, "")
	}
}
