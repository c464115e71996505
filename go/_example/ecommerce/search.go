package main

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// pageSize is how many products an answer lists; count tells how many there are.
const pageSize = 50

// searchProducts walks the whole catalogue. With slow it sleeps 1 ms at each product while it holds the read
// lock: the slow-queries fault.
func (s *store) searchProducts(query, category string, slow bool) []product {
	s.mu.RLock()
	defer s.mu.RUnlock()
	found := []product{}
	for i := range s.products {
		if slow {
			time.Sleep(time.Millisecond)
		}
		if s.products[i].matches(query, category) {
			found = append(found, s.products[i])
		}
	}
	return found
}

type cacheKey struct {
	query, category string
	second          int64
}

// resultCache is the memory-leak fault: the second in its key makes every entry useless a second later, and
// nothing ever removes one.
type resultCache struct {
	mu      sync.Mutex
	entries map[cacheKey][]product
}

func (c *resultCache) cachedResult(key cacheKey) ([]product, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	found, ok := c.entries[key]
	return found, ok
}

func (c *resultCache) cacheResult(key cacheKey, found []product) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.entries == nil {
		c.entries = map[cacheKey][]product{}
	}
	c.entries[key] = found
	cacheSize.Set(float64(len(c.entries)))
}

func (c *resultCache) len() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.entries)
}

func (s *shop) search(query, category string) []product {
	slow := s.faults.enabled(slowQueries)
	if !s.faults.enabled(memoryLeak) {
		return s.store.searchProducts(query, category, slow)
	}
	key := cacheKey{query, category, time.Now().Unix()}
	if found, ok := s.cache.cachedResult(key); ok {
		return found
	}
	found := s.store.searchProducts(query, category, slow)
	s.cache.cacheResult(key, found)
	return found
}

func (s *shop) handleSearch(w http.ResponseWriter, r *http.Request) {
	params := r.URL.Query()
	query, category := strings.ToLower(params.Get("q")), strings.ToLower(params.Get("category"))
	found := s.search(query, category)
	s.searches.Add(1)
	searches.With(shelf(category)).Inc()
	writeJSON(w, http.StatusOK, map[string]any{"count": len(found), "products": found[:min(pageSize, len(found))]})
}

// shelf names a category for a metric: what a client makes up is one value.
func shelf(category string) string {
	switch {
	case category == "":
		return "all"
	case slices.Contains(categories, category):
		return category
	default:
		return "other"
	}
}
