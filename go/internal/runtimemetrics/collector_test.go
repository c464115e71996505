package runtimemetrics

import (
	"math"
	"runtime"
	"runtime/metrics"
	"slices"
	"strings"
	"testing"

	"gopherscope.dev/go/internal/expo"
	"gopherscope.dev/go/internal/expotest"
)

func read(t *testing.T, c *Collector) map[string]*expotest.Family {
	t.Helper()
	c.Read()
	return written(t, c)
}

func written(t *testing.T, c *Collector) map[string]*expotest.Family {
	t.Helper()
	var w expo.Writer
	c.Write(&w)
	families, err := expotest.Parse(string(w.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	return families
}

func TestPromName(t *testing.T) {
	for _, c := range []struct {
		d    metrics.Description
		want string
	}{
		{metrics.Description{Name: "/gc/heap/live:bytes", Kind: metrics.KindUint64}, "go_gc_heap_live_bytes"},
		{metrics.Description{Name: "/sched/latencies:seconds", Kind: metrics.KindFloat64Histogram, Cumulative: true}, "go_sched_latencies_seconds"},
		{metrics.Description{Name: "/cpu/classes/gc/total:cpu-seconds", Kind: metrics.KindFloat64, Cumulative: true}, "go_cpu_classes_gc_total_cpu_seconds_total"},
		{metrics.Description{Name: "/sched/goroutines/not-in-go:goroutines", Kind: metrics.KindUint64}, "go_sched_goroutines_not_in_go_goroutines"},
		{metrics.Description{Name: "/sync/mutex/wait/total:seconds", Kind: metrics.KindFloat64, Cumulative: true}, "go_sync_mutex_wait_total_seconds_total"},
		{metrics.Description{Name: "/x/rate:bytes/second*2", Kind: metrics.KindUint64}, "go_x_rate_bytes_per_second_2"},
		{metrics.Description{Name: "/x/y:bytes", Kind: metrics.KindBad}, ""},
		{metrics.Description{Name: "/x/ü:bytes", Kind: metrics.KindUint64}, ""},
		{metrics.Description{Name: "/x/y", Kind: metrics.KindUint64}, ""},
	} {
		if got := PromName(c.d); got != c.want {
			t.Errorf("%s: %s, want %s", c.d.Name, got, c.want)
		}
	}
}

// Everything the runtime has is there, GODEBUG counters only when they count something.
func TestWritesAllOfRuntimeMetrics(t *testing.T) {
	c := New()
	families := read(t, c)
	for _, d := range metrics.All() {
		name := PromName(d)
		if strings.HasPrefix(d.Name, "/godebug/") {
			if families[name] != nil && families[name].Samples[name] == 0 {
				t.Errorf("%s is 0 and written", name)
			}
			continue
		}
		f := families[name]
		if f == nil {
			t.Errorf("no %s", d.Name)
			continue
		}
		want := "gauge"
		if d.Kind == metrics.KindFloat64Histogram {
			want = "histogram"
		} else if d.Cumulative {
			want = "counter"
		}
		if f.Type != want || f.Help == "" || strings.Contains(f.Help, ". ") && want != "histogram" {
			t.Errorf("%s: %s, help %q", name, f.Type, f.Help)
		}
	}
	for name := range families {
		if !slices.Contains(c.Names(), name) {
			t.Errorf("%s is missing in Names", name)
		}
	}
}

var memStatsNames = map[string]func(*runtime.MemStats) uint64{
	"go_memstats_alloc_bytes":         func(m *runtime.MemStats) uint64 { return m.Alloc },
	"go_memstats_alloc_bytes_total":   func(m *runtime.MemStats) uint64 { return m.TotalAlloc },
	"go_memstats_sys_bytes":           func(m *runtime.MemStats) uint64 { return m.Sys },
	"go_memstats_mallocs_total":       func(m *runtime.MemStats) uint64 { return m.Mallocs },
	"go_memstats_frees_total":         func(m *runtime.MemStats) uint64 { return m.Frees },
	"go_memstats_heap_alloc_bytes":    func(m *runtime.MemStats) uint64 { return m.HeapAlloc },
	"go_memstats_heap_sys_bytes":      func(m *runtime.MemStats) uint64 { return m.HeapSys },
	"go_memstats_heap_idle_bytes":     func(m *runtime.MemStats) uint64 { return m.HeapIdle },
	"go_memstats_heap_inuse_bytes":    func(m *runtime.MemStats) uint64 { return m.HeapInuse },
	"go_memstats_heap_released_bytes": func(m *runtime.MemStats) uint64 { return m.HeapReleased },
	"go_memstats_heap_objects":        func(m *runtime.MemStats) uint64 { return m.HeapObjects },
	"go_memstats_stack_inuse_bytes":   func(m *runtime.MemStats) uint64 { return m.StackInuse },
	"go_memstats_stack_sys_bytes":     func(m *runtime.MemStats) uint64 { return m.StackSys },
	"go_memstats_mspan_inuse_bytes":   func(m *runtime.MemStats) uint64 { return m.MSpanInuse },
	"go_memstats_mspan_sys_bytes":     func(m *runtime.MemStats) uint64 { return m.MSpanSys },
	"go_memstats_mcache_inuse_bytes":  func(m *runtime.MemStats) uint64 { return m.MCacheInuse },
	"go_memstats_mcache_sys_bytes":    func(m *runtime.MemStats) uint64 { return m.MCacheSys },
	"go_memstats_buck_hash_sys_bytes": func(m *runtime.MemStats) uint64 { return m.BuckHashSys },
	"go_memstats_gc_sys_bytes":        func(m *runtime.MemStats) uint64 { return m.GCSys },
	"go_memstats_other_sys_bytes":     func(m *runtime.MemStats) uint64 { return m.OtherSys },
	"go_memstats_next_gc_bytes":       func(m *runtime.MemStats) uint64 { return m.NextGC },
	"go_gc_duration_seconds_count":    func(m *runtime.MemStats) uint64 { return uint64(m.NumGC) },
}

// The names of MemStats hold what MemStats holds.
func TestDerivedEqualMemStats(t *testing.T) {
	runtime.GC()
	c := New()
	var m, after runtime.MemStats
	c.Read() // the first one allocates
	runtime.ReadMemStats(&after)
	runtime.ReadMemStats(&m)
	c.Read()
	runtime.ReadMemStats(&after)
	families := written(t, c)
	for name, want := range memStatsNames {
		family := strings.TrimSuffix(name, "_count")
		got, ok := families[family].Samples[name]
		low, high := min(want(&m), want(&after)), max(want(&m), want(&after))
		// The runtime itself may take and give back a span between the readings.
		const span = 64 << 10
		if !ok || got < float64(low)-span || got > float64(high)+span {
			t.Errorf("%s: %v, MemStats has %d to %d", name, got, low, high)
		}
	}
	pauses := families["go_gc_duration_seconds"].Samples["go_gc_duration_seconds_sum"]
	if got := float64(m.PauseTotalNs) / 1e9; pauses != got {
		t.Errorf("pauses %v, MemStats has %v", pauses, got)
	}
	if got := families["go_goroutines"].Samples["go_goroutines"]; got != float64(runtime.NumGoroutine()) {
		t.Errorf("%v goroutines, the runtime says %d", got, runtime.NumGoroutine())
	}
	last := families["go_memstats_last_gc_time_seconds"].Samples["go_memstats_last_gc_time_seconds"]
	if math.Abs(last-float64(m.LastGC)/1e9) > 1e-6 {
		t.Errorf("last GC %v, MemStats has %d", last, m.LastGC)
	}
	fraction := families["go_memstats_gc_cpu_fraction"].Samples["go_memstats_gc_cpu_fraction"]
	if m.GCCPUFraction == 0 || math.Abs(fraction/m.GCCPUFraction-1) > 0.01 {
		t.Errorf("GC took %v of the CPU, MemStats has %v", fraction, m.GCCPUFraction)
	}
}

// Each histogram counts what the runtime's does at every bound it kept, and keeps few.
func TestHistogramsKeepTheirCounts(t *testing.T) {
	for range 1000 { // something to count
		done := make(chan struct{})
		go close(done)
		<-done
	}
	c := New()
	families := read(t, c)
	total := uint64(0)
	for i, f := range c.families {
		if f.histogram == nil {
			continue
		}
		samples := families[f.name].Samples
		if len(samples) > MaxBounds+3 || len(f.histogram.les) < 8 {
			t.Errorf("%s: %d bounds", f.name, len(f.histogram.les))
		}
		from, seen := c.samples[i].Value.Float64Histogram(), uint64(0)
		for j, n := range from.Counts {
			seen += n
			key := expotest.Key(f.name+"_bucket", "le", strings.TrimSuffix(strings.TrimPrefix(expo.Bounds(from.Buckets[j+1 : j+2])[0], `le="`), `"`))
			if got, kept := samples[key]; kept && got != float64(seen) {
				t.Errorf("%s: %v, the runtime has %d below it", key, got, seen)
			}
		}
		if samples[f.name+"_count"] != float64(seen) {
			t.Errorf("%s: %v in all, the runtime has %d", f.name, samples[f.name+"_count"], seen)
		}
		total += seen
	}
	if total == 0 {
		t.Error("nothing was counted")
	}
}

func TestHistogramOfKnownCounts(t *testing.T) {
	inf := math.Inf(1)
	h := histogram{unit: "bytes"}
	from := &metrics.Float64Histogram{
		Buckets: []float64{math.Inf(-1), 4, 8, 12, 16, 64, inf},
		Counts:  []uint64{1, 2, 4, 8, 16, 32},
	}
	var w expo.Writer
	h.write(&w, "x", from)
	w.Reset()
	h.write(&w, "x", from) // the second time counts the same
	const want = `x_bucket{le="8"} 3
x_bucket{le="16"} 15
x_bucket{le="64"} 31
x_bucket{le="+Inf"} 63
x_sum 2856
x_count 63
`
	if got := string(w.Bytes()); got != want { // the sum: 1·4 + 2·6 + 4·10 + 8·14 + 16·40 + 32·64, an end stands for itself
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestReadingDoesNotAllocate(t *testing.T) {
	c := New()
	var w expo.Writer
	once := func() {
		w.Reset()
		c.Read()
		c.Write(&w)
	}
	once()
	if n := testing.AllocsPerRun(20, once); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestValue(t *testing.T) {
	c := New()
	c.Read()
	if got := c.Value("/sched/gomaxprocs:threads"); got != float64(runtime.GOMAXPROCS(0)) {
		t.Errorf("GOMAXPROCS %v", got)
	}
	if c.Value("/sync/mutex/wait/total:seconds") < 0 || c.Value("/no/such:thing") != 0 || c.Value("/sched/latencies:seconds") != 0 {
		t.Error("wrong values")
	}
}
