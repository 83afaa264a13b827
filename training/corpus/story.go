package corpus

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Story is one hand-written ticket with its labels. Its text may hold the slots that Write fills.
type Story struct {
	Family   string // language and position in its file, such as en-f017
	Language string // BCP-47
	HeldOut  bool   // the split of the whole family
	Labels   Labels // no category when out of scope
	Channel  string
	Subject  string // empty when the channel has none
	Body     string
	Line     int // line of the label line in its file, from 1
}

// heldOut picks every fifth story of a file, positions counted from 0. Stories stand in runs of one category, so the split
// is about even over the categories, and appending stories to a file never moves an earlier one.
func heldOut(position int) bool { return position%5 == 3 }

// ReadStories reads a file of hand-written stories in one language.
//
// A line "# category" (or "# out_of_scope") opens a section; a line "@ priority sentiment channel" with an optional
// fourth word "anger" opens a story; an optional first line "Subject: ..." gives its subject; the lines up to the next
// "@" or "#" are its body. Errors name the line and what to write there.
func ReadStories(r io.Reader, language string) ([]Story, error) {
	var stories []Story
	section := ""
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	number := 0
	for lines.Scan() {
		number++
		text := strings.TrimRight(lines.Text(), " \t\r")
		switch {
		case strings.HasPrefix(text, "# "):
			section = strings.TrimPrefix(text, "# ")
			if err := oneOf("section", section, append(Categories(), OutOfScope)); err != nil {
				return nil, fmt.Errorf("line %d: %w", number, err)
			}
		case strings.HasPrefix(text, "@ "):
			story, err := openStory(strings.Fields(text)[1:], section)
			if err != nil {
				return nil, fmt.Errorf("line %d: %w", number, err)
			}
			story.Family = fmt.Sprintf("%s-f%03d", language, len(stories)+1)
			story.Language, story.Line, story.HeldOut = language, number, heldOut(len(stories))
			stories = append(stories, story)
		case len(stories) > 0:
			addLine(&stories[len(stories)-1], text)
		case text != "":
			return nil, fmt.Errorf("line %d: text before the first story: open one with \"@ priority sentiment channel\"", number)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("line %d: %w", number+1, err)
	}
	for i := range stories {
		stories[i].Body = strings.TrimSpace(stories[i].Body)
		if stories[i].Body == "" {
			return nil, fmt.Errorf("line %d: the story has no body: write its text below the label line", stories[i].Line)
		}
	}
	return stories, nil
}

// openStory reads the words of a label line.
func openStory(words []string, section string) (Story, error) {
	if section == "" {
		return Story{}, errors.New("a story before the first section: write \"# category\" above it")
	}
	if len(words) < 3 || len(words) > 4 || (len(words) == 4 && words[3] != "anger") {
		return Story{}, fmt.Errorf("label line %q: write \"@ priority sentiment channel\", then \"anger\" if it is real", words)
	}
	story := Story{
		Labels:  Labels{Category: section, Priority: words[0], Sentiment: words[1], Anger: len(words) == 4},
		Channel: words[2],
	}
	if section == OutOfScope {
		story.Labels.Category = ""
	}
	return story, errors.Join(
		oneOf("priority", words[0], Priorities()),
		oneOf("sentiment", words[1], Sentiments()),
		oneOf("channel", words[2], Channels()),
	)
}

// addLine appends one line of text; a "Subject:" line counts only before any body.
func addLine(story *Story, text string) {
	if subject, found := strings.CutPrefix(text, "Subject:"); found && story.Body == "" && story.Subject == "" {
		story.Subject = strings.TrimSpace(subject)
		return
	}
	if story.Body == "" {
		story.Body = text
		return
	}
	story.Body += "\n" + text
}
