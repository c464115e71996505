package gopherscope

import "net/http"

// What a recorder can do besides being an http.ResponseWriter. Each of these types adds one ability to the view
// it is embedded in.
type (
	canFlush       struct{ rec *recorder }
	canHijack      struct{ rec *recorder }
	canReadFrom    struct{ rec *recorder }
	canPush        struct{ rec *recorder }
	canCloseNotify struct{ rec *recorder }
)

// abilities is a set of bits, one for each of the types above in their order.
type abilities uint8

const (
	flushes abilities = 1 << iota
	hijacks
	readsFrom
	pushes
	closeNotifies
	allAbilities = 1<<iota - 1
)

// closeNotifier is http.CloseNotifier, which is deprecated and which frameworks still assert without asking.
type closeNotifier interface{ CloseNotify() <-chan bool }

// newView makes what the handler gets. A type has the methods it has, so each set of abilities needs a type of its
// own: a handler that asks "can this be flushed?" must get the true answer.
func (rec *recorder) newView() http.ResponseWriter {
	f, h, r, p, c := canFlush{rec}, canHijack{rec}, canReadFrom{rec}, canPush{rec}, canCloseNotify{rec}
	switch rec.abilities {
	case flushes:
		return struct {
			*recorder
			canFlush
		}{rec, f}
	case hijacks:
		return struct {
			*recorder
			canHijack
		}{rec, h}
	case flushes | hijacks:
		return struct {
			*recorder
			canFlush
			canHijack
		}{rec, f, h}
	case readsFrom:
		return struct {
			*recorder
			canReadFrom
		}{rec, r}
	case flushes | readsFrom:
		return struct {
			*recorder
			canFlush
			canReadFrom
		}{rec, f, r}
	case hijacks | readsFrom:
		return struct {
			*recorder
			canHijack
			canReadFrom
		}{rec, h, r}
	case flushes | hijacks | readsFrom:
		return struct {
			*recorder
			canFlush
			canHijack
			canReadFrom
		}{rec, f, h, r}
	case pushes:
		return struct {
			*recorder
			canPush
		}{rec, p}
	case flushes | pushes:
		return struct {
			*recorder
			canFlush
			canPush
		}{rec, f, p}
	case hijacks | pushes:
		return struct {
			*recorder
			canHijack
			canPush
		}{rec, h, p}
	case flushes | hijacks | pushes:
		return struct {
			*recorder
			canFlush
			canHijack
			canPush
		}{rec, f, h, p}
	case readsFrom | pushes:
		return struct {
			*recorder
			canReadFrom
			canPush
		}{rec, r, p}
	case flushes | readsFrom | pushes:
		return struct {
			*recorder
			canFlush
			canReadFrom
			canPush
		}{rec, f, r, p}
	case hijacks | readsFrom | pushes:
		return struct {
			*recorder
			canHijack
			canReadFrom
			canPush
		}{rec, h, r, p}
	case flushes | hijacks | readsFrom | pushes:
		return struct {
			*recorder
			canFlush
			canHijack
			canReadFrom
			canPush
		}{rec, f, h, r, p}
	case closeNotifies:
		return struct {
			*recorder
			canCloseNotify
		}{rec, c}
	case flushes | closeNotifies:
		return struct {
			*recorder
			canFlush
			canCloseNotify
		}{rec, f, c}
	case hijacks | closeNotifies:
		return struct {
			*recorder
			canHijack
			canCloseNotify
		}{rec, h, c}
	case flushes | hijacks | closeNotifies:
		return struct {
			*recorder
			canFlush
			canHijack
			canCloseNotify
		}{rec, f, h, c}
	case readsFrom | closeNotifies:
		return struct {
			*recorder
			canReadFrom
			canCloseNotify
		}{rec, r, c}
	case flushes | readsFrom | closeNotifies:
		return struct {
			*recorder
			canFlush
			canReadFrom
			canCloseNotify
		}{rec, f, r, c}
	case hijacks | readsFrom | closeNotifies:
		return struct {
			*recorder
			canHijack
			canReadFrom
			canCloseNotify
		}{rec, h, r, c}
	case flushes | hijacks | readsFrom | closeNotifies:
		return struct {
			*recorder
			canFlush
			canHijack
			canReadFrom
			canCloseNotify
		}{rec, f, h, r, c}
	case pushes | closeNotifies:
		return struct {
			*recorder
			canPush
			canCloseNotify
		}{rec, p, c}
	case flushes | pushes | closeNotifies:
		return struct {
			*recorder
			canFlush
			canPush
			canCloseNotify
		}{rec, f, p, c}
	case hijacks | pushes | closeNotifies:
		return struct {
			*recorder
			canHijack
			canPush
			canCloseNotify
		}{rec, h, p, c}
	case flushes | hijacks | pushes | closeNotifies:
		return struct {
			*recorder
			canFlush
			canHijack
			canPush
			canCloseNotify
		}{rec, f, h, p, c}
	case readsFrom | pushes | closeNotifies:
		return struct {
			*recorder
			canReadFrom
			canPush
			canCloseNotify
		}{rec, r, p, c}
	case flushes | readsFrom | pushes | closeNotifies:
		return struct {
			*recorder
			canFlush
			canReadFrom
			canPush
			canCloseNotify
		}{rec, f, r, p, c}
	case hijacks | readsFrom | pushes | closeNotifies:
		return struct {
			*recorder
			canHijack
			canReadFrom
			canPush
			canCloseNotify
		}{rec, h, r, p, c}
	case allAbilities:
		return struct {
			*recorder
			canFlush
			canHijack
			canReadFrom
			canPush
			canCloseNotify
		}{rec, f, h, r, p, c}
	default:
		return rec
	}
}
