package gopherscope

import (
	"fmt"
	"slices"
	"sync"

	"gopherscope.dev/go/internal/expo"
)

// Registry holds the metrics of an app. Most programs use the package's functions, which work on [Default].
// All methods are safe for concurrent use.
type Registry struct {
	mu sync.Mutex
	// owners says who writes the series of a name: a histogram owns three.
	owners   map[string]any
	families []family
	http     *httpMetrics
	custom   customMetrics
	cost     cost
}

// Default is the registry that the functions of this package use.
var Default = NewRegistry()

// NewRegistry makes an empty registry, for tests and for programs that are several apps in one.
func NewRegistry() *Registry {
	r := &Registry{owners: map[string]any{}}
	r.families = append(r.families, &r.custom)
	return r
}

// NewCounter makes a counter with these labels, or gives back the one of this name. It panics where the name or
// a label is none that Prometheus allows, where the runtime has a metric of the name, and where there is one
// already that is not the same.
func (r *Registry) NewCounter(name, help string, labels ...string) *Vec[Counter] {
	return register(r, name, labels, nil, func(labels []string) *Vec[Counter] {
		return newVec(name, "counter", help, labels, func() *Counter { return new(Counter) }, writeCounter)
	})
}

// NewGauge makes a gauge; see [Registry.NewCounter].
func (r *Registry) NewGauge(name, help string, labels ...string) *Vec[Gauge] {
	return register(r, name, labels, nil, func(labels []string) *Vec[Gauge] {
		return newGaugeVec(name, help, labels)
	})
}

// NewHistogram makes a histogram with these upper bounds, at most [MaxBounds] and going up; nil stands for
// [DurationBounds]. See [Registry.NewCounter].
func (r *Registry) NewHistogram(name, help string, bounds []float64, labels ...string) *Vec[Histogram] {
	if bounds == nil {
		bounds = DurationBounds()
	}
	checkBounds(name, bounds)
	bounds = slices.Clone(bounds)
	return register(r, name, labels, bounds, func(labels []string) *Vec[Histogram] {
		return newHistogramVec(name, help, bounds, labels)
	})
}

// NewCounter makes a counter in [Default]; see [Registry.NewCounter].
func NewCounter(name, help string, labels ...string) *Vec[Counter] {
	return Default.NewCounter(name, help, labels...)
}

// NewGauge makes a gauge in [Default]; see [Registry.NewGauge].
func NewGauge(name, help string, labels ...string) *Vec[Gauge] {
	return Default.NewGauge(name, help, labels...)
}

// NewHistogram makes a histogram in [Default]; see [Registry.NewHistogram].
func NewHistogram(name, help string, bounds []float64, labels ...string) *Vec[Histogram] {
	return Default.NewHistogram(name, help, bounds, labels...)
}

func newGaugeVec(name, help string, labels []string) *Vec[Gauge] {
	return newVec(name, "gauge", help, labels, func() *Gauge { return new(Gauge) }, writeGauge)
}

func register[M any](r *Registry, name string, labels []string, bounds []float64, make func([]string) *Vec[M]) *Vec[M] {
	checkNames(name, labels, bounds != nil)
	if isReserved(name) {
		panic(fmt.Sprintf("gopherscope: %s is a metric of the runtime or of this library", name))
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if owner, taken := r.owners[name]; taken {
		if v, ok := owner.(*Vec[M]); ok && slices.Equal(v.labels, labels) && slices.Equal(v.bounds, bounds) {
			return v
		}
		panic(fmt.Sprintf("gopherscope: %s is there already, of another type or with other labels or bounds", name))
	}
	v := make(slices.Clone(labels))
	v.bounds = bounds
	r.addLocked(v, namesOf(name, bounds != nil)...)
	if len(labels) == 0 {
		v.With() // a metric without labels shows its zero
	}
	return v
}

// addLocked makes f the writer of these names.
func (r *Registry) addLocked(f family, names ...string) {
	for _, name := range names {
		if _, taken := r.owners[name]; taken {
			panic(fmt.Sprintf("gopherscope: a series %s would be written by two metrics", name))
		}
	}
	for _, name := range names {
		r.owners[name] = f
	}
	r.families = append(r.families, f)
}

// namesOf are the names of the series that a metric has.
func namesOf(name string, histogram bool) []string {
	if histogram {
		return []string{name, name + "_bucket", name + "_sum", name + "_count"}
	}
	return []string{name}
}

func checkNames(name string, labels []string, histogram bool) {
	if !expo.ValidName(name) {
		panic(fmt.Sprintf("gopherscope: %q is no metric name: letters, digits, _ and : only, no digit first", name))
	}
	for i, label := range labels {
		if !expo.ValidLabel(label) || histogram && label == "le" || slices.Contains(labels[:i], label) {
			panic(fmt.Sprintf("gopherscope: %s: label %q is not allowed, or there twice", name, label))
		}
	}
}

// snapshot is every metric so far, in the order they were made; nobody writes to what it gives.
func (r *Registry) snapshot() []family {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.families
}
