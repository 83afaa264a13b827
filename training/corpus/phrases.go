package corpus

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// Phrases are the interchangeable wrappings of one language and one split: the two splits share none of them.
type Phrases struct {
	Hello []string // greetings, slot {hello}
	Bye   []string // closings with a name, slot {bye}
	Lead  []string // neutral opening sentences that may follow a greeting
}

// PhraseBook holds the phrases of one language, by split.
type PhraseBook struct {
	Train, HeldOut Phrases
}

// ReadPhrases reads a phrase file: a line "[train hello]" opens a list (train or heldout; hello, bye or lead) and each
// line below is one phrase, in which \n stands for a line break. A phrase that appears in two lists is refused, because
// it would leak from one split into the other.
func ReadPhrases(r io.Reader) (PhraseBook, error) {
	var book PhraseBook
	lists := map[string]*[]string{
		"[train hello]": &book.Train.Hello, "[heldout hello]": &book.HeldOut.Hello,
		"[train bye]": &book.Train.Bye, "[heldout bye]": &book.HeldOut.Bye,
		"[train lead]": &book.Train.Lead,
	}
	seen := map[string]int{}
	var list *[]string
	lines := bufio.NewScanner(r)
	for number := 1; lines.Scan(); number++ {
		text := strings.TrimSpace(lines.Text())
		switch {
		case text == "":
		case strings.HasPrefix(text, "["):
			list = lists[text]
			if list == nil {
				return PhraseBook{}, fmt.Errorf("line %d: list %s is not known: write [train|heldout hello|bye|lead]", number, text)
			}
		case list == nil:
			return PhraseBook{}, fmt.Errorf("line %d: a phrase before the first list: write [train hello] above it", number)
		case seen[text] > 0:
			return PhraseBook{}, fmt.Errorf("line %d: phrase %q already stands on line %d: keep one", number, text, seen[text])
		default:
			seen[text] = number
			*list = append(*list, strings.ReplaceAll(text, `\n`, "\n"))
		}
	}
	if err := lines.Err(); err != nil {
		return PhraseBook{}, err
	}
	for name, phrases := range lists {
		if len(*phrases) == 0 && !strings.HasSuffix(name, "lead]") {
			return PhraseBook{}, fmt.Errorf("list %s is empty: every split needs greetings and closings of its own", name)
		}
	}
	return book, nil
}
