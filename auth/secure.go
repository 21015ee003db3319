package auth

import (
	"context"
	"net/http"
)

type secureKey struct{}

// OverTLS marks a request whose browser speaks TLS, though not to
// this process: a trusted proxy says so.
func OverTLS(r *http.Request) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), secureKey{}, true))
}

// Secure reports whether the browser's connection is TLS, here or at a trusted
// proxy.
func Secure(r *http.Request) bool {
	marked, _ := r.Context().Value(secureKey{}).(bool)
	return marked || r.TLS != nil
}
