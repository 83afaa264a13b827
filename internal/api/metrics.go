package api

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"switchyard/internal/triage"
	"switchyard/langdetect"
	"switchyard/models"
)

// metrics counts what the server does, in a registry of its own.
type metrics struct {
	registry    *prometheus.Registry
	requests    *prometheus.CounterVec
	seconds     *prometheus.HistogramVec
	inFlight    prometheus.Gauge
	texts       prometheus.Counter
	abstentions *prometheus.CounterVec
	angry       prometheus.Counter
	unsure      prometheus.Counter
}

func newMetrics(engine *triage.Switch, detector *langdetect.Detector) *metrics {
	counter := func(name, help string) prometheus.CounterOpts {
		return prometheus.CounterOpts{Namespace: "switchyard", Name: name, Help: help}
	}
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(counter("http_requests_total", "Requests answered."), []string{"route", "code"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: "switchyard", Name: "http_request_seconds",
			Help: "Time from the request's header to the end of the answer.", Buckets: prometheus.ExponentialBuckets(1e-4, 4, 9)}, []string{"route"}),
		inFlight:    prometheus.NewGauge(prometheus.GaugeOpts{Namespace: "switchyard", Name: "http_requests_in_flight", Help: "Requests being answered."}),
		texts:       prometheus.NewCounter(counter("texts_total", "Texts triaged.")),
		abstentions: prometheus.NewCounterVec(counter("abstentions_total", "Texts on which a model abstained."), []string{"task", "reason"}),
		angry:       prometheus.NewCounter(counter("angry_texts_total", "Texts flagged as angry.")),
		unsure:      prometheus.NewCounter(counter("language_unsure_total", "Texts whose language is not known.")),
	}
	info := modelInfo{engine, prometheus.NewDesc("switchyard_model_info", "Models in use, always 1.", []string{"task", "version", "engine"}, nil)}
	ready := prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: "switchyard", Name: "language_ready", Help: "1 once the language models are read, or where detection is off."},
		func() float64 {
			if stateOf(detector) == languageLoading {
				return 0
			}
			return 1
		})
	m.registry.MustRegister(m.requests, m.seconds, m.inFlight, m.texts, m.abstentions, m.angry, m.unsure, info, ready,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// modelInfo tells of the models that are in use when it is asked.
type modelInfo struct {
	engine *triage.Switch
	about  *prometheus.Desc
}

func (i modelInfo) Describe(to chan<- *prometheus.Desc) { to <- i.about }

func (i modelInfo) Collect(to chan<- prometheus.Metric) {
	loan := i.engine.Borrow()
	defer loan.Return()
	for _, model := range loan.Engine().Models().All() {
		m := model.Manifest()
		to <- prometheus.MustNewConstMetric(i.about, prometheus.GaugeValue, 1, string(m.Task), m.Version(), model.Engine())
	}
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// answered counts one request.
func (m *metrics) answered(route string, code int, took time.Duration) {
	m.requests.WithLabelValues(route, strconv.Itoa(code)).Inc()
	m.seconds.WithLabelValues(route).Observe(took.Seconds())
}

// decided counts what was said of texts.
func (m *metrics) decided(decisions []triage.Decision) {
	m.texts.Add(float64(len(decisions)))
	for i := range decisions {
		d := &decisions[i]
		m.abstained(models.Category, d.Category)
		m.abstained(models.Priority, d.Priority)
		if d.Anger != nil && d.Anger.Flagged {
			m.angry.Inc()
		}
		if d.Language.Tag == langdetect.Undetermined {
			m.unsure.Inc()
		}
	}
}

func (m *metrics) abstained(task models.Task, c *triage.Choice) {
	if c != nil && c.Abstained {
		m.abstentions.WithLabelValues(string(task), string(c.Reason)).Inc()
	}
}
