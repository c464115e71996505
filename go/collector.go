package gopherscope

import (
	"runtime"
	"sync"
	"time"
)

// MetricsCollector gives a few numbers of this process as points, for programs that pass them on themselves;
// Gopherscope does not need it. All methods are safe for concurrent use.
type MetricsCollector struct {
	registry *Registry

	mu sync.Mutex
	// at and cpuSeconds are those of the last CollectCPUUsage.
	at         time.Time
	cpuSeconds float64
}

// NewMetricsCollector makes a collector whose custom metrics go to [Default].
func NewMetricsCollector() *MetricsCollector { return Default.NewMetricsCollector() }

// NewMetricsCollector makes a collector whose custom metrics go to this registry.
func (r *Registry) NewMetricsCollector() *MetricsCollector {
	return &MetricsCollector{registry: r, at: theHost().started()}
}

// CollectCPUUsage is the share of one core the process used since the last call, or since it started:
// process_cpu_utilization_ratio, 2 where two cores were busy all the time.
func (c *MetricsCollector) CollectCPUUsage() MetricPoint {
	c.mu.Lock()
	defer c.mu.Unlock()
	now, cpuSeconds := time.Now(), theHost().cpuSeconds()
	ratio := 0.0
	if elapsed := now.Sub(c.at).Seconds(); elapsed > 0 {
		ratio = max(0, cpuSeconds-c.cpuSeconds) / elapsed
	}
	c.at, c.cpuSeconds = now, cpuSeconds
	return MetricPoint{Timestamp: now, Name: "process_cpu_utilization_ratio", Value: ratio, Type: TypeGauge}
}

// CollectMemoryUsage is what the heap, the stacks and all of the runtime hold, in bytes, and where the system
// tells it what of the process is in memory.
func (c *MetricsCollector) CollectMemoryUsage() []MetricPoint {
	return theHost().memoryPoints([]pick{
		{"go_memstats_heap_alloc_bytes", TypeGauge, []string{"/memory/classes/heap/objects:bytes"}},
		{"go_gc_heap_live_bytes", TypeGauge, []string{"/gc/heap/live:bytes"}},
		{"go_memstats_heap_inuse_bytes", TypeGauge, []string{"/memory/classes/heap/objects:bytes", "/memory/classes/heap/unused:bytes"}},
		{"go_memstats_heap_idle_bytes", TypeGauge, []string{"/memory/classes/heap/free:bytes", "/memory/classes/heap/released:bytes"}},
		{"go_memstats_stack_inuse_bytes", TypeGauge, []string{"/memory/classes/heap/stacks:bytes"}},
		{"go_memstats_sys_bytes", TypeGauge, []string{"/memory/classes/total:bytes"}},
	})
}

// CollectGoroutineCount is the number of goroutines that exist: go_goroutines.
func (c *MetricsCollector) CollectGoroutineCount() MetricPoint {
	return MetricPoint{time.Now(), "go_goroutines", float64(runtime.NumGoroutine()), nil, TypeGauge}
}

// CollectGCStats is how often the GC ran and stopped the world, the CPU it took, and what it aims at next.
func (c *MetricsCollector) CollectGCStats() []MetricPoint {
	return theHost().gcPoints([]pick{
		{"go_cpu_classes_gc_total_cpu_seconds_total", TypeCounter, []string{"/cpu/classes/gc/total:cpu-seconds"}},
		{"go_gc_gogc_percent", TypeGauge, []string{"/gc/gogc:percent"}},
		{"go_gc_gomemlimit_bytes", TypeGauge, []string{"/gc/gomemlimit:bytes"}},
		{"go_memstats_next_gc_bytes", TypeGauge, []string{"/gc/heap/goal:bytes"}},
	})
}

// CollectCustomMetric sets a gauge of the app's own; each set of labels is a series of its own. A name or a
// label that Prometheus does not allow, the name of a metric that is no gauge, and more than 1000 names are
// refused and counted in gopherscope_dropped_series_total{metric="overflow"}. Metrics known beforehand are
// cheaper and say more by [NewGauge], [NewCounter] and [NewHistogram].
func (c *MetricsCollector) CollectCustomMetric(name string, value float64, labels map[string]string) {
	c.registry.setCustom(name, value, labels)
}
