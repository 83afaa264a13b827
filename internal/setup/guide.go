package setup

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

const (
	longestReply   = 64 << 10  // bytes
	longestArticle = 512 << 10 // bytes
	longestTag     = 60        // bytes, as on tickets
)

var macros = kind[ticket.Macro]{
	record: store.Macros, most: 5000, unique: "name",
	head:  func(m *ticket.Macro) (*uuid.UUID, *int64) { return &m.ID, &m.Version },
	key:   func(m *ticket.Macro) string { return ticket.Fold(m.Name) },
	check: checkMacro,
}

func checkMacro(ctx context.Context, d desk, m *ticket.Macro) error {
	if err := words("name", &m.Name, longestName); err != nil {
		return err
	}
	if err := page("reply", &m.Reply, longestReply); err != nil {
		return err
	}
	if err := placeholders(m.Reply); err != nil {
		return err
	}
	if err := tag("language", &m.Language); err != nil {
		return err
	}
	if err := optional("category", &m.Category, longestLabel); err != nil {
		return err
	}
	if err := ticketTags(&m.Tags); err != nil {
		return err
	}
	if err := teamsExist(ctx, d, "teams", &m.Teams); err != nil {
		return err
	}
	if strings.TrimSpace(m.Reply) == "" && len(m.Set) == 0 && len(m.Tags) == 0 {
		return invalid("reply", "is empty, and the macro sets nothing: give a reply, fields to set or tags")
	}
	return settings(ctx, d, m.Set)
}

// braces are what stands between double braces, closed or not.
var braces = regexp.MustCompile(`\{\{\s*([^{}\n]*?)\s*(\}\}|\}|\n|$|\{)`)

// placeholders checks that every placeholder of a reply is one.
func placeholders(reply string) error {
	for _, m := range braces.FindAllStringSubmatch(reply, -1) {
		if m[2] != "}}" {
			return invalid("reply", "the placeholder {{%.40s is not closed: write it as {{customer.name}}", m[1])
		}
		if !slices.Contains(ticket.Placeholders(), m[1]) {
			return invalid("reply", "{{%.40s}} is no placeholder: take from %s", m[1], strings.Join(ticket.Placeholders(), ", "))
		}
	}
	return nil
}

// settings checks what a macro sets.
func settings(ctx context.Context, d desk, set map[string]string) error {
	for _, name := range slices.Sorted(maps.Keys(set)) {
		field, value := "set."+name, set[name]
		var err error
		switch name {
		case "status":
			_, err = ticket.ParseStatus(value)
			if value == string(ticket.Merged) || value == string(ticket.Closed) || value == string(ticket.New) {
				err = invalid(field, "a macro cannot set %s: take one of open, pending, on_hold, resolved, spam", value)
			}
		case "priority":
			_, err = ticket.ParsePriority(value)
		case "category":
			err = words(field, &value, longestLabel)
			set[name] = value
		case "team":
			id, parseErr := uuid.Parse(value)
			if parseErr != nil {
				return invalid(field, "%.40q is not the id of a team: give it as GET /v1/teams lists it", value)
			}
			set[name] = id.String()
			if err := teamsExist(ctx, d, "set.team", &[]uuid.UUID{id}); err != nil {
				return err
			}
		default:
			err = invalid(field, "a macro cannot set this: take from status, priority, category, team")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// ticketTags tidies tags as tickets have them: lower case, without commas.
func ticketTags(all *[]string) error {
	if err := count("tags", len(*all), 100); err != nil {
		return err
	}
	out := make([]string, 0, len(*all))
	for i, given := range *all {
		tag := ticket.Tag(given)
		if tag == "" || len(tag) > longestTag || strings.ContainsFunc(tag, func(r rune) bool { return unicode.IsControl(r) || r == ',' }) {
			return invalid(fmt.Sprintf("tags.%d", i), "%.40q is no tag: take 1 to %d bytes without commas and control characters", given, longestTag)
		}
		out = append(out, tag)
	}
	slices.Sort(out)
	*all = slices.Compact(out)
	return nil
}

var articles = kind[ticket.Article]{
	record: store.Articles, kept: ArticleVersions, most: 5000, unique: "title",
	head:  func(a *ticket.Article) (*uuid.UUID, *int64) { return &a.ID, &a.Version },
	key:   func(a *ticket.Article) string { return ticket.Fold(a.Title) + " (" + a.Language + ")" },
	check: checkArticle, touch: func(a *ticket.Article, now time.Time) { a.UpdatedAt = now },
}

func checkArticle(_ context.Context, _ desk, a *ticket.Article) error {
	if err := words("title", &a.Title, longestName); err != nil {
		return err
	}
	if a.Language == "" {
		return invalid("language", "is missing: give the BCP-47 tag of the language the article is written in, such as en")
	}
	if err := tag("language", &a.Language); err != nil {
		return err
	}
	if strings.TrimSpace(a.Body) == "" {
		return invalid("body", "is empty: write the article in Markdown")
	}
	return page("body", &a.Body, longestArticle)
}
