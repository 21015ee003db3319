package auth

import (
	"context"
	"net/http"
)

type secureKey struct{}

// OverTLS gives the request a mark that the browser speaks TLS, though not to
// this process: a trusted proxy says so.
func OverTLS(r *http.Request) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), secureKey{}, true))
}

// Secure tells whether the browser's connection is TLS, here or at a trusted
// proxy.
func Secure(r *http.Request) bool {
	marked, _ := r.Context().Value(secureKey{}).(bool)
	return marked || r.TLS != nil
}
