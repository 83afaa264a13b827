package routing_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"switchyard/routing"
)

func one(t *testing.T, p routing.Policy, d *routing.Desk) routing.Decision {
	t.Helper()
	round := p.Assign(d)
	if len(round.Decisions) != len(d.Requests) {
		t.Fatalf("%d decisions for %d requests", len(round.Decisions), len(d.Requests))
	}
	return round.Decisions[0]
}

func TestTheBetterAgentGetsIt(t *testing.T) {
	d := one(t, still(), desk([]routing.Agent{agent("ann", 1), agent("bob", 1)}, request("1", .6, .8)))
	if d.Agent != "bob" || d.Propensity != 1 || d.Otherwise != nil {
		t.Errorf("got %+v", d)
	}
	if want := "{bob} is the best choice of 2 who are free"; d.Reason != want {
		t.Errorf("the reason is %q, not %q", d.Reason, want)
	}
}

// A ticket waits for somebody much better who is busy, until it has waited.
func TestItIsWorthWaitingForTheBest(t *testing.T) {
	bob := agent("bob", 1)
	bob.Load["email"] = 1
	r := request("1", .5, .8)
	d := one(t, still(), desk([]routing.Agent{agent("ann", 1), bob}, r))
	if d.Agent != "" || !strings.Contains(d.Reason, "waits for {bob}") || d.Otherwise == nil || d.Otherwise.If != "had a free slot" {
		t.Errorf("got %+v", d)
	}
	r.Waited = 200 * time.Minute
	if d = one(t, still(), desk([]routing.Agent{agent("ann", 1), bob}, r)); d.Agent != "ann" {
		t.Errorf("it waits on: %s", d.Reason)
	}
	if d.Otherwise == nil || d.Otherwise.Agent != "bob" || math.Abs(d.Otherwise.Gain-.3) > 1e-9 {
		t.Errorf("otherwise %+v", d.Otherwise)
	}
}

// Nobody waits for an agent who comes back too late.
func TestItWaitsOnlyForWhoComesBackInTime(t *testing.T) {
	for back, want := range map[time.Duration]string{time.Hour: "", 5 * time.Hour: "ann"} {
		bob := agent("bob", 1)
		bob.Away, bob.Back = "off shift", noon.Add(back)
		if d := one(t, still(), desk([]routing.Agent{agent("ann", 1), bob}, request("1", .5, .9))); d.Agent != want {
			t.Errorf("back in %v: it goes to %q: %s", back, d.Agent, d.Reason)
		}
	}
}

// Two tickets and two agents: the one who is good at only one of them gets that.
func TestTheQueueIsMatchedAsAWhole(t *testing.T) {
	p := still()
	round := p.Assign(desk([]routing.Agent{agent("ann", 1), agent("bob", 1)}, request("1", .80, .75), request("2", .82, .40)))
	if round.Decisions[0].Agent != "bob" || round.Decisions[1].Agent != "ann" {
		t.Errorf("1 goes to %s, 2 to %s", round.Decisions[0].Agent, round.Decisions[1].Agent)
	}
	if o := round.Decisions[0].Otherwise; o == nil || o.If != "were not needed for another ticket" {
		t.Errorf("otherwise %+v", o)
	}
}

// In a burst, tickets that can still be saved go before those that cannot.
func TestWhatIsLostDoesNotHoldUpTheRest(t *testing.T) {
	late, fresh := request("late", .7), request("fresh", .7)
	late.Waited, fresh.Waited = 6*time.Hour, 2*time.Hour
	p := still()
	round := p.Assign(desk([]routing.Agent{agent("ann", 1)}, late, fresh))
	if round.Decisions[1].Agent != "ann" || round.Decisions[0].Agent != "" {
		t.Errorf("got %+v", round)
	}
	late.Waited = 21 * time.Hour // beyond all bounds
	round = p.Assign(desk([]routing.Agent{agent("ann", 1)}, late, fresh))
	if round.Decisions[0].Agent != "ann" {
		t.Errorf("it starves: %+v", round)
	}
}

// While many wait, who is quick is worth more.
func TestACrowdPrefersWhoIsQuick(t *testing.T) {
	r := request("1", .80, .75)
	r.Prospects[0].Hours, r.Prospects[1].Hours = 3, 1
	d := desk([]routing.Agent{agent("ann", 1), agent("bob", 1)}, r)
	if got := one(t, still(), d); got.Agent != "ann" {
		t.Errorf("with nobody waiting it goes to %s", got.Agent)
	}
	d.Waiting = 20
	if got := one(t, still(), d); got.Agent != "bob" {
		t.Errorf("with 20 waiting it goes to %s", got.Agent)
	}
}

