// Package auth keeps who is signed in: the console sessions of browsers and the
// sign-ins to clusters that each holds. It makes the guard of each request from
// a sign-in and the person whom the cluster's user directory proves.
//
// A console session is known to a browser by a random id in a cookie and lives
// in this process's memory, under the id's hash. Credentials live inside the
// pool.Lease of a sign-in and nowhere else.
package auth
