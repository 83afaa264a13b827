package api

import (
	"fmt"
	"strings"
	"testing"
)

func TestArticles(t *testing.T) {
	d := newDesk(t)
	body := "# Reset\n\nOpen **settings**.\n\n<script>alert(1)</script><img src=x onerror=alert(2)>\n\n[bad](javascript:alert(3)) [good](https://example.org/help)"
	made := d.do("POST", "/v1/articles", fmt.Sprintf(`{"title":"Reset your password","body":%q,"language":"en","public":true}`, body))
	private := d.do("POST", "/v1/articles", `{"title":"Password rules for agents","body":"Never say the password aloud.","language":"en"}`)
	if made.status != 201 || private.status != 201 {
		t.Fatalf("%d %s, %d %s", made.status, made.body, private.status, private.body)
	}
	if changed := d.do("PATCH", "/v1/articles/"+made.field("id"), `{"title":"Reset a password"}`); changed.status != 200 {
		t.Fatal(changed.body)
	}
	if err := d.api.config.Suggest.Read(t.Context()); err != nil {
		t.Fatal(err)
	}
	versions := d.do("GET", "/v1/articles/"+made.field("id")+"/versions", "")
	if is, was := strings.Index(versions.body, "Reset a password"), strings.Index(versions.body, "Reset your password"); is < 0 || was < is {
		t.Errorf("versions: %s", versions.body)
	}
	if found := d.do("GET", "/v1/articles/search?q=password", ""); !strings.Contains(found.body, "Reset a password") || !strings.Contains(found.body, "rules for agents") {
		t.Errorf("search: %s", found.body)
	}
	d.token = ""
	found := d.do("GET", "/articles?q=password&language=en", "")
	if found.status != 200 || !strings.Contains(found.body, "Reset a password") || strings.Contains(found.body, "rules for agents") {
		t.Errorf("public search: %d %s", found.status, found.body)
	}
	if none := d.do("GET", "/articles?q=password&language=fr", ""); strings.Contains(none.body, "Reset") {
		t.Errorf("in another language: %s", none.body)
	}
	page := d.do("GET", "/articles/"+made.field("id"), "")
	if page.status != 200 || !strings.Contains(page.body, "<strong>settings</strong>") || !strings.Contains(page.body, `href="https://example.org/help"`) {
		t.Errorf("page: %d %s", page.status, page.body)
	}
	for _, want := range []string{`<html lang="en">`, `<main dir="auto">`, `name="color-scheme" content="light dark"`} {
		if !strings.Contains(page.body, want) {
			t.Errorf("the page lacks %s: %s", want, page.body)
		}
	}
	for _, bad := range []string{"<script", "onerror", "<img", "javascript:"} {
		if strings.Contains(page.body, bad) {
			t.Errorf("the page holds %s: %s", bad, page.body)
		}
	}
	if hidden := d.do("GET", "/articles/"+private.field("id"), ""); hidden.status != 404 {
		t.Errorf("a private article is shown: %d", hidden.status)
	}
}
