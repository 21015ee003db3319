// Package auth knows who is signed in: the console sessions of browsers, the
// sign-ins to clusters that each holds, and how one comes about and ends.
//
// A console session is known to a browser by a random id in a cookie and lives
// in this process's memory, under the id's hash. Credentials live inside the
// zkconn.Lease of a sign-in and nowhere else.
package auth
