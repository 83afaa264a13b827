package api

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"switchyard/internal/suggest"
)

// resolvedWith opens a ticket and resolves it with a reply.
func (d *desk) resolvedWith(requester, subject, body, reply string) string {
	d.Helper()
	made := d.do("POST", "/v1/tickets", fmt.Sprintf(`{"subject":%q,"body":%q,"requester":{"email":%q,"name":%q},"language":"en"}`, subject, body, requester+"@example.org", requester+" Miller"))
	if made.status != 201 {
		d.Fatalf("POST /v1/tickets: %d %s", made.status, made.body)
	}
	id := made.field("id")
	if reply != "" {
		if said := d.do("POST", "/v1/tickets/"+id+"/messages", fmt.Sprintf(`{"body":%q,"status":"resolved"}`, reply)); said.status != 201 {
			d.Fatalf("POST messages: %d %s", said.status, said.body)
		}
	}
	return id
}

func (d *desk) suggestions(id string) []suggest.Suggestion {
	d.Helper()
	got := d.do("POST", "/v1/tickets/"+id+"/suggestions", "")
	if got.status != 200 {
		d.Fatalf("POST suggestions: %d %s", got.status, got.body)
	}
	var all Suggestions
	if err := json.Unmarshal([]byte(got.body), &all); err != nil {
		d.Fatal(err)
	}
	return all.Data
}

func TestSuggestions(t *testing.T) {
	d := newDesk(t)
	first := d.resolvedWith("nobody", "Where is my parcel", "It has not come", "")
	if got := d.suggestions(first); len(got) != 0 {
		t.Fatalf("a desk without history suggests %+v", got)
	}
	for i, name := range []string{"Anna", "Boris", "Carla", "Dmitri", "Elena", "Farid"} {
		d.resolvedWith(name, "Password reset does not work", "I cannot log in, the reset link for my password has expired, order "+strconv.Itoa(7700100+i),
			"Hello "+name+",\n\nplease open the login page and ask for a new reset link: the old link is valid for one hour only. Your order is "+strconv.Itoa(7700100+i)+".\n")
	}
	if err := d.api.config.Suggest.Read(t.Context()); err != nil {
		t.Fatal(err)
	}
	id := d.resolvedWith("Grace", "Password reset link expired", "I cannot log in because the reset link has expired. My order is 9912345.", "")
	got := d.suggestions(id)
	if len(got) == 0 {
		t.Fatal("nothing is suggested")
	}
	s := got[0]
	if !strings.Contains(s.Text, "Grace") || !strings.Contains(s.Text, "9912345") || !s.Sendable || s.Support != 6 || len(s.Sources) == 0 || len(s.Parts) == 0 {
		t.Errorf("suggested %+v", s)
	}
	for _, leak := range []string{"Anna", "Boris", "Farid", "77001"} {
		if strings.Contains(s.Text, leak) {
			t.Errorf("%q of another ticket is in %q", leak, s.Text)
		}
	}

	other := d.resolvedWith("Hugo", "Reset link", "The password reset link has expired and I cannot log in", "")
	open := d.suggestions(other)
	if len(open) == 0 || open[0].Sendable || !strings.Contains(open[0].Text, "{{ticket.id}}") {
		t.Errorf("an order nobody named must stay open: %+v", open)
	}

	if refused := d.do("POST", "/v1/tickets/"+other+"/messages", fmt.Sprintf(`{"body":"x","suggestion":%q}`, s.ID)); refused.status != 422 || !strings.Contains(refused.body, "was not suggested for this ticket") {
		t.Errorf("a suggestion of another ticket: %d %s", refused.status, refused.body)
	}
	if sent := d.do("POST", "/v1/tickets/"+id+"/messages", fmt.Sprintf(`{"body":%q,"suggestion":%q}`, s.Text, s.ID)); sent.status != 201 {
		t.Fatalf("POST messages: %d %s", sent.status, sent.body)
	}
	events := d.do("GET", "/v1/tickets/"+id+"/events", "")
	if !strings.Contains(events.body, `"outcome":"accepted"`) || !strings.Contains(events.body, s.ID.String()) {
		t.Errorf("what was sent is not recorded: %s", events.body)
	}
	if said := d.do("GET", "/v1/tickets/"+id+"/messages", ""); !strings.Contains(said.body, `"suggested":"Hello`) {
		t.Errorf("the message does not say what was suggested: %s", said.body)
	}
	if shown := d.do("GET", "/v1/events?type=suggestion.shown", ""); strings.Contains(shown.body, "Grace") || !strings.Contains(shown.body, "{{customer.name}}") && !strings.Contains(shown.body, "{{customer.first_name}}") {
		t.Errorf("the log of what was shown: %s", shown.body)
	}
	if err := d.api.config.Suggest.Follow(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestMacroUse(t *testing.T) {
	d := newDesk(t)
	misspelt := d.do("POST", "/v1/macros", `{"name":"a","reply":"Dear {{customer.frist_name}}"}`)
	if misspelt.status != 422 || !strings.Contains(misspelt.body, "customer.first_name") {
		t.Errorf("a misspelt placeholder: %d %s", misspelt.status, misspelt.body)
	}
	if open := d.do("POST", "/v1/macros", `{"name":"a","reply":"Dear {{customer.name}"}`); open.status != 422 {
		t.Errorf("a placeholder that is not closed: %d %s", open.status, open.body)
	}
	macro := d.do("POST", "/v1/macros", `{"name":"Thanks","reply":"Dear {{customer.first_name}}, order {{ticket.id}} is on its way.","set":{"status":"resolved","priority":"low"},"tags":["parcel"]}`)
	if macro.status != 201 {
		t.Fatalf("POST macros: %d %s", macro.status, macro.body)
	}
	id := d.resolvedWith("Iris", "Where is it", "I wait for it.", "")
	use := func(body string) answer {
		return d.do("POST", "/v1/tickets/"+id+"/macro", fmt.Sprintf(body, macro.field("id")))
	}
	if got := use(`{"macro":%q}`); got.status != 422 || !strings.Contains(got.body, "{{ticket.id}}") {
		t.Errorf("an open slot is sent: %d %s", got.status, got.body)
	}
	if got := use(`{"macro":%q,"try":true}`); got.status != 200 || !strings.Contains(got.body, `"sendable":false`) || strings.Contains(got.body, `"done":true`) {
		t.Errorf("tried: %d %s", got.status, got.body)
	}
	got := use(`{"macro":%q,"body":"Dear Iris, it is on its way."}`)
	if got.status != 200 || got.field("ticket.status") != "resolved" || got.field("ticket.priority") != "low" || !strings.Contains(got.body, `"parcel"`) {
		t.Errorf("used: %d %s", got.status, got.body)
	}
}
