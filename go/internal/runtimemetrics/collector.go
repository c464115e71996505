// Package runtimemetrics writes everything runtime/metrics knows, under the names that Prometheus' Go client
// gives it, and the older go_memstats_* names derived from the same reading: the world is never stopped.
package runtimemetrics

import (
	"runtime/debug"
	"runtime/metrics"
	"strings"

	"gopherscope.dev/go/internal/expo"
)

// Collector keeps the memory one reading needs. It is not safe for concurrent use.
type Collector struct {
	samples  []metrics.Sample
	families []family
	byName   map[string]int
	gc       debug.GCStats
}

// family is one metric of the runtime: the sample of the same index, and how it is written.
type family struct {
	name, head string
	kind       metrics.ValueKind
	histogram  *histogram
	// onlyWhenSet leaves out a zero: some forty GODEBUG counters hardly ever move.
	onlyWhenSet bool
}

// New describes every metric this runtime has.
func New() *Collector {
	c := &Collector{byName: map[string]int{}}
	for _, d := range metrics.All() {
		name := PromName(d)
		if name == "" {
			continue
		}
		f := family{name: name, kind: d.Kind, onlyWhenSet: strings.HasPrefix(d.Name, "/godebug/")}
		typ, help := "gauge", firstSentence(d.Description)
		switch {
		case d.Kind == metrics.KindFloat64Histogram:
			typ, f.histogram = "histogram", &histogram{unit: unitOf(d.Name)}
			help += " Bounds are fewer than the runtime's; the sum is estimated from the runtime's."
		case d.Cumulative:
			typ = "counter"
		}
		f.head = expo.Head(name, typ, help)
		c.byName[d.Name] = len(c.samples)
		c.samples = append(c.samples, metrics.Sample{Name: d.Name})
		c.families = append(c.families, f)
	}
	return c
}

// Names lists the families this collector may write.
func (c *Collector) Names() []string {
	names := make([]string, 0, len(c.families)+len(derived)+4)
	for _, f := range c.families {
		names = append(names, f.name)
	}
	for _, d := range derived {
		names = append(names, d.name)
	}
	return append(names, "go_goroutines", "go_threads", lastGCName, gcFractionName, pauseName)
}

// Read takes one reading; it allocates only the first time.
func (c *Collector) Read() {
	metrics.Read(c.samples)
	debug.ReadGCStats(&c.gc)
}

// Value is a number of the last reading by its runtime/metrics name; 0 where this Go version has no such metric.
func (c *Collector) Value(name string) float64 {
	i, ok := c.byName[name]
	if !ok {
		return 0
	}
	switch v := c.samples[i].Value; v.Kind() {
	case metrics.KindUint64:
		return float64(v.Uint64())
	case metrics.KindFloat64:
		return v.Float64()
	default:
		return 0
	}
}

// Write writes the last reading.
func (c *Collector) Write(w *expo.Writer) {
	for i := range c.families {
		f, v := &c.families[i], c.samples[i].Value
		switch f.kind {
		case metrics.KindUint64:
			if f.onlyWhenSet && v.Uint64() == 0 {
				continue
			}
			w.Head(f.head)
			w.Uint(f.name, "", v.Uint64())
		case metrics.KindFloat64:
			w.Head(f.head)
			w.Float(f.name, "", v.Float64())
		case metrics.KindFloat64Histogram:
			w.Head(f.head)
			f.histogram.write(w, f.name, v.Float64Histogram())
		}
	}
	c.writeDerived(w)
}

// firstSentence shortens the runtime's descriptions, some of which are paragraphs.
func firstSentence(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if end := strings.Index(text, ". "); end >= 0 {
		return text[:end+1]
	}
	return text
}
