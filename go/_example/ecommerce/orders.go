package main

import (
	"errors"
	"fmt"
	"math/rand"
	"net/http"
	"time"
)

const (
	maxItems    = 50
	maxQuantity = 100
)

type orderItem struct {
	ProductID int `json:"product_id"`
	Quantity  int `json:"quantity"`
}

type orderRequest struct {
	UserID int         `json:"user_id"`
	Items  []orderItem `json:"items"`
}

// validate checks what needs no catalogue.
func (o orderRequest) validate() error {
	if len(o.Items) == 0 {
		return errors.New("items must hold at least one item")
	}
	if len(o.Items) > maxItems {
		return fmt.Errorf("items holds %d items: at most %d", len(o.Items), maxItems)
	}
	for i, item := range o.Items {
		if item.Quantity < 1 || item.Quantity > maxQuantity {
			return fmt.Errorf("items[%d].quantity is %d: use 1 to %d", i, item.Quantity, maxQuantity)
		}
	}
	return nil
}

func (s *shop) handleOrder(w http.ResponseWriter, r *http.Request) {
	var order orderRequest
	if err := readJSON(w, r, &order); err != nil {
		writeError(w, http.StatusBadRequest, err)
		return
	}
	if err := order.validate(); err != nil {
		writeError(w, http.StatusBadRequest, err)
		return
	}
	id, totalCents, err := s.store.place(order)
	if err != nil {
		writeError(w, http.StatusBadRequest, err)
		return
	}
	if s.faults.enabled(cpuSpike) {
		s.checksum.Store(intensiveProcessing(uint64(id)))
	}
	if s.faults.enabled(goroutineLeak) {
		go trackOrder()
	}
	s.orders.Add(1)
	ordersTotal.Inc()
	orderCents.Observe(float64(totalCents))
	writeJSON(w, http.StatusCreated, map[string]any{"order_id": id, "user_id": order.UserID, "total_cents": totalCents})
}

// trackOrder is the goroutine-leak fault: it lives 1 000 s on average, so orders start far more than end.
func trackOrder() {
	for {
		time.Sleep(time.Second)
		if rand.Intn(1000) == 0 {
			return
		}
	}
}

// intensiveProcessing is the cpu-spike fault: 10^8 integer operations, two in each turn. It is not inlined, so
// that profiles show it by name; the result is used, so that the compiler keeps the loop.
//
//go:noinline
func intensiveProcessing(seed uint64) uint64 {
	for i := uint64(0); i < 50_000_000; i++ {
		seed = seed*6364136223846793005 + i
	}
	return seed
}
