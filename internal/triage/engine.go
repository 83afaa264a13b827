// Package triage asks every model about one text and gathers what they say.
// It is a function of the text and the models: it stores and routes nothing.
package triage

import (
	"sync"
	"time"

	"switchyard/classifier"
	"switchyard/langdetect"
	"switchyard/models"
	"switchyard/sentiment"
)

// Engine asks a language detector and the models of a Lineup. It is safe for use
// by many goroutines.
type Engine struct {
	detector *langdetect.Detector
	lineup   Lineup
	beside   []beside // the seconds, in the order of doubled
	category *classifier.Classifier
	priority *classifier.Classifier
	spam     *models.Model
	// quarantine is the threshold from which a text is held back as spam.
	quarantine models.FlagPoint
	feelings   *sentiment.Reader
	versions   []map[string]string // by which seconds count, a bit each
	passages   sync.Pool           // *models.Passage
}

// New asks the models of the set and no others; see NewEngine.
func New(set *models.Set, detector *langdetect.Detector, falseAlarms float64) (*Engine, error) {
	return NewEngine(Lineup{First: set}, detector, falseAlarms)
}

// NewEngine asks the models of the lineup; the caller closes them. A nil detector
// leaves the language as the caller states it. falseAlarms is the share of
// calm texts that may be flagged as angry; see sentiment.NewReader.
func NewEngine(lineup Lineup, detector *langdetect.Detector, falseAlarms float64) (*Engine, error) {
	if err := lineup.validate(); err != nil {
		return nil, err
	}
	set := lineup.First
	feelings, err := sentiment.NewReader(set.Model(models.Sentiment), set.Model(models.Anger), falseAlarms)
	if err != nil {
		return nil, err
	}
	e := &Engine{detector: detector, lineup: lineup, feelings: feelings, spam: set.Model(models.Spam)}
	for _, task := range doubled() {
		if second, ok := lineup.Beside[task]; ok {
			e.beside = append(e.beside, newBeside(task, second))
		}
	}
	e.versions = versions(set, e.beside)
	if e.spam != nil {
		e.quarantine = spamFlag(e.spam.Manifest())
	}
	e.passages.New = func() any { return new(models.Passage) }
	if m := set.Model(models.Category); m != nil {
		e.category = classifier.New(m)
	}
	if m := set.Model(models.Priority); m != nil {
		e.priority = classifier.New(m)
	}
	return e, nil
}

// spamFalseAlarms is the share of honest texts that may be quarantined: next
// to none, as nobody looks there every hour.
const spamFalseAlarms = .001

// spamFlag is the threshold of a spam model, whatever the language: spam comes
// in any.
func spamFlag(manifest *models.Manifest) models.FlagPoint {
	if point, err := manifest.Flag("", spamFalseAlarms); err == nil {
		return point
	}
	return models.FlagPoint{Threshold: manifest.Thresholds.Flag} // a model without a list of rates
}

// Models are those the engine asks first.
func (e *Engine) Models() *models.Set { return e.lineup.First }

// Lineup is all that the engine asks. It must not be changed.
func (e *Engine) Lineup() Lineup { return e.lineup }

// Decide triages one item at the given time, which certificates are held
// against. Any text is an item, even an empty one: the decision then abstains.
func (e *Engine) Decide(item Item, now time.Time) (Decision, error) {
	content := models.Text(item.Subject, item.Body)
	d := Decision{ID: item.ID, Language: e.language(item, content), Models: e.versions[0]}
	passage := e.passages.Get().(*models.Passage)
	defer e.passages.Put(passage)
	passage.Reset(content)
	defer passage.Reset("") // the pool must not keep the text
	var err error
	if e.category != nil {
		if d.Category, err = choose(e.category, passage, e.sought(d.Language), now); err != nil {
			return d, err
		}
	}
	if e.priority != nil {
		if d.Priority, err = choose(e.priority, passage, e.sought(d.Language), now); err != nil {
			return d, err
		}
	}
	if e.spam != nil {
		if d.Spam, err = suspect(e.spam, e.quarantine, passage); err != nil {
			return d, err
		}
	}
	if err := e.feel(&d, passage, item.Earlier); err != nil {
		return d, err
	}
	if len(e.lineup.Held) > 0 {
		for _, task := range doubled() {
			e.hold(task, d.part(task))
		}
	}
	counting := 0
	if len(e.beside) > 0 { // last, so that one that fails harms no other
		counting = e.consult(&d, passage, item.ID, now)
	}
	if item.Explain {
		return d, e.explain(&d, item, content, counting)
	}
	return d, nil
}

