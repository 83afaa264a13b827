package sentiment

import "math"

// Trend is the way anger takes over a conversation.
type Trend string

// The trends.
const (
	Rising  Trend = "rising"
	Steady  Trend = "steady"
	Cooling Trend = "cooling"
)

// Course is how anger moved over the messages of one writer.
type Course struct {
	Trend Trend
	// Change is the last message's log-odds of anger minus the mean of those
	// before it, each counting half of the one after it.
	Change float64
	// Peak is the highest probability of anger so far, in [0, 1].
	Peak float64
}

const (
	// trendChange is the change in log-odds that counts as a trend: the odds
	// of anger nearly threefold, or down to a third.
	trendChange = 1
	// surest bounds the log-odds of one message, so that a change among
	// messages that are all calm or all furious is none.
	surest = 4
)

// CourseOf judges the probabilities of anger of a writer's messages, oldest
// first. A single message has no course: it is steady.
func CourseOf(probabilities []float64) Course {
	c := Course{Trend: Steady}
	var sum, weight float64
	for i, p := range probabilities {
		odds := max(-surest, min(surest, math.Log(p/(1-p))))
		if weight > 0 && i == len(probabilities)-1 {
			c.Change = odds - sum/weight
		}
		sum, weight = sum/2+odds, weight/2+1
		c.Peak = max(c.Peak, p)
	}
	switch {
	case c.Change >= trendChange:
		c.Trend = Rising
	case c.Change <= -trendChange:
		c.Trend = Cooling
	}
	return c
}
