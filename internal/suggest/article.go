package suggest

import (
	"github.com/google/uuid"

	"switchyard/internal/suggest/library"
	"switchyard/internal/suggest/retrieve"
	"switchyard/internal/ticket"
)

// pages are the articles, to be searched. They are not changed once made.
type pages struct {
	index *retrieve.Index
	all   []ticket.Article // by number in the index
}

// titleWeight is how often a word of a title counts.
const titleWeight = 3

// longestPage is how much of an article is searched, in characters.
const longestPage = 20_000

func newPages(articles []shelved[ticket.Article]) (*pages, error) {
	reader, err := retrieve.NewReader(longestPage)
	if err != nil {
		return nil, err
	}
	p := &pages{index: retrieve.NewIndex(retrieve.DefaultBM25())}
	for _, a := range articles {
		a.value.ID = a.id
		p.index.Add(retrieve.Join(reader.Words(a.value.Title, titleWeight), reader.Words(a.value.Body, 1)))
		p.all = append(p.all, a.value)
	}
	return p, nil
}

// Articles finds articles by their words, best first, of a language where one is
// given, and only public ones where public is set. A new article is found a
// moment after it was saved.
func (l *Live) Articles(words, language string, public bool, limit int) ([]ticket.Article, error) {
	p := l.pages.Load()
	if p == nil {
		return nil, nil
	}
	reader, err := retrieve.NewReader(1000)
	if err != nil {
		return nil, err
	}
	var out []ticket.Article
	var scratch retrieve.Scratch
	for _, hit := range p.index.Search(&scratch, reader.Words(words, 1), limit, func(doc int) bool {
		a := &p.all[doc]
		return (a.Public || !public) && (language == "" || library.Primary(a.Language) == library.Primary(language))
	}) {
		out = append(out, p.all[hit.Doc])
	}
	return out, nil
}

// Published is a public article, and whether there is one.
func (l *Live) Published(id uuid.UUID) (ticket.Article, bool) {
	if p := l.pages.Load(); p != nil {
		for i := range p.all {
			if p.all[i].ID == id && p.all[i].Public {
				return p.all[i], true
			}
		}
	}
	return ticket.Article{}, false
}
