package api

import (
	"bytes"
	"html/template"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"
	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"

	"switchyard/internal/access"
	"switchyard/internal/ticket"
)

// ArticlesFound are articles that a search found.
type ArticlesFound struct {
	Data []ticket.Article `json:"data" nullable:"false" doc:"Best first"`
}

// ArticleVersions are an article as it is and as it was.
type ArticleVersions struct {
	Data []ticket.Article `json:"data" nullable:"false" doc:"Latest first"`
}

// mostFound is how many articles a search gives.
const mostFound = 20

func searchParameters() []*huma.Param {
	return []*huma.Param{
		{Name: "q", In: "query", Required: true, Description: "Words to find; those of the title count three times.", Schema: &huma.Schema{Type: huma.TypeString}},
		{Name: "language", In: "query", Description: "BCP-47; all where nothing is said.", Schema: &huma.Schema{Type: huma.TypeString}},
	}
}

func (a *API) registerArticles() {
	search := &huma.Operation{
		OperationID: "search-articles", Method: http.MethodGet, Path: "/v1/articles/search", Tags: []string{"Articles"}, Summary: "Search the articles",
		Description: "The 20 that fit best, private ones too. What was saved a moment ago may be missing.", Parameters: searchParameters(),
	}
	endpoint[nothing, ArticlesFound](a, access.SetupRead, search, func(r *http.Request, _ *request[nothing]) (reply, error) { return a.searchArticles(r, false) })
	versions := &huma.Operation{
		OperationID: "list-article-versions", Method: http.MethodGet, Path: "/v1/articles/{id}/versions", Tags: []string{"Articles"}, Summary: "Show an article as it is and as it was",
		Description: "Latest first, also of one that was removed.",
		Parameters:  []*huma.Param{{Name: "id", In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString, Format: "uuid"}}},
	}
	endpoint[nothing, ArticleVersions](a, access.SetupRead, versions, a.articleVersions)

	open := &huma.Operation{
		OperationID: "search-public-articles", Method: http.MethodGet, Path: "/articles", Tags: []string{"Articles"}, Summary: "Search the public articles",
		Description: "Needs no token.", Parameters: searchParameters(), Responses: a.responses(http.StatusOK, "What was found.", reflect.TypeFor[ArticlesFound](), http.StatusBadRequest, http.StatusNotFound),
	}
	a.register(open, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, p := readParameters(r, "q", "language"); p != nil {
			writeProblem(w, r, p)
			return
		}
		found, err := a.searchArticles(r, true)
		if err != nil {
			a.refuse(w, r, err)
			return
		}
		a.answer(w, r, found.body)
	}))
	page := &huma.Operation{
		OperationID: "read-public-article", Method: http.MethodGet, Path: "/articles/{id}", Tags: []string{"Articles"}, Summary: "Read a public article as a page",
		Description: "Needs no token. The Markdown is sanitised: nothing in it runs or loads.",
		Parameters:  []*huma.Param{{Name: "id", In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString, Format: "uuid"}}},
		Responses:   plainResponse("The page.", "text/html"),
	}
	page.Responses["404"] = a.problemResponse("There is no such article, or it is not public.")
	a.register(page, http.HandlerFunc(a.readArticle))
}

func (a *API) searchArticles(r *http.Request, public bool) (reply, error) {
	if a.config.Suggest == nil {
		return reply{}, errNoSuggestions
	}
	words := r.URL.Query().Get("q")
	if strings.TrimSpace(words) == "" || len(words) > 1000 {
		return reply{}, badRequest("q", "q has to be 1 to 1000 bytes of words to find")
	}
	found, err := a.config.Suggest.Articles(words, r.URL.Query().Get("language"), public, mostFound)
	if found == nil {
		found = []ticket.Article{}
	}
	return reply{body: ArticlesFound{found}}, err
}

func (a *API) articleVersions(r *http.Request, _ *request[nothing]) (reply, error) {
	id, err := uuid.Parse(chi.URLParam(r, "id"))
	if err != nil {
		return reply{}, ticket.Errorf(ticket.NotFound, "", "%s is no id of an article", brief(chi.URLParam(r, "id")))
	}
	all, err := a.setup.Articles.Versions(r.Context(), id)
	if err == nil && len(all) == 0 {
		err = ticket.Errorf(ticket.NotFound, "", "there is no article %s and never was", id)
	}
	return reply{body: ArticleVersions{all}}, err
}

// markup keeps what text needs, and nothing that runs or loads. Pictures would
// tell others who reads.
var markup = func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowStandardURLs()
	p.AllowElements("p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "strong", "em", "code", "pre", "blockquote", "ul", "ol", "li")
	p.AllowAttrs("href").OnElements("a")
	p.RequireNoFollowOnLinks(true)
	p.RequireNoReferrerOnLinks(true)
	return p
}()

var articlePage = template.Must(template.New("article").Parse(`<!doctype html>
<html lang="{{.Language}}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>{{.Title}}</title>
<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:1rem auto;padding:0 1rem;overflow-wrap:anywhere}pre{overflow-x:auto}</style></head>
<body><main dir="auto"><h1>{{.Title}}</h1>
{{.Body}}</main></body></html>
`))

func (a *API) readArticle(w http.ResponseWriter, r *http.Request) {
	id, err := uuid.Parse(chi.URLParam(r, "id"))
	var found ticket.Article
	known := false
	if err == nil && a.config.Suggest != nil {
		found, known = a.config.Suggest.Published(id)
	}
	if !known {
		a.refuse(w, r, ticket.Errorf(ticket.NotFound, "", "there is no public article %s", brief(chi.URLParam(r, "id"))))
		return
	}
	body, err := articleHTML(found.Body)
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	var out bytes.Buffer
	if err := articlePage.Execute(&out, struct {
		Language, Title string
		Body            template.HTML
	}{found.Language, found.Title, body}); err != nil {
		a.refuse(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(out.Bytes()) // whoever asked is gone
}

// articleHTML is Markdown as HTML that may be shown to anybody.
func articleHTML(markdown string) (template.HTML, error) {
	var raw bytes.Buffer
	if err := goldmark.Convert([]byte(markdown), &raw); err != nil {
		return "", err
	}
	return template.HTML(markup.Sanitize(raw.String())), nil //nolint:gosec // it was sanitised
}
