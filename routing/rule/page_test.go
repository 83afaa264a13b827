package rule

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"switchyard/routing"
)

// guide is the page that admins read.
func guide(t *testing.T) string {
	t.Helper()
	raw, err := os.ReadFile("../../docs/rules.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// The examples of the page can be sent as they stand, and each can fail: with
// any of its rules and needs taken away, one of its examples does not hold.
func TestExamplesOfThePage(t *testing.T) {
	blocks := regexp.MustCompile("(?s)```json\n(.*?)```").FindAllStringSubmatch(guide(t), -1)
	if len(blocks) != 5 {
		t.Fatalf("%d examples", len(blocks))
	}
	for i, block := range blocks {
		t.Run(fmt.Sprint("example ", i+1), func(t *testing.T) {
			s, err := Read([]byte(block[1]))
			if err != nil {
				t.Fatal(err)
			}
			b, err := s.Compile()
			if err != nil {
				t.Fatal(err)
			}
			if warnings := b.Check(s.Requests(), []routing.Agent{{ID: "new"}}); len(s.Examples) == 0 || anyFails(warnings) {
				t.Error(warnings)
			}
			for j := range s.Rules {
				without := s.clone()
				without.Rules[j].Disabled = true
				if _, err := without.Compile(); err == nil {
					t.Errorf("no example needs the rule %q", s.Rules[j].Name)
				}
			}
			if len(s.Needs) > 0 {
				without := s.clone()
				without.Needs = nil
				if _, err := without.Compile(); err == nil {
					t.Error("no example needs the need")
				}
			}
		})
	}
}

func anyFails(warnings []Warning) bool {
	for _, w := range warnings {
		if w.Kind == Fails {
			return true
		}
	}
	return false
}

// The page names every variable, and no other.
func TestPageNamesEveryVariable(t *testing.T) {
	page := guide(t)
	for variable, fields := range map[string][]string{"ticket": sortedKeys(ticketShape.fields), "agent": sortedKeys(agentShape.fields)} {
		for _, field := range fields {
			if !strings.Contains(page, "`"+variable+"."+field+"`") {
				t.Errorf("it does not name %s.%s", variable, field)
			}
		}
		for _, named := range regexp.MustCompile("`"+variable+`\.(\w+)`).FindAllStringSubmatch(page, -1) {
			if !strings.Contains(" "+strings.Join(fields, " ")+" ", " "+named[1]+" ") {
				t.Errorf("%s.%s is no variable", variable, named[1])
			}
		}
	}
	for _, name := range routing.Policies() {
		if !strings.Contains(page, "`"+name+"`") {
			t.Errorf("it does not name the policy %s", name)
		}
	}
	// The conditions that stand in the tables and the text are ones that compile.
	for _, source := range regexp.MustCompile("`([^`\n]*(?: in |[<>=]=?|has\\()[^`\n]*)`").FindAllStringSubmatch(page, -1) {
		if _, err := compile(source[1], agentName); err != nil {
			t.Errorf("%s: %v", source[1], err)
		}
	}
}
