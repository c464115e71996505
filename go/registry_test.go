package gopherscope

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
)

func TestOwnMetrics(t *testing.T) {
	r := NewRegistry()
	orders := r.NewCounter("orders_total", "Orders.", "tier").With("gold")
	orders.Inc()
	orders.Add(2)
	orders.Add(0.5)
	orders.Add(-3)
	orders.Add(math.NaN())
	waiting := r.NewGauge("waiting", "Jobs.").With()
	waiting.Set(10)
	waiting.Add(-2.5)
	waiting.Inc()
	waiting.Dec()
	waiting.Dec()
	took := r.NewHistogram("took_seconds", "Time.", []float64{0.1, 1}).With()
	for _, v := range []float64{0.05, 0.1, 0.5, 1, 1.5, math.Inf(1), math.NaN()} {
		took.Observe(v)
	}
	r.NewCounter("idle_total", "Counts nothing yet.")
	r.NewCounter("labelled_total", "Has no series yet.", "x")
	families := scrapeOf(t, r)
	for _, c := range []struct {
		family, name string
		labels       []string
		want         float64
	}{
		{"orders_total", "orders_total", []string{"tier", "gold"}, 3.5},
		{"waiting", "waiting", nil, 6.5},
		{"took_seconds", "took_seconds_bucket", []string{"le", "0.1"}, 2},
		{"took_seconds", "took_seconds_bucket", []string{"le", "1"}, 4},
		{"took_seconds", "took_seconds_bucket", []string{"le", "+Inf"}, 6},
		{"took_seconds", "took_seconds_count", nil, 6},
		{"took_seconds", "took_seconds_sum", nil, math.Inf(1)},
		{"idle_total", "idle_total", nil, 0},
	} {
		if got := valueOf(t, families, c.family, c.name, c.labels...); got != c.want {
			t.Errorf("%s%v: %v, want %v", c.name, c.labels, got, c.want)
		}
	}
	if families["labelled_total"] != nil {
		t.Error("a family without series is written")
	}
	if orders.Value() != 3.5 || waiting.Value() != 6.5 {
		t.Errorf("values %v, %v", orders.Value(), waiting.Value())
	}
}

func TestSameMetricTwice(t *testing.T) {
	r := NewRegistry()
	if first := r.NewCounter("a_total", "A.", "x"); first != r.NewCounter("a_total", "A.", "x") {
		t.Error("the same counter is made twice")
	}
	if r.NewHistogram("b", "B.", nil) != r.NewHistogram("b", "B.", DurationBounds()) {
		t.Error("the same histogram is made twice")
	}
}

func TestRefusedMetrics(t *testing.T) {
	for name, make := range map[string]func(*Registry){
		"is no metric name":             func(r *Registry) { r.NewGauge("a-b", "") },
		"label \"a-b\"":                 func(r *Registry) { r.NewGauge("a", "", "a-b") },
		"label \"__x\"":                 func(r *Registry) { r.NewGauge("a", "", "__x") },
		"label \"x\"":                   func(r *Registry) { r.NewGauge("a", "", "x", "x") },
		"label \"le\"":                  func(r *Registry) { r.NewHistogram("a", "", nil, "le") },
		"0 bounds":                      func(r *Registry) { r.NewHistogram("a", "", []float64{}) },
		"21 bounds":                     func(r *Registry) { r.NewHistogram("a", "", make21()) },
		"bound 1: bounds are finite":    func(r *Registry) { r.NewHistogram("a", "", []float64{1, 1}) },
		"bound +Inf: bounds are finite": func(r *Registry) { r.NewHistogram("a", "", []float64{1, math.Inf(1)}) },
		"of the runtime":                func(r *Registry) { r.NewGauge("go_goroutines", "") },
		"or of this library":            func(r *Registry) { r.NewGauge(durationName, "") },
		"of another type":               func(r *Registry) { r.NewGauge("a", ""); r.NewCounter("a", "") },
		"with other labels":             func(r *Registry) { r.NewGauge("a", ""); r.NewGauge("a", "", "x") },
		"or bounds": func(r *Registry) {
			r.NewHistogram("a", "", []float64{1})
			r.NewHistogram("a", "", []float64{2})
		},
		"a series a_count": func(r *Registry) { r.NewGauge("a_count", ""); r.NewHistogram("a", "", nil) },
		"already":          func(r *Registry) { r.NewHistogram("a", "", nil); r.NewGauge("a_bucket", "") },
	} {
		func() {
			defer func() {
				if got := fmt.Sprint(recover()); !strings.HasPrefix(got, "gopherscope: ") || !strings.Contains(got, name) {
					t.Errorf("%s: panic %s", name, got)
				}
			}()
			make(NewRegistry())
		}()
	}
}

