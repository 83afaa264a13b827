package training

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"switchyard/models"
)

// answer reads a row's label for a task. ok is false where the row has none;
// why then says it in words.
func answer(task models.Task, row *Row) (label, why string, ok bool) {
	if row.OutOfScope && task == models.Category {
		return "", "", true
	}
	switch task {
	case models.Category:
		label = row.Labels.Category
	case models.Priority:
		label = row.Labels.Priority
	case models.Sentiment:
		if label = row.Labels.Sentiment; label == "" && row.Labels.Emotions != nil {
			if label = sentimentOf(row.Labels.Emotions); label == "" {
				return "", "emotions do not decide the sentiment", false
			}
		}
	case models.Anger:
		label = yesNo(row.Labels.Anger)
	case models.Spam:
		label = yesNo(row.Labels.Spam)
	case models.Emotion:
		if len(row.Labels.Emotions) != 1 {
			return "", "not exactly one value in labels.emotions", false
		}
		label = row.Labels.Emotions[0]
	}
	if label == "" {
		field := string(task)
		if task == models.Emotion {
			field = "emotions"
		}
		return "", "no labels." + field, false
	}
	return label, "", true
}

func yesNo(b *bool) string {
	if b == nil {
		return ""
	}
	return strconv.FormatBool(*b)
}

// Emotions on either side of sentiment: those of GoEmotions' own grouping
// (Demszky et al. 2020, section 3.3), which contains those of BRIGHTER.
var (
	pleasant = strings.Fields("admiration amusement approval caring desire excitement gratitude joy love optimism pride relief")
	painful  = strings.Fields("anger annoyance disappointment disapproval disgust embarrassment fear grief nervousness remorse sadness")
)

// sentimentOf derives a sentiment from emotions: the side all of them are on,
// neutral for none, nothing where they contradict one another or where
// surprise and the like leave it open.
func sentimentOf(emotions []string) string {
	var good, bad, open int
	for _, e := range emotions {
		switch {
		case slices.Contains(pleasant, e):
			good++
		case slices.Contains(painful, e):
			bad++
		case e != "neutral":
			open++
		}
	}
	switch {
	case good > 0 && bad == 0:
		return "positive"
	case bad > 0 && good == 0:
		return "negative"
	case good == 0 && bad == 0 && open == 0:
		return "neutral"
	}
	return ""
}

// natural is the order people expect where labels have one.
var natural = map[models.Task][]string{
	models.Priority:  {"low", "normal", "high", "urgent"},
	models.Sentiment: {"negative", "neutral", "positive"},
	models.Anger:     {"false", "true"},
	models.Spam:      {"false", "true"},
}

// orderLabels sorts labels: by their natural order, others alphabetically
// after them.
func orderLabels(task models.Task, labels []string) {
	rank := func(l string) int {
		if i := slices.Index(natural[task], l); i >= 0 {
			return i
		}
		return len(natural[task])
	}
	slices.SortFunc(labels, func(a, b string) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a, b))
	})
}
