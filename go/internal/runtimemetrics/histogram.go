package runtimemetrics

import (
	"math"
	"runtime/metrics"

	"gopherscope.dev/go/internal/expo"
)

// MaxBounds is the most bounds a histogram is written with: the runtime's have up to 160, which would be most of
// the series of an app.
const MaxBounds = 20

// histogram joins neighbouring buckets of one runtime histogram. The bounds of the runtime never change while
// the process lives, so which bucket goes where is worked out once.
type histogram struct {
	unit string
	les  []string
	// to says for each bucket of the runtime which of ours counts it.
	to     []uint8
	counts []uint64
}

func (h *histogram) write(w *expo.Writer, name string, from *metrics.Float64Histogram) {
	if h.to == nil {
		h.plan(from.Buckets)
	}
	clear(h.counts)
	sum := 0.0
	for i, n := range from.Counts {
		if n == 0 {
			continue
		}
		h.counts[h.to[i]] += n
		sum += float64(n) * middle(from.Buckets[i], from.Buckets[i+1])
	}
	w.Histogram(name, "", h.les, h.counts, sum)
}

// plan picks bounds among edges, which are those of the runtime: edges[i] to edges[i+1] is bucket i.
func (h *histogram) plan(edges []float64) {
	bounds := pickBounds(edges, firstBound(h.unit))
	h.les = expo.Bounds(bounds)
	h.counts = make([]uint64, len(bounds)+1)
	h.to = make([]uint8, len(edges)-1)
	at := 0
	for i := range h.to {
		for at < len(bounds) && edges[i+1] > bounds[at] {
			at++
		}
		h.to[i] = uint8(at)
	}
}

// firstBound is the smallest bound worth telling apart: a microsecond of waiting, an object of 8 bytes.
func firstBound(unit string) float64 {
	if unit == "seconds" {
		return 1024e-9 // the runtime's own bounds are powers of two of a nanosecond
	}
	return 8
}

// pickBounds takes, beginning at first, the smallest edge that is at least double the one before. All of the
// bounds are edges, so that no bucket has to be split.
func pickBounds(edges []float64, first float64) []float64 {
	var bounds []float64
	const rounding = 1 - 1e-9 // edges in seconds are nanoseconds divided, not exact powers
	for _, edge := range edges {
		if math.IsInf(edge, 0) || edge < first*rounding || len(bounds) == MaxBounds {
			continue
		}
		if n := len(bounds); n == 0 || edge >= 2*bounds[n-1]*rounding {
			bounds = append(bounds, edge)
		}
	}
	return bounds
}

// middle stands for what fell between two edges; beside an endless bucket its finite edge does.
func middle(low, high float64) float64 {
	switch {
	case math.IsInf(low, -1):
		return high
	case math.IsInf(high, 1):
		return low
	default:
		return (low + high) / 2
	}
}
