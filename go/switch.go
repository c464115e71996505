package gopherscope

import (
	"encoding/json"
	"net/http"
	"runtime"
	"sync"
	"time"
)

const (
	maxSwitchSeconds = 600
	maxSwitchBody    = 4096
	maxSwitchRate    = 1_000_000_000
)

// rateSwitch turns one profile of the runtime on for a while. There is one of each kind: rates are the process'.
type rateSwitch struct {
	profile string
	// usual is the rate where the request names none: cheap enough to leave on under load.
	usual int
	set   func(rate int)
	// current is nil where the runtime does not tell.
	current func() int

	mu       sync.Mutex
	on       bool
	until    time.Time
	rate     int
	restores int
	timer    *time.Timer
}

// blockSwitch samples one blocking event for every rate nanoseconds spent blocked.
var blockSwitch = &rateSwitch{profile: "block", usual: 10_000, set: runtime.SetBlockProfileRate}

// mutexSwitch samples one of rate contended waits for a mutex.
var mutexSwitch = &rateSwitch{
	profile: "mutex",
	usual:   10,
	set:     func(rate int) { runtime.SetMutexProfileFraction(rate) },
	current: func() int { return runtime.SetMutexProfileFraction(-1) },
}

// switchState is the answer to a change.
type switchState struct {
	Profile  string `json:"profile"`
	Seconds  int    `json:"seconds"`
	Rate     int    `json:"rate"`
	Until    string `json:"until"`
	Restores int    `json:"restores"`
}

// turnOn sets the rate until at least seconds from now; while it is on already, a longer time left stays. A rate
// of 0 keeps the one that is on, or is the usual one. before is the app's own rate where the runtime does not
// tell it.
func (s *rateSwitch) turnOn(seconds, rate, before int) switchState {
	s.mu.Lock()
	defer s.mu.Unlock()
	until := time.Now().Add(time.Duration(seconds) * time.Second)
	if !s.on {
		s.on, s.rate, s.restores, s.until = true, s.usual, before, until
		if s.current != nil {
			s.restores = s.current()
		}
	}
	if until.After(s.until) {
		s.until = until
	}
	if rate > 0 {
		s.rate = rate
	}
	s.set(s.rate)
	s.armLocked()
	return s.stateLocked(seconds)
}

// turnOff goes back to the earlier rate at once; where nothing is on it does nothing.
func (s *rateSwitch) turnOff() switchState {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.until = time.Now()
	if s.on {
		s.restoreLocked()
	} else if s.current != nil {
		s.rate = s.current()
		s.restores = s.rate
	}
	return s.stateLocked(0)
}

func (s *rateSwitch) armLocked() {
	wait := time.Until(s.until)
	if s.timer == nil {
		s.timer = time.AfterFunc(wait, s.expire)
		return
	}
	s.timer.Reset(wait)
}

// expire may come late, after the switch was prolonged, or turned off and on again.
func (s *rateSwitch) expire() {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case !s.on:
	case time.Now().Before(s.until):
		s.armLocked()
	default:
		s.restoreLocked()
	}
}

// restoreLocked leaves alone a rate that the app set meanwhile, where the runtime tells.
func (s *rateSwitch) restoreLocked() {
	s.timer.Stop()
	s.on = false
	if s.current != nil && s.current() != s.rate {
		s.rate = s.current()
		return
	}
	s.set(s.restores)
	s.rate = s.restores
}

func (s *rateSwitch) stateLocked(seconds int) switchState {
	return switchState{
		Profile: s.profile, Seconds: seconds, Rate: s.rate, Until: formatTime(s.until), Restores: s.restores,
	}
}

func (h *handler) serveSwitch(w http.ResponseWriter, req *http.Request, s *rateSwitch, before int) {
	if !h.token.set {
		writeError(w, http.StatusForbidden, "NO_TOKEN",
			"Profiling changes the app, so it needs a token: give gopherscope.Handler the option WithToken, or set GOPHERSCOPE_TOKEN for the auto package.")
		return
	}
	if !allowed(w, req, http.MethodPost, http.MethodDelete) {
		return
	}
	if req.Method == http.MethodDelete {
		writeJSON(w, http.StatusOK, s.turnOff())
		return
	}
	var wanted struct {
		Seconds int  `json:"seconds"`
		Rate    *int `json:"rate"`
	}
	body := http.MaxBytesReader(w, req.Body, maxSwitchBody)
	if err := json.NewDecoder(body).Decode(&wanted); err != nil {
		writeError(w, http.StatusBadRequest, "BAD_JSON", `The body must be JSON as {"seconds":30}, both numbers whole.`)
		return
	}
	if wanted.Seconds < 1 || wanted.Seconds > maxSwitchSeconds {
		writeError(w, http.StatusBadRequest, "BAD_SECONDS", "seconds must be 1 to 600.")
		return
	}
	rate := 0
	if wanted.Rate != nil {
		if rate = *wanted.Rate; rate < 1 || rate > maxSwitchRate {
			writeError(w, http.StatusBadRequest, "BAD_RATE", "rate must be 1 to 1000000000.")
			return
		}
	}
	writeJSON(w, http.StatusOK, s.turnOn(wanted.Seconds, rate, before))
}
