package main

import (
	"fmt"
	"strings"
	"sync"
)

const (
	productCount = 10_000
	userCount    = 1_000
)

var (
	adjectives = []string{"red", "blue", "green", "small", "large", "quiet", "bright", "solid", "light", "warm"}
	nouns      = []string{"kettle", "lamp", "chair", "jacket", "novel", "racket", "phone", "puzzle", "bottle", "blanket"}
	categories = []string{"home", "garden", "books", "clothing", "sports", "electronics", "toys", "kitchen"}
)

// product is one article on offer. Prices are in cents.
type product struct {
	ID         int    `json:"id"`
	Name       string `json:"name"`
	Category   string `json:"category"`
	PriceCents int64  `json:"price_cents"`
}

// store holds the catalogue. Its size is fixed when it is made: orders only move counters, so a shop without
// faults does not grow however long it runs.
type store struct {
	// mu guards products. Orders read-lock it too and book under a lock of their own: if they wrote here, each
	// would wait for a slow search, and the faults that orders show would be hidden behind that one.
	mu       sync.RWMutex
	products []product // by id - 1
	users    int       // ids 1 to users

	booking sync.Mutex // guards what follows
	// sold counts units by product; it stands in for stock, which would run out in a demo that never ends.
	sold      []int64
	lastOrder int64
}

func newStore(products, users int) *store {
	s := &store{products: make([]product, products), users: users, sold: make([]int64, products)}
	for i := range s.products {
		s.products[i] = product{
			ID:         i + 1,
			Name:       fmt.Sprintf("%s %s %d", adjectives[i%len(adjectives)], nouns[i/len(adjectives)%len(nouns)], i+1),
			Category:   categories[i%len(categories)],
			PriceCents: int64(199 + (i*37)%20_000),
		}
	}
	return s
}

// matches tells whether a product is in the category and has the query in its name; an empty one matches all.
func (p *product) matches(query, category string) bool {
	return (category == "" || p.Category == category) && strings.Contains(p.Name, query)
}

// place books the order and returns its number and its price in cents, or the reason why it cannot be booked.
func (s *store) place(order orderRequest) (id, totalCents int64, err error) {
	if totalCents, err = s.price(order); err != nil {
		return 0, 0, err
	}
	s.booking.Lock()
	defer s.booking.Unlock()
	for _, item := range order.Items {
		s.sold[item.ProductID-1] += int64(item.Quantity)
	}
	s.lastOrder++
	return s.lastOrder, totalCents, nil
}

func (s *store) price(order orderRequest) (totalCents int64, err error) {
	if order.UserID < 1 || order.UserID > s.users {
		return 0, fmt.Errorf("user_id %d does not exist: use 1 to %d", order.UserID, s.users)
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	for i, item := range order.Items {
		if item.ProductID < 1 || item.ProductID > len(s.products) {
			return 0, fmt.Errorf("items[%d].product_id %d does not exist: use 1 to %d", i, item.ProductID, len(s.products))
		}
		totalCents += s.products[item.ProductID-1].PriceCents * int64(item.Quantity)
	}
	return totalCents, nil
}
