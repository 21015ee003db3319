// Package auth knows who is signed in: the console sessions of browsers, and the sign-ins to
// clusters in each. It makes the guard for each request from a sign-in and the person whom the
// cluster's user directory verifies.
//
// A browser identifies its console session by a random ID in a cookie. The session is kept in this
// process's memory under the hash of the ID. Credentials are in the pool.Lease of a sign-in and
// nowhere else.
package auth