// However long tickets take and however many wait, nobody who will do idles.
func TestNobodyIdlesWhileManyWait(t *testing.T) {
	for _, hours := range []float64{.1, 1, 3, 8, 40} {
		for _, share := range []float64{0, .5, .9, 1.5, 4} {
			var agents []routing.Agent
			for j := range 5 {
				agents = append(agents, agent(string(rune('a'+j)), 2))
			}
			d := desk(agents)
			for i := range 60 {
				r := request(strconv.Itoa(i), .7, .7, .7, .7, .7)
				for j := range r.Prospects {
					r.Prospects[j].Hours = hours
				}
				r.Waited = time.Duration(share * float64(r.Target))
				d.Requests = append(d.Requests, r)
			}
			p, given := still(), 0
			for _, decision := range p.Assign(d).Decisions {
				if decision.Agent != "" {
					given++
				}
			}
			if given != 10 {
				t.Errorf("%v h each, %v of the target waited: %d of 10 places are filled", hours, share, given)
			}
		}
	}
}

// Where business hours never come, the clock bounds how long a ticket waits.
func TestTheClockBoundsWaitingToo(t *testing.T) {
	bob := agent("bob", 1)
	bob.Load["email"] = 1
	r := request("1", .5, .9)
	for waited, want := range map[time.Duration]string{24 * time.Hour: "", 84 * time.Hour: "ann"} {
		r.Since = noon.Add(-waited)
		if d := one(t, still(), desk([]routing.Agent{agent("ann", 1), bob}, r)); d.Agent != want {
			t.Errorf("after %v by the clock it goes to %q: %s", waited, d.Agent, d.Reason)
		}
	}
}

func TestConstraints(t *testing.T) {
	for name, c := range map[string]struct {
		change func(r *routing.Request, a *routing.Agent)
		want   string
	}{
		"disabled":    {func(_ *routing.Request, a *routing.Agent) { a.Away = routing.Disabled }, "disabled"},
		"offline":     {func(_ *routing.Request, a *routing.Agent) { a.Away = "offline" }, "offline"},
		"declined":    {func(r *routing.Request, _ *routing.Agent) { r.Excluded = []string{"ann"} }, "excluded"},
		"team":        {func(r *routing.Request, _ *routing.Agent) { r.Team = "red" }, "not in the team"},
		"language":    {func(r *routing.Request, a *routing.Agent) { r.Language = "de"; a.Languages = map[string]int{"en": 5} }, "does not speak de"},
		"skill":       {func(r *routing.Request, _ *routing.Agent) { r.Skills = []routing.Need{{Skill: "tax", Level: 3}} }, "lacks skill tax at level 3"},
		"rule":        {func(r *routing.Request, _ *routing.Agent) { r.Prospects[0].Rule = "no trainees" }, "rule: no trainees"},
		"channel":     {func(r *routing.Request, _ *routing.Agent) { r.Channel = "phone" }, "takes no phone"},
		"room":        {func(_ *routing.Request, a *routing.Agent) { a.Load["email"] = 7 }, "no room"},
		"end of work": {func(_ *routing.Request, a *routing.Agent) { a.Until = noon.Add(2 * time.Minute) }, "shift ends soon"},
	} {
		t.Run(name, func(t *testing.T) {
			ann, bob := agent("ann", 2), agent("bob", 2)
			bob.Skills, bob.Teams, bob.Room["phone"] = map[string]int{"tax": 4}, []string{"red"}, 1
			r := request("1", .9, .3)
			c.change(&r, &ann)
			p := still()
			p.Tolerance.Base = 1
			d := one(t, p, desk([]routing.Agent{ann, bob}, r))
			if d.Agent != "bob" {
				t.Errorf("it goes to %q: %s", d.Agent, d.Reason)
			}
			if last := d.Candidates[1]; last.Agent != "ann" || last.Removed != c.want {
				t.Errorf("ann is removed for %q, not %q", last.Removed, c.want)
			}
		})
	}
}

// A level that is asked for sinks with waiting.
func TestNeedsRelax(t *testing.T) {
	ann := agent("ann", 1)
	ann.Skills = map[string]int{"tax": 2}
	r := request("1", .5)
	r.Skills = []routing.Need{{Skill: "tax", Level: 4, Relax: 30 * time.Minute}}
	for waited, want := range map[time.Duration]string{0: "", 59 * time.Minute: "", time.Hour: "ann"} {
		r.Waited = waited
		if d := one(t, still(), desk([]routing.Agent{ann}, r)); d.Agent != want {
			t.Errorf("after %v it goes to %q: %s", waited, d.Agent, d.Reason)
		}
	}
}

