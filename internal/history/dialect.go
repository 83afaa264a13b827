package history

// dialect is how a helpdesk writes: where our fields stand, and what its values
// mean.
type dialect struct {
	lists   map[string]bool   // keys of an object that hold lists of records
	tickets []string          // those of tickets
	wrapped string            // a key under which a ticket alone stands
	fields  map[string]string // ours to the paths there
	values  map[string]map[string]string
	// said is where a ticket holds what was said, and apart the lists of it that
	// stand beside the tickets, naming them under ticket_id.
	said, apart []string
	words       words
	people      map[string]Kind // lists of people and what they are; users are agents or not by their role
	staff       []string        // roles of agents
	nobody      string          // the id of an owner who is none
	opened      bool            // what was said does not hold the text the ticket began with
}

// words are where the parts of what was said stand.
type words struct{ id, text, html, plain, kind, author, email, at, public, private, incoming, sender, external string }

func set(names ...string) map[string]bool {
	out := map[string]bool{}
	for _, name := range names {
		out[name] = true
	}
	return out
}

var dialects = map[string]*dialect{
	"zendesk": {
		lists: set("tickets", "comments", "users", "groups", "organizations"), tickets: []string{"", "tickets"},
		fields: map[string]string{
			"id": "id", "subject": "subject", "text": "description", "status": "status", "priority": "priority", "channel": "via.channel", "tags": "tags",
			"created_at": "created_at", "updated_at": "updated_at", "resolved_at": "metric_set.solved_at", "closed_at": "closed_at",
			"requester": "requester_id", "requester_email": "requester.email", "requester_name": "requester.name", "organisation": "organization_id", "organisation_name": "organization.name",
			"assignee": "assignee_id", "assignee_email": "assignee.email", "assignee_name": "assignee.name", "team": "group_id", "team_name": "group.name",
			"rating": "satisfaction_rating.score", "rating_comment": "satisfaction_rating.comment",
		},
		values: map[string]map[string]string{
			"status":   {"new": "new", "open": "open", "pending": "pending", "hold": "on_hold", "solved": "resolved", "closed": "closed", "deleted": ""},
			"priority": {"": "normal", "low": "low", "normal": "normal", "high": "high", "urgent": "urgent"},
			"channel":  {"": "api", "email": "email", "web": "web", "chat": "chat", "native_messaging": "chat", "messaging": "chat", "voice": "phone", "phone": "phone", "api": "api", "mobile": "web", "mobile_sdk": "web", "web_form": "web", "help_center": "web"},
			"rating":   {"good": "5", "bad": "1"},
		},
		said: []string{"comments"}, apart: []string{"comments"},
		words:  words{id: "id", text: "plain_body", plain: "body", html: "html_body", author: "author_id", email: "author.email", at: "created_at", public: "public"},
		people: map[string]Kind{"users": AnAgent, "groups": ATeam, "organizations": AnOrganisation}, staff: []string{"agent", "admin"},
	},
	"freshdesk": {
		lists: set("tickets", "conversations", "contacts", "agents", "groups", "companies", "users"), tickets: []string{"", "tickets"}, wrapped: "helpdesk_ticket",
		fields: map[string]string{
			"id": "id", "subject": "subject", "text": "description_text", "html": "description", "status": "status", "priority": "priority", "channel": "source", "category": "type", "tags": "tags",
			"created_at": "created_at", "updated_at": "updated_at", "resolved_at": "stats.resolved_at", "closed_at": "stats.closed_at", "first_response_at": "stats.first_responded_at",
			"requester": "requester_id", "requester_email": "requester.email", "requester_name": "requester.name", "organisation": "company_id", "organisation_name": "company.name",
			"assignee": "responder_id", "assignee_email": "responder.email", "assignee_name": "responder_name", "team": "group_id", "team_name": "group.name",
		},
		values: map[string]map[string]string{
			"status":   {"2": "open", "3": "pending", "4": "resolved", "5": "closed", "6": "pending", "7": "on_hold", "open": "open", "pending": "pending", "resolved": "resolved", "closed": "closed"},
			"priority": {"": "normal", "1": "low", "2": "normal", "3": "high", "4": "urgent", "low": "low", "medium": "normal", "high": "high", "urgent": "urgent"},
			"channel":  {"": "api", "1": "email", "2": "web", "3": "phone", "7": "chat", "9": "web", "10": "email"},
		},
		said: []string{"conversations", "notes", "helpdesk_notes"}, apart: []string{"conversations"}, opened: true,
		words:  words{id: "id", text: "body_text", plain: "body_text", html: "body", author: "user_id", email: "from_email", at: "created_at", private: "private", incoming: "incoming"},
		people: map[string]Kind{"users": AnAgent, "contacts": ATicket, "agents": AnAgent, "groups": ATeam, "companies": AnOrganisation}, staff: []string{"agent", "admin"},
	},
	"zammad": {
		lists: set("tickets", "articles", "ticket_articles", "users", "groups", "organizations"), tickets: []string{"", "tickets"},
		fields: map[string]string{
			"id": "id", "subject": "title", "status": "state", "priority": "priority", "channel": "create_article_type", "tags": "tags", "category": "category",
			"created_at": "created_at", "updated_at": "updated_at", "closed_at": "close_at", "first_response_at": "first_response_at",
			"requester": "customer_id", "requester_email": "customer", "organisation": "organization_id", "organisation_name": "organization",
			"assignee": "owner_id", "assignee_email": "owner", "team": "group_id", "team_name": "group",
		},
		values: map[string]map[string]string{
			"status": {"1": "new", "2": "open", "3": "on_hold", "4": "closed", "5": "", "6": "", "7": "on_hold", "new": "new", "open": "open", "pending reminder": "on_hold", "pending close": "on_hold",
				"closed": "closed", "merged": "", "removed": ""},
			"priority": {"": "normal", "1": "low", "2": "normal", "3": "high", "1 low": "low", "2 normal": "normal", "3 high": "high"},
			"channel":  {"": "api", "email": "email", "web": "web", "phone": "phone", "chat": "chat", "note": "api", "sms": "phone"},
		},
		said: []string{"articles"}, apart: []string{"articles", "ticket_articles"},
		words:  words{id: "id", text: "body", plain: "body", kind: "content_type", author: "created_by_id", email: "created_by", at: "created_at", private: "internal", sender: "sender", external: "message_id"},
		people: map[string]Kind{"users": AnAgent, "groups": ATeam, "organizations": AnOrganisation}, staff: []string{"agent", "admin", "2", "1"}, nobody: "1",
	},
	"csv": {
		lists: map[string]bool{}, tickets: []string{""}, fields: map[string]string{},
		values: map[string]map[string]string{
			"status":   {"": "closed", "new": "new", "open": "open", "pending": "pending", "on hold": "on_hold", "on_hold": "on_hold", "hold": "on_hold", "resolved": "resolved", "solved": "resolved", "closed": "closed", "spam": "spam"},
			"priority": {"": "normal", "low": "low", "normal": "normal", "medium": "normal", "high": "high", "urgent": "urgent", "critical": "urgent"},
			"channel":  {"": "api", "email": "email", "mail": "email", "e-mail": "email", "web": "web", "chat": "chat", "phone": "phone", "api": "api"},
		},
		opened: true, said: []string{"messages"},
		words: words{text: "text", plain: "text", html: "html", at: "at", public: "public", sender: "author"},
	},
}

// isTicket says whether a record is one.
func (d *dialect) isTicket(p placed) bool {
	for _, list := range d.tickets {
		if p.list == list {
			return list != "" || p.record[d.wrapped] != nil || d.kindOf(p) == ""
		}
	}
	return false
}

// kindOf is the list that a record without one belongs to, by what it holds: "" for
// a ticket, and "?" for nothing that is known.
func (d *dialect) kindOf(p placed) string {
	has := func(keys ...string) bool {
		for _, key := range keys {
			if _, ok := p.record[key]; !ok {
				return false
			}
		}
		return true
	}
	switch {
	case p.list != "":
		return p.list
	case has("ticket_id") && len(d.apart) > 0:
		return d.apart[0]
	case has("subject"), has("title"), has("requester_id"), has("customer_id"):
		return ""
	case d.people == nil:
		return ""
	case has("email"), has("login"):
		return "users"
	case len(p.record) == 0, has("next_page"), has("count"), has("end_of_stream"):
		return "?" // the rest of a page
	}
	return ""
}
