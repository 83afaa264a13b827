package suggest

import (
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/suggest/library"
	"switchyard/internal/suggest/slots"
)

// Config is what a Live works with.
type Config struct {
	Store store.Store
	Now   func() time.Time
	NewID func() uuid.UUID
	Log   *slog.Logger
	Model library.Model // to rank by; the zero Model is library.DefaultModel
	Most  int           // replies kept in memory, the latest; 0 for 100,000
	Least float64       // chance below which nothing is shown; 0 for .2
	// Secret gives the value of an environment variable, for the key of a
	// language model; nil for none.
	Secret func(name string) string
}

// The values where Config says nothing.
const (
	defaultMost  = 100_000
	defaultLeast = .2
)

// The calibration before anybody has answered a suggestion. The features of a
// candidate go together, so their sum is surer of itself than it may be.
const (
	dayOneSlope = .4
	dayOneBias  = -.85
)

// Live suggests replies for the tickets of a store. Run gathers what there is to
// suggest; everything else may be called from any goroutine, also before it.
type Live struct {
	config Config

	mu         sync.RWMutex // of everything below; Run writes
	library    *library.Library
	vocabulary *slots.Vocabulary
	counted    map[uuid.UUID]bool // tickets whose words are in the vocabulary
	shelved    []string           // macros and articles in the library
	order      []uuid.UUID        // tickets in the library, in the order they came
	offers     map[uuid.UUID]offer
	offered    []uuid.UUID // oldest first
	scores     []float64   // of what was shown and then answered, with
	used       []bool      // whether it was used
	answered   int         // replies that named a suggestion
	slope      float64     // calibration of the score
	bias       float64
	model      library.Model

	pages  atomic.Pointer[pages]
	cursor int64
	desks  sync.Pool
}

// New makes a Live that has read nothing.
func New(c Config) (*Live, error) {
	if c.Most <= 0 {
		c.Most = defaultMost
	}
	if c.Least <= 0 {
		c.Least = defaultLeast
	}
	if c.Model == (library.Model{}) {
		c.Model = library.DefaultModel()
	}
	l := &Live{config: c, model: c.Model, slope: dayOneSlope, bias: dayOneBias, vocabulary: slots.NewVocabulary(), counted: map[uuid.UUID]bool{}, offers: map[uuid.UUID]offer{}}
	var err error
	l.library, err = library.New(c.Model)
	return l, err
}
