package gopherscope

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"net/netip"
	"strings"
)

// token is what is left of a token: its hash. The token itself cannot be shown by mistake, and comparing hashes
// tells nobody how long it is.
type token struct {
	hash [sha256.Size]byte
	set  bool
}

func newToken(secret string) token {
	if secret == "" {
		return token{}
	}
	return token{hash: sha256.Sum256([]byte(secret)), set: true}
}

// allows compares in a time that says nothing.
func (t *token) allows(authorization string) bool {
	scheme, secret, _ := strings.Cut(authorization, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return false
	}
	hash := sha256.Sum256([]byte(strings.TrimSpace(secret)))
	return subtle.ConstantTimeCompare(hash[:], t.hash[:]) == 1
}

// admit says whether the request may be answered; if not, it has been refused.
func (h *handler) admit(w http.ResponseWriter, req *http.Request) bool {
	switch {
	case h.token.set:
		if h.token.allows(req.Header.Get("Authorization")) {
			return true
		}
		w.Header().Set("WWW-Authenticate", "Bearer")
		writeError(w, http.StatusUnauthorized, "UNAUTHORIZED",
			"This needs the token of the app as Authorization: Bearer <token>.")
	case h.remote || isLocal(req.RemoteAddr):
		return true
	default:
		writeError(w, http.StatusForbidden, "NOT_LOOPBACK",
			"Only this machine is answered. Give gopherscope.Handler the option WithToken, or WithRemote to answer everybody.")
	}
	return false
}

// isLocal takes the peer of a connection, never a header: anybody can write those. A socket file, whose peer
// has no address, is local.
func isLocal(remoteAddr string) bool {
	if remoteAddr == "" || remoteAddr == "@" {
		return true
	}
	peer, err := netip.ParseAddrPort(remoteAddr)
	return err == nil && peer.Addr().IsLoopback()
}