func make21() []float64 {
	bounds := make([]float64, 21)
	for i := range bounds {
		bounds[i] = float64(i)
	}
	return bounds
}

// Every name that a scrape has is one that an app's own metric cannot take.
func TestOwnNamesAreReserved(t *testing.T) {
	for name := range scrapeOf(t, NewRegistry()) {
		if !isReserved(name) {
			t.Errorf("%s is not reserved", name)
		}
	}
}

func TestHotPathDoesNotAllocate(t *testing.T) {
	r := NewRegistry()
	counter := r.NewCounter("a_total", "", "x", "y")
	gauge := r.NewGauge("b", "", "x")
	histogram := r.NewHistogram("c", "", nil, "x")
	values := []string{"one", "two"}
	counted := func() {
		counter.With(values[0], values[1]).Add(1.5)
		gauge.With(values[0]).Set(2)
		histogram.With(values[1]).Observe(0.3)
	}
	for range 3 {
		counted()
	}
	if n := testing.AllocsPerRun(200, counted); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestQuantileLiesInItsBucket(t *testing.T) {
	r := NewRegistry()
	h := r.NewHistogram("took_seconds", "", nil).With()
	var all []float64
	for i := range 1000 {
		v := math.Exp(float64(i%997)/100) / 20000 // 50 µs to about 1 s
		all = append(all, v)
		h.Observe(v)
	}
	slices.Sort(all)
	families := scrapeOf(t, r)
	for _, q := range []float64{0.5, 0.99} {
		exact := all[int(math.Ceil(q*1000))-1]
		below := 0.0
		for _, bound := range DurationBounds() {
			n := valueOf(t, families, "took_seconds", "took_seconds_bucket", "le", fmt.Sprint(bound))
			if n >= q*1000 {
				if exact > bound || exact <= below {
					t.Errorf("quantile %v is %v, its bucket %v to %v", q, exact, below, bound)
				}
				break
			}
			below = bound
		}
	}
}

func BenchmarkCounterInc(b *testing.B) {
	c := NewRegistry().NewCounter("a_total", "", "x").With("one")
	b.ReportAllocs()
	for range b.N {
		c.Inc()
	}
}

func BenchmarkCounterWithInc(b *testing.B) {
	v := NewRegistry().NewCounter("a_total", "", "x")
	b.ReportAllocs()
	for range b.N {
		v.With("one").Inc()
	}
}

func BenchmarkHistogramObserve(b *testing.B) {
	h := NewRegistry().NewHistogram("a_seconds", "", nil).With()
	b.ReportAllocs()
	for range b.N {
		h.Observe(0.0042)
	}
}

func TestNothingIsLostAmongManyGoroutines(t *testing.T) {
	r := NewRegistry()
	counter, gauge := r.NewCounter("a_total", "").With(), r.NewGauge("b", "").With()
	histogram := r.NewHistogram("c", "", []float64{1}).With()
	const workers, rounds = 8, 20_000
	var all sync.WaitGroup
	for range workers {
		all.Add(1)
		go func() {
			defer all.Done()
			for range rounds {
				counter.Add(0.5)
				counter.Inc()
				gauge.Add(0.25)
				histogram.Observe(2)
			}
		}()
	}
	all.Wait()
	const n = workers * rounds
	if counter.Value() != n*1.5 || gauge.Value() != n*0.25 || histogram.sum.load() != n*2 || histogram.counts[1].Load() != n {
		t.Errorf("%v, %v, %v, %v", counter.Value(), gauge.Value(), histogram.sum.load(), histogram.counts[1].Load())
	}
}
