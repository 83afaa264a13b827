package api

import (
	"math"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/foresight"
)

type (
	// Chance is a probability with its reasons, or why there is none.
	Chance struct {
		Chance   *float64       `json:"chance,omitempty" minimum:"0" maximum:"1" doc:"Absent where it is unknown"`
		Usual    *float64       `json:"usual,omitempty" minimum:"0" maximum:"1" doc:"Share of the tickets learnt from with which it went wrong"`
		Unknown  string         `json:"unknown,omitempty" doc:"Why there is no chance"`
		Happened bool           `json:"happened,omitempty" doc:"It has gone wrong already"`
		At       *time.Time     `json:"at,omitempty" doc:"As was known then"`
		Reasons  []ChanceReason `json:"reasons" nullable:"false" doc:"What moved the chance most, strongest first"`
		Model    *ChanceModel   `json:"model,omitempty"`
	}
	// ChanceReason is what moved a chance.
	ChanceReason struct {
		Feature   string     `json:"feature"`
		Text      string     `json:"text" doc:"In words"`
		Direction string     `json:"direction" enum:"raises,lowers"`
		Strength  string     `json:"strength" enum:"strong,moderate,slight"`
		Weight    *float64   `json:"weight,omitempty" doc:"What it adds to the logarithm of the odds"`
		Agent     *uuid.UUID `json:"agent,omitempty" format:"uuid" doc:"Whom it is about"`
	}
	// ChanceModel says what a chance rests on, and how good such chances are.
	ChanceModel struct {
		Tickets  int             `json:"tickets" doc:"Learnt from"`
		Measured *ChanceMeasures `json:"measured,omitempty" doc:"On the youngest fifth of the tickets, by a model that knew only the older ones; absent where there are too few"`
	}
	// ChanceMeasures say how good chances were.
	ChanceMeasures struct {
		Rows        int     `json:"rows" doc:"Looks at tickets it was tried on"`
		Bad         int     `json:"bad" doc:"Of those went wrong"`
		AUROC       float64 `json:"auroc" minimum:"0" maximum:"1" doc:"Probability that one that went wrong was given a higher chance than one that did not"`
		Calibration float64 `json:"calibration_error" minimum:"0" maximum:"1" doc:"Mean distance of a chance from the share that came, in 15 bins of as many rows each"`
		Recall      float64 `json:"recall_in_top_fifth" minimum:"0" maximum:"1" doc:"Share of what went wrong among the fifth with the highest chances"`
	}
)

// From these weights on a reason is moderate, and strong.
const (
	moderateWeight = .25
	strongWeight   = .75
)

// chance is an answer with what they may see of it: a reason about an agent is of
// how that agent does, and with the numbers of the other reasons it could be worked
// out.
func (c confidant) chance(in *foresight.Answer) Chance {
	out := Chance{Unknown: in.Unknown, Happened: in.Happened, At: when(in.At), Reasons: []ChanceReason{}}
	if in.Learnt > 0 {
		out.Usual = &in.Usual
		out.Model = &ChanceModel{Tickets: in.Learnt}
		if m := in.Good; m != nil {
			out.Model.Measured = &ChanceMeasures{m.Rows, m.Bad, m.AUROC, m.ECE, m.Recall}
		}
	}
	if in.Unknown != "" {
		return out
	}
	out.Chance = &in.Chance
	for i := range in.Reasons {
		if shown, may := c.reason(&in.Reasons[i]); may {
			out.Reasons = append(out.Reasons, shown)
		}
	}
	return out
}

func (c confidant) reason(in *foresight.Reason) (ChanceReason, bool) {
	out := ChanceReason{Feature: in.Feature, Text: in.Text, Direction: "raises", Strength: "slight"}
	if in.Weight < 0 {
		out.Direction = "lowers"
	}
	switch size := math.Abs(in.Weight); {
	case size >= strongWeight:
		out.Strength = "strong"
	case size >= moderateWeight:
		out.Strength = "moderate"
	}
	if c.all {
		out.Weight = &in.Weight
	}
	if in.Agent == "" {
		return out, true
	}
	id, err := uuid.Parse(in.Agent)
	if err != nil || !c.may(id) {
		return out, false
	}
	out.Agent = &id
	return out, true
}
