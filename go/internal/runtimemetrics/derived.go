package runtimemetrics

import (
	"runtime"
	"runtime/metrics"

	"gopherscope.dev/go/internal/expo"
)

const (
	objects   = "/memory/classes/heap/objects:bytes"
	unused    = "/memory/classes/heap/unused:bytes"
	free      = "/memory/classes/heap/free:bytes"
	released  = "/memory/classes/heap/released:bytes"
	stacks    = "/memory/classes/heap/stacks:bytes"
	osStacks  = "/memory/classes/os-stacks:bytes"
	mspan     = "/memory/classes/metadata/mspan/inuse:bytes"
	mspanFree = "/memory/classes/metadata/mspan/free:bytes"
	cache     = "/memory/classes/metadata/mcache/inuse:bytes"
	cacheFree = "/memory/classes/metadata/mcache/free:bytes"
	tiny      = "/gc/heap/tiny/allocs:objects"

	lastGCName     = "go_memstats_last_gc_time_seconds"
	gcFractionName = "go_memstats_gc_cpu_fraction"
	pauseName      = "go_gc_duration_seconds"
)

// derived are the names of runtime.MemStats, each a sum of what runtime/metrics has: reading MemStats itself
// would stop the world.
var derived = []struct {
	name, typ, help string
	sum             []string
}{
	{"go_memstats_alloc_bytes", "gauge", "Bytes of allocated heap objects.", []string{objects}},
	{"go_memstats_alloc_bytes_total", "counter", "Bytes allocated for heap objects, freed ones too.", []string{"/gc/heap/allocs:bytes"}},
	{"go_memstats_sys_bytes", "gauge", "Bytes obtained from the system.", []string{"/memory/classes/total:bytes"}},
	{"go_memstats_mallocs_total", "counter", "Heap objects allocated.", []string{"/gc/heap/allocs:objects", tiny}},
	{"go_memstats_frees_total", "counter", "Heap objects freed.", []string{"/gc/heap/frees:objects", tiny}},
	{"go_memstats_heap_alloc_bytes", "gauge", "Bytes of allocated heap objects, reachable or not yet swept.", []string{objects}},
	{"go_memstats_heap_sys_bytes", "gauge", "Heap bytes obtained from the system.", []string{objects, unused, released, free}},
	{"go_memstats_heap_idle_bytes", "gauge", "Bytes in spans without objects.", []string{released, free}},
	{"go_memstats_heap_inuse_bytes", "gauge", "Bytes in spans with objects.", []string{objects, unused}},
	{"go_memstats_heap_released_bytes", "gauge", "Idle bytes given back to the system.", []string{released}},
	{"go_memstats_heap_objects", "gauge", "Allocated heap objects.", []string{"/gc/heap/objects:objects"}},
	{"go_memstats_stack_inuse_bytes", "gauge", "Bytes in stack spans.", []string{stacks}},
	{"go_memstats_stack_sys_bytes", "gauge", "Bytes of stacks obtained from the system.", []string{stacks, osStacks}},
	{"go_memstats_mspan_inuse_bytes", "gauge", "Bytes of mspan structures in use.", []string{mspan}},
	{"go_memstats_mspan_sys_bytes", "gauge", "Bytes for mspan structures.", []string{mspan, mspanFree}},
	{"go_memstats_mcache_inuse_bytes", "gauge", "Bytes of mcache structures in use.", []string{cache}},
	{"go_memstats_mcache_sys_bytes", "gauge", "Bytes for mcache structures.", []string{cache, cacheFree}},
	{"go_memstats_buck_hash_sys_bytes", "gauge", "Bytes in profiling bucket tables.", []string{"/memory/classes/profiling/buckets:bytes"}},
	{"go_memstats_gc_sys_bytes", "gauge", "Bytes of GC metadata.", []string{"/memory/classes/metadata/other:bytes"}},
	{"go_memstats_other_sys_bytes", "gauge", "Bytes of other runtime allocations.", []string{"/memory/classes/other:bytes"}},
	{"go_memstats_next_gc_bytes", "gauge", "Heap size at which the next GC starts.", []string{"/gc/heap/goal:bytes"}},
}

var (
	derivedHeads = headsOfDerived()
	goroutines   = expo.Head("go_goroutines", "gauge", "Goroutines that exist.")
	threads      = expo.Head("go_threads", "gauge", "OS threads created.")
	lastGC       = expo.Head(lastGCName, "gauge", "When the last GC ended, epoch seconds.")
	gcFraction   = expo.Head(gcFractionName, "gauge", "GC's share of the available CPU since the start.")
	pauses       = expo.Head(pauseName, "summary", "Stop-the-world pauses of GC cycles.")
)

func headsOfDerived() []string {
	heads := make([]string, len(derived))
	for i, d := range derived {
		heads[i] = expo.Head(d.name, d.typ, d.help)
	}
	return heads
}

func (c *Collector) writeDerived(w *expo.Writer) {
	for i, d := range derived {
		sum := uint64(0)
		for _, name := range d.sum {
			sum += c.whole(name)
		}
		w.Head(derivedHeads[i])
		w.Uint(d.name, "", sum)
	}
	w.Head(goroutines)
	// Not /sched/goroutines: since Go 1.26 that counts the runtime's own too.
	w.Uint("go_goroutines", "", uint64(runtime.NumGoroutine()))
	w.Head(threads)
	w.Uint("go_threads", "", uint64(Threads()))
	w.Head(lastGC)
	w.Float(lastGCName, "", c.LastGCSeconds())
	w.Head(gcFraction)
	w.Float(gcFractionName, "", c.gcFraction())
	w.Head(pauses)
	w.Float(pauseName+"_sum", "", c.gc.PauseTotal.Seconds())
	w.Uint(pauseName+"_count", "", uint64(c.gc.NumGC))
}

func (c *Collector) whole(name string) uint64 {
	if i, ok := c.byName[name]; ok && c.samples[i].Value.Kind() == metrics.KindUint64 {
		return c.samples[i].Value.Uint64()
	}
	return 0
}

// gcFraction is runtime.MemStats.GCCPUFraction: what the GC took of the CPU there was, work of idle processors
// apart (runtime/mgc.go, gcMarkTermination).
func (c *Collector) gcFraction() float64 {
	total := c.seconds("/cpu/classes/total:cpu-seconds")
	if total == 0 {
		return 0
	}
	return (c.seconds("/cpu/classes/gc/total:cpu-seconds") - c.seconds("/cpu/classes/gc/mark/idle:cpu-seconds")) / total
}

func (c *Collector) seconds(name string) float64 {
	if i, ok := c.byName[name]; ok && c.samples[i].Value.Kind() == metrics.KindFloat64 {
		return c.samples[i].Value.Float64()
	}
	return 0
}

// LastGCSeconds is when the last GC ended, in epoch seconds; 0 before the first.
func (c *Collector) LastGCSeconds() float64 {
	if c.gc.NumGC == 0 {
		return 0
	}
	return float64(c.gc.LastGC.UnixNano()) / 1e9
}

// Pauses are the GC cycles so far and how long they stopped the world, in seconds.
func (c *Collector) Pauses() (count int64, seconds float64) {
	return c.gc.NumGC, c.gc.PauseTotal.Seconds()
}

// Threads counts the OS threads this process ever made: the runtime does not let go of the record of one.
func Threads() int {
	n, _ := runtime.ThreadCreateProfile(nil)
	return n
}
