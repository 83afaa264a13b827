package ranker

import (
	"math"
)

// row is a case as the weights see it: a row of features for each candidate.
type row struct {
	who    []int32
	x      []float32 // len(who) times the number of features
	truth  int       // position in who, -1 for somebody else or nobody yet
	weight float64
}

// view is scratch for reading counts.
type view struct {
	counts []counts
	total  counts
	votes  []float64
	linear []float64
}

// The features that do not belong to one facet.
var common = []string{"share, slow", "share, quick", "share by case", "share held", "hours since solved", "hours since held",
	"load", "is the asker", "asker takes own", "centre", "neighbours", "linear", "never seen", "share of cases of others, slow", "share of cases of others, quick"}

// The features of each facet: the log of how much likelier the candidate is
// with this value than without.
var perFacet = []string{"slow", "quick", "by case", "held"}

func (r *Ranker) featureNames() []string {
	out := append([]string(nil), common...)
	for _, f := range r.settings.Facets {
		for _, p := range perFacet {
			out = append(out, f+", "+p)
		}
	}
	return out
}

// prior are the weights before anything was learnt, which a fit starts from and
// is drawn to: naive Bayes, with half the trust that independent facets would
// deserve shared among them.
func (r *Ranker) prior() []float64 {
	w := make([]float64, len(common)+len(perFacet)*len(r.settings.Facets))
	w[0], w[1], w[9], w[10] = .3, .4, 3, .3
	for f := range r.settings.Facets {
		at := len(common) + len(perFacet)*f
		w[at], w[at+1] = .5/float64(len(r.settings.Facets)), .5/float64(len(r.settings.Facets))
	}
	return w
}

// weakest is the least total that a share is taken of: before anything is known
// all have the same share.
const weakest = .5

// features fills in the row of a case that is opened now.
func (r *Ranker) features(o *opening, now float64) {
	width := len(common) + len(perFacet)*len(r.settings.Facets)
	o.row.x, o.row.truth = make([]float32, width*len(o.row.who)), -1
	share := r.shares(o, now, width)
	for f, values := range o.facets {
		at := len(common) + len(perFacet)*f
		r.gather(r.facets[solvedBy][f], values, now)
		for i, w := range o.row.who {
			for k := range fadings {
				o.row.x[i*width+at+k] = float32(lift(r.view.counts[w][k], r.view.total[k], share[solvedBy][w][k], r.settings.Prior))
			}
		}
		r.gather(r.facets[heldBy][f], values, now)
		for i, w := range o.row.who {
			o.row.x[i*width+at+fadings] = float32(lift(r.view.counts[w][quick], r.view.total[quick], share[heldBy][w][quick], r.settings.Prior))
		}
	}
	r.askerFeatures(o, now, width)
	r.wordFeatures(o, now, width)
}

// shares fills in what depends on the candidate alone and gives everyone's
// shares of all cases, smoothed.
func (r *Ranker) shares(o *opening, now float64, width int) (share [2][]counts) {
	n := float64(len(r.names))
	for kind := range share {
		r.clear()
		r.all[kind].read(r.fading, now, r.view.counts, &r.view.total)
		share[kind] = make([]counts, len(r.names))
		for w, c := range r.view.counts {
			for k := range c {
				share[kind][w][k] = (c[k] + weakest/n) / (r.view.total[k] + weakest)
			}
		}
	}
	for i, w := range o.row.who {
		x := o.row.x[i*width : (i+1)*width]
		for k := range fadings {
			x[k] = float32(math.Log(share[solvedBy][w][k]))
		}
		x[3] = float32(math.Log(share[heldBy][w][quick]))
		x[4], x[5] = since(now, r.solved[w]), since(now, r.held[w])
		x[6] = float32(math.Log1p(float64(max(0, r.load[w]))))
		if math.IsInf(r.solved[w], -1) && math.IsInf(r.held[w], -1) {
			x[12] = 1
		}
	}
	return share
}

// longest is the time, in hours, that never counts as.
const longest = 90 * 24

func since(now, then float64) float32 { return float32(math.Log1p(min(now-then, longest))) }

// lift is the log of how much larger a smoothed share is than the prior one.
func lift(n, total, share, prior float64) float64 {
	return math.Log((n + prior*share) / ((total + prior) * share))
}

func (r *Ranker) clear() {
	if len(r.view.counts) < len(r.names) {
		r.view.counts = make([]counts, len(r.names))
		r.view.votes = make([]float64, len(r.names))
	}
	r.view.counts = r.view.counts[:len(r.names)]
	clear(r.view.counts)
	r.view.total = counts{}
}

// gather sums the counts of some values of a facet.
func (r *Ranker) gather(of map[string]*tally, values []string, now float64) {
	r.clear()
	for _, v := range values {
		if t := of[v]; t != nil {
			t.read(r.fading, now, r.view.counts, &r.view.total)
		}
	}
}

// askerFeatures mark the asker among the candidates, with the log-odds that
// they take a case of their own.
func (r *Ranker) askerFeatures(o *opening, now float64, width int) {
	if o.asker == "" {
		return
	}
	var read [2]counts
	var total counts
	r.own.read(r.fading, now, read[:], &total)
	general := (read[1][slow] + weakest) / (total[slow] + 2*weakest)
	read, total = [2]counts{}, counts{}
	if t := r.askers[o.asker]; t != nil {
		t.read(r.fading, now, read[:], &total)
	}
	r.clear()
	r.given.read(r.fading, now, r.view.counts, &r.view.total)
	n := float64(len(r.names))
	p := (read[1][slow] + r.settings.Prior*general) / (total[slow] + r.settings.Prior)
	for i, w := range o.row.who {
		if r.names[w] == o.asker {
			o.row.x[i*width+7], o.row.x[i*width+8] = 1, float32(math.Log(p/(1-p)))
		}
		for k := range byCase {
			o.row.x[i*width+13+k] = float32(math.Log((r.view.counts[w][k] + weakest/n) / (r.view.total[k] + weakest)))
		}
	}
}

// wordFeatures say what the words and facet values have in common with those
// of resolved cases.
func (r *Ranker) wordFeatures(o *opening, now float64, width int) {
	weighed := r.rarity.Weigh(o.bag)
	if r.settings.Neighbours > 0 {
		votes := r.view.votes[:len(r.names)]
		clear(votes)
		sum := 0.
		for _, near := range r.near.Find(weighed, r.settings.Neighbours) {
			v := near.Cosine * math.Exp2(-(now-near.Hour)/r.fading.long)
			votes[near.Owner] += v
			sum += v
		}
		for i, w := range o.row.who {
			o.row.x[i*width+9] = float32(r.centres.cosine(weighed, w))
			if sum > 0 {
				o.row.x[i*width+10] = float32(math.Log(votes[w]/sum + .01))
			}
		}
	}
	if r.linear != nil {
		if len(r.view.linear) != r.linear.classes {
			r.view.linear = make([]float64, r.linear.classes)
		}
		r.linear.LogProbabilities(weighed, r.view.linear)
		for i, w := range o.row.who {
			v := unlikely
			if int(w) < r.linear.classes {
				v = max(v, r.view.linear[w])
			}
			o.row.x[i*width+11] = float32(v)
		}
	}
}

// unlikely is the least log probability that the linear model is believed.
const unlikely = -12.
