package gopherscope

import (
	"fmt"

	"gopherscope.dev/go/internal/expo"
)

// DefaultMaxSeries is how many label sets a metric tells apart unless [Vec.MaxSeries] says otherwise.
const DefaultMaxSeries = 1000

// Overflow is the value of every label of the series that takes what a full metric does not tell apart.
const Overflow = "overflow"

// Vec is one metric: a series for each set of label values. [NewCounter], [NewGauge] and [NewHistogram] make
// one. All methods are safe for concurrent use.
type Vec[M any] struct {
	name, head string
	// self is the label that names this metric where the library speaks of it.
	self   string
	labels []string
	bounds []float64 // of a histogram
	write  func(w *expo.Writer, name, labels string, m *M)
	table  table[M]
}

func newVec[M any](name, kind, help string, labels []string, newMetric func() *M,
	write func(w *expo.Writer, name, labels string, m *M)) *Vec[M] {
	v := &Vec[M]{name: name, head: expo.Head(name, kind, help), self: `metric="` + name + `"`, labels: labels, write: write}
	v.table.newMetric = newMetric
	v.table.text = func(values []string) string { return expo.Labels(labels, values) }
	v.table.overflow = make([]string, len(labels))
	for i := range labels {
		v.table.overflow[i] = Overflow
	}
	v.table.init(DefaultMaxSeries)
	return v
}

// With gives the series with these label values, in the order of the labels; a metric without labels has one
// series, With(). Keep what it gives where every nanosecond counts: finding it again takes a lookup, though it
// allocates nothing. Values are cut at 256 bytes. With panics if the number of values is not that of the labels.
func (v *Vec[M]) With(values ...string) *M {
	if len(values) != len(v.labels) {
		panic(fmt.Sprintf("gopherscope: %s has %d labels, With got %d values", v.name, len(v.labels), len(values)))
	}
	return v.table.get(values).metric
}

// MaxSeries sets how many label sets are told apart and gives back the metric. Those past the limit share one
// series whose labels all say "overflow", and gopherscope_dropped_series_total{metric} counts each With that
// ended there. A lower limit does not forget the series there are.
func (v *Vec[M]) MaxSeries(n int) *Vec[M] {
	v.table.setLimit(n)
	return v
}

// family is a metric as the registry sees it.
type family interface {
	writeTo(w *expo.Writer)
	// dropped counts the lookups that found no room, and gives the label that names the metric.
	dropped() (n uint64, labels string)
}

func (v *Vec[M]) writeTo(w *expo.Writer) {
	all := v.table.snapshot()
	if len(all) == 0 {
		return
	}
	w.Head(v.head)
	for _, s := range all {
		v.write(w, v.name, s.labels, s.metric)
	}
}

func (v *Vec[M]) dropped() (n uint64, labels string) { return v.table.dropped.Load(), v.self }
