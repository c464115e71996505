package gopherscope

import (
	"maps"
	"slices"
	"strings"
	"sync/atomic"

	"gopherscope.dev/go/internal/expo"
)

// maxCustomNames is how many metrics may come into being through [MetricsCollector.CollectCustomMetric].
const maxCustomNames = 1000

// customMetrics are gauges whose names and labels are only known when a value comes, so nothing about them may
// stop the app: what cannot be taken is counted.
type customMetrics struct {
	names   int // guarded by the registry's mu
	refused atomic.Uint64
}

// customGauge is a gauge whose series may have different labels. Its values are names and values in turns.
type customGauge struct {
	name, head, self string
	table            table[Gauge]
}

func newCustomGauge(name string) *customGauge {
	g := &customGauge{
		name: name,
		head: expo.Head(name, "gauge", "Set by the app."),
		self: `metric="` + name + `"`,
	}
	g.table.newMetric = func() *Gauge { return new(Gauge) }
	g.table.text = func(pairs []string) string {
		var names, values []string
		for pair := range slices.Chunk(pairs, 2) {
			names, values = append(names, pair[0]), append(values, pair[1])
		}
		return expo.Labels(names, values)
	}
	g.table.overflow = []string{Overflow, Overflow}
	g.table.init(DefaultMaxSeries)
	return g
}

func (g *customGauge) writeTo(w *expo.Writer) {
	w.Head(g.head)
	for _, s := range g.table.snapshot() {
		w.Float(g.name, s.labels, s.metric.Value())
	}
}

func (g *customGauge) dropped() (n uint64, labels string) { return g.table.dropped.Load(), g.self }

// writeTo has nothing to write: customMetrics are in the registry for what they refused.
func (c *customMetrics) writeTo(*expo.Writer) {}

func (c *customMetrics) dropped() (n uint64, labels string) {
	return c.refused.Load(), `metric="` + Overflow + `"`
}

// setCustom takes one value. A gauge made by NewGauge is set if the labels are its own.
func (r *Registry) setCustom(name string, value float64, labels map[string]string) {
	names := slices.Sorted(maps.Keys(labels))
	switch owner := r.customOwner(name).(type) {
	case *customGauge:
		if slices.ContainsFunc(names, func(n string) bool { return !expo.ValidLabel(n) }) {
			r.custom.refused.Add(1)
			return
		}
		pairs := make([]string, 0, 2*len(names))
		for _, n := range names {
			pairs = append(pairs, n, labels[n])
		}
		owner.table.get(pairs).metric.Set(value)
	case *Vec[Gauge]:
		if !slices.Equal(names, slices.Sorted(slices.Values(owner.labels))) {
			r.custom.refused.Add(1)
			return
		}
		values := make([]string, len(owner.labels))
		for i, label := range owner.labels {
			values[i] = labels[label]
		}
		owner.With(values...).Set(value)
	default:
		r.custom.refused.Add(1)
	}
}

// customOwner is who writes the series of a name, made if there is nobody; nil if there must not be.
func (r *Registry) customOwner(name string) any {
	r.mu.Lock()
	defer r.mu.Unlock()
	if owner, taken := r.owners[name]; taken {
		return owner
	}
	if !expo.ValidName(name) || r.custom.names >= maxCustomNames || isReserved(name) {
		return nil
	}
	r.custom.names++
	g := newCustomGauge(strings.Clone(name))
	r.addLocked(g, g.name)
	return g
}
