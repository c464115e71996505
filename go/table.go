package gopherscope

import (
	"hash/maphash"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"gopherscope.dev/go/internal/expo"
)

// table finds the series of one metric by their label values: without a lock and without allocating once a
// series has been seen a few times. It never forgets one, and it never holds more than its limit.
type table[M any] struct {
	newMetric func() *M
	// text writes the labels of a series once, when it is made.
	text func(values []string) string
	// overflow are the values of the series that takes what finds no room.
	overflow []string

	seed maphash.Seed
	// read is a copy of all that nobody writes to.
	read atomic.Pointer[map[uint64]*series[M]]
	// full says that read holds all there will be.
	full    atomic.Bool
	dropped atomic.Uint64

	mu sync.Mutex
	// all holds every series by the hash of its values; those with one hash are chained.
	all map[uint64]*series[M]
	// order is all by arrival. It only grows, so that a scrape may walk what was there when it began.
	order []*series[M]
	// misses counts the visits to all since the last copy.
	misses int
	limit  int
}

type series[M any] struct {
	values []string
	labels string
	metric *M
	next   *series[M]
}

func (t *table[M]) init(limit int) {
	t.seed = maphash.MakeSeed()
	t.all = map[uint64]*series[M]{}
	t.limit = limit
	t.copyLocked()
}

// get gives the series with these values; it does not keep the slice.
func (t *table[M]) get(values []string) *series[M] {
	for _, value := range values {
		if clean := expo.Clean(value); clean != value {
			values = cleaned(values)
			break
		}
	}
	sum := t.hash(values)
	s := (*t.read.Load())[sum].find(values)
	if s == nil {
		s = t.getSlow(sum, values)
	}
	return s
}

// cleaned replaces what the format cannot hold before values are told apart: two could look the same after.
func cleaned(values []string) []string {
	values = slices.Clone(values)
	for i := range values {
		values[i] = expo.Clean(values[i])
	}
	return values
}

func (t *table[M]) hash(values []string) uint64 {
	sum := uint64(0)
	for _, value := range values {
		sum = sum*0x9e3779b97f4a7c15 + maphash.String(t.seed, value)
	}
	return sum
}

func (s *series[M]) find(values []string) *series[M] {
	for ; s != nil; s = s.next {
		if slices.Equal(s.values, values) {
			return s
		}
	}
	return nil
}

// getSlow looks where a lock is needed. A full table is answered without it: read was copied before full was
// set, and has all there is.
func (t *table[M]) getSlow(sum uint64, values []string) *series[M] {
	if t.full.Load() {
		read := *t.read.Load()
		if s := read[sum].find(values); s != nil {
			return s
		}
		if s := read[t.hash(t.overflow)].find(t.overflow); s != nil {
			t.dropped.Add(1)
			return s
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	s := t.all[sum].find(values)
	if s == nil && len(t.order) >= t.limit {
		t.dropped.Add(1)
		sum, values = t.hash(t.overflow), t.overflow
		s = t.all[sum].find(values)
	}
	if s == nil {
		s = t.addLocked(sum, values)
	}
	if t.misses++; t.misses > len(t.order) || len(t.order) >= t.limit {
		t.copyLocked()
	}
	return s
}

func (t *table[M]) addLocked(sum uint64, values []string) *series[M] {
	own := make([]string, len(values))
	for i, value := range values {
		own[i] = strings.Clone(value) // a value may be a part of something large
	}
	s := &series[M]{values: own, labels: t.text(own), metric: t.newMetric(), next: t.all[sum]}
	t.all[sum] = s
	t.order = append(t.order, s)
	return s
}

func (t *table[M]) copyLocked() {
	read := maps.Clone(t.all)
	t.read.Store(&read)
	t.misses = 0
	t.full.Store(len(t.order) >= t.limit)
}

func (t *table[M]) setLimit(limit int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.limit = limit
	t.copyLocked()
}

// snapshot is every series so far; nobody writes to what it gives.
func (t *table[M]) snapshot() []*series[M] {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.order
}
