package gopherscope

import (
	"fmt"
	"math"
	"sync/atomic"

	"gopherscope.dev/go/internal/expo"
)

// MaxBounds is the most bounds a histogram may have: each is a series for every label set.
const MaxBounds = 20

// DurationBounds are the bounds of a histogram of seconds: 100 µs to 10 s in steps of about two.
func DurationBounds() []float64 {
	return []float64{
		0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10,
	}
}

// Histogram counts values by size: how long something took, how large something was.
type Histogram struct {
	// bounds are upper ones and belong to their bucket; shared by all series of the metric.
	bounds []float64
	// counts has one more entry than bounds, for what is above the last. A scrape takes the total from these:
	// a counter of its own could disagree with them.
	counts []atomic.Uint64
	sum    atomicFloat
}

// Observe counts one value. What is not a number is ignored.
func (h *Histogram) Observe(v float64) {
	if v != v {
		return
	}
	i := 0
	for i < len(h.bounds) && v > h.bounds[i] {
		i++
	}
	h.counts[i].Add(1)
	h.sum.add(v)
}

func newHistogramVec(name, help string, bounds []float64, labels []string) *Vec[Histogram] {
	les := expo.Bounds(bounds)
	newMetric := func() *Histogram {
		return &Histogram{bounds: bounds, counts: make([]atomic.Uint64, len(bounds)+1)}
	}
	write := func(w *expo.Writer, name, labels string, h *Histogram) {
		var counts [MaxBounds + 1]uint64
		for i := range h.counts {
			counts[i] = h.counts[i].Load()
		}
		w.Histogram(name, labels, les, counts[:len(h.counts)], h.sum.load())
	}
	return newVec(name, "histogram", help, labels, newMetric, write)
}

func checkBounds(name string, bounds []float64) {
	if len(bounds) == 0 || len(bounds) > MaxBounds {
		panic(fmt.Sprintf("gopherscope: %s: %d bounds, a histogram has 1 to %d", name, len(bounds), MaxBounds))
	}
	for i, bound := range bounds {
		if math.IsNaN(bound) || math.IsInf(bound, 0) || i > 0 && bound <= bounds[i-1] {
			panic(fmt.Sprintf("gopherscope: %s: bound %v: bounds are finite and go up", name, bound))
		}
	}
}
