package gopherscope

// Option changes what a [Handler] does.
type Option func(*handler)

// WithToken makes every request need "Authorization: Bearer <token>", from this machine too. With it requests
// may come from anywhere, and block and mutex profiling can be switched on. An empty token is none.
func WithToken(token string) Option {
	return func(h *handler) { h.token = newToken(token) }
}

// WithRemote answers requests from other machines although there is no token. Without it and without
// [WithToken] only this machine is answered.
func WithRemote() Option {
	return func(h *handler) { h.remote = true }
}

// WithBlockProfileRate names the block profile rate the app runs with, the argument it gave to
// runtime.SetBlockProfileRate. The runtime does not tell it, and it is what block profiling goes back to after
// it was switched on for a while; without this option to 0, off.
func WithBlockProfileRate(rate int) Option {
	return func(h *handler) { h.blockRate = rate }
}
