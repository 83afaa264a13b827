package routing

import "time"

// Agent is somebody who answers tickets, as they stand now.
type Agent struct {
	ID        string         `json:"id"`
	Skills    map[string]int `json:"skills,omitempty"`    // declared, level 1 to 5; a category is a skill
	Languages map[string]int `json:"languages,omitempty"` // proficiency 1 to 5 by BCP-47 tag; none for any language
	Teams     []string       `json:"teams,omitempty"`
	Fields    map[string]any `json:"fields,omitempty"` // whatever else rules may ask for

	Room map[string]int `json:"room,omitempty"` // tickets at a time by channel
	Load map[string]int `json:"load,omitempty"` // tickets they hold now by channel

	// Away is why they can take nothing now (away, offline, off shift, disabled),
	// empty for somebody at work.
	Away  string    `json:"away,omitempty"`
	Until time.Time `json:"until,omitzero"` // when their shift ends, zero for never
	Back  time.Time `json:"back,omitzero"`  // when somebody off shift begins again, zero for nobody knows

	Tenure time.Duration `json:"tenure,omitempty"` // since their first ticket here
	Last   time.Time     `json:"last,omitzero"`    // when they last got a ticket
	// Worked is their share of the time they could have worked lately, 0 to 1 and
	// above for overtime.
	Worked float64 `json:"worked,omitempty"`
	// Price is what an hour of one of their slots is worth elsewhere, in
	// probability of success (see Prices).
	Price float64 `json:"price,omitempty"`
}

// Free is how many more tickets of a channel they can hold.
func (a *Agent) Free(channel string) int { return max(0, a.Room[channel]-a.Load[channel]) }
