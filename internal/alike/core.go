package alike

import "strings"

// Bounds of what may stand around the matter of a ticket.
const (
	salutationWords = 5 // in a line that greets
	salutationLines = 3 // it is among the first ones, as a subject may come before it
	closingWords    = 4 // in a last line of its own
)

// core is a text without its salutation and its closing, which differ between
// copies. They are told by where they stand and how they look, in any language:
// a short line near the top that ends as one does, and a short last paragraph
// that ends no sentence. More than half of the words remain, or all do.
func core(cleaned string) string {
	out := dropClosing(dropSalutation(cleaned))
	if 2*len(strings.Fields(out)) <= len(strings.Fields(cleaned)) {
		return cleaned
	}
	return out
}

func dropSalutation(cleaned string) string {
	start := 0
	for range salutationLines {
		end := strings.IndexByte(cleaned[start:], '\n')
		if end < 0 {
			break
		}
		if line := strings.TrimSpace(cleaned[start : start+end]); salutes(line) {
			return cleaned[:start] + cleaned[start+end+1:]
		}
		start += end + 1
	}
	return cleaned
}

// salutes says whether a line is as short as a salutation and ends like one.
func salutes(line string) bool {
	return endsIn(line, ",", "!", ":", "،", "，", "、", "！", "：") && isShort(line, salutationWords)
}

func dropClosing(cleaned string) string {
	at := strings.LastIndex(cleaned, "\n\n")
	if at < 0 {
		return cleaned
	}
	last := strings.TrimSpace(cleaned[at:])
	if strings.Contains(last, "\n") || !isShort(last, closingWords) || endsIn(last, ".", "?", "。", "？", "؟", "।") {
		return cleaned
	}
	return cleaned[:at]
}

func isShort(line string, words int) bool {
	return len(line) <= 20*words && len(strings.Fields(line)) <= words
}

func endsIn(line string, signs ...string) bool {
	for _, sign := range signs {
		if strings.HasSuffix(line, sign) {
			return true
		}
	}
	return false
}