// Whose language nobody speaks goes to anybody.
func TestALanguageNobodySpeaks(t *testing.T) {
	ann := agent("ann", 1)
	ann.Languages = map[string]int{"en": 5}
	r := request("1", .5)
	r.Language = "hu"
	if d := one(t, still(), desk([]routing.Agent{ann}, r)); d.Agent != "ann" {
		t.Error(d.Reason)
	}
	bob := agent("bob", 1)
	bob.Languages, bob.Away = map[string]int{"hu": 2}, "offline"
	r.Prospects = append(r.Prospects, r.Prospects[0])
	if d := one(t, still(), desk([]routing.Agent{ann, bob}, r)); d.Agent != "" {
		t.Error("it does not wait for who speaks it")
	}
	p := still()
	p.AnyLanguage, r.Waited = .5, 3*time.Hour
	if d := one(t, p, desk([]routing.Agent{ann, bob}, r)); d.Agent != "ann" {
		t.Error(d.Reason)
	}
}

func TestWhyATicketWaits(t *testing.T) {
	bob, eve := agent("bob", 1), agent("eve", 1)
	bob.Away, eve.Load["email"] = "off shift", 1
	ruled := request("1", .5)
	ruled.Prospects[0].Rule = "nobody"
	for want, d := range map[string]*routing.Desk{
		"there are no agents":                       desk(nil, request("1")),
		"nobody is free: 1 no room, 1 off shift":    desk([]routing.Agent{bob, eve}, request("1", .5, .5)),
		"nobody may have it: 1 rule: nobody":        desk([]routing.Agent{agent("ann", 1)}, ruled),
		"waits for {eve}, who is worth waiting for": desk([]routing.Agent{agent("ann", 1), eve}, request("1", .2, .9)),
	} {
		if got := one(t, still(), d); got.Reason != want || got.Agent != "" {
			t.Errorf("%q (%s), not %q", got.Reason, got.Agent, want)
		}
	}
}

func TestClassicPolicies(t *testing.T) {
	ann, bob, eve := agent("ann", 2), agent("bob", 4), agent("eve", 4)
	ann.Last, bob.Last, eve.Last = noon.Add(-3*time.Hour), noon.Add(-2*time.Hour), noon.Add(-4*time.Hour)
	ann.Skills, eve.Load["email"] = map[string]int{"billing": 1}, 2
	r := request("1", .5, .5, .5)
	r.Category = []routing.Chance{{Label: "billing", P: .6}}
	for name, want := range map[string][]string{
		routing.RoundRobin: {"eve", "ann", "bob"}, routing.LeastLoaded: {"ann", "bob", "bob"}, routing.StaticSkills: {"ann", "ann", "bob"},
	} {
		p := routing.Policy{Name: name}
		round := p.Assign(desk([]routing.Agent{ann, bob, eve}, r, r, r))
		var got []string
		for _, d := range round.Decisions {
			got = append(got, d.Agent)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s chooses %v, not %v", name, got, want)
		}
	}
}

// Whatever the desk: who gets a ticket may have it, has room, and a ticket
// that starves gets anybody who is free.
func TestAnyDesk(t *testing.T) {
	names := []string{routing.Learned, routing.RoundRobin, routing.LeastLoaded, routing.StaticSkills}
	rapid.Check(t, func(t *rapid.T) {
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		d := drawn(random, rapid.IntRange(0, 12).Draw(t, "agents"), rapid.IntRange(0, 30).Draw(t, "requests"))
		p := routing.Default()
		p.Name = rapid.SampledFrom(names).Draw(t, "policy")
		p.Exploration.Share = .5
		round := p.Assign(d)
		left := map[string]map[string]int{}
		for _, a := range d.Agents {
			left[a.ID] = map[string]int{"email": a.Free("email"), "chat": a.Free("chat")}
		}
		for i, decision := range round.Decisions {
			r := &d.Requests[i]
			if decision.Request != r.ID {
				t.Fatalf("decision %d is about %s", i, decision.Request)
			}
			if decision.Agent == "" {
				continue
			}
			if left[decision.Agent][r.Channel]--; left[decision.Agent][r.Channel] < 0 {
				t.Fatalf("%s has no room for %s", decision.Agent, r.ID)
			}
			lone := alone(p, d, i)
			at := slices.IndexFunc(lone.Candidates, func(c routing.Candidate) bool { return c.Agent == decision.Agent })
			if removed := lone.Candidates[at].Removed; removed != "" {
				t.Fatalf("%s got %s in spite of %q", decision.Agent, r.ID, removed)
			}
			sum := 0.0
			for _, c := range decision.Candidates {
				sum += c.Propensity
			}
			if math.Abs(sum-1) > 1e-9 || decision.Propensity <= 0 {
				t.Fatalf("propensities sum to %v", sum)
			}
		}
		for i, decision := range round.Decisions {
			r := &d.Requests[i]
			target := r.Target
			if target <= 0 {
				target = p.Target
			}
			if decision.Agent != "" || float64(r.Waited) < p.Starving*float64(target) {
				continue
			}
			for _, c := range alone(p, d, i).Candidates {
				if c.Removed == "" && left[c.Agent][r.Channel] > 0 {
					t.Fatalf("%s starves though %s is free", r.ID, c.Agent)
				}
			}
		}
	})
}