// suspect says whether a text is spam. Nothing was never sent by a spammer.
func suspect(model *models.Model, quarantine models.FlagPoint, passage *models.Passage) (*Flag, error) {
	var p [2]float64
	if err := model.PredictFrom(p[:], passage); err != nil {
		return nil, err
	}
	return &Flag{Probability: rounded(p[1]), Flagged: p[1] >= quarantine.Threshold && passage.Text() != "",
		Threshold: rounded(quarantine.Threshold), Recall: rounded(quarantine.Recall)}, nil
}

func choose(c *classifier.Classifier, passage *models.Passage, language string, now time.Time) (*Choice, error) {
	var a classifier.Answer
	if err := c.ClassifyFrom(&a, passage, language); err != nil {
		return nil, err
	}
	action, reason := c.Action(&a, language, now)
	if a.Abstained {
		reason = a.Reason // it says more
	}
	for i := range a.Ranked {
		a.Ranked[i].Probability = rounded(a.Ranked[i].Probability)
	}
	return &Choice{
		Label: a.Label, Probability: rounded(a.Probability), Ranked: a.Ranked, OutOfScope: rounded(a.OutOfScope),
		Abstained: a.Abstained, Action: action, Reason: reason, Likely: a.Set,
	}, nil
}

func (e *Engine) feel(d *Decision, passage *models.Passage, earlier []string) error {
	if e.feelings.ReadsSentiment() {
		r, err := e.feelings.SentimentFrom(passage)
		if err != nil {
			return err
		}
		d.Sentiment = &Sentiment{Label: r.Label, Valence: rounded(r.Valence),
			Negative: rounded(r.Negative), Neutral: rounded(r.Neutral), Positive: rounded(r.Positive)}
	}
	if e.feelings.ReadsAnger() {
		a, err := e.feelings.AngerFrom(passage, d.Language.Tag)
		if err != nil {
			return err
		}
		// Nobody is flagged for having written nothing.
		d.Anger = &Anger{Flag: Flag{Probability: rounded(a.Probability), Flagged: a.Flagged && passage.Text() != "", Threshold: rounded(a.Threshold), Recall: rounded(a.Recall)}}
		if len(earlier) > 0 {
			d.Anger.Course, err = e.course(earlier, d.Language.Tag, a.Probability)
		}
		return err
	}
	return nil
}

// course judges a message of this probability of anger after the earlier ones.
func (e *Engine) course(earlier []string, language string, last float64) (*Course, error) {
	probabilities := make([]float64, 0, len(earlier)+1)
	for _, message := range earlier {
		a, err := e.feelings.Anger(models.Text("", message), language)
		if err != nil {
			return nil, err
		}
		probabilities = append(probabilities, a.Probability)
	}
	c := sentiment.CourseOf(append(probabilities, last))
	return &Course{Trend: c.Trend, Change: rounded(c.Change), Peak: rounded(c.Peak)}, nil
}

// sought is the tag to ask a classifier with: none where nobody looked for the
// language, which is other than looking in vain.
func (e *Engine) sought(l Language) string {
	if e.detector == nil && !l.Given {
		return ""
	}
	return l.Tag
}

func (e *Engine) language(item Item, content string) Language {
	if item.Language != "" {
		return Language{Tag: item.Language, Confidence: 1, Given: true}
	}
	if e.detector == nil {
		return Language{Tag: langdetect.Undetermined, Reason: "language detection is off"}
	}
	r := e.detector.Detect(content)
	return Language{Tag: r.Tag, Confidence: r.Confidence, Reason: r.Reason}
}
