package ticket

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/sla"
)

// Ticket is one matter of one requester. Its messages are kept beside it.
//
// Number, Version, Events and Chain belong to the store and the event log:
// Number counts tickets from 1, Version counts writes from 1.
type Ticket struct {
	ID      uuid.UUID `json:"id"`
	Number  int64     `json:"number"`
	Version int64     `json:"version"`

	Subject  string   `json:"subject"`
	Status   Status   `json:"status"`
	Priority Priority `json:"priority"`
	Category string   `json:"category,omitempty"`
	Language string   `json:"language"` // BCP-47, und where unknown
	Channel  Channel  `json:"channel"`

	Requester    uuid.UUID `json:"requester"`
	Organisation uuid.UUID `json:"organisation,omitzero"`
	Tier         string    `json:"tier,omitempty"`
	Assignee     uuid.UUID `json:"assignee,omitzero"`
	Team         uuid.UUID `json:"team,omitzero"`

	Tags      []string       `json:"tags,omitempty"`   // sorted, lower case
	Fields    map[string]any `json:"fields,omitempty"` // custom fields by key
	Followers []uuid.UUID    `json:"followers,omitempty"`
	Links     []Link         `json:"links,omitempty"`

	MergedInto uuid.UUID   `json:"merged_into,omitzero"`
	Absorbed   []uuid.UUID `json:"absorbed,omitempty"`     // tickets merged into this one, whose messages show here
	Before     Status      `json:"before_merge,omitempty"` // status to return to when a merge is undone

	Triage Triage      `json:"triage"`
	Mood   []Mood      `json:"mood,omitempty"`  // course of sentiment, oldest first, the last MoodLength
	Human  []string    `json:"human,omitempty"` // fields a person has set, sorted: the machine leaves them alone
	SLA    *sla.Clocks `json:"sla,omitempty"`   // is replaced, never changed in place
	Rating *Rating     `json:"rating,omitempty"`

	// Touches are who had it, oldest first, the last TouchLength.
	Touches []Touch `json:"touches,omitempty"`

	CreatedAt       time.Time `json:"created_at"`
	UpdatedAt       time.Time `json:"updated_at"`
	StatusAt        time.Time `json:"status_at" doc:"Since when it has its status"`
	FirstResponseAt time.Time `json:"first_response_at,omitzero"`
	ResolvedAt      time.Time `json:"resolved_at,omitzero"`
	ClosedAt        time.Time `json:"closed_at,omitzero"`
	SnoozedUntil    time.Time `json:"snoozed_until,omitzero"`
	// WakeAt is the one alarm of a ticket: the next instant at which the
	// clock has something to do with it. Zero for never.
	WakeAt time.Time `json:"wake_at,omitzero"`
	// ErasedAt is when its words were taken out, as its requester was erased.
	ErasedAt time.Time `json:"erased_at,omitzero"`

	Events int64 `json:"events"` // length of its chain of events
	Chain  Hash  `json:"chain"`  // hash of the last of them
}

// Triage says how far the machine's reading of a ticket is.
type Triage struct {
	State    string    `json:"state" enum:"pending,done,failed" doc:"pending: the models will read it; failed: they could not, a person should"`
	Attempts int       `json:"attempts,omitempty"`
	Decision uuid.UUID `json:"decision,omitzero" doc:"The latest decision"`
	Audit    *Audit    `json:"audit,omitempty" doc:"It was drawn to be judged blindly"` // is replaced, never changed in place
	// Feedback is what people said of the machine's answers, the latest of each field.
	Feedback []Feedback `json:"feedback,omitempty" doc:"What people said of the machine's answers"`
}

// States of Triage.
const (
	TriagePending = "pending"
	TriageDone    = "done"
	TriageFailed  = "failed"
)

// Mood is how one message of the requester felt.
type Mood struct {
	Message uuid.UUID `json:"message"`
	Valence float64   `json:"valence" minimum:"-1" maximum:"1"`
	Anger   float64   `json:"anger" minimum:"0" maximum:"1"`
	Angry   bool      `json:"angry,omitempty"`
	Trend   string    `json:"trend,omitempty" enum:"rising,steady,cooling"`
}

// MoodLength is how many moods a ticket keeps.
const MoodLength = 20

// Rating is what the requester thought of the answer.
type Rating struct {
	Score       int       `json:"score,omitempty" minimum:"1" maximum:"5" doc:"0 until it is answered"`
	Comment     string    `json:"comment,omitempty"`
	RequestedAt time.Time `json:"requested_at"`
	AnsweredAt  time.Time `json:"answered_at,omitzero"`
}

// Link ties a ticket to another. Both sides carry one, each seen from its own.
type Link struct {
	Kind   LinkKind  `json:"kind" enum:"duplicate_of,duplicated_by,parent,child,problem,incident,follow_up_of,followed_up_by,split_from,split_into"`
	Ticket uuid.UUID `json:"ticket"`
}

// LinkKind says what the other ticket is to this one.
type LinkKind string

// The kinds of link, in pairs.
const (
	DuplicateOf  LinkKind = "duplicate_of"
	DuplicatedBy LinkKind = "duplicated_by"
	Parent       LinkKind = "parent"
	Child        LinkKind = "child"
	CausedBy     LinkKind = "problem"
	Causes       LinkKind = "incident"
	FollowUpOf   LinkKind = "follow_up_of"
	FollowedUpBy LinkKind = "followed_up_by"
	SplitFrom    LinkKind = "split_from"
	SplitInto    LinkKind = "split_into"
)

var mirrors = map[LinkKind]LinkKind{
	DuplicateOf: DuplicatedBy, DuplicatedBy: DuplicateOf, Parent: Child, Child: Parent, CausedBy: Causes, Causes: CausedBy,
	FollowUpOf: FollowedUpBy, FollowedUpBy: FollowUpOf, SplitFrom: SplitInto, SplitInto: SplitFrom,
}

// Mirror is the same link seen from the other ticket, empty for no kind of link.
func (k LinkKind) Mirror() LinkKind { return mirrors[k] }

// HumanSet says whether a person has set a field.
func (t *Ticket) HumanSet(field string) bool {
	_, found := slices.BinarySearch(t.Human, field)
	return found
}

// SetByHuman remembers that a person set a field.
func (t *Ticket) SetByHuman(field string) {
	if i, found := slices.BinarySearch(t.Human, field); !found {
		t.Human = slices.Insert(slices.Clone(t.Human), i, field)
	}
}

// ForgetHuman leaves a field to the machine again.
func (t *Ticket) ForgetHuman(field string) {
	if i, found := slices.BinarySearch(t.Human, field); found {
		t.Human = slices.Delete(slices.Clone(t.Human), i, i+1)
	}
}

// Conversation lists the tickets whose messages show in this one: itself and
// those merged into it.
func (t *Ticket) Conversation() []uuid.UUID {
	return append([]uuid.UUID{t.ID}, t.Absorbed...)
}

// Clone is a copy that shares nothing that is changed in place.
func (t Ticket) Clone() Ticket {
	t.Tags, t.Followers, t.Links = slices.Clone(t.Tags), slices.Clone(t.Followers), slices.Clone(t.Links)
	t.Absorbed, t.Mood, t.Human = slices.Clone(t.Absorbed), slices.Clone(t.Mood), slices.Clone(t.Human)
	t.Touches = slices.Clone(t.Touches)
	if t.Fields != nil {
		fields := make(map[string]any, len(t.Fields))
		for k, v := range t.Fields {
			fields[k] = v
		}
		t.Fields = fields
	}
	if t.Rating != nil {
		rating := *t.Rating
		t.Rating = &rating
	}
	return t
}
