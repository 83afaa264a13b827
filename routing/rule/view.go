package rule

import (
	"cmp"
	"slices"
	"time"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"switchyard/routing"
)

// ticketView is a ticket whose lists and maps were made into values once for
// all agents.
type ticketView struct {
	*routing.Request
	first                routing.Chance // zero where there is none
	category, team, tags ref.Val
	categories           table[float64]
	fields               object
}

func (v *ticketView) look(r *routing.Request) {
	*v = ticketView{Request: r, tags: types.NewStringList(adapter{}, r.Tags), fields: object{r.Fields}, team: types.String(r.Team)}
	v.categories.of = make(map[string]float64, len(r.Category))
	for i, c := range r.Category {
		if i == 0 {
			v.first = c
		}
		if _, twice := v.categories.of[c.Label]; !twice {
			v.categories.of[c.Label] = c.P
		}
	}
	v.category = types.String(v.first.Label)
}

// mostLikelyFirst sorts as a Request does.
func mostLikelyFirst(all []routing.Chance) {
	slices.SortStableFunc(all, func(a, b routing.Chance) int {
		return cmp.Or(cmp.Compare(b.P, a.P), cmp.Compare(a.Label, b.Label))
	})
}

var ticketShape = &shape[ticketView]{
	kind: types.NewObjectType("Ticket"),
	fields: map[string]*field[ticketView]{
		"category":   {types.StringType, func(v *ticketView) ref.Val { return v.category }, func(v *ticketView) bool { return v.first.Label != "" }},
		"chance":     {types.DoubleType, func(v *ticketView) ref.Val { return types.Double(v.first.P) }, nil},
		"categories": {types.NewMapType(types.StringType, types.DoubleType), func(v *ticketView) ref.Val { return &v.categories }, nil},
		"priority":   {types.StringType, func(v *ticketView) ref.Val { return types.String(v.Priority) }, nil},
		"language":   {types.StringType, func(v *ticketView) ref.Val { return types.String(v.Language) }, func(v *ticketView) bool { return v.Language != "" }},
		"channel":    {types.StringType, func(v *ticketView) ref.Val { return types.String(v.Channel) }, nil},
		"team":       {types.StringType, func(v *ticketView) ref.Val { return v.team }, func(v *ticketView) bool { return v.Team != "" }},
		"tier":       {types.StringType, func(v *ticketView) ref.Val { return types.String(v.Tier) }, func(v *ticketView) bool { return v.Tier != "" }},
		"vip":        {types.BoolType, func(v *ticketView) ref.Val { return types.Bool(v.VIP) }, nil},
		"angry":      {types.BoolType, func(v *ticketView) ref.Val { return types.Bool(v.Angry) }, nil},
		"reopened":   {types.BoolType, func(v *ticketView) ref.Val { return types.Bool(v.Reopened) }, nil},
		"attempt":    {types.IntType, func(v *ticketView) ref.Val { return types.Int(v.Attempt) }, nil},
		"waited":     {types.DurationType, func(v *ticketView) ref.Val { return types.Duration{Duration: v.Waited} }, nil},
		"tags":       {types.NewListType(types.StringType), func(v *ticketView) ref.Val { return v.tags }, func(v *ticketView) bool { return len(v.Tags) > 0 }},
		"fields":     {types.NewMapType(types.StringType, types.DynType), func(v *ticketView) ref.Val { return &v.fields }, nil},
	},
}

// agentView is an agent, seen from a ticket of a channel.
type agentView struct {
	*routing.Agent
	channel           string
	skills, languages table[int]
	fields            object
}

func (v *agentView) look(a *routing.Agent) {
	v.Agent, v.skills.of, v.languages.of, v.fields.of = a, a.Skills, a.Languages, a.Fields
}

var agentShape = &shape[agentView]{
	kind: types.NewObjectType("Agent"),
	fields: map[string]*field[agentView]{
		"id":          {types.StringType, func(v *agentView) ref.Val { return types.String(v.ID) }, nil},
		"skills":      {types.NewMapType(types.StringType, types.IntType), func(v *agentView) ref.Val { return &v.skills }, nil},
		"languages":   {types.NewMapType(types.StringType, types.IntType), func(v *agentView) ref.Val { return &v.languages }, nil},
		"teams":       {types.NewListType(types.StringType), func(v *agentView) ref.Val { return types.NewStringList(adapter{}, v.Teams) }, func(v *agentView) bool { return len(v.Teams) > 0 }},
		"load":        {types.IntType, func(v *agentView) ref.Val { return types.Int(v.Load[v.channel]) }, nil},
		"room":        {types.IntType, func(v *agentView) ref.Val { return types.Int(v.Room[v.channel]) }, nil},
		"tenure_days": {types.DoubleType, func(v *agentView) ref.Val { return types.Double(v.Tenure.Hours() / (24 * time.Hour).Hours()) }, nil},
		"fields":      {types.NewMapType(types.StringType, types.DynType), func(v *agentView) ref.Val { return &v.fields }, nil},
	},
}
