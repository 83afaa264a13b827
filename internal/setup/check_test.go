package setup

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"switchyard/internal/ticket"
)

// What a check lets pass is in its proper form: checked again it stays as it
// is. What it does not is Invalid.
func TestTidyTwice(t *testing.T) {
	one := func(check func(field string, s *string) error) func([]string) ([]string, error) {
		return func(all []string) ([]string, error) {
			all = slices.Clone(all)
			for i := range all {
				if err := check("field", &all[i]); err != nil {
					return nil, err
				}
			}
			return all, nil
		}
	}
	list := func(check func(all *[]string) error) func([]string) ([]string, error) {
		return func(all []string) ([]string, error) {
			all = slices.Clone(all)
			return all, check(&all)
		}
	}
	alphabet := []string{"a", "B", "é", "e\u0301", "İ", "ß", "ﬁ", "Å", "-", "@", ".", " ", "\t", "\u200d", "\u202e", "\x00", "\xff", "de", "pt-br", "zh-Hant", "x.org", "a@x.org", "👩‍👧", ",", "\r\n"}
	for name, tidy := range map[string]func([]string) ([]string, error){
		"words":  one(func(field string, s *string) error { return words(field, s, 20) }),
		"page":   one(func(field string, s *string) error { return page(field, s, 40) }),
		"email":  one(email),
		"tag":    one(tag),
		"labels": list(func(all *[]string) error { return labels("field", all, 5) }),
		"tags":   list(ticketTags), "domains": list(domains), "addresses": list(addresses),
	} {
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			texts := rapid.SliceOfN(rapid.OneOf(rapid.String(), rapid.SampledFrom(alphabet), rapid.Custom(func(t *rapid.T) string {
				joined := ""
				for _, part := range rapid.SliceOfN(rapid.SampledFrom(alphabet), 1, 5).Draw(t, "parts") {
					joined += part
				}
				return joined
			})), 0, 3).Draw(t, "texts")
			first, err := tidy(texts)
			if err != nil {
				if !ticket.IsKind(err, ticket.Invalid) {
					t.Fatal(err)
				}
				return
			}
			second, err := tidy(first)
			if err != nil || !slices.Equal(first, second) {
				t.Fatalf("%q becomes %q and then %q: %v", texts, first, second, err)
			}
		}))
	}
}
