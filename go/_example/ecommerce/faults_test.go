package main

import (
	"runtime"
	"testing"
	"time"
)

// effects is what a fault may leave behind after some orders and searches.
type effects struct{ searchSlow, cacheGrew, goroutinesGrew, cpuBurnt bool }

const (
	testProducts = 40
	testRequests = 5
)

func measure(t *testing.T, change map[string]bool) effects {
	t.Helper()
	shop := newShop(testProducts, 10)
	if err := shop.faults.apply(change); err != nil {
		t.Fatal(err)
	}
	handler := shop.watched(withExpvar, "")
	before := runtime.NumGoroutine()
	// The fastest of some: a busy machine makes single requests slow without any fault.
	search, order := time.Hour, time.Hour
	for range testRequests {
		start := time.Now()
		do(t, handler, "GET", "/products/search?q=red", "", 200)
		search = min(search, time.Since(start))
		start = time.Now()
		do(t, handler, "POST", "/orders", goodOrder, 201)
		order = min(order, time.Since(start))
	}
	return effects{
		searchSlow:     search >= testProducts*time.Millisecond,
		cacheGrew:      shop.cache.len() > 0,
		goroutinesGrew: runtime.NumGoroutine() >= before+testRequests-1, // one in 1000 loops ends early
		cpuBurnt:       order > 10*time.Millisecond,
	}
}

func TestOnlyTheFaultThatIsOnHappens(t *testing.T) {
	for name, want := range map[string]effects{
		"none":           {},
		"slow_queries":   {searchSlow: true},
		"memory_leak":    {cacheGrew: true},
		"goroutine_leak": {goroutinesGrew: true},
		"cpu_spike":      {cpuBurnt: true},
	} {
		t.Run(name, func(t *testing.T) {
			change := map[string]bool{}
			if name != "none" {
				change[name] = true
			}
			if got := measure(t, change); got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}

func TestHealthyShopDoesNotGrow(t *testing.T) {
	handler := newShop(1000, 10).watched(withExpvar, "")
	load := func() (heapBytes uint64, goroutines int) {
		for range 300 {
			do(t, handler, "GET", "/products/search?q=lamp&category=books", "", 200)
			do(t, handler, "POST", "/orders", goodOrder, 201)
		}
		runtime.GC()
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		return stats.HeapAlloc, runtime.NumGoroutine()
	}
	heapBefore, goroutinesBefore := load()
	heapAfter, goroutinesAfter := load()
	if heapAfter > heapBefore+64<<10 {
		t.Errorf("live heap grew from %d to %d bytes", heapBefore, heapAfter)
	}
	if goroutinesAfter > goroutinesBefore {
		t.Errorf("goroutines grew from %d to %d", goroutinesBefore, goroutinesAfter)
	}
}

func TestCacheIsKeyedBySecond(t *testing.T) {
	shop := newShop(testProducts, 10)
	shop.faults.apply(map[string]bool{"memory_leak": true})
	shop.search("red", "")
	shop.search("red", "books")
	time.Sleep(time.Until(time.Now().Truncate(time.Second).Add(time.Second)))
	shop.search("red", "")
	if got := shop.cache.len(); got < 3 {
		t.Errorf("cache holds %d entries, want at least 3", got)
	}
}

func TestFaultsFlag(t *testing.T) {
	for _, c := range []struct {
		value string
		on    int
		bad   bool
	}{
		{value: ""},
		{value: "slow-queries, cpu-spike", on: 2},
		{value: "all", on: 4},
		{value: "slow-queries,typo", bad: true},
	} {
		var faults faultSet
		err := faults.applyFlag(c.value)
		on := 0
		for _, enabled := range faults.state() {
			if enabled {
				on++
			}
		}
		if on != c.on || (err != nil) != c.bad {
			t.Errorf("--faults %q: %d on, error %v", c.value, on, err)
		}
	}
}
