package gopherscope

import (
	"math"
	"sync"
	"time"

	"gopherscope.dev/go/internal/expo"
	"gopherscope.dev/go/internal/process"
	"gopherscope.dev/go/internal/runtimemetrics"
)

// host reads the runtime and the system; there is one, as there is one process. Whoever uses it holds mu.
type host struct {
	mu      sync.Mutex
	runtime *runtimemetrics.Collector
	process *process.Reader
}

// theHost is made at first use: a program that only counts requests opens no files.
var theHost = sync.OnceValue(func() *host {
	return &host{runtime: runtimemetrics.New(), process: process.New()}
})

// write reads everything and writes it.
func (h *host) write(w *expo.Writer) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.runtime.Read()
	h.process.Read()
	h.runtime.Write(w)
	h.process.Write(w)
}

var reservedNames = sync.OnceValue(func() map[string]bool {
	names := map[string]bool{durationName: true, activeName: true}
	for _, list := range [][]string{theHost().runtime.Names(), process.Names(), ownNames} {
		for _, name := range list {
			names[name] = true
		}
	}
	return names
})

// isReserved says whether the library writes a metric of this name itself.
func isReserved(name string) bool { return reservedNames()[name] }

// started is when this process began.
func (h *host) started() time.Time {
	return time.UnixMilli(int64(math.Round(h.process.StartSeconds() * 1000)))
}

// pick is a point that is the sum of some runtime metrics.
type pick struct {
	name string
	typ  MetricType
	sum  []string
}

// memoryPoints adds what the system says of the process.
func (h *host) memoryPoints(picks []pick) []MetricPoint {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.runtime.Read()
	h.process.Read()
	now := time.Now()
	points := h.pickLocked(picks, now)
	if bytes := h.process.Usage().ResidentBytes; bytes >= 0 {
		points = append(points, MetricPoint{now, "process_resident_memory_bytes", float64(bytes), nil, TypeGauge})
	}
	return points
}

// gcPoints adds the count and the sum of the pauses.
func (h *host) gcPoints(picks []pick) []MetricPoint {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.runtime.Read()
	now := time.Now()
	count, seconds := h.runtime.Pauses()
	return append(h.pickLocked(picks, now),
		MetricPoint{now, "go_gc_duration_seconds_count", float64(count), nil, TypeCounter},
		MetricPoint{now, "go_gc_duration_seconds_sum", seconds, nil, TypeCounter},
		MetricPoint{now, "go_memstats_last_gc_time_seconds", h.runtime.LastGCSeconds(), nil, TypeGauge})
}

func (h *host) pickLocked(picks []pick, now time.Time) []MetricPoint {
	points := make([]MetricPoint, 0, len(picks)+3)
	for _, p := range picks {
		sum := 0.0
		for _, name := range p.sum {
			sum += h.runtime.Value(name)
		}
		points = append(points, MetricPoint{now, p.name, sum, nil, p.typ})
	}
	return points
}

func (h *host) cpuSeconds() float64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.process.Read()
	usage := h.process.Usage()
	return usage.UserSeconds + usage.SystemSeconds
}
