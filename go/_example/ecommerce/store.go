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
	// Sold counts units; it stands in for stock, which would run out in a demo that never ends.
	Sold int64 `json:"sold"`
}

// store holds the catalogue. Its size is fixed when it is made: orders only move counters, so a shop without
// faults does not grow however long it runs.
type store struct {
	mu        sync.RWMutex
	products  []product // by id - 1
	users     int       // ids 1 to users
	lastOrder int64
}

func newStore(products, users int) *store {
	s := &store{products: make([]product, products), users: users}
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
	if order.UserID < 1 || order.UserID > s.users {
		return 0, 0, fmt.Errorf("user_id %d does not exist: use 1 to %d", order.UserID, s.users)
	}
	for i, item := range order.Items {
		if item.ProductID < 1 || item.ProductID > len(s.products) {
			return 0, 0, fmt.Errorf("items[%d].product_id %d does not exist: use 1 to %d", i, item.ProductID, len(s.products))
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, item := range order.Items {
		p := &s.products[item.ProductID-1]
		p.Sold += int64(item.Quantity)
		totalCents += p.PriceCents * int64(item.Quantity)
	}
	s.lastOrder++
	return s.lastOrder, totalCents, nil
}
