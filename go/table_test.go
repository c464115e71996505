package gopherscope

import (
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"gopherscope.dev/go/internal/expo"
	"gopherscope.dev/go/internal/expotest"
)

func TestWithFindsTheSameSeries(t *testing.T) {
	v := NewRegistry().NewCounter("orders_total", "Orders.", "tier", "zone")
	for range 10 { // before and after the lock-free copy is made
		first := v.With("a", "b")
		if first != v.With("a", "b") || first == v.With("b", "a") || first == v.With("ab", "") {
			t.Fatal("label values are mixed up")
		}
	}
	defer func() {
		if got := recover(); got != "gopherscope: orders_total has 2 labels, With got 1 values" {
			t.Errorf("panic %v", got)
		}
	}()
	v.With("a")
}

// A hash may be that of two label sets; both must be found.
func TestTableKeepsApartWhatHashesAlike(t *testing.T) {
	v := NewRegistry().NewCounter("orders_total", "Orders.", "tier")
	a, b := []string{"a"}, []string{"b"}
	sa, sb := v.table.getSlow(1, a), v.table.getSlow(1, b)
	v.table.copyLocked()
	if sa == sb || v.table.getSlow(1, a) != sa || v.table.getSlow(1, b) != sb {
		t.Error("a series hides another one")
	}
}

// A lookup that read the table before its last copy was made comes by the slow way, and must not end in overflow.
func TestFullTableFindsWhatItHas(t *testing.T) {
	v := NewRegistry().NewCounter("orders_total", "Orders.", "tier").MaxSeries(2)
	for _, tier := range []string{"a", "b", "c"} {
		v.With(tier)
	}
	a := []string{"a"}
	if s := v.table.getSlow(v.table.hash(a), a); s.metric != v.With("a") || v.table.dropped.Load() != 1 {
		t.Errorf("%v, %d dropped", s.values, v.table.dropped.Load())
	}
}

// A flood of new label values must not queue up at a lock once the table is full.
func TestFullTableTakesNoLock(t *testing.T) {
	v := NewRegistry().NewCounter("orders_total", "Orders.", "tier").MaxSeries(1)
	v.With("a")
	v.With("b")
	v.table.mu.Lock()
	defer v.table.mu.Unlock()
	var done atomic.Bool
	go func() {
		v.With("a").Inc()
		v.With("c").Inc()
		done.Store(true)
	}()
	eventually(t, done.Load)
}

func TestLimitOfSeries(t *testing.T) {
	r := NewRegistry()
	v := r.NewCounter("hits_total", "Hits.", "user", "zone").MaxSeries(100)
	const users = 10_000
	for i := range users {
		v.With(strconv.Itoa(i), "z").Inc()
	}
	for range 3 {
		v.With("7", "z").Inc() // one of the first is still told apart
	}
	families := scrapeOf(t, r)
	if got := len(families["hits_total"].Samples); got != 101 {
		t.Errorf("%d series", got)
	}
	for _, c := range []struct {
		labels []string
		n      float64
	}{{[]string{"user", "overflow", "zone", "overflow"}, users - 100}, {[]string{"user", "7", "zone", "z"}, 4}} {
		if got := valueOf(t, families, "hits_total", "hits_total", c.labels...); got != c.n {
			t.Errorf("%v: %v, want %v", c.labels, got, c.n)
		}
	}
	if got := valueOf(t, families, droppedName, droppedName, "metric", "hits_total"); got != users-100 {
		t.Errorf("%v dropped", got)
	}
	v.MaxSeries(200).With("new", "z").Inc()
	if got := valueOf(t, scrapeOf(t, r), "hits_total", "hits_total", "user", "new", "zone", "z"); got != 1 {
		t.Error("a higher limit makes no room")
	}
	v.MaxSeries(1).With("8", "z").Inc()
	if got := valueOf(t, scrapeOf(t, r), "hits_total", "hits_total", "user", "8", "zone", "z"); got != 2 {
		t.Error("a lower limit forgets a series")
	}
}

// An app's own label value "overflow" and the series of what finds no room are one series, not two lines.
func TestOwnOverflowValue(t *testing.T) {
	r := NewRegistry()
	v := r.NewGauge("waiting", "Jobs.", "queue").MaxSeries(1)
	v.With("overflow").Set(1)
	v.With("b").Set(2)
	if got := valueOf(t, scrapeOf(t, r), "waiting", "waiting", "queue", "overflow"); got != 2 {
		t.Errorf("%v", got)
	}
}

func TestLabelValuesAreCleanedBeforeTheyAreToldApart(t *testing.T) {
	r := NewRegistry()
	v := r.NewCounter("hits_total", "Hits.", "agent")
	long := strings.Repeat("x", expo.MaxLabelValue)
	for _, value := range []string{"a\xff", "a\xfe", long, long + "y"} {
		v.With(value).Inc()
	}
	families := scrapeOf(t, r)
	for _, value := range []string{"a\uFFFD", long} {
		if got := valueOf(t, families, "hits_total", "hits_total", "agent", value); got != 2 {
			t.Errorf("%q: %v", value, got)
		}
	}
}

// Many goroutines make, find and count the same series while others read; no count may be lost.
func TestTableConcurrently(t *testing.T) {
	r := NewRegistry()
	v := r.NewCounter("hits_total", "Hits.", "user").MaxSeries(50)
	const workers, rounds, users = 8, 2000, 80
	var all sync.WaitGroup
	for worker := range workers {
		all.Add(1)
		go func() {
			defer all.Done()
			for i := range rounds {
				v.With(strconv.Itoa((i*7 + worker) % users)).Inc()
			}
		}()
	}
	for range 20 {
		scrapeOf(t, r)
	}
	all.Wait()
	families, sum := scrapeOf(t, r), 0.0
	for _, n := range families["hits_total"].Samples {
		sum += n
	}
	if sum != workers*rounds || len(families["hits_total"].Samples) != 51 {
		t.Errorf("%v counted in %d series", sum, len(families["hits_total"].Samples))
	}
	overflow := families["hits_total"].Samples[expotest.Key("hits_total", "user", "overflow")]
	if got := valueOf(t, families, droppedName, droppedName, "metric", "hits_total"); got != overflow {
		t.Errorf("%v in overflow, %v dropped", overflow, got)
	}
}
