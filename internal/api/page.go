package api

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

const (
	pageSize  = "page[size]"
	pageAfter = "page[after]"

	defaultPage = 50
	largestPage = 200
)

// Page is a part of a list.
type Page[T any] struct {
	Data  []T       `json:"data" nullable:"false"`
	Meta  PageMeta  `json:"meta"`
	Links PageLinks `json:"links"`
}

// PageMeta says whether a list goes on.
type PageMeta struct {
	HasMore     bool   `json:"has_more"`
	AfterCursor string `json:"after_cursor,omitempty" doc:"To send as page[after] for what follows"`
}

// PageLinks lead on from a page.
type PageLinks struct {
	Next string `json:"next,omitempty" format:"uri-reference" doc:"The next page; absent on the last"`
}

// window is the part of a list that a request asks for.
type window struct {
	size  int
	after []byte // position of the row before, nil for the start
	query string // what the cursors of this list are bound to
	url   url.URL
}

// readWindow reads page[size] and page[after]. The cursor is bound to the path
// and all other parameters.
func readWindow(r *http.Request, parameters url.Values) (window, *Problem) {
	bound := url.Values{}
	for name, values := range parameters {
		if name != pageSize && name != pageAfter {
			bound[name] = values
		}
	}
	win := window{size: defaultPage, query: r.URL.Path + "?" + bound.Encode(), url: url.URL{Path: r.URL.Path}}
	if given := parameters.Get(pageSize); given != "" {
		n, err := strconv.Atoi(given)
		if err != nil || n < 1 || n > largestPage {
			detail := fmt.Sprintf("page[size] is %s: send a number from 1 to %d", brief(given), largestPage)
			return win, badRequest(pageSize, detail)
		}
		win.size = n
		bound.Set(pageSize, given)
	}
	win.url.RawQuery = bound.Encode()
	if given := parameters.Get(pageAfter); given != "" {
		var p *Problem
		if win.after, p = readCursor(win.query, given); p != nil {
			return win, p
		}
	}
	return win, nil
}

// pageOf makes a page of rows, of which there is one more than the window
// holds where the list goes on. position is the place of a row in the list.
func pageOf[T any](win window, rows []T, position func(*T) []byte) Page[T] {
	page := Page[T]{Data: rows}
	if len(rows) > win.size {
		page.Data = rows[:win.size]
		page.Meta = PageMeta{HasMore: true, AfterCursor: writeCursor(win.query, position(&rows[win.size-1]))}
		next := win.url
		query := next.Query()
		query.Set(pageAfter, page.Meta.AfterCursor)
		next.RawQuery = query.Encode()
		page.Links.Next = next.String()
	}
	if page.Data == nil {
		page.Data = []T{}
	}
	return page
}

// pageParameters document page[size] and page[after].
func pageParameters() []*huma.Param {
	least, most := 1.0, float64(largestPage)
	return []*huma.Param{
		{Name: pageSize, In: "query", Description: "Rows a page.", Schema: &huma.Schema{Type: huma.TypeInteger, Minimum: &least, Maximum: &most, Default: defaultPage}},
		{Name: pageAfter, In: "query", Description: "meta.after_cursor of the page before.", Schema: &huma.Schema{Type: huma.TypeString}},
	}
}

// readParameters reads a query string in which only some names may stand,
// each once.
func readParameters(r *http.Request, names ...string) (url.Values, *Problem) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, problem(http.StatusBadRequest, "the query string cannot be read: escape what is not a letter or digit")
	}
	for name, given := range values {
		switch {
		case !slices.Contains(names, name) && len(names) == 0:
			return nil, badRequest(brief(name), fmt.Sprintf("%s is not a parameter: send none", brief(name)))
		case !slices.Contains(names, name):
			return nil, badRequest(brief(name), fmt.Sprintf("%s is not a parameter: use %s", brief(name), strings.Join(names, ", ")))
		case len(given) > 1:
			return nil, badRequest(name, fmt.Sprintf("%s is given %d times: send it once", name, len(given)))
		}
	}
	return values, nil
}
