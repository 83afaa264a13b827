package api

import (
	"net/http"
	"strings"
	"testing"
)

const feed = `BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Test//EN
BEGIN:VEVENT
UID:1@example.org
DTSTAMP:20260101T000000Z
DTSTART;VALUE=DATE:20261225
DTEND;VALUE=DATE:20261227
SUMMARY:Christmas
END:VEVENT
BEGIN:VEVENT
UID:2@example.org
DTSTAMP:20260101T000000Z
DTSTART;VALUE=DATE:20261111
SUMMARY:St. Martin
TRANSP:TRANSPARENT
END:VEVENT
END:VCALENDAR
`

func TestHolidaysFromAFeed(t *testing.T) {
	d := newDesk(t)
	made := d.must(http.StatusCreated, http.MethodPost, "/v1/calendars", `{"name":"Office","time_zone":"Europe/Berlin","weekly":[{"day":"monday","from":"09:00","to":"17:00"}]}`)
	path := "/v1/calendars/" + made.field("id")
	send := func(query, body string) answer {
		return d.do(http.MethodPost, path+"/holidays?"+query, strings.ReplaceAll(body, "\n", "\r\n"), "Content-Type", "text/calendar")
	}
	const year = "from=2026-01-01&to=2026-12-31"
	d.check(send(year+"&dry_run=true", feed), http.StatusOK, `"date":"2026-12-26"`, "St. Martin")
	d.check(d.do(http.MethodGet, path, ""), http.StatusOK, `"version":1`)
	d.check(send(year+"&busy=true", feed), http.StatusOK, `"present":0`)
	d.check(send(year+"&busy=true", feed), http.StatusOK, `"added":[]`, `"present":2`)
	if got := d.do(http.MethodGet, path, ""); strings.Contains(got.body, "Martin") || strings.Count(got.body, "Christmas") != 2 {
		t.Errorf("the calendar holds %s", got.body)
	}
	for _, c := range []struct {
		query, body string
		status      int
		says        string
	}{
		{year, "no feed", http.StatusUnprocessableEntity, "the feed cannot be read"},
		{"from=2026-01-01", feed, http.StatusUnprocessableEntity, "to"},
		{year + "&busy=perhaps", feed, http.StatusBadRequest, "busy must be true or false"},
		{year + "&x=1", feed, http.StatusBadRequest, "is not a parameter"},
		{year, feed + strings.Repeat("X", largestFeed), http.StatusRequestEntityTooLarge, ""},
	} {
		d.check(send(c.query, c.body), c.status, c.says)
	}
	d.check(d.do(http.MethodPost, "/v1/calendars/0190a1b2-c3d4-7e5f-8091-a2b3c4d5e6f7/holidays?"+year, feed, "Content-Type", "text/calendar"), http.StatusNotFound)
}

func TestTicketSettings(t *testing.T) {
	d := newDesk(t)
	const path = "/v1/settings/tickets"
	d.must(http.StatusOK, http.MethodGet, path, "", `"close_after":"168h`, `".exe"`)
	d.must(http.StatusOK, http.MethodPatch, path, `{"close_after":"24h","refused_files":[".EXE"]}`, `"close_after":"24h`, `[".exe"]`)
	d.must(http.StatusOK, http.MethodPatch, path, `{"max_attachment":1000}`, `"close_after":"24h`, `"max_attachment":1000`)
	d.must(http.StatusOK, http.MethodPatch, path, `{"refused_files":[]}`, `"refused_files":[]`)
	d.must(http.StatusOK, http.MethodPatch, path, `{"refused_files":null,"max_attachment":null}`, `".exe"`, `"max_attachment":20971520`, `"close_after":"24h`)
	for body, says := range map[string]string{
		`{"close_after":"-1h"}`:      "close_after",
		`{"close_after":"soon"}`:     "close_after",
		`{"max_attachment":0}`:       "max_attachment",
		`{"refused_files":["exe"]}`:  "ending",
		`{"close_afterwards":"24h"}`: "close_afterwards",
	} {
		d.must(http.StatusUnprocessableEntity, http.MethodPatch, path, body, says)
	}
	d.as(d.tokenFor(`{"name":"lead","role":"lead"}`)).must(http.StatusForbidden, http.MethodPatch, path, `{"close_after":"1h"}`)
}

// Of two who saw the same rules, the second is told; the defaults have a tag as
// well.
func TestTicketSettingsMatch(t *testing.T) {
	d := newDesk(t)
	const path = "/v1/settings/tickets"
	for _, body := range []string{`{"close_after":"24h"}`, `{"close_after":"48h"}`} {
		seen := d.must(http.StatusOK, http.MethodGet, path, "").header.Get("ETag")
		d.check(d.do(http.MethodPatch, path, body, "If-Match", seen), http.StatusOK)
		d.check(d.do(http.MethodPatch, path, `{"close_after":"1h"}`, "If-Match", seen), http.StatusPreconditionFailed, `"kind":"stale"`)
	}
	d.must(http.StatusOK, http.MethodGet, path, "", `"close_after":"48h`)
}