// alone is the decision on one of the requests, alone.
func alone(p routing.Policy, d *routing.Desk, i int) routing.Decision {
	lone := *d
	lone.Requests = d.Requests[i : i+1]
	return p.Assign(&lone).Decisions[0]
}

// A desk that was stored and read again gives the same bytes.
func TestADeskDecidedAgainGivesTheSameBytes(t *testing.T) {
	for seed := range uint64(50) {
		d := drawn(rand.New(rand.NewPCG(seed, 2)), 15, 25)
		d.Policy, d.Seed = routing.Default(), seed
		first, err := json.Marshal(d.Policy.Assign(d))
		if err != nil {
			t.Fatal(err)
		}
		stored, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		var again routing.Desk
		if err := json.Unmarshal(stored, &again); err != nil {
			t.Fatal(err)
		}
		second, err := json.Marshal(again.Policy.Assign(&again))
		if err != nil || string(first) != string(second) {
			t.Fatalf("seed %d (%v):\n%s\n%s", seed, err, first, second)
		}
	}
}

// The logged propensities are the frequencies of the draws.
func TestPropensitiesAreExact(t *testing.T) {
	p := routing.Default()
	p.Exploration.Share = .5
	d := desk([]routing.Agent{agent("ann", 1), agent("bob", 1), agent("eve", 1)}, request("1", .80, .76, .60))
	const draws = 20_000
	count := map[string]float64{}
	var said map[string]float64
	for seed := range uint64(draws) {
		d.Seed = seed
		got := one(t, p, d)
		count[got.Agent]++
		said = map[string]float64{}
		for _, c := range got.Candidates {
			said[c.Agent] = c.Propensity
		}
		if got.Explored != (got.Agent == "bob") {
			t.Fatalf("%s: explored is %v", got.Agent, got.Explored)
		}
	}
	for _, id := range []string{"ann", "bob", "eve"} {
		if off := math.Abs(count[id]/draws - said[id]); off > .012 {
			t.Errorf("%s: %.3f of the draws, propensity %.3f", id, count[id]/draws, said[id])
		}
	}
	if said["eve"] != 0 || said["bob"] <= 0 {
		t.Errorf("propensities %v", said)
	}
}

func TestNothingIsTriedWithWhatMatters(t *testing.T) {
	p := routing.Default()
	p.Exploration.Share = 1
	for name, change := range map[string]func(r *routing.Request){
		"urgent":   func(r *routing.Request) { r.Priority = routing.Urgent },
		"angry":    func(r *routing.Request) { r.Angry = true },
		"vip":      func(r *routing.Request) { r.VIP = true },
		"reopened": func(r *routing.Request) { r.Reopened = true },
		"second":   func(r *routing.Request) { r.Attempt = 1 },
		"ageing":   func(r *routing.Request) { r.Waited = 3 * time.Hour },
	} {
		for seed := range uint64(30) {
			r := request("1", .80, .79)
			change(&r)
			d := desk([]routing.Agent{agent("ann", 1), agent("bob", 1)}, r)
			d.Seed = seed
			if got := one(t, p, d); got.Explored || got.Propensity != 1 {
				t.Errorf("%s: tried with %s", name, got.Agent)
			}
		}
	}
}

// Numbers that are none spread nowhere.
func TestNumbersThatAreNone(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	ann, bob := agent("ann", 1), agent("bob", 1)
	ann.Price, ann.Worked, bob.Price, bob.Worked = nan, inf, inf, nan
	r := request("1", nan, 3)
	r.Prospects[0].Hours, r.Prospects[1].Hours, r.Prospects[0].Bonus = nan, inf, -inf
	d := one(t, still(), desk([]routing.Agent{ann, bob}, r, request("2")))
	if d.Agent != "bob" {
		t.Errorf("it goes to %q: %s", d.Agent, d.Reason)
	}
	if _, err := json.Marshal(d); err != nil {
		t.Error(err)
	}
}

func BenchmarkDecision(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 3))
	d := drawn(random, 500, 200)
	for j := range d.Agents { // all at work, all full but one
		d.Agents[j].Away, d.Agents[j].Until = "", time.Time{}
		d.Agents[j].Room, d.Agents[j].Load = map[string]int{"email": 3, "chat": 2}, map[string]int{"email": 3, "chat": 2}
	}
	d.Agents[77].Load["email"] = 2
	p := routing.Default()
	b.Run("slot", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			p.Assign(d)
		}
	})
	for j := range 100 {
		d.Agents[5*j].Load["email"], d.Agents[5*j].Load["chat"] = 1, 1
	}
	b.Run("hundred", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			p.Assign(d)
		}
	})
}
