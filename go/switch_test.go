package gopherscope

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

const switchToken = "canary-77aa"

func turn(t *testing.T, h http.Handler, method, profile, body string) (switchState, *httptest.ResponseRecorder) {
	t.Helper()
	w := ask(h, method, Path+profile, body, "Authorization", "Bearer "+switchToken)
	var state switchState
	if w.Code == 200 {
		if err := json.Unmarshal(w.Body.Bytes(), &state); err != nil {
			t.Fatal(err)
		}
	}
	return state, w
}

func TestSwitchMutex(t *testing.T) {
	h := NewRegistry().Handler(WithToken(switchToken))
	defer mutexSwitch.set(mutexSwitch.current())
	mutexSwitch.set(3)
	state, w := turn(t, h, "POST", "mutex", `{"seconds":600,"rate":7}`)
	until, err := time.Parse(time.RFC3339, state.Until)
	if w.Code != 200 || err != nil || time.Until(until) < 590*time.Second {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if state.Profile != "mutex" || state.Seconds != 600 || state.Rate != 7 || state.Restores != 3 || mutexSwitch.current() != 7 {
		t.Errorf("%+v, rate %d", state, mutexSwitch.current())
	}
	prolonged, _ := turn(t, h, "POST", "mutex", `{"seconds":1}`)
	if prolonged.Until != state.Until || prolonged.Rate != 7 || prolonged.Restores != 3 {
		t.Errorf("a shorter time while on: %+v", prolonged)
	}
	off, _ := turn(t, h, "DELETE", "mutex", "")
	if off.Seconds != 0 || off.Rate != 3 || off.Restores != 3 || mutexSwitch.current() != 3 {
		t.Errorf("%+v, rate %d", off, mutexSwitch.current())
	}
	if again, _ := turn(t, h, "DELETE", "mutex", ""); again.Rate != 3 || mutexSwitch.current() != 3 {
		t.Errorf("DELETE while off: %+v, rate %d", again, mutexSwitch.current())
	}
}

func TestSwitchMutexLeavesWhatTheAppSet(t *testing.T) {
	h := NewRegistry().Handler(WithToken(switchToken))
	defer mutexSwitch.set(mutexSwitch.current())
	turn(t, h, "POST", "mutex", `{"seconds":600}`)
	mutexSwitch.set(99)
	if off, _ := turn(t, h, "DELETE", "mutex", ""); off.Rate != 99 || mutexSwitch.current() != 99 {
		t.Errorf("%+v, rate %d", off, mutexSwitch.current())
	}
}

// rates is a runtime that keeps what was set.
type rates struct {
	mu  sync.Mutex
	set []int
}

func (r *rates) add(rate int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.set = append(r.set, rate)
}

func (r *rates) last() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.set[len(r.set)-1]
}

func TestSwitchEndsByItself(t *testing.T) {
	var r rates
	s := &rateSwitch{profile: "block", usual: 10, set: r.add}
	if state := s.turnOn(1, 0, 5); state.Rate != 10 || state.Restores != 5 || r.last() != 10 {
		t.Errorf("%+v", state)
	}
	time.Sleep(300 * time.Millisecond)
	s.turnOn(1, 0, 4) // prolonged; and what is gone back to stays
	first := time.Now()
	for r.last() != 5 {
		if time.Since(first) > 20*time.Second {
			t.Fatalf("still on: %v", r.set)
		}
		time.Sleep(5 * time.Millisecond)
	}
	if took := time.Since(first); took < 990*time.Millisecond {
		t.Errorf("it ended after %v", took)
	}
	if state := s.turnOn(1, 0, 4); state.Restores != 4 {
		t.Errorf("the next time: %+v", state)
	}
	s.turnOff()
}

// Timers that fire late must not end what was turned on again.
func TestLateTimerEndsNothing(t *testing.T) {
	var r rates
	s := &rateSwitch{profile: "block", usual: 10, set: r.add}
	s.turnOn(600, 0, 0)
	s.expire()
	if !s.on || r.last() != 10 {
		t.Error("it ended before its time")
	}
	s.turnOff()
	s.expire()
	if got := r.last(); got != 0 || len(r.set) != 2 {
		t.Errorf("set %v", r.set)
	}
}

func TestSwitchConcurrently(t *testing.T) {
	var r rates
	s := &rateSwitch{profile: "block", usual: 10, set: r.add}
	var all sync.WaitGroup
	for i := range 50 {
		all.Add(1)
		go func() {
			defer all.Done()
			if i%5 == 0 {
				s.turnOff()
			} else {
				s.turnOn(1+i, 0, 3)
			}
			s.expire()
		}()
	}
	all.Wait()
	if state := s.turnOff(); state.Restores != 3 || r.last() != 3 {
		t.Errorf("%+v, %v", state, r.set)
	}
}

func TestSwitchRefuses(t *testing.T) {
	w := ask(NewRegistry().Handler(), "POST", Path+"block", `{"seconds":1}`)
	if w.Code != 403 || !strings.Contains(w.Body.String(), `"NO_TOKEN"`) || !strings.Contains(w.Body.String(), "WithToken") {
		t.Errorf("without a token: %d %s", w.Code, w.Body)
	}
	h := NewRegistry().Handler(WithToken(switchToken))
	if w := ask(h, "POST", Path+"block", `{"seconds":1}`); w.Code != 401 {
		t.Errorf("without the token: %d", w.Code)
	}
	if _, w := turn(t, h, "GET", "block", ""); w.Code != 405 || w.Header().Get("Allow") != "POST, DELETE" {
		t.Errorf("GET: %d", w.Code)
	}
	for body, code := range map[string]string{
		``: "BAD_JSON", `{`: "BAD_JSON", `[]`: "BAD_JSON", `{"seconds":1.5}`: "BAD_JSON", `{"seconds":"1"}`: "BAD_JSON",
		`{"seconds":1e99}`: "BAD_JSON", `{"x":"` + strings.Repeat("x", maxSwitchBody) + `","seconds":1}`: "BAD_JSON",
		`{}`: "BAD_SECONDS", `{"seconds":0}`: "BAD_SECONDS", `{"seconds":-1}`: "BAD_SECONDS", `{"seconds":601}`: "BAD_SECONDS",
		`{"seconds":1,"rate":0}`: "BAD_RATE", `{"seconds":1,"rate":-1}`: "BAD_RATE", `{"seconds":1,"rate":1000000001}`: "BAD_RATE",
	} {
		_, w := turn(t, h, "POST", "block", body)
		var answer errorAnswer
		if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || w.Code != 400 || answer.Error.Code != code || answer.Error.Message == "" {
			t.Errorf("%.40q: %d %s", body, w.Code, w.Body)
		}
		if strings.Contains(w.Body.String(), switchToken) {
			t.Errorf("%q tells the token", body)
		}
	}
	if blockSwitch.on {
		t.Error("something was turned on")
	}
}

func TestSwitchBlockGoesBackToTheOption(t *testing.T) {
	h := NewRegistry().Handler(WithToken(switchToken), WithBlockProfileRate(1_000_000))
	state, w := turn(t, h, "POST", "block", `{"seconds":5}`)
	if w.Code != 200 || state.Rate != 10_000 || state.Restores != 1_000_000 {
		t.Errorf("%d %+v", w.Code, state)
	}
	defer blockSwitch.set(0)
	if off, _ := turn(t, h, "DELETE", "block", ""); off.Rate != 1_000_000 {
		t.Errorf("%+v", off)
	}
}
