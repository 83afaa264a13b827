package foresight

import (
	"math"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"switchyard/internal/lifecycle"
	"switchyard/internal/store/enginetest"
	"switchyard/internal/ticket"
)

func ref[T any](x T) *T { return &x }

// anything does something to a ticket, which may be refused.
func (d *desk) anything(r *rapid.T, id uuid.UUID) {
	actor := rapid.SampledFrom([]ticket.Actor{ada, bob, rita, {Kind: ticket.ByMachine}, clock}).Draw(r, "actor")
	order := lifecycle.Order{Actor: actor, Ticket: id}
	mood := &ticket.Mood{Anger: rapid.Float64Range(0, 1).Draw(r, "anger")}
	var err error
	if actor == rita && rapid.Bool().Draw(r, "writes") {
		_, err = d.Hear(d.t.Context(), order, lifecycle.Answer{Words: lifecycle.Words{Text: "and now?"}, Reading: &lifecycle.Reading{Language: "de", Mood: mood}})
	} else {
		_, err = d.Do(d.t.Context(), order, rapid.SampledFrom([]lifecycle.Command{
			lifecycle.Move{To: ticket.Open}, lifecycle.Move{To: ticket.Pending}, lifecycle.Move{To: ticket.Resolved}, lifecycle.Move{To: ticket.Closed}, lifecycle.Move{To: ticket.Spam},
			lifecycle.Assign{Agent: ada.ID}, lifecycle.Assign{Agent: bob.ID}, lifecycle.Assign{Agent: uuid.UUID{0xc}}, lifecycle.Unassign{}, lifecycle.Transfer{Team: uuid.UUID{7}},
			lifecycle.Edit{Priority: ref(ticket.High)}, lifecycle.Edit{Category: ref("vpn")}, lifecycle.Edit{Language: ref("fr")}, lifecycle.Edit{Tier: ref("gold")},
			lifecycle.Reply{Words: lifecycle.Words{Text: "so"}}, lifecycle.Note{Words: lifecycle.Words{Text: "hm"}},
			lifecycle.Rate{Score: 2}, lifecycle.Decline{Cause: ticket.NotMySkill}, lifecycle.Decline{Cause: ticket.NoTime}, lifecycle.Wake{},
		}).Draw(r, "command"))
	}
	if err != nil && !ticket.IsKind(err, ticket.Invalid) && !ticket.IsKind(err, ticket.Forbidden) {
		d.t.Error(err)
	}
}

// looks are the rows of some tickets at an instant, by id and moment.
func (d *desk) looks(lives []*life, ids []uuid.UUID, at time.Time) map[uuid.UUID][]any {
	out := map[uuid.UUID][]any{}
	for _, m := range moments() {
		var asks []ask
		for _, l := range lives {
			for _, id := range ids {
				if l.id == id {
					asks = append(asks, ask{l, at})
				}
			}
		}
		for _, v := range see(newFloor(lives), asks, promise) {
			row := v.row(m)
			for _, x := range row.Numbers {
				if math.IsInf(x, 0) {
					d.t.Fatalf("a feature is infinite: %v", row.Numbers)
				}
				if math.IsNaN(x) { // NaN is no equal of NaN
					x = -1e9
				}
				out[v.life.id] = append(out[v.life.id], x)
			}
			for _, w := range row.Words {
				out[v.life.id] = append(out[v.life.id], w)
			}
			for _, q := range Questions() {
				out[v.life.id] = append(out[v.life.id], v.done(q))
			}
		}
	}
	return out
}

// Whatever happens to tickets after an instant, to this one or to others, changes
// nothing of what was known then.
func TestNothingIsKnownBeforeItHappens(t *testing.T) {
	d := newDesk(t, enginetest.SQLite(t))
	rapid.Check(t, func(r *rapid.T) {
		var ids []uuid.UUID
		from := d.last() // an answer to a closed ticket opens another, too
		some := func(name string) {
			for range rapid.IntRange(1, 8).Draw(r, name) {
				d.now = d.now.Add(time.Duration(rapid.IntRange(1, 90).Draw(r, "minutes")) * time.Minute)
				if len(ids) == 0 || rapid.IntRange(0, 4).Draw(r, "opens") == 0 {
					ids = append(ids, d.open(rapid.SampledFrom([]string{"", "vpn", "billing"}).Draw(r, "category"), .5).ID)
					continue
				}
				d.anything(r, rapid.SampledFrom(ids).Draw(r, "ticket"))
			}
		}
		some("before")
		at, there := d.now, len(ids)
		before := d.looks(d.lives(from), ids[:there], at)
		if len(before) != there {
			r.Fatalf("%d of %d tickets are seen", len(before), there)
		}
		some("after")
		after := d.looks(d.lives(from), ids[:there], at)
		for _, id := range ids[:there] {
			for k, was := range before[id] {
				if after[id][k] != was {
					r.Fatalf("feature %d of %s at %v was %v, and is %v once more has happened", k, id, at, was, after[id][k])
				}
			}
		}
	})
}
